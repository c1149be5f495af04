/* Owns the phone's side of the service worker: registers it, has the person's pages and small pictures prepared, and lets a new build
   take over when nothing is open that could be disturbed. What the worker keeps is its own business (sw.js). */

import { forms, problems } from '../../models/pack.js'
import * as store from '../../models/store.js'
import { fillAddress } from './record-row.js'

export const OPEN_DRAFT = 'lantian-open-draft'
const OUTBOX = 'lantian-outbox'
const FILL = '/i/checklists/LIST'
// Pages on which something is being written. A new build waits until none is open.
const TASKS = ['fill', 'review', 'capture', 'new-place', 'acts']
  .map((name) => `[data-controller~="${name}"], [data-then~="${name}"]`)
  .join()
// Looked at again after this long, while a page stays open.
const AGAIN_MS = 20000
// A worker that does not answer has been stopped by the phone.
const ANSWER_MS = 300000
// Who signs out does not wait longer for the worker.
const LEAVING_MS = 5000

/** Whether this browser can keep pages: https (or the phone itself) and a browser of its own. */
export function canKeepPages() {
  return window.isSecureContext && 'serviceWorker' in navigator
}

/** Begin for a person; safe where nothing can be kept. */
export async function startShell(person) {
  if (!canKeepPages()) return
  holdDraft()
  // What the page itself needs comes first: on the first visit the worker loads as much again.
  await quiet()
  const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => null)
  if (!registration) return
  registration.addEventListener('updatefound', () => whenInstalled(registration.installing, () => renew(registration, person)))
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && renew(registration, person))
  document.addEventListener('lantian:packs', () => prepareAll(person))
  await navigator.serviceWorker.ready
  await prepareAll(person)
  await renew(registration, person)
}

async function quiet() {
  if (document.readyState !== 'complete') await new Promise((resolve) => window.addEventListener('load', resolve, { once: true }))
  await new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve, { timeout: 2000 }))
}

/** While a page of a task is open it holds a lock that every page and the worker can see. */
function holdDraft() {
  if (document.querySelector(TASKS)) navigator.locks?.request(OPEN_DRAFT, { mode: 'shared' }, () => new Promise(() => {}))
}

/** Have the worker in charge fetch what is missing. Gives what it says, or null: {missing, pages}. */
export async function prepareAll(person) {
  const worker = (await navigator.serviceWorker.ready).active
  const done = await prepare(worker, person)
  const hashes = (await problems(store, person.id)).violations.flatMap((row) => row.photos.map((photo) => photo.sha256))
  if (hashes.length) await ask(worker, { lantian: 'thumbs', person: person.id, hashes })
  return done
}

async function prepare(worker, person) {
  const addresses = await neededForms(person)
  if (!addresses || hasLeft) return null
  return ask(worker, { lantian: 'prepare', person: person.id, language: languageSaid(), addresses })
}

/** The language the server answered in; a copy from the phone may be of an older one, then the worker knows better. */
function languageSaid() {
  const { lang, dataset } = document.documentElement
  return dataset.kept ? null : lang.slice(0, 2)
}

/** The forms of the pack, and those that drafts on this phone were begun with; null while the pack is not here yet. */
export async function neededForms(person) {
  const packed = await forms(store, person.id)
  if (!packed) return null
  const rows = (await store.recordsIn(['saved', 'attention'])).filter((row) => row.person_id === person.id && row.what === 'visit')
  const begun = rows.map((row) => fillAddress(row, FILL).split('#')[0])
  return [...new Set([...packed, ...begun])]
}

/** Ask a worker and wait for its answer. */
function ask(worker, order) {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ANSWER_MS)
    port1.onmessage = ({ data }) => {
      clearTimeout(timer)
      resolve(data)
    }
    worker.postMessage(order, [port2])
  })
}

function whenInstalled(worker, act) {
  worker?.addEventListener('statechange', () => worker.state === 'installed' && act())
}

let renewing = false

/** A new build that waits takes over when its pages are here, nothing is being written and nothing is being sent. Pages that are open
    stay as they are; the next one opened is of the new build. */
async function renew(registration, person) {
  if (renewing || !registration.waiting || !navigator.serviceWorker.controller) return
  renewing = true
  try {
    const done = await prepare(registration.waiting, person)
    if (done?.missing === 0 && !(await isBusy())) registration.waiting?.postMessage({ lantian: 'take-over' })
    else setTimeout(() => renew(registration, person), AGAIN_MS)
  } finally {
    renewing = false
  }
}

async function isBusy() {
  const { held } = await navigator.locks.query()
  if (held.some(({ name }) => name === OPEN_DRAFT || name === OUTBOX)) return true
  return (await store.recordsIn(['uploading'])).length > 0
}

/** The store was changed by a newer build than this page: let that one take over now, nothing here can work any more. */
export async function giveWay() {
  const waiting = (await navigator.serviceWorker?.getRegistration())?.waiting
  if (!waiting) return
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage({ lantian: 'take-over' })
}

// The page lives on while the browser asks for the next one: what it had begun must not make the copies the person's again.
let hasLeft = false

/** After an explicit sign-out the pages of this person are not shown without a network. */
export async function leave() {
  hasLeft = true
  const worker = (await navigator.serviceWorker?.getRegistration())?.active
  if (worker) await Promise.race([ask(worker, { lantian: 'left' }), new Promise((resolve) => setTimeout(resolve, LEAVING_MS))])
}
