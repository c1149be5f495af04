/* Stands in for static/js/models/store.js in delivery.test.js: one memory store, filled anew for each test. */

import { queue } from './queue.js'

let store

export function refill(parts) {
  store = queue(parts)
}

const door = (name) => (...given) => store[name](...given)
export const [acknowledgePhoto, changePhoto, changeRecord, eventRow, getPack, getRecord, letGo, note, originalOf, photosOf, putQuietly, recordsIn, settleRecord] =
  ['acknowledgePhoto', 'changePhoto', 'changeRecord', 'eventRow', 'getPack', 'getRecord', 'letGo', 'note', 'originalOf', 'photosOf', 'putQuietly', 'recordsIn', 'settleRecord'].map(door)
