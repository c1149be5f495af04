/* Photographing first: the camera opens by itself, each shot is kept as a loose photo, and later given to a record on this phone. */

import { closeDialog } from '../helpers/dialog.js'
import { t } from '../helpers/text.js'
import { toast } from '../helpers/toast.js'
import { uuid } from '../models/digest.js'
import { changePhotoOf } from '../models/drafts.js'
import { sheetOf } from '../models/pack.js'
import { storeProblem } from '../models/problems.js'
import * as store from '../models/store.js'
import { me } from './parts/person.js'
import { fillAddress } from './parts/record-row.js'
import { bindStrips } from './parts/strips.js'
import { clockText, named, photoCount } from './parts/words.js'

export default async function capture(box) {
  const person = await me()
  const view = { box, person, photos: [], loose: await looseOf(person) }
  const strip = box.querySelector('[data-strip]')
  view.strips = bindStrips(box, {
    job: () => ({ record: view.loose.id, place: null }),
    stripOf: () => strip,
    onChange: (photos) => changed(view, photos),
  })
  const sheet = document.getElementById('assign')
  document.querySelector('[data-assign]').addEventListener('click', () => offer(view, sheet))
  sheet.querySelector('[name="record"]').addEventListener('change', () => offerItems(view, sheet))
  sheet.querySelector('[data-confirm]').addEventListener('click', () => assign(view, sheet))
  await view.strips.draw()
  view.strips.shoot(strip)
}

/** The person's heap of photos without a record; made once. */
async function looseOf(person) {
  const kept = (await store.recordsOf(person.id)).find((row) => row.what === 'loose')
  if (kept) return kept
  const now = new Date().toISOString()
  const loose = {
    id: uuid(),
    what: 'loose',
    state: 'saved',
    person_id: person.id,
    person_name: person.name,
    started_at: now,
    updated_at: now,
  }
  await store.putRecord(loose)
  return loose
}

function changed(view, photos) {
  view.photos = photos
  document.querySelector('[data-assign]').disabled = !photos.length
  const said = view.box.querySelector('[data-saved]')
  said.textContent = photos.length ? t('{photos}，已存手机 {time}', { photos: photoCount(photos.length), time: clockText(new Date()) }) : ''
}

async function offer(view, sheet) {
  const rows = (await store.recordsOf(view.person.id)).filter((row) => row.what === 'visit' && row.state === 'saved').reverse()
  view.drafts = rows
  const options = rows.map((row) => new Option(t('{site}：{list}', { site: row.site.name, list: named(row.checklist) }), row.id))
  sheet.querySelector('[name="record"]').replaceChildren(...options)
  sheet.querySelector('[data-none]').hidden = rows.length > 0
  sheet.querySelector('[data-confirm]').disabled = !rows.length
  await offerItems(view, sheet)
}

async function offerItems(view, sheet) {
  const draft = view.drafts.find((row) => row.id === sheet.querySelector('[name="record"]').value)
  const list = draft && (await sheetOf(store, draft))
  const options = (list?.items || []).map((item) => new Option(named(item), item.id))
  sheet.querySelector('[name="item"]').replaceChildren(new Option(t('现场全景（不归入某一项）'), ''), ...options)
}

async function assign(view, sheet) {
  const draft = view.drafts.find((row) => row.id === sheet.querySelector('[name="record"]').value)
  const item = sheet.querySelector('[name="item"]').value || null
  const place = { record: draft.id, item, role: item ? 'finding' : 'overview' }
  try {
    for (const photo of view.photos) await changePhotoOf(draft.id, photo.id, (row) => Object.assign(row, place))
  } catch (error) {
    toast(t('{title}。{mend}', storeProblem(error)), { kind: 'bad' })
    return view.strips.draw()
  }
  closeDialog('assign')
  toast(t('{photos}已归入', { photos: photoCount(view.photos.length) }))
  location.assign(fillAddress(draft, '/i/checklists/LIST', item ? `item-${item}` : ''))
  return undefined
}
