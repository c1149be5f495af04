/* Owns one emptying of the outbox as a page does it: over the real network, with the screen kept on, and what is done when the phone is
   full. Loaded when something is on the phone that is not sent, because a page without such needs none of it. */

import { clock } from '../../models/clock.js'
import { drain } from '../../models/outbox.js'
import * as store from '../../models/store.js'
import { request } from '../../models/wire.js'

// How often anybody is told how many bytes have left.
const TOLD_MS = 250

// The promise of a lock on the screen: asked for once, however slowly the phone answers.
let screen = null

/** Send what waits for a person. `onWord` hears that this page is alive, `onProgress` how far it is. Gives the outcome of models/outbox.js,
    or 'full' where the browser has no room even to note what was sent. */
export async function deliver({ person, urgent, onWord, onProgress }) {
  const spoken = (path, options) => {
    onWord({ alive: true })
    return request(path, options)
  }
  const once = () => drain({ store, request: spoken, clock, personId: person, urgent, onProgress: seldom(onProgress) })
  try {
    return await once()
  } catch (error) {
    if (error?.name !== 'QuotaExceededError') throw error
    // What the server has under a checked receipt goes now instead of after its hours.
    return (await store.letGo(new Date(clock.wall()).toISOString())) ? once() : 'full'
  } finally {
    letScreenOff()
  }
}

function seldom(listener) {
  let toldAt = 0
  return (progress) => {
    keepScreenOn()
    if (progress.bytes && progress.bytes < progress.size && Date.now() - toldAt < TOLD_MS) return
    toldAt = Date.now()
    listener(progress)
  }
}

/** A phone that falls asleep stops sending. Only where the browser can, never insisted on. */
async function keepScreenOn() {
  if (screen || !navigator.wakeLock || document.visibilityState !== 'visible') return
  const asked = navigator.wakeLock.request('screen').catch(() => null)
  screen = asked
  const forget = () => {
    if (screen === asked) screen = null
  }
  const lock = await asked
  if (lock) lock.addEventListener('release', forget)
  else forget()
}

/** Also a lock that the phone grants only after this. */
async function letScreenOff() {
  const asked = screen
  screen = null
  const lock = await asked
  lock?.release().catch(() => {})
}
