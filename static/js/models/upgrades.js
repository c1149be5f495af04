/* Owns the versions of the phone's store: what each added to the one before. The number of rows is the version. A released row never
   changes, because phones are out there that have run it; tests/phone/stores holds a store of every released version. */

export const UPGRADES = [first, proofs]

/** Version 1: visits and acts, photos with their bytes, history, packs. */
function first(db) {
  db.createObjectStore('records', { keyPath: 'id' }).createIndex('person', 'person_id')
  db.createObjectStore('photos', { keyPath: 'id' }).createIndex('record', 'record')
  db.createObjectStore('originals', { keyPath: 'id' })
  db.createObjectStore('events', { keyPath: 'seq', autoIncrement: true }).createIndex('record', 'record')
  db.createObjectStore('packs', { keyPath: 'name' })
}

/** Version 2: receipts; small pictures apart from the facts of a photo, so that a thousand photos can be listed; what is not yet sent
    and what may be let go found without reading everything. */
function proofs(db, transaction) {
  db.createObjectStore('receipts', { keyPath: 'id' }).createIndex('record', 'record')
  db.createObjectStore('thumbs', { keyPath: 'id' })
  const records = transaction.objectStore('records')
  records.createIndex('state', 'state')
  records.createIndex('received', ['person_id', 'received.received_at'])
  transaction.objectStore('photos').createIndex('held_since', 'held_since')
  moveThumbs(transaction)
}

/** One photo at a time, inside the upgrade's own transaction: all moved, or still at version 1. */
function moveThumbs(transaction) {
  const thumbs = transaction.objectStore('thumbs')
  transaction.objectStore('photos').openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return
    const { thumb, ...photo } = cursor.value
    if (thumb) thumbs.put({ id: photo.id, bytes: thumb })
    cursor.update(photo)
    cursor.continue()
  }
}
