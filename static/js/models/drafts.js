/* Owns changing what is not handed in yet. The state of a record is looked at in the transaction that changes it: another page may have
   handed it in or deleted it since this one read it, and what is then done here must be refused aloud, not kept and never sent. Every
   door rejects with HandedInError or DraftGoneError (models/problems.js has their words). Must not change what waits. */

import { mayReopen, reopen, withdrawn } from './handin.js'
import { ask, byTaking, changeIn, changeRecord, dropPhoto, write } from './store.js'

const PHOTO = ['photos', 'originals', 'thumbs']

/** Change a draft; `change(row)` mends the stored row in place. */
export function changeDraft(id, change) {
  return onDraft([], id, (rows, row) => {
    change(row)
    rows.put(row)
  })
}

/** The same for a draft that is stored with its first word: `record` is what is put where nothing is yet. */
export function keepDraft(record, change) {
  const mend = (rows, row = record) => {
    change(row)
    rows.put(row)
  }
  return onDraft([], record.id, mend, { mayBegin: true })
}

/** Hand a draft in: `build(row, photos)` gives the frozen row. What another page adds comes before it or not at all. Gives the row. */
export async function freezeDraft(id, build) {
  let frozen
  await onDraft(['photos'], id, (rows, row, tx) =>
    ask(tx.objectStore('photos').index('record').getAll(id), (photos) => {
      frozen = build(row, photos.sort(byTaking))
      rows.put(frozen)
    }),
  )
  return frozen
}

/** Put a photo's facts, its bytes and its small picture (ArrayBuffer or null): all or nothing. An act may have a photo before a word. */
export function addPhoto(photo, buffer, thumb = null) {
  const add = (_rows, _row, tx) => {
    tx.objectStore('photos').put(photo)
    tx.objectStore('originals').put({ id: photo.id, bytes: buffer, length: buffer.byteLength, sha256: photo.sha256 })
    if (thumb) tx.objectStore('thumbs').put({ id: photo.id, bytes: thumb })
  }
  return onDraft(PHOTO, photo.record, add, { mayBegin: true })
}

/** Change the facts of a photo that is in a draft, or that `change` gives to it. */
export function changePhotoOf(recordId, photoId, change) {
  return onDraft(['photos'], recordId, (_rows, _row, tx) => changeIn(tx, 'photos', photoId, change))
}

/** Delete a photo of a draft with its bytes; one the server may have is withdrawn with a reason. Both or neither. */
export function takePhotoOut(photo) {
  const takeOut = (rows, row, tx) =>
    ask(tx.objectStore('photos').get(photo.id), (stored) => {
      if (row && stored) rows.put({ ...row, withdrawn: withdrawn(row, stored) })
      dropPhoto(tx, photo.id)
    })
  return onDraft(PHOTO, photo.record, takeOut, { mayBegin: true })
}

/** Make what waits or was refused a draft again, where the server cannot have it. Gives the row as it now stands. */
export function reopenRecord(id) {
  return changeRecord(id, (row) => {
    if (!mayReopen(row)) return
    const draft = reopen(row)
    for (const key of Object.keys(row)) if (!(key in draft)) delete row[key]
    Object.assign(row, draft)
  })
}

/** Do `work(rows, row, tx)` in one transaction if the record is a draft; `mayBegin`: or is not stored yet. */
async function onDraft(stores, id, work, { mayBegin = false } = {}) {
  const state = await write(['records', ...stores], (tx, give) => {
    const rows = tx.objectStore('records')
    ask(rows.get(id), (row) => {
      const now = row?.state ?? (mayBegin ? 'saved' : 'gone')
      give(now)
      if (now === 'saved') work(rows, row, tx)
    })
  })
  if (state !== 'saved') throw new DOMException(`record ${id} is ${state}`, state === 'gone' ? 'DraftGoneError' : 'HandedInError')
}
