/* Owns handing in: photos first, one in memory at a time, re-hashed before they leave, then the record that lists them. Mirrors
   workflow/receive.py and decide.py. Only an answer of our own server with 200 or 201 counts; nothing leaves the store before.
   `store` and `fetch` are passed in. Must not draw anything. */

import { sha256 } from './digest.js'
import { problem } from './problems.js'

// The server says of these that the same bytes, sent again, may well arrive whole; the rest of 4xx wants a person.
const RETRIED_CODES = ['photo_cut_short', 'photo_mismatch', 'record_cut_short', 'locked_out']
const RETRIED_STATUS = [408, 425, 429]
const FIRST_PAUSE_MS = 5000
const LONGEST_PAUSE_MS = 300000
const ROUNDS = 3
// After so many refusals in a row that only asked for another try, a person is asked to look.
const TRIES = 6

/** What an answer means: accepted, sign_in, photos (send these again), attention (a person must look), retry, or foreign (not us). */
export function verdict(status, body) {
  if (body?.lantian !== 1) return { kind: 'foreign' }
  if (status === 200 || status === 201) return { kind: 'accepted', facts: body }
  const fault = body.problem || {}
  if (status === 401) return { kind: 'sign_in' }
  if (fault.code === 'photos_missing') return { kind: 'photos', hashes: fault.photos_missing || [], problem: fault }
  const again = status >= 500 || RETRIED_STATUS.includes(status) || RETRIED_CODES.includes(fault.code)
  return { kind: again ? 'retry' : 'attention', problem: fault }
}

/** Pause before the next try, milliseconds, after `failures` failures in a row. */
export function pauseMs(failures) {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1))
}

/** How far a row's photos are: {done, total}. */
export function progressOf(row, photos) {
  const mine = photos.filter((photo) => (row.hashes || []).includes(photo.sha256))
  return { done: mine.filter((photo) => photo.received_at).length, total: mine.length }
}

/** Stops a run: no network or not our server ('offline'), no session ('sign_in'), somebody else signed in ('other_person'). */
export class Halt extends Error {
  constructor(kind, why = '') {
    super(why || kind)
    this.kind = kind
  }
}

/** Stops one row: the server could not take it just now. */
class Later extends Error {
  constructor(fault) {
    super(fault?.code || 'later')
    this.fault = fault
  }
}

/** Send everything that waits for `personId`, oldest first. Gives 'idle' when nothing is left, else why it stopped. */
export async function drain({ store, fetch, personId, now = () => new Date() }) {
  const waiting = (await store.recordsOf(personId)).filter((row) => row.state === 'waiting' || row.state === 'uploading')
  if (!waiting.length) return 'idle'
  const send = sender(fetch, now)
  try {
    await confirmPerson(send, personId)
    const left = []
    for (const row of waiting) if (!(await deliverOrWait(row, store, send))) left.push(row)
    return left.length ? 'busy' : 'idle'
  } catch (error) {
    await waitAgain(store, personId)
    if (error instanceof Halt) return error.kind
    throw error
  }
}

async function waitAgain(store, personId) {
  for (const row of await store.recordsOf(personId)) {
    if (row.state === 'uploading')
      await store.changeRecord(row.id, (record) => {
        record.state = 'waiting'
      })
  }
}

/** One request; gives its verdict. A lost network, a redirect or a page instead of JSON is no answer: Halt. */
function sender(fetch, now) {
  return async (path, { method = 'GET', headers = {}, body } = {}) => {
    let response
    try {
      response = await fetch(path, {
        method,
        body,
        redirect: 'error',
        cache: 'no-store',
        credentials: 'same-origin',
        headers: { 'X-Lantian': '1', 'X-Lantian-Device-Time': now().toISOString(), ...headers },
      })
    } catch (error) {
      throw new Halt('offline', String(error))
    }
    const answer = verdict(response.status, await response.json().catch(() => null))
    if (answer.kind === 'foreign') throw new Halt('offline', 'foreign')
    if (answer.kind === 'sign_in') throw new Halt('sign_in')
    if (answer.kind === 'retry') throw new Later(answer.problem)
    return answer
  }
}

