/* Owns handing in: photos first, one in memory at a time, then the record that lists them. Mirrors workflow/receive.py and decide.py.
   Only an answer of our own server with 200 or 201 and a receipt that holds counts; nothing leaves the store before. One row that is
   refused never holds up the others. `store`, `request` and `clock` are passed in. Must not draw anything. */

import { isDue, pauseMs } from './backoff.js'
import { sha256 } from './digest.js'
import { problem } from './problems.js'
import { prover } from './receipt.js'
import { askKeys, confirmPerson, Halt, Later, sender } from './sender.js'
import { QUEUED } from './states.js'
import { isDelivered, sendPhoto } from './upload.js'

const ROUNDS = 3
// After so many refusals in a row that only asked for another try, a person is asked to look.
const TRIES = 6
const KIND_OF = { visit: 'inspection', act: 'act' }

/** Send everything that waits for `personId`, oldest first; rows whose pause is not over stay, unless `urgent`. `onProgress` hears
    {record, photo, place, total, bytes, size}. Gives 'idle' when nothing is left, 'busy' when something must wait, else why it stopped:
    'offline', 'sign_in', 'other_person'. */
export async function drain({ store, request, clock, personId, urgent = false, random = Math.random, onProgress = () => {} }) {
  const queued = (await store.recordsIn(QUEUED)).filter((row) => row.person_id === personId)
  if (!queued.length) return 'idle'
  const due = queued.filter((row) => urgent || isDue(row.retry_at, clock.wall()))
  if (!due.length) return 'busy'
  const send = sender(request, clock, personId)
  try {
    await confirmPerson(send, personId)
    const tools = { store, send, clock, random, onProgress, ...(await provingTools(store, personId, send, clock)) }
    let left = queued.length - due.length
    for (const row of due) if (!(await deliverOrWait(row.id, tools))) left += 1
    return left ? 'busy' : 'idle'
  } catch (error) {
    await waitAgain(store, personId)
    if (error instanceof Halt) return error.kind
    throw error
  }
}

/** What checks receipts, and whether there must be any: only a server without keys may give none. */
async function provingTools(store, personId, send, clock) {
  const own = (await store.getPack('keys'))?.value ?? []
  const packed = (await store.getPack(`checklists:${personId}`))?.value.keys ?? []
  const keys = [...packed, ...own.filter((key) => !packed.some((one) => one.id === key.id))]
  const ask = async () => {
    const found = await askKeys(send)
    if (found) await store.putQuietly('keys', found)
    return found
  }
  return { prove: prover({ keys, askKeys: ask, now: () => new Date(clock.wall()) }), receiptsExpected: keys.length > 0 }
}

async function waitAgain(store, personId) {
  for (const row of await store.recordsIn(['uploading'])) {
    if (row.person_id === personId)
      await store.changeRecord(row.id, (record) => {
        if (record.state === 'uploading') record.state = 'waiting'
      })
  }
}

/** Whether the row is done with: taken, taken back by its person, or marked for a person. A refusal lets the other rows go on. */
async function deliverOrWait(id, tools) {
  const row = await claim(id, tools.store)
  if (!row) return true
  try {
    await deliver(row, tools)
    return true
  } catch (error) {
    if (error instanceof Later) return postpone(id, error, tools)
    if (error instanceof Halt || error?.name === 'QuotaExceededError') throw error
    return broken(id, error, tools.store)
  }
}

/** The phone's own failure over one row, whatever it is: the others must not stand behind it. What was sent stays sent. */
async function broken(id, error, store) {
  const row = await store.getRecord(id)
  return attention(store, row, problem('send_failed', { why: String(error) }), row.sent_at)
}

/** The row as it is now, marked as being sent; undefined when its person has taken it back meanwhile. */
async function claim(id, store) {
  const row = await store.changeRecord(id, (record) => {
    if (QUEUED.includes(record.state)) record.state = 'uploading'
  })
  return row?.state === 'uploading' ? row : undefined
}

async function postpone(id, { fault, patient }, { store, clock, random }) {
  const row = await store.changeRecord(id, (record) => {
    const tries = (record.tries || 0) + 1
    const retryAt = new Date(clock.wall() + pauseMs(tries, random)).toISOString()
    Object.assign(record, { state: 'waiting', tries, problem: fault, retry_at: retryAt })
    if (!patient) record.refusals = (record.refusals || 0) + 1
  })
  return row.refusals >= TRIES ? attention(store, row, fault, row.sent_at) : false
}

