/* Owns sending one photo: re-hashed before it leaves, on from where an earlier try was cut off, done when its receipt was checked. The bytes
   are in memory for this one photo only and let go on return. */

import { sha256 } from './digest.js'
import { problem } from './problems.js'
import { Later } from './sender.js'

// How often the server may correct where to go on before the photo is left for the next round.
const CORRECTIONS = 3
// A browser may lose a file of its own store: asking for the bytes is then an error, not nothing.
const UNREADABLE = {}

/** Whether a photo needs no sending: its receipt was checked, or an older server without receipts has it. */
export function isDelivered(photo, receiptsExpected) {
  return Boolean(photo.verified_at || (photo.received_at && !receiptsExpected))
}

/** Send one photo of a row. Gives null when the server has it, a problem when it cannot go without a person. `onBytes(bytes)` hears how
    much of it the server will have. Throws Halt or Later. */
export async function sendPhoto(row, photo, { store, send, prove, clock, onBytes }) {
  const original = await store.originalOf(photo.id).catch(() => UNREADABLE)
  try {
    return await sendBytes(row, photo, original, { store, send, prove, clock, onBytes })
  } finally {
    letGo(original)
  }
}

/** Free the bytes now instead of when the collector looks, where the browser can. */
function letGo(original) {
  original?.bytes?.transfer?.(0)
}

async function sendBytes(row, photo, original, { store, send, prove, clock, onBytes }) {
  const fault = await faultOf(original, photo)
  if (fault) return marked(store, photo, problem(fault))
  const offset = photo.begun_at ? await keptBytes(photo, send, original.length) : 0
  const begun = clock.stamp().wall
  await store.changePhoto(photo.id, (facts) => Object.assign(facts, { begun_at: facts.begun_at ?? begun, problem: null }))
  const answer = await put(row, photo, original, offset, send, onBytes)
  if (answer.kind !== 'accepted') return marked(store, photo, answer.problem)
  await acknowledge(row, photo, answer.facts, { store, prove, clock })
  return null
}

async function faultOf(original, photo) {
  if (!original) return 'photo_gone'
  if (original === UNREADABLE) return 'photo_unreadable'
  const whole = original.bytes.byteLength === original.length && (await sha256(original.bytes)) === photo.sha256
  return whole ? null : 'photo_damaged'
}

/** A photo a person must look at; gives the problem. */
async function marked(store, photo, fault) {
  await store.changePhoto(photo.id, (facts) => {
    facts.problem = fault
  })
  return fault
}

/** What the server kept of an earlier try. A server that does not know the question keeps nothing. */
async function keptBytes(photo, send, length) {
  const answer = await send(`/api/photos/${photo.sha256}/part`).catch((error) => {
    if (error instanceof Later) return {}
    throw error
  })
  return within(answer.facts?.offset, length)
}

function within(offset, length) {
  return Number.isInteger(offset) && offset > 0 && offset <= length ? offset : 0
}

async function put(row, photo, original, start, send, onBytes) {
  let offset = start
  for (let tried = 1; ; tried += 1) {
    const from = offset
    onBytes(from)
    const answer = await send(`/api/photos/${photo.sha256}`, {
      method: 'PUT',
      body: new Uint8Array(original.bytes, from),
      headers: headersOf(row, photo, from),
      onProgress: (bytes) => onBytes(Math.min(original.length, from + bytes)),
    })
    if (answer.kind !== 'offset') return answer
    if (tried === CORRECTIONS) throw new Later(answer.problem, true)
    offset = within(answer.offset, original.length)
  }
}

function headersOf(row, photo, offset) {
  const headers = { 'X-Lantian-Inspection': row.id, 'Content-Type': photo.media_type }
  return offset ? { ...headers, 'X-Lantian-Offset': String(offset) } : headers
}

/** 已接收 with the answer, 已校验 when its receipt holds; one that does not hold leaves the photo to be sent again. */
async function acknowledge(row, photo, answer, { store, prove, clock }) {
  const { seq, received_at, receipt } = answer
  const sent = { kind: 'photo', id: photo.sha256, sha256: photo.sha256, size_bytes: photo.length, seq, received_at }
  const kept = await prove(receipt, sent, row.id).catch((fault) => {
    throw new Later(fault)
  })
  const at = clock.stamp().wall
  const change = (facts) => Object.assign(facts, { received_at, verified_at: kept ? at : null, problem: null })
  await store.acknowledgePhoto(photo.id, change, kept)
}
