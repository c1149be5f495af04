/* Owns the phone's compass while the camera is open: leave, listening, the latest reading. Where there is none nothing is said; the stamp
   then says that it was not measured. */

import { compassOf } from '../../models/compass.js'

// Phones say it many times a second; what is older was before the phone turned.
const FRESH_MS = 2000
// The first of Android, the second of iOS; elsewhere the second is against no north and tells nothing.
const NAMES = ['deviceorientationabsolute', 'deviceorientation']
const state = { found: null, at: 0, refused: false }

/** Begin to listen. Where the browser wants leave for it (iOS, newer Chromium) it is asked for within a tap only: call it from one. Safe
    to call again. */
export function askCompass() {
  const ask = window.DeviceOrientationEvent?.requestPermission
  if (!ask) return listen()
  if (state.refused || navigator.userActivation?.isActive === false) return undefined
  return ask
    .call(window.DeviceOrientationEvent)
    .then((leave) => (leave === 'granted' ? listen() : Object.assign(state, { refused: true })))
    .catch(() => {})
}

/** Stop listening; the camera is closed. */
export function leaveCompass() {
  for (const name of NAMES) window.removeEventListener(name, heard)
  state.found = null
}

/** {deg, source} at this moment, or null. */
export function compassNow() {
  return Date.now() - state.at < FRESH_MS ? state.found : null
}

function listen() {
  for (const name of NAMES) window.addEventListener(name, heard)
}

function heard(event) {
  const found = compassOf(event, screen.orientation?.angle ?? 0)
  if (found) Object.assign(state, { found, at: Date.now() })
}
