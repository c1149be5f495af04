/* Owns the phone's position while a page takes photos: one watch, the latest fix, and why there is none. A fix is our own, taken at
   the shutter; what a photo file says about its place is never used here. */

import { fixOf, noFixReason, NO_FIX } from '../../models/photo.js'

// A fix this old still says where the shutter was pressed; older, a new one is waited for.
const FRESH_MS = 30000
const WAIT_MS = 10000
const listeners = new Set()
const state = { fix: null, at: 0, reason: null, watching: false }

/** Begin to watch; asks the person for leave the first time. Safe to call again. */
export function watchPosition() {
  if (state.watching) return
  state.watching = true
  // On plain http the browser refuses without asking anybody.
  if (!navigator.geolocation || !window.isSecureContext) return lost(NO_FIX.unsupported)
  navigator.geolocation.watchPosition(found, (error) => lost(noFixReason(error)), {
    enableHighAccuracy: true,
    maximumAge: 0,
    timeout: 20000,
  })
}

function found(position) {
  Object.assign(state, { fix: fixOf(position), at: Date.now(), reason: null })
  tell()
}

function lost(reason) {
  state.reason = reason
  if (reason === NO_FIX.denied) state.fix = null
  tell()
}

function tell() {
  listeners.forEach((listener) => listener(state))
}

/** Call `listener` with {fix, reason} now and at every change. Returns how to stop. */
export function onPosition(listener) {
  listeners.add(listener)
  listener(state)
  return () => listeners.delete(listener)
}

/** {fix, reason} at this moment, or a promise of it when a fix must be waited for: `now` is there at once in either case. */
export function atShutter() {
  const fresh = state.fix && Date.now() - state.at < FRESH_MS
  const now = fresh ? { fix: state.fix, reason: null } : { fix: null, reason: state.reason || NO_FIX.timeout }
  const hopeless = [NO_FIX.denied, NO_FIX.unsupported].includes(state.reason)
  return { now, later: fresh || hopeless ? null : nextFix() }
}

function nextFix() {
  return new Promise((resolve) => {
    const stop = onPosition((latest) => {
      if (!latest.fix || Date.now() - latest.at > FRESH_MS) return
      queueMicrotask(() => stop())
      clearTimeout(timer)
      resolve({ fix: latest.fix, reason: null })
    })
    const timer = setTimeout(() => {
      stop()
      resolve({ fix: null, reason: state.reason || NO_FIX.timeout })
    }, WAIT_MS)
  })
}

/** Whether leave was given, refused or not asked for yet: 'granted', 'denied', 'prompt'. */
export async function permission(name = 'geolocation') {
  try {
    return (await navigator.permissions.query({ name })).state
  } catch {
    return 'prompt'
  }
}
