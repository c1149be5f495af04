/* Owns the one connection to IndexedDB: opens it, brings it to the newest version, opens it again after every kind of death (iOS kills
   it while the page sleeps), gives way to a newer page. Used by store.js alone; must not know what is stored. */

import { UPGRADES } from './upgrades.js'

const NAME = 'lantian'
// How long another page may take to close an older version of the store before a person is asked to close that page.
const BLOCKED_MS = 4000
// After so many dead connections in a row it is not the connection.
const CONNECTIONS = 3
const DEAD = ['InvalidStateError', 'UnknownError', 'AbortError', 'TransactionInactiveError', 'NotFoundError']

let opening = null
let current = null
// The error of a request to open that still waits for another page; a second request would only wait behind it.
let blocked = null

/** Run `work(transaction, give)` over these stores; resolves with what was given once all of it is on disk. `mode` 'readonly' or
    'readwrite'. Rejects with the error of the browser when it is not the connection's fault (QuotaExceededError and others). */
export async function run(names, mode, work) {
  for (let tried = 1; ; tried += 1) {
    const db = await connection()
    try {
      return await transact(db, names, mode, work)
    } catch (error) {
      if (tried === CONNECTIONS || !DEAD.includes(error?.name)) throw error
      forget(db)
    }
  }
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

/** The open connection; opens it again after it died. Rejects where the browser keeps nothing (private mode). */
async function connection() {
  if (blocked) throw blocked
  opening = opening || connect()
  try {
    current = await opening
    return current
  } catch (error) {
    opening = null
    throw error
  }
}

function connect() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, UPGRADES.length)
    let late = 0
    request.onblocked = () => {
      late = setTimeout(() => {
        blocked = new DOMException('another page keeps an older version of the store open', 'BlockedError')
        reject(blocked)
      }, BLOCKED_MS)
    }
    request.onupgradeneeded = ({ oldVersion }) =>
      UPGRADES.slice(oldVersion).forEach((upgrade) => upgrade(request.result, request.transaction))
    request.onerror = () => {
      clearTimeout(late)
      blocked = null
      reject(request.error)
    }
    request.onsuccess = () => {
      clearTimeout(late)
      const db = watched(request.result)
      if (blocked) opening = Promise.resolve(db)
      blocked = null
      resolve(db)
    }
  })
}

function watched(db) {
  db.onclose = () => forget(db)
  // A newer page wants to change the store: give way; the next use opens it again.
  db.onversionchange = () => forget(db)
  return db
}

/** Closing a dead connection is harmless; a half-dead one left open would block a newer page. */
function forget(db) {
  db.close()
  if (db !== current) return
  opening = null
  current = null
}
