/* Owns the queue as one file: what waits on this phone as a ZIP that a supervisor can bring to the server (docs/protocol.md, the queue file).
   One photo is in memory at a time: the archive is made as a stream and gathered by the browser, which may lay it on disk. What is
   in the file stays in the queue: the server takes each thing once, whichever way it comes first. */

import { sha256 } from './digest.js'
import { isShot } from './photo.js'

const VERSION = 1
const CHINA_MS = 8 * 3600000

/** The archive of these rows as a Blob. `person` is who recorded them, `now` a Date, `makeZip` the ZIP writer, `store` reads photos.
    Photos that are gone or damaged are left out; gives {blob, name, rows, photos, left_out}; signatures are not counted as photos. */
export async function queueFile(rows, { store, person, now, makeZip, onPhoto = () => {} }) {
  const lines = await Promise.all(rows.map((row) => lineOf(row, store)))
  const found = { photos: 0, left_out: 0 }
  const blob = await new Response(makeZip(files(lines, { store, person, now, found, onPhoto }))).blob()
  return { blob: new Blob([blob], { type: 'application/zip' }), name: fileName(now), rows: rows.length, ...found }
}

async function lineOf(row, store) {
  const photos = (await store.photosOf(row.id)).filter((photo) => row.hashes.includes(photo.sha256))
  return { row, photos: photos.filter((photo, place) => photos.findIndex((other) => other.sha256 === photo.sha256) === place) }
}

/** The photos first, each checked as it is read; then the list, which names only what is really in the file. */
async function* files(lines, { store, person, now, found, onPhoto }) {
  const kept = new Set()
  for (const photo of lines.flatMap((line) => line.photos)) {
    if (kept.has(photo.sha256)) continue
    const bytes = await wholeBytes(photo, store)
    if (!bytes) found.left_out += 1
    else {
      kept.add(photo.sha256)
      found.photos += isShot(photo) ? 1 : 0
      yield { name: pathOf(photo), lastModified: now, input: bytes, size: bytes.byteLength }
    }
    onPhoto(found)
  }
  yield { name: 'queue.json', lastModified: now, input: JSON.stringify(listOf(lines, kept, person, now), null, 1) }
}

async function wholeBytes(photo, store) {
  const original = await store.originalOf(photo.id).catch(() => null)
  const whole = original && original.bytes.byteLength === original.length && (await sha256(original.bytes)) === photo.sha256
  return whole ? new Uint8Array(original.bytes) : null
}

function listOf(lines, kept, person, now) {
  const rows = lines.map(({ row, photos }) => ({
    id: row.id,
    address: row.address,
    body: row.body,
    photos: photos.filter((photo) => kept.has(photo.sha256)).map(entryOf),
  }))
  return { lantian_queue: VERSION, person, exported_at: now.toISOString(), rows }
}

function entryOf(photo) {
  return { sha256: photo.sha256, size_bytes: photo.length, media_type: photo.media_type, file: pathOf(photo) }
}

function pathOf(photo) {
  return `photos/${photo.sha256}`
}

/** lantian-queue-20261121-1003.zip, as a clock in China shows it (UTC+8, no summer time): who looks for the file looks by that. */
function fileName(now) {
  const there = new Date(now.getTime() + CHINA_MS).toISOString()
  return `lantian-queue-${there.slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}.zip`
}
