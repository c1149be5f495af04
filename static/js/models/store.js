/* Owns the phone's store, the only door to IndexedDB. One row per visit or act, per photo, per original, per small picture, per event,
   per receipt. Bytes are kept as ArrayBuffer with length and SHA-256, never as Blob: Safari has returned stored Blobs cut short. Must
   not decide what is sent or deleted. */

import { clock } from './clock.js'
import { run } from './connection.js'

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('lantian')
const listeners = new Set()

/** Call `listener` after every change, of this page or of another one. Returns how to stop. */
export function subscribe(listener) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
if (channel) channel.onmessage = () => listeners.forEach((listener) => listener())

function changed() {
  listeners.forEach((listener) => listener())
  channel?.postMessage('changed')
}

/** Run `work(transaction, give)` over these stores and tell every page; for models/drafts.js. */
export async function write(names, work) {
  const result = await run(names, 'readwrite', work)
  changed()
  return result
}

function read(name, asked) {
  return run([name], 'readonly', (tx, give) => ask(asked(tx.objectStore(name)), give))
}

/** Hand a request's result on; for models/drafts.js. */
export function ask(request, give) {
  request.onsuccess = () => give(request.result)
}

/** One visit or act by its id, or undefined. */
export function getRecord(id) {
  return read('records', (rows) => rows.get(id))
}

/** Everything one person recorded on this phone, oldest first. */
export async function recordsOf(personId) {
  return (await read('records', (rows) => rows.index('person').getAll(personId))).sort(byStart)
}

/** The rows in these states, whoever recorded them, oldest first. */
export async function recordsIn(states) {
  const found = await Promise.all(states.map((state) => read('records', (rows) => rows.index('state').getAll(state))))
  return found.flat().sort(byStart)
}

/** The last visits and acts of a person that the server has, newest first. */
export function receivedOf(personId, limit) {
  return run(['records'], 'readonly', (tx, give) => {
    const mine = IDBKeyRange.bound([personId], [personId, []])
    const rows = []
    tx.objectStore('records').index('received').openCursor(mine, 'prev').onsuccess = ({ target: { result: cursor } }) => {
      if (cursor && rows.push(cursor.value) < limit) cursor.continue()
      else give(rows)
    }
  })
}

/** Everything on this phone, whoever recorded it. */
export function allRecords() {
  return read('records', (rows) => rows.getAll())
}

function byStart(a, b) {
  return a.started_at < b.started_at ? -1 : 1
}

/** Put a visit or act, new or changed. */
export function putRecord(record) {
  return write(['records'], (tx) => tx.objectStore('records').put(record))
}

/** Change a row inside one transaction, so that two pages never overwrite each other; `change` mends the row in place. Gives the row. */
export function changeRecord(id, change) {
  return write(['records'], (tx, give) => changeIn(tx, 'records', id, change, give))
}

/** The same for a photo's facts. */
export function changePhoto(id, change) {
  return write(['photos'], (tx, give) => changeIn(tx, 'photos', id, change, give))
}

/** Change one row of a store inside a transaction; for models/drafts.js. */
export function changeIn(tx, name, id, change, give = () => {}) {
  const rows = tx.objectStore(name)
  ask(rows.get(id), (row) => {
    if (!row) return give(undefined)
    change(row)
    rows.put(row)
    return give(row)
  })
}

/** The facts of a record's photos in the order they were taken; no bytes. */
export async function photosOf(recordId) {
  return (await read('photos', (photos) => photos.index('record').getAll(recordId))).sort(byTaking)
}

/** The order of photos in a record. */
export function byTaking(a, b) {
  return a.added_at < b.added_at ? -1 : 1
}

/** One original {id, bytes, length, sha256}, or undefined when it is no longer here. */
export function originalOf(photoId) {
  return read('originals', (rows) => rows.get(photoId))
}

/** The small picture of a photo {id, bytes}, or undefined. */
export function thumbOf(photoId) {
  return read('thumbs', (rows) => rows.get(photoId))
}

/** Delete one photo with its bytes inside a transaction; for models/drafts.js. */
export function dropPhoto(tx, id) {
  for (const name of ['photos', 'originals', 'thumbs']) tx.objectStore(name).delete(id)
}

/** Delete a draft with its photos; the event stays. */
export function deleteRecord(id, event) {
  return write(['records', 'photos', 'originals', 'thumbs', 'events'], (tx) => {
    tx.objectStore('records').delete(id)
    tx.objectStore('events').add(event)
    ask(tx.objectStore('photos').index('record').getAllKeys(id), (keys) => keys.forEach((key) => dropPhoto(tx, key)))
  })
}

