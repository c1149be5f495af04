/* Rows for tests of the outbox: records with photos as models/handin.js freezes them. */

import { memoryStore } from './memory-store.js'
import { sha256 } from './small-server.js'

const uuid = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** A queue of `count` records of one person, each with `each` photos of some bytes. */
export function queue({ count = 1, each = 2, person = 3, packs = {}, bytes = 3000 } = {}) {
  const parts = { records: [], photos: [], originals: [], packs }
  for (let number = 1; number <= count; number += 1) add(parts, number, each, person, bytes)
  return memoryStore(parts)
}

function add(parts, number, each, person, bytes) {
  const id = uuid(number)
  const shots = Array.from({ length: each }, (_, place) => Buffer.alloc(bytes, number * 16 + place + 1))
  const lines = shots.map((shot) => ({ sha256: sha256(shot) }))
  const body = { protocol: 1, id, photos: lines }
  const at = `2026-11-21T01:0${number % 10}:00.000Z`
  parts.records.push({ id, what: 'visit', state: 'waiting', person_id: person, started_at: at, handed_in_at: at, address: `/api/inspections/${id}`, body, hashes: lines.map((line) => line.sha256), tries: 0, problem: null, sent_at: null })
  shots.forEach((shot, place) => {
    const photo = { id: `${id}/${place}`, record: id, sha256: sha256(shot), length: shot.length, media_type: 'image/jpeg', role: 'finding', received_at: null }
    parts.photos.push(photo)
    parts.originals.push({ id: photo.id, bytes: Uint8Array.from(shot).buffer, length: shot.length, sha256: photo.sha256 })
  })
}
