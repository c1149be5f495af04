/* Says on the page what this phone or this address cannot do, and why: plain http, refused position or camera, a store that keeps
   nothing or has little room left. */

import * as store from '../models/store.js'
import { onPosition, permission } from './parts/position.js'

const LEAST_ROOM_BYTES = 200e6

export default async function limits(box) {
  const show = (name) => {
    box.querySelector(`#limit-${name}`).hidden = false
  }
  document.addEventListener('lantian:limit', (event) => show(event.detail))
  onPosition(({ reason }) => reason === 'denied' && window.isSecureContext && show('position'))
  if (!window.isSecureContext) show('insecure')
  else if ((await permission()) === 'denied') show('position')
  await look(show)
}

async function look(show) {
  try {
    await store.allRecords()
    const { usage, quota } = await store.room()
    if (quota && quota - usage < LEAST_ROOM_BYTES) show('room')
  } catch {
    show('store')
  }
}