/** The server has a photo: mend its facts and keep the receipt (or null where the server gives none), both or neither. */
export function acknowledgePhoto(id, change, receipt) {
  return write(['photos', 'receipts'], (tx) => {
    changeIn(tx, 'photos', id, change)
    if (receipt) tx.objectStore('receipts').put(receipt)
  })
}

/** The server has a record: mend its row, keep the receipt and the event. With a receipt the bytes of its photos are held from `heldSince`
    (UTC ISO) on and may be let go a while later, each that has a checked receipt of its own; without one nothing ever leaves. */
export function settleRecord(id, change, event, { receipt, heldSince }) {
  return write(['records', 'photos', 'events', 'receipts'], (tx) => {
    changeIn(tx, 'records', id, change)
    tx.objectStore('events').add(event)
    if (!receipt) return
    tx.objectStore('receipts').put(receipt)
    ask(tx.objectStore('photos').index('record').getAllKeys(id), (keys) =>
      keys.forEach((key) =>
        changeIn(tx, 'photos', key, (photo) => {
          if (photo.verified_at) photo.held_since = heldSince
        }),
      ),
    )
  })
}

/** Let the bytes go of photos that were held since `before` (UTC ISO) or longer; facts and receipts stay. Gives how many. The bytes
    are deleted by themselves first: a browser that is full refuses everything that also writes. */
export async function letGo(before) {
  const due = await read('photos', (rows) => rows.index('held_since').getAllKeys(IDBKeyRange.upperBound(before)))
  if (!due.length) return 0
  await run(['originals', 'thumbs'], 'readwrite', (tx) => {
    for (const name of ['originals', 'thumbs']) for (const id of due) tx.objectStore(name).delete(id)
  })
  const note = (photo) => {
    delete photo.held_since
    photo.let_go_at = new Date().toISOString()
  }
  await run(['photos'], 'readwrite', (tx) => due.forEach((id) => changeIn(tx, 'photos', id, note))).catch(unlessFull)
  changed()
  return due.length
}

/** What could not be noted for want of room is noted the next time. */
function unlessFull(error) {
  if (error?.name !== 'QuotaExceededError') throw error
}

/** The receipts of a record and of its photos: rows of models/receipt.js. */
export function receiptsOf(recordId) {
  return read('receipts', (rows) => rows.index('record').getAll(recordId))
}

/** Add to a record's history on this phone. */
export function note(record, kind, facts = {}) {
  return write(['events'], (tx) => tx.objectStore('events').add(eventRow(record, kind, facts)))
}

/** One line of history: which record, when by the phone's clock and how far that clock can be trusted, what. */
export function eventRow(record, kind, facts = {}) {
  const stamp = clock.stamp()
  return { record, kind, at: stamp.wall, clock: stamp, facts }
}

/** A record's history on this phone, oldest first. */
export function eventsOf(recordId) {
  return read('events', (rows) => rows.index('record').getAll(recordId))
}

/** Keep what the phone needs to know without a network: sites, checklists, the signed-in person, the last partner. */
export function putPack(name, value) {
  return write(['packs'], (tx) => tx.objectStore('packs').put(packRow(name, value)))
}

/** The same for what changes often and is shown by nobody: no page is told to draw itself again. */
export function putQuietly(name, value) {
  return run(['packs'], 'readwrite', (tx) => tx.objectStore('packs').put(packRow(name, value)))
}

/** Change what is kept under a name in one transaction; `change(value or undefined)` gives the new value. Quiet. */
export function changePack(name, change) {
  return run(['packs'], 'readwrite', (tx) => {
    const packs = tx.objectStore('packs')
    ask(packs.get(name), (row) => packs.put(packRow(name, change(row?.value))))
  })
}

function packRow(name, value) {
  return { name, value, stored_at: new Date().toISOString() }
}

/** What was kept under a name: {value, stored_at}, or undefined. */
export function getPack(name) {
  return read('packs', (rows) => rows.get(name))
}

/** Ask the browser not to evict this store (Firefox asks the person); gives whether it promised, undefined where it cannot. */
export async function askToKeep() {
  const storage = globalThis.navigator?.storage
  if (!storage?.persist) return undefined
  return (await storage.persisted()) || storage.persist()
}

/** Whether the browser promised before; asks nobody. undefined where it cannot. */
export async function isKept() {
  return globalThis.navigator?.storage?.persisted?.()
}

/** Bytes in use and allowed: {usage, quota}, unknown ones undefined. */
export async function room() {
  return (await globalThis.navigator?.storage?.estimate?.()) ?? {}
}
