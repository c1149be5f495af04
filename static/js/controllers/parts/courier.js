/* Owns when the outbox is emptied: at once, when the network comes back, when the page is looked at again, and by itself after a pause
   that grows. One page at a time sends; others watch. */

import { t } from '../../helpers/text.js'
import { toast } from '../../helpers/toast.js'
import * as outbox from '../../models/outbox.js'
import * as store from '../../models/store.js'

const LOCK = 'lantian-outbox'
const listeners = new Set()
let person = null
let running = false
let again = false
let failures = 0
let timer = 0
let outcome = 'idle'

/** Start for a person. */
export function startCourier(personId) {
  person = personId
  window.addEventListener('online', sendNow)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && sendNow())
  sendNow()
}

/** Try now, whatever the pause. */
export function sendNow() {
  failures = 0
  return attempt()
}

/** After something was handed in: to the outbox where there is a network, else stay, say so and keep trying. Gives whether it left. */
export async function toOutbox(address) {
  const there = await fetch(address, { method: 'HEAD', cache: 'no-store' }).then(
    (answer) => answer.ok,
    () => false,
  )
  if (there) location.assign(address)
  else toast(t('已存手机，有网络后自动上传。'), { kind: 'info' })
  sendNow()
  return there
}

/** Call `listener(outcome)` after every run: 'idle', 'busy', 'offline', 'sign_in', 'other_person'. Returns how to stop. */
export function onOutcome(listener) {
  listeners.add(listener)
  listener(outcome)
  return () => listeners.delete(listener)
}

async function attempt() {
  if (person === null) return
  if (running) {
    again = true
    return
  }
  clearTimeout(timer)
  running = true
  again = false
  try {
    outcome = await locked(() => outbox.drain({ store, fetch: (...request) => fetch(...request), personId: person }))
  } catch {
    outcome = 'offline'
  } finally {
    running = false
  }
  listeners.forEach((listener) => listener(outcome))
  plan()
}

function plan() {
  if (again) return attempt()
  if (outcome === 'idle') return undefined
  failures += 1
  timer = setTimeout(attempt, outbox.pauseMs(failures))
  return undefined
}

/** Under a lock where the browser has one (secure context); without, two pages may send the same bytes, which the protocol allows. */
function locked(work) {
  if (!navigator.locks) return work()
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : 'busy'))
}
