/* The outbox page: everything on this phone by state, each can be opened; what waits is sent now or carried away as a file, a draft is
   deleted after a question. */

import { openDialog } from '../helpers/dialog.js'
import { n, t } from '../helpers/text.js'
import { mayReopen } from '../models/handin.js'
import { daysLeft } from '../models/retention.js'
import { HANDED_IN, UNSENT } from '../models/states.js'
import * as store from '../models/store.js'
import { onOutcome, onProgress, sendNow } from './parts/courier.js'
import { noteDrafts } from './parts/draft-count.js'
import { me } from './parts/person.js'
import { addressOf, blankRow, drawBar, recordRow } from './parts/record-row.js'
import { photoCount, sizeText, whenText } from './parts/words.js'

const GROUP_OF = { saved: 'saved', waiting: 'waiting', uploading: 'waiting', attention: 'attention', received: 'received' }
const RECEIVED_SHOWN = 30
const YEAR_DAYS = 365
// Loaded where there is something to show or to carry away; the list itself never waits for them.
const proofs = () => import('./parts/proof.js').catch(() => null)
const exporting = () => import('./parts/queue-export.js')
const STUCK = ['sign_in', 'other_person', 'offline', 'full']

export default async function outboxPage(box) {
  const person = await me().catch(() => undefined)
  // Without a store there is nothing to draw; what is wrong with it is said above (controllers/limits.js).
  if (!person) return void drawn(box)
  const { fill, review, record, violation } = box.dataset
  const view = { box, person, addresses: { fill, review, record, violation }, items: new Map(), queued: [] }
  const draw = oneAtATime(() => drawGroups(view))
  box.querySelector('[data-send]').addEventListener('click', sendNow)
  box.addEventListener('click', (event) => press(event, view))
  store.subscribe(draw)
  onOutcome((outcome) => drawOutcome(box, outcome))
  onProgress((progress) => drawProgress(view, progress))
  // What was waiting for the store comes into sight at once, also where the store cannot be read.
  await draw().finally(() => drawn(box))
  drawRoom(box, person)
}

function drawn(box) {
  box.dataset.drawn = 'yes'
}

/** While photos leave the store changes all the time: what is asked for during a drawing is done once, after it. */
function oneAtATime(work) {
  let running = null
  let again = false
  const go = () => {
    again = Boolean(running)
    running = running || work().finally(next)
    return running
  }
  const next = () => {
    running = null
    if (again) go()
  }
  return go
}

async function drawGroups(view) {
  const [unsent, received] = await Promise.all([store.recordsIn(UNSENT), store.receivedOf(view.person.id, RECEIVED_SHOWN)])
  const mine = unsent.filter((row) => row.person_id === view.person.id)
  noteDrafts(mine)
  const groups = { attention: [], waiting: [], saved: [], received: [] }
  for (const row of [...mine.reverse(), ...received]) {
    const item = await element(row, view)
    if (item) groups[GROUP_OF[row.state]].push(item)
  }
  for (const [name, items] of Object.entries(groups)) drawGroup(view.box.querySelector(`[data-group="${name}"]`), items)
  view.queued = mine.filter((row) => HANDED_IN.includes(row.state))
  // Have the way out at hand before the network goes.
  if (view.queued.length) exporting().then((way) => way.warmUp(), () => {})
  view.box.querySelector('[data-nothing]').hidden = Object.values(groups).some((items) => items.length)
  view.box.querySelector('[data-export-part]').hidden = !view.queued.length
  drawOthers(view.box, unsent.filter((row) => row.person_id !== view.person.id && HANDED_IN.includes(row.state)).length)
}

/** Elements that already stand where they belong are left alone: moving one would take the focus away. */
function drawGroup(group, items) {
  const list = group.querySelector('[data-list]')
  const same = list.children.length === items.length && items.every((item, place) => list.children[place] === item)
  if (!same) list.replaceChildren(...items)
  group.hidden = !items.length
}

async function element(row, view) {
  const kept = view.items.get(row.id)
  const item = row.what === 'loose' ? await looseRow(row, view, kept) : await recordRow(row, view.addresses, kept)
  if (item) view.items.set(row.id, item)
  if (!item || row.what === 'loose') return item
  drawActs(item, row, view.addresses)
  if (row.state !== 'saved') (await proofs())?.drawProof(item, row)
  else item.querySelector('[data-proof]')?.remove()
  return item
}

