/* The outbox page: everything on this phone by state, each can be opened; what waits is sent now, a draft is deleted after a question. */

import { openDialog } from '../helpers/dialog.js'
import { t } from '../helpers/text.js'
import { mayReopen } from '../models/handin.js'
import * as store from '../models/store.js'
import { onOutcome, sendNow } from './parts/courier.js'
import { me } from './parts/person.js'
import { recordRow } from './parts/record-row.js'
import { photoCount, whenText } from './parts/words.js'

const GROUP_OF = { saved: 'saved', waiting: 'waiting', uploading: 'waiting', attention: 'attention', received: 'received' }
const RECEIVED_SHOWN = 30

export default async function outboxPage(box) {
  const person = await me()
  const { fill, review, record, violation } = box.dataset
  const view = { box, person, addresses: { fill, review, record, violation }, turn: 0 }
  const draw = () => drawGroups(view)
  box.querySelector('[data-send]').addEventListener('click', sendNow)
  box.addEventListener('click', (event) => press(event, view))
  const stops = [store.subscribe(draw), onOutcome((outcome) => drawOutcome(box, outcome))]
  await draw()
  drawRoom(box)
  return () => stops.forEach((stop) => stop())
}

/** A later drawing overtakes one that still reads the store. */
async function drawGroups(view) {
  const turn = (view.turn += 1)
  const rows = (await store.recordsOf(view.person.id)).reverse()
  const groups = { attention: [], waiting: [], saved: [], received: [] }
  for (const row of rows) {
    const item = await element(row, view)
    if (item) groups[GROUP_OF[row.state]].push(item)
  }
  if (turn !== view.turn) return
  groups.received.length = Math.min(groups.received.length, RECEIVED_SHOWN)
  for (const [name, items] of Object.entries(groups)) {
    const group = view.box.querySelector(`[data-group="${name}"]`)
    group.querySelector('[data-list]').replaceChildren(...items)
    group.hidden = !items.length
  }
  view.box.querySelector('[data-nothing]').hidden = Object.values(groups).some((items) => items.length)
}

async function element(row, view) {
  if (row.what === 'loose') return looseRow(row, view)
  const item = await recordRow(row, view.addresses)
  if (row.state !== 'saved' && row.state !== 'attention') return item
  const more = document.getElementById('phone-record-more').content.firstElementChild.cloneNode(true)
  more.dataset.of = row.id
  more.querySelector('[data-delete]').hidden = !mayReopen(row)
  more.querySelector('[data-again]').hidden = row.state !== 'attention'
  item.append(more)
  return item
}

/** Photos taken before anybody said what they belong to. */
async function looseRow(row, { box }) {
  const photos = await store.photosOf(row.id)
  if (!photos.length) return null
  const item = document.getElementById('phone-record').content.firstElementChild.cloneNode(true)
  item.querySelector('[data-open]').href = box.dataset.capture
  item.querySelector('[data-title]').textContent = t('未归类的照片')
  item.querySelector('[data-meta]').textContent = [photoCount(photos.length), whenText(photos.at(-1).taken_at)].join(' · ')
  return item
}

async function press(event, view) {
  const button = event.target.closest('[data-delete], [data-again]')
  if (!button) return
  const id = button.closest('[data-of]').dataset.of
  if (button.matches('[data-again]')) {
    await store.changeRecord(id, (row) => Object.assign(row, { state: 'waiting', problem: null, tries: 0 }))
    sendNow()
  } else if ((await openDialog('drop-draft')) === 'confirm') {
    await store.deleteRecord(id, store.eventRow(id, 'draft_deleted', { by: view.person.id }))
  }
}

function drawOutcome(box, outcome) {
  box.querySelector('[data-sign-in]').hidden = outcome !== 'sign_in'
  box.querySelector('[data-other]').hidden = outcome !== 'other_person'
  box.querySelector('[data-offline]').hidden = outcome !== 'offline'
}

/** Whether the browser promised to keep what is stored, and how much there is. */
async function drawRoom(box) {
  const [persisted, { usage }] = await Promise.all([store.askToKeep(), store.room()])
  const size = usage === undefined ? '' : t('已用 {size} MB。', { size: (usage / 1e6).toFixed(1) })
  const kept = persisted ? t('浏览器已承诺保留本站内容。') : t('浏览器没有承诺长期保留，请及时上传。')
  box.querySelector('[data-room]').textContent = kept + size
}
