/* A server that keeps what the protocol promises, for tests of the outbox: stores photos under their hash and records under their id, signs
   receipts with a real Ed25519 key, keeps what came of a photo that was cut off. Faults are asked for by the test. */

import { createHash, generateKeyPairSync, sign } from 'node:crypto'

export const NOW = '2026-11-21T02:03:04.000000+00:00'

export function smallServer({ person = { id: 3, name: 'li' }, withReceipts = true } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const server = {
    person,
    keys: withReceipts ? [{ id: 'k1', algorithm: 'Ed25519', public_key: raw.toString('base64') }] : [],
    photos: new Map(),
    // Hashes acknowledged for each record, which must list or withdraw them.
    owed: new Map(),
    parts: new Map(),
    records: new Map(),
    seen: [],
    fault: () => null,
    receipt: (facts) => {
      const text = JSON.stringify({ v: 1, ...facts })
      return { text, key: 'k1', signature: sign(null, Buffer.from(text), privateKey).toString('base64') }
    },
  }
  server.request = (path, options = {}) => answer(server, path, options)
  return server
}

async function answer(server, path, { method = 'GET', headers = {}, body, onProgress }) {
  const bytes = body ? Buffer.from(body) : Buffer.alloc(0)
  const call = { method, path, headers, bytes }
  server.seen.push(call)
  const fault = server.fault(call, server)
  if (fault instanceof Error) throw fault
  if (fault) return fault
  if (method === 'PUT' && Number(headers['X-Lantian-For'] ?? server.person.id) !== server.person.id) return problem(401, 'sign_in_needed')
  onProgress?.(bytes.length)
  for (const [pattern, door] of DOORS) {
    const found = pattern.exec(`${method} ${path}`)
    if (found) return door(server, call, ...found.slice(1))
  }
  return problem(404, 'not_found')
}

const DOORS = [
  [/^GET \/api\/ping\?nonce=(\d+)$/, (server, _call, nonce) => ok({ nonce, now: NOW, person: server.person })],
  [/^GET \/api\/keys$/, (server) => ok({ keys: server.keys })],
  [/^GET \/api\/photos\/(\w+)\/part$/, (server, _call, hash) => ok({ offset: server.parts.get(hash)?.length ?? 0 })],
  [/^PUT \/api\/photos\/(\w+)$/, putPhoto],
  [/^PUT \/api\/inspections\/([\w-]+)$/, putRecord],
  [/^PUT \/api\/violations\/[\w-]+\/acts\/([\w-]+)$/, (server, call, id) => putRecord(server, call, id, 'act')],
]

function putPhoto(server, { headers, bytes }, hash) {
  const offset = Number(headers['X-Lantian-Offset'] ?? 0)
  const kept = server.parts.get(hash) ?? Buffer.alloc(0)
  if (offset > kept.length) return problem(409, 'photo_offset', { offset: kept.length })
  const whole = Buffer.concat([kept.subarray(0, offset), bytes])
  if (sha256(whole) !== hash) return problem(422, 'photo_mismatch')
  const status = server.photos.has(hash) ? 200 : 201
  server.photos.set(hash, whole)
  const id = headers['X-Lantian-Inspection']
  server.owed.set(id, (server.owed.get(id) ?? new Set()).add(hash))
  return accepted(server, status, { kind: 'photo', id: hash, sha256: hash, size_bytes: whole.length })
}

function putRecord(server, { bytes }, id, kind = 'inspection') {
  const known = server.records.get(id)
  if (known && known !== String(bytes)) return problem(409, 'record_differs')
  const { photos, party, withdrawn = [] } = JSON.parse(bytes)
  const listed = [...photos.map((photo) => photo.sha256), ...(party?.signature ? [party.signature] : [])]
  const missing = listed.filter((hash) => !server.photos.has(hash))
  if (missing.length) return problem(422, 'photos_missing', { photos_missing: missing })
  const accounted = [...listed, ...withdrawn.map((row) => row.sha256)]
  const forgotten = [...(server.owed.get(id) ?? [])].filter((hash) => !accounted.includes(hash))
  if (forgotten.length) return problem(422, 'photos_unaccounted', { photos_unaccounted: forgotten })
  server.records.set(id, String(bytes))
  return accepted(server, known ? 200 : 201, { kind, id, sha256: sha256(bytes), size_bytes: bytes.length })
}

function accepted(server, status, facts) {
  const stands = { seq: server.photos.size + server.records.size, received_at: NOW }
  const receipt = server.keys.length ? { receipt: server.receipt({ ...facts, ...stands }) } : {}
  return { status, date: null, body: { lantian: 1, ...stands, ...receipt } }
}

function ok(facts) {
  return { status: 200, date: null, body: { lantian: 1, ...facts } }
}

/** A refusal in the server's own words. */
export function problem(status, code, extra = {}) {
  return { status, date: null, body: { lantian: 1, problem: { code, title: code, detail: '', mend: '', fields: [], ...extra } } }
}

export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}
