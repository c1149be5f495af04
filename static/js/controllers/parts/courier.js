/* Owns when the outbox is emptied: at once, when the network comes back, when the page is looked at again, and by itself after a pause that
   grows. One page at a time sends (parts/lone.js); the others show what it tells. */

import { t } from '../../helpers/text.js'
import { toast } from '../../helpers/toast.js'
import { pauseMs } from '../../models/backoff.js'
import { clock } from '../../models/clock.js'
import { sweep } from '../../models/retention.js'
import { QUEUED, UNSENT } from '../../models/states.js'
import * as store from '../../models/store.js'
import { alone, hear, tell } from './lone.js'

// Asking whether the outbox page is there must not keep a person waiting who has just handed in.
const REACH_MS = 5000
const SYNC_TAG = 'lantian-outbox'

const outcomes = new Set()
const progresses = new Set()
const state = { person: null, running: false, again: false, urgent: false, failures: 0, timer: 0, outcome: 'idle', heard: null }

/** Start for a person. */
export function startCourier(personId) {
  state.person = personId
  window.addEventListener('online', tryAgain)
  window.addEventListener('pageshow', ({ persisted }) => persisted && tryAgain())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && tryAgain())
  navigator.serviceWorker?.addEventListener('message', ({ data }) => data?.lantian === 'send' && tryAgain())
  hear(heard)
  tryAgain()
}

/** Something has changed for the better, perhaps: try now. Rows the server asked to wait with still wait. */
function tryAgain() {
  state.failures = 0
  return attempt()
}

/** A person wants it now: no pause counts, on whichever page the sending is done. */
export function sendNow() {
  state.urgent = true
  tell({ now: true })
  return tryAgain()
}

/** After something was handed in: to the outbox where that page can come, else stay, say so and keep trying. Gives whether it left. */
export async function toOutbox(address) {
  const there = (await isKept(address)) || (await isReachable(address))
  if (there) location.assign(address)
  else toast(t('已存手机，有网络后自动上传。'), { kind: 'info' })
  sendNow()
  return there
}

async function isReachable(address) {
  const control = new AbortController()
  const timer = setTimeout(() => control.abort(), REACH_MS)
  try {
    return (await fetch(address, { method: 'HEAD', cache: 'no-store', signal: control.signal })).ok
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

/** Whether the service worker has a copy of the page to answer with. */
async function isKept(address) {
  return Boolean(navigator.serviceWorker?.controller && (await globalThis.caches?.match(address)))
}

/** Call `listener(outcome)` now and after every run: 'idle', 'busy', 'offline', 'sign_in', 'other_person', 'full'. Returns how to stop. */
export function onOutcome(listener) {
  outcomes.add(listener)
  listener(state.outcome)
  return () => outcomes.delete(listener)
}

/** Call `listener({record, photo, place, total, bytes, size})` while photos leave, whichever page sends. Returns how to stop. */
export function onProgress(listener) {
  progresses.add(listener)
  return () => progresses.delete(listener)
}

function heard({ now, outcome, progress }) {
  if (now) {
    state.urgent = true
    state.again = state.running
  }
  if (progress) progresses.forEach((listener) => listener(progress))
  if (outcome) {
    state.heard = outcome
    show(outcome)
  }
}

function show(outcome) {
  state.outcome = outcome
  outcomes.forEach((listener) => listener(outcome))
}

async function attempt() {
  if (state.person === null) return undefined
  if (state.running) {
    state.again = true
    return undefined
  }
  clearTimeout(state.timer)
  Object.assign(state, { running: true, again: false, heard: null })
  let outcome = 'offline'
  try {
    // What another page found out while this one waited for its turn need not be found out again.
    outcome = await alone(() => state.heard ?? run())
  } catch (error) {
    console.warn('outbox', error)
  } finally {
    state.running = false
  }
  show(outcome)
  tell({ outcome })
  return plan(outcome)
}

/** What sends is loaded as soon as there is a draft: by the time that is handed in the network may be gone. */
async function run() {
  const { person, urgent } = state
  state.urgent = false
  const mine = (await store.recordsIn(UNSENT)).filter((row) => row.person_id === person)
  const delivery = mine.length ? import('./delivery.js') : null
  const queued = mine.some((row) => QUEUED.includes(row.state))
  delivery?.catch(() => {})
  const outcome = queued ? await (await delivery).deliver({ person, urgent, onWord: tell, onProgress: report }) : 'idle'
  await sweep(store, person, clock.wall())
  return outcome
}

function report(progress) {
  progresses.forEach((listener) => listener(progress))
  tell({ progress })
}

function plan(outcome) {
  if (state.again) return attempt()
  if (outcome === 'idle') return undefined
  state.failures += 1
  state.timer = setTimeout(attempt, pauseMs(state.failures))
  return outcome === 'offline' ? askForSync() : undefined
}

/** Where the browser can, it wakes the site when the network is back, also with the page closed. A bonus: nothing relies on it. */
async function askForSync() {
  if (!navigator.serviceWorker?.controller) return
  const registration = await navigator.serviceWorker.ready
  await registration.sync?.register(SYNC_TAG).catch(() => {})
}