/** Ask our own server who would be handing in; rows belong to who recorded them. */
async function confirmPerson(send, personId) {
  const nonce = String(Math.random()).slice(2)
  const { kind, facts } = await send(`/api/ping?nonce=${nonce}`).catch(asOffline)
  if (kind !== 'accepted' || facts.nonce !== nonce) throw new Halt('offline', 'foreign')
  if (facts.person.id !== personId) throw new Halt('other_person')
}

function asOffline(error) {
  throw error instanceof Later ? new Halt('offline', error.message) : error
}

/** Whether the row is done with: taken, or marked for a person. A refusal lets the other rows go on. */
async function deliverOrWait(row, store, send) {
  try {
    await deliver(row, store, send)
    return true
  } catch (error) {
    if (!(error instanceof Later)) throw error
    const tries = (row.tries || 0) + 1
    await store.changeRecord(row.id, (record) => {
      record.state = 'waiting'
      record.tries = tries
      record.problem = error.fault
    })
    return tries >= TRIES ? attention(store, row, error.fault, row.sent_at) : false
  }
}

async function deliver(row, store, send) {
  await store.changeRecord(row.id, (record) => {
    record.state = 'uploading'
  })
  for (let round = 1; ; round += 1) {
    const refused = await sendPhotos(row, store, send)
    if (refused) return attention(store, row, refused)
    await store.changeRecord(row.id, (record) => {
      record.sent_at = new Date().toISOString()
    })
    const answer = await send(row.address, {
      method: 'PUT',
      body: JSON.stringify(row.body),
      headers: { 'Content-Type': 'application/json' },
    })
    if (answer.kind === 'accepted') return settle(store, row, answer.facts)
    if (answer.kind === 'attention' || round === ROUNDS) return attention(store, row, answer.problem)
    await sendAgain(store, row, answer.hashes)
  }
}

async function sendPhotos(row, store, send) {
  const photos = (await store.photosOf(row.id)).filter((photo) => row.hashes.includes(photo.sha256))
  if (row.hashes.some((hash) => !photos.some((photo) => photo.sha256 === hash))) return problem('photo_gone')
  for (const photo of photos) {
    const refused = photo.received_at ? null : await sendPhoto(row, photo, store, send)
    if (refused) return { ...refused, photo: photo.id }
  }
  return null
}

/** One photo; gives null when the server has it, a problem when it cannot go. The bytes are let go on return. */
async function sendPhoto(row, photo, store, send) {
  const original = await store.originalOf(photo.id)
  if (!original) return problem('photo_gone')
  if (original.bytes.byteLength !== original.length || (await sha256(original.bytes)) !== photo.sha256) return problem('photo_damaged')
  const headers = { 'X-Lantian-Inspection': row.id, 'Content-Type': photo.media_type }
  const answer = await send(`/api/photos/${photo.sha256}`, { method: 'PUT', body: original.bytes, headers })
  if (answer.kind !== 'accepted') return answer.problem
  await store.changePhoto(photo.id, (facts) => {
    facts.received_at = answer.facts.received_at
  })
  return null
}

async function sendAgain(store, row, hashes) {
  for (const photo of await store.photosOf(row.id)) {
    if (hashes.includes(photo.sha256))
      await store.changePhoto(photo.id, (facts) => {
        facts.received_at = null
      })
  }
}

/** A person must look. After a plain refusal the server does not have the record, so it may be changed: `sentAt` is cleared. */
async function attention(store, row, fault, sentAt = null) {
  await store.changeRecord(row.id, (record) => {
    record.state = 'attention'
    record.problem = fault
    record.tries = 0
    record.sent_at = sentAt
  })
  await store.note(row.id, 'refused', { code: fault?.code })
  return true
}

/** The server has it: keep the row and what it answered, let the bytes go. */
function settle(store, row, facts) {
  const received = {
    seq: facts.seq,
    received_at: facts.received_at,
    violations: facts.violations || [],
    violation: facts.violation || null,
  }
  const change = (record) => {
    record.state = 'received'
    record.problem = null
    record.received = received
  }
  return store.settleRecord(row.id, change, store.eventRow(row.id, 'received', { seq: facts.seq }))
}
