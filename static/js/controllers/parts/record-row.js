/* Owns one row of a record on this phone, made from the template the server sent: place, list, state word, what is wrong. */

import { t } from '../../helpers/text.js'
import { sheetOf } from '../../models/pack.js'
import { missing } from '../../models/checklist.js'
import { isShot } from '../../models/photo.js'
import { progressOf, QUEUED, recordState, stateText } from '../../models/states.js'
import * as store from '../../models/store.js'
import { named, photoCount, sizeText, whenText } from './words.js'

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
  const place = anchor ? `${row.id}/${anchor}` : row.id
  return `${fill.replace('LIST', row.checklist.id)}?${query}#${place}`
}

/** A list element for a record; an earlier one of the same record is described anew, so that what is open or in focus stays so. */
export async function recordRow(row, addresses, item = blankRow()) {
  const part = (name) => item.querySelector(`[data-${name}]`)
  const photos = await store.photosOf(row.id)
  const state = recordState(row)
  item.dataset.record = row.id
  part('open').href = addressOf(row, addresses)
  part('title').textContent = row.what === 'act' ? row.title : row.site.name
  part('meta').textContent = row.what === 'act' ? row.event_name : named(row.checklist)
  part('when').textContent = whenText(row.updated_at)
  part('sync').dataset.state = state
  for (const word of item.querySelectorAll(`[data-for="${state}"] [data-word]`)) word.textContent = stateText(state, progressOf(row, photos))
  part('progress').textContent = await remainder(row, photos)
  part('note').textContent = row.problem ? noteOf(row.problem) : ''
  drawBar(item, row, photos)
  return item
}

/** What is wrong, in one line: the faults themselves where they are named. */
function noteOf({ title, detail, fields }) {
  const words = (fields ?? []).map((field) => field.message).join(t('；'))
  return t('{title}：{detail}', { title, detail: words || detail })
}

/** A row without a record yet. */
export function blankRow() {
  return document.getElementById('phone-record').content.firstElementChild.cloneNode(true)
}

/** How many bytes of a row's photos the server has, while they are leaving. `current` {photo, bytes} is the one on its way. */
export function drawBar(item, row, photos, current = null) {
  const bar = item.querySelector('[data-bar]')
  const listed = photos.filter((photo) => (row.hashes || []).includes(photo.sha256))
  const sent = listed.map((photo) => (photo.received_at ? photo.length : photo.id === current?.photo ? current.bytes : 0))
  const total = sum(listed.map((photo) => photo.length))
  bar.hidden = !QUEUED.includes(row.state) || !total || (row.state === 'waiting' && !sum(sent))
  bar.max = total || 1
  bar.value = sum(sent)
  const words = t('{sent} / {total}', { sent: sizeText(sum(sent)), total: sizeText(total) })
  bar.textContent = words
  if (!bar.hidden) item.querySelector('[data-progress]').textContent = words
}

function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0)
}

/** 还差 2 项 · 3 张照片, for a draft. */
async function remainder(row, photos) {
  const taken = photos.filter(isShot).length
  const shots = taken ? photoCount(taken) : ''
  if (row.what === 'act' || row.state !== 'saved') return shots
  const sheet = await sheetOf(store, row)
  if (!sheet) return shots
  const open = new Set(missing(sheet, row.answers, photos).map((fault) => fault.item)).size
  return [open ? t('还差 {count} 项', { count: open }) : t('已答完'), shots].filter(Boolean).join(' · ')
}
