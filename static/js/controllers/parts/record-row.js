/* Owns one row of a record on this phone, made from the template the server sent: place, list, state word, what is wrong. */

import { t } from '../../helpers/text.js'
import { sheetOf } from '../../models/pack.js'
import { missing } from '../../models/checklist.js'
import { progressOf } from '../../models/outbox.js'
import * as store from '../../models/store.js'
import { named, photoCount, stateText, whenText } from './words.js'

/** Where a record opens: drafts where they are written, what waits on the review page, what was received as a record. */
export function addressOf(row, { fill, review, record, violation }) {
  if (row.what === 'act') return violation.replace('NUMBER', row.number)
  if (row.state === 'received') return record.replace('RECORD', row.id)
  if (row.state === 'saved') return fillAddress(row, fill)
  return `${review}#${row.id}`
}

/** The page of a draft's checklist, in the version it was begun with. */
export function fillAddress(row, fill, anchor = '') {
  const query = new URLSearchParams({ region: row.region, version: row.checklist.version })
  return `${fill.replace('LIST', row.checklist.id)}?${query}#${row.id}${anchor ? `/${anchor}` : ''}`
}

/** A list element for a record. */
export async function recordRow(row, addresses) {
  const item = document.getElementById('phone-record').content.firstElementChild.cloneNode(true)
  const part = (name) => item.querySelector(`[data-${name}]`)
  const photos = await store.photosOf(row.id)
  const progress = progressOf(row, photos)
  item.dataset.record = row.id
  part('open').href = addressOf(row, addresses)
  part('title').textContent = row.what === 'act' ? row.title : row.site.name
  part('meta').textContent = [row.what === 'act' ? row.event_name : named(row.checklist), whenText(row.updated_at)].join(' · ')
  part('sync').dataset.state = row.state
  for (const word of item.querySelectorAll(`[data-for="${row.state}"] [data-word]`)) word.textContent = stateText(row, progress)
  part('progress').textContent = await remainder(row, photos)
  part('note').textContent = row.problem ? t('{title}：{detail}', row.problem) : ''
  return item
}

/** 还差 2 项 · 3 张照片, for a draft. */
async function remainder(row, photos) {
  const shots = photos.length ? photoCount(photos.length) : ''
  if (row.what === 'act' || row.state !== 'saved') return shots
  const sheet = await sheetOf(store, row)
  if (!sheet) return shots
  const open = new Set(missing(sheet, row.answers, photos).map((fault) => fault.item)).size
  return [open ? t('还差 {count} 项', { count: open }) : t('已答完'), shots].filter(Boolean).join(' · ')
}