/** What may be done with a row beside opening it. */
function drawActs(item, row, addresses) {
  let more = item.querySelector('[data-of]')
  if (!more) {
    more = document.getElementById('phone-record-more').content.firstElementChild.cloneNode(true)
    more.dataset.of = row.id
    item.append(more)
  }
  more.hidden = !['saved', 'attention'].includes(row.state)
  more.querySelector('[data-delete]').hidden = !mayDelete(row)
  const mend = more.querySelector('[data-mend]')
  mend.hidden = row.state !== 'attention' || !mayReopen(row)
  mend.href = addressOf(row, addresses)
  for (const name of ['again', 'export-one']) more.querySelector(`[data-${name}]`).hidden = row.state !== 'attention'
}

function mayDelete(row) {
  return ['saved', 'attention'].includes(row.state) && mayReopen(row)
}

/** Photos taken before anybody said what they belong to. */
async function looseRow(row, { box }, item = blankRow()) {
  const photos = await store.photosOf(row.id)
  if (!photos.length) return null
  item.querySelector('[data-open]').href = box.dataset.capture
  item.querySelector('[data-title]').textContent = t('未归类的照片')
  item.querySelector('[data-meta]').textContent = photoCount(photos.length)
  item.querySelector('[data-when]').textContent = whenText(photos.at(-1).taken_at)
  return item
}

const PRESSES = {
  again: async (id) => {
    const fresh = { state: 'waiting', problem: null, tries: 0, refusals: 0, retry_at: null }
    await store.changeRecord(id, (row) => row.state === 'attention' && Object.assign(row, fresh))
    sendNow()
  },
  delete: async (id, { person }) => {
    if ((await openDialog('drop-draft')) !== 'confirm') return
    const row = await store.getRecord(id)
    if (!row || !mayDelete(row)) return
    await store.deleteRecord(id, store.eventRow(id, 'draft_deleted', { by: person.id }))
  },
  'export-one': async (id, { person }, button) => (await exporting()).exportRows([await store.getRecord(id)], person, button),
  export: async (_id, { queued, person }, button) => (await exporting()).exportRows(queued, person, button),
}

async function press(event, view) {
  const button = event.target.closest(
    Object.keys(PRESSES)
      .map((name) => `[data-${name}]`)
      .join(),
  )
  const name = Object.keys(PRESSES).find((one) => button?.hasAttribute(`data-${one}`))
  if (name) await PRESSES[name](button.closest('[data-of]')?.dataset.of, view, button)
}

async function drawProgress(view, progress) {
  const item = view.items.get(progress.record)
  if (!item) return
  ;(await proofs())?.drawPhotoProgress(item, progress)
  const [row, photos] = await Promise.all([store.getRecord(progress.record), store.photosOf(progress.record)])
  if (row) drawBar(item, row, photos, progress)
}

function drawOutcome(box, outcome) {
  box.querySelector('[data-sign-in]').hidden = outcome !== 'sign_in'
  box.querySelector('[data-other]').hidden = outcome !== 'other_person'
  box.querySelector('[data-offline]').hidden = outcome !== 'offline'
  box.querySelector('[data-full]').hidden = outcome !== 'full'
  box.querySelector('[data-keep-open]').hidden = STUCK.includes(outcome)
}

/** Work of somebody else on this phone: how much, not whose or what. It is never sent under this person's name. */
function drawOthers(box, count) {
  const banner = box.querySelector('[data-others]')
  banner.hidden = !count
  banner.querySelector('[data-title]').textContent = n('此手机上另有 {n} 条属于其他人的记录，等其登录后上传', count)
}

/** Whether the browser promised to keep what is stored, how much there is, and for how many days of work there is room. */
async function drawRoom(box, person) {
  const [kept, room, tally] = await Promise.all([store.isKept(), store.room(), store.getPack(`tally:${person.id}`)])
  const days = daysLeft(room, tally?.value)
  const promise = kept ? t('已开启') : kept === false ? t('未开启，请及时上传') : t('这个浏览器不支持')
  const used = room.quota ? t('{used}，共可用 {quota}', { used: sizeText(room.usage), quota: sizeText(room.quota) }) : t('未知')
  const part = (name, text) => {
    box.querySelector(`[data-${name}]`).textContent = text
  }
  part('kept', promise)
  part('used', used)
  part('days', days === null ? t('用几天后可估算') : days > YEAR_DAYS ? t('一年以上') : n('约 {n} 天（按您平时的用量）', days))
}
