/* Owns the phone's store and is the only module that opens IndexedDB. One row per visit or act, per photo, per original, per event.
   Bytes are kept as ArrayBuffer with length and SHA-256, never as Blob: Safari has returned stored Blobs cut short. A dead
   connection is opened again (iOS kills it while the page sleeps). Must not decide what is sent or deleted. */

const NAME = 'lantian'

/** What each version added; the number of rows is the version. A released row never changes. */
export const UPGRADES = [
  (db) => {
    db.createObjectStore('records', { keyPath: 'id' }).createIndex('person', 'person_id')
    db.createObjectStore('photos', { keyPath: 'id' }).createIndex('record', 'record')
    db.createObjectStore('originals', { keyPath: 'id' })
    db.createObjectStore('events', { keyPath: 'seq', autoIncrement: true }).createIndex('record', 'record')
    db.createObjectStore('packs', { keyPath: 'name' })
  },
]

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NAME)
const listeners = new Set()
let opening = null

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

function connect() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, UPGRADES.length)
    request.onupgradeneeded = ({ oldVersion }) =>
      UPGRADES.slice(oldVersion).forEach((upgrade) => upgrade(request.result, request.transaction))
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      request.result.onclose = forget
      // A newer page wants to change the store: give way, open again when needed.
      request.result.onversionchange = () => {
        request.result.close()
        forget()
      }
      resolve(request.result)
    }
  })
}

function forget() {
  opening = null
}

/** The open connection; opens it again after it died. Rejects where the browser keeps nothing (private mode). */
function connection() {
  opening = opening || connect()
  opening.catch(forget)
  return opening
}

function transact(db, names, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(names, mode, { durability: 'strict' })
    let result
    transaction.oncomplete = () => resolve(result)
    transaction.onabort = () => reject(transaction.error || new DOMException('aborted', 'AbortError'))
    work(transaction, (value) => {
      result = value
    })
  })
}

const DEAD_CONNECTION = ['InvalidStateError', 'UnknownError', 'AbortError']

async function run(names, mode, work) {
  try {
    return await transact(await connection(), names, mode, work)
  } catch (error) {
    if (!DEAD_CONNECTION.includes(error?.name)) throw error
    forget()
    return transact(await connection(), names, mode, work)
  }
}

async function write(names, work) {
  const result = await run(names, 'readwrite', work)
  changed()
  return result
}

function ask(request, give) {
  request.onsuccess = () => give(request.result)
}

/** One visit or act by its id, or undefined. */
export function getRecord(id) {
  return run(['records'], 'readonly', (tx, give) => ask(tx.objectStore('records').get(id), give))
}

/** Everything one person recorded on this phone, oldest first. */
export async function recordsOf(personId) {
  const rows = await run(['records'], 'readonly', (tx, give) => ask(tx.objectStore('records').index('person').getAll(personId), give))
  return rows.sort((a, b) => (a.started_at < b.started_at ? -1 : 1))
}

/** Everything on this phone, whoever recorded it: for the line that says that somebody else's work waits here. */
export function allRecords() {
  return run(['records'], 'readonly', (tx, give) => ask(tx.objectStore('records').getAll(), give))
}

/** Put a visit or act, new or changed. */
export function putRecord(record) {
  return write(['records'], (tx) => tx.objectStore('records').put(record))
}

/** Change a row inside one transaction, so that two pages never overwrite each other; `change` mends the row in place. Gives the row. */
export function changeRecord(id, change) {
  return changeRow('records', id, change)
}

/** The same for a photo's facts. */
export function changePhoto(id, change) {
  return changeRow('photos', id, change)
}

function changeRow(name, id, change) {
  return write([name], (tx, give) => {
    const rows = tx.objectStore(name)
    ask(rows.get(id), (row) => {
      if (!row) return give(undefined)
      change(row)
      rows.put(row)
      return give(row)
    })
  })
}

/** Put a photo's facts and its bytes, both or neither. */
export function addPhoto(photo, buffer) {
  return write(['photos', 'originals'], (tx) => {
    tx.objectStore('photos').put(photo)
    tx.objectStore('originals').put({ id: photo.id, bytes: buffer, length: buffer.byteLength, sha256: photo.sha256 })
  })
}

/** The facts of a record's photos in the order they were taken; no bytes. */
export async function photosOf(recordId) {
  const rows = await run(['photos'], 'readonly', (tx, give) => ask(tx.objectStore('photos').index('record').getAll(recordId), give))
  return rows.sort((a, b) => (a.added_at < b.added_at ? -1 : 1))
}

/** One original {id, bytes, length, sha256}, or undefined when it is no longer here. */
export function originalOf(photoId) {
  return run(['originals'], 'readonly', (tx, give) => ask(tx.objectStore('originals').get(photoId), give))
}

/** Delete one photo with its bytes. */
export function deletePhoto(id) {
  return write(['photos', 'originals'], (tx) => {
    tx.objectStore('photos').delete(id)
    tx.objectStore('originals').delete(id)
  })
}

/** Delete a draft with its photos; the event stays. */
export function deleteRecord(id, event) {
  return write(['records', 'photos', 'originals', 'events'], (tx) => {
    tx.objectStore('records').delete(id)
    tx.objectStore('events').add(event)
    eachPhotoKey(tx, id, (key) => {
      tx.objectStore('originals').delete(key)
      tx.objectStore('photos').delete(key)
    })
  })
}

/** After the server has acknowledged a record: keep its row and the facts of its photos, let the bytes go. */
export function settleRecord(id, change, event) {
  return write(['records', 'photos', 'originals', 'events'], (tx) => {
    ask(tx.objectStore('records').get(id), (row) => {
      change(row)
      tx.objectStore('records').put(row)
    })
    tx.objectStore('events').add(event)
    eachPhotoKey(tx, id, (key) => tx.objectStore('originals').delete(key))
  })
}

function eachPhotoKey(tx, recordId, act) {
  ask(tx.objectStore('photos').index('record').getAllKeys(recordId), (keys) => keys.forEach(act))
}

/** Add to a record's history on this phone. */
export function note(record, kind, facts = {}) {
  return write(['events'], (tx) => tx.objectStore('events').add(eventRow(record, kind, facts)))
}

/** One line of history: which record, when, what. */
export function eventRow(record, kind, facts = {}) {
  return { record, kind, at: new Date().toISOString(), facts }
}

/** A record's history on this phone, oldest first. */
export function eventsOf(recordId) {
  return run(['events'], 'readonly', (tx, give) => ask(tx.objectStore('events').index('record').getAll(recordId), give))
}

/** Keep what the phone needs to know without a network: sites, checklists, the signed-in person, the last partner. */
export function putPack(name, value) {
  return write(['packs'], (tx) => tx.objectStore('packs').put({ name, value, stored_at: new Date().toISOString() }))
}

/** What was kept under a name: {value, stored_at}, or undefined. */
export function getPack(name) {
  return run(['packs'], 'readonly', (tx, give) => ask(tx.objectStore('packs').get(name), give))
}

/** Ask the browser not to evict this store (Firefox asks the person); gives whether it promised, undefined where it cannot. */
export async function askToKeep() {
  const storage = globalThis.navigator?.storage
  if (!storage?.persist) return undefined
  return (await storage.persisted()) || storage.persist()
}

/** Bytes in use and allowed: {usage, quota}, unknown ones undefined. */
export async function room() {
  return (await globalThis.navigator?.storage?.estimate?.()) ?? {}
}