async function deliver(row, tools) {
  for (let round = 1; ; round += 1) {
    const refused = await sendPhotos(row, tools)
    if (refused) return attention(tools.store, row, refused)
    const bytes = new TextEncoder().encode(JSON.stringify(row.body))
    await tools.store.changeRecord(row.id, (record) => {
      record.sent_at = tools.clock.stamp().wall
    })
    const answer = await sendRecord(row, bytes, tools)
    if (answer.kind === 'accepted') return settle(row, bytes, answer.facts, tools)
    if (answer.kind === 'attention' || round === ROUNDS) return attention(tools.store, row, answer.problem)
    await sendAgain(tools.store, row, answer.hashes ?? [])
  }
}

/** After a 401 the server has nothing: the record counts as sent no more than before. */
async function sendRecord(row, body, { send, store }) {
  try {
    return await send(row.address, { method: 'PUT', body, headers: { 'Content-Type': 'application/json' } })
  } catch (error) {
    if (error.kind === 'sign_in')
      await store.changeRecord(row.id, (record) => {
        record.sent_at = row.sent_at
      })
    throw error
  }
}

/** Gives null when the server has them all, else the first problem that wants a person. A photo that fails lets the others go on. */
async function sendPhotos(row, tools) {
  const photos = (await tools.store.photosOf(row.id)).filter((photo) => row.hashes.includes(photo.sha256))
  if (row.hashes.some((hash) => !photos.some((photo) => photo.sha256 === hash))) return problem('photo_gone')
  const found = { refused: null, later: null }
  for (const [index, photo] of photos.entries()) {
    if (isDelivered(photo, tools.receiptsExpected)) continue
    const said = { record: row.id, photo: photo.id, place: index + 1, total: photos.length, size: photo.length }
    await sendOne(row, photo, { ...tools, onBytes: (bytes) => tools.onProgress({ ...said, bytes }) }, found)
  }
  if (found.later && !found.refused) throw found.later
  return found.refused
}

async function sendOne(row, photo, tools, found) {
  try {
    const refused = await sendPhoto(row, photo, tools)
    if (refused) found.refused ??= { ...refused, photo: photo.id }
  } catch (error) {
    // The server's own trouble meets every photo alike: asking again at once would only add to it.
    if (!(error instanceof Later) || error.patient) throw error
    found.later ??= error
  }
}

async function sendAgain(store, row, hashes) {
  for (const photo of await store.photosOf(row.id)) {
    if (hashes.includes(photo.sha256))
      await store.changePhoto(photo.id, (facts) => Object.assign(facts, { received_at: null, verified_at: null, begun_at: null }))
  }
}

/** A person must look. After a plain refusal the server does not have the record, so it may be changed: `sentAt` is cleared. */
async function attention(store, row, fault, sentAt = null) {
  const calm = { tries: 0, refusals: 0, retry_at: null }
  await store.changeRecord(row.id, (record) => Object.assign(record, calm, { state: 'attention', problem: fault, sent_at: sentAt }))
  await store.note(row.id, 'refused', { code: fault?.code })
  return true
}

/** The server has it and its receipt holds: keep the row, what it answered and the receipt. The photos' bytes stay for a while. */
async function settle(row, bytes, answer, { store, prove, clock }) {
  const { seq, received_at, receipt } = answer
  const sent = { kind: KIND_OF[row.what] ?? 'inspection', id: row.id, sha256: await sha256(bytes), size_bytes: bytes.length }
  const kept = await prove(receipt, { ...sent, seq, received_at }, row.id).catch((fault) => {
    throw new Later(fault)
  })
  const at = clock.stamp().wall
  const received = { seq, received_at, violations: answer.violations || [], violation: answer.violation || null }
  const change = (record) =>
    Object.assign(record, { state: 'received', problem: null, retry_at: null, received, verified_at: kept ? at : null })
  return store.settleRecord(row.id, change, store.eventRow(row.id, 'received', { seq, receipt: kept?.id ?? null }), {
    receipt: kept,
    heldSince: at,
  })
}
