/* Owns keeping a picture: bytes as they came, own fix at the shutter, a small copy for the tile. The fix may arrive some seconds
   after the bytes are safe. Used by every page that takes photos. */

import { clock } from '../../models/clock.js'
import { addPhoto } from '../../models/drafts.js'
import { LOOK, lookOf } from '../../models/likeness.js'
import { mediaType, newPhoto, takenAt } from '../../models/photo.js'
import { problem } from '../../models/problems.js'
import { tallied } from '../../models/retention.js'
import * as store from '../../models/store.js'
import { askToStay } from './keeping.js'
import { me } from './person.js'
import { atShutter, watchPosition } from './position.js'

const THUMB_PX = 320

/** Keep a picture of the in-page camera; `place` holds the compass at the shutter too. Gives its facts. */
export function keepShot(blob, shutterAt, place) {
  return keep(blob, { ...place, source: 'camera', takenAt: shutterAt })
}

/** Keep files chosen by the person: 'camera_app' or 'file'. Throws a problem for what is no image; earlier files are kept. */
export async function keepFiles(files, source, openedAt, place) {
  const kept = []
  for (const file of files) kept.push(await keep(file, { ...place, source, takenAt: takenAt(file, source, openedAt, new Date()) }))
  return kept
}

async function keep(blob, facts) {
  watchPosition()
  // An imported file was taken who knows where: the place of choosing it says nothing.
  const shutter = facts.source === 'file' ? { now: { fix: null, reason: 'unavailable' }, later: null } : atShutter()
  const buffer = await blob.arrayBuffer()
  if (!buffer.byteLength) throw problem('photo_empty')
  if (!mediaType(buffer)) throw problem('photo_type_refused')
  const stamp = facts.source === 'file' ? null : clock.stamp(facts.takenAt)
  const known = { ...facts, clock: stamp, fix: shutter.now.fix, noFixReason: shutter.now.reason }
  // Both are long work of other threads of the browser: side by side.
  const [photo, small] = await Promise.all([newPhoto(buffer, known), smallOf(blob)])
  photo.added_at = `${new Date().toISOString()}-${photo.id}`
  photo.look = small.look
  await addWhereRoomIs(photo, buffer, small.thumb)
  tally(buffer.byteLength)
  askToStay()
  shutter.later?.then(
    (found) => found.fix && store.changePhoto(photo.id, (row) => Object.assign(row, { fix: found.fix, no_fix_reason: null })),
  )
  return photo
}

/** Where the browser refuses more, what the server has under a checked receipt goes first: taking photos comes before reading old ones. */
async function addWhereRoomIs(photo, buffer, thumb) {
  try {
    await addPhoto(photo, buffer, thumb)
  } catch (error) {
    if (error?.name !== 'QuotaExceededError' || !(await store.letGo(new Date().toISOString()))) throw error
    await addPhoto(photo, buffer, thumb)
  }
}

/** What this person records in a day, for the days of work there is still room for. */
async function tally(bytes) {
  const person = await me()
  const day = new Date().toISOString().slice(0, 10)
  if (person) await store.changePack(`tally:${person.id}`, (kept) => tallied(kept, day, bytes)).catch(() => {})
}

/** {thumb, look}: a small JPEG as ArrayBuffer and what the picture looks like; null and '' where the browser cannot decode the format
    (HEIC outside Safari). */
async function smallOf(blob) {
  try {
    const bitmap = await createImageBitmap(blob, { resizeWidth: THUMB_PX, resizeQuality: 'medium', imageOrientation: 'from-image' })
    const canvas = document.createElement('canvas')
    canvas.width = bitmap.width
    canvas.height = bitmap.height
    canvas.getContext('2d').drawImage(bitmap, 0, 0)
    bitmap.close()
    const small = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8))
    return { thumb: await small.arrayBuffer(), look: lookAt(canvas) }
  } catch {
    return { thumb: null, look: '' }
  }
}

/** What a picture of the phone or the server looks like (models/likeness.js); '' where the browser cannot decode it. */
export async function lookOfPicture(blob) {
  return (await smallOf(blob)).look
}

function lookAt(canvas) {
  const small = document.createElement('canvas')
  Object.assign(small, LOOK)
  const context = small.getContext('2d')
  context.imageSmoothingQuality = 'high'
  context.drawImage(canvas, 0, 0, LOOK.width, LOOK.height)
  return lookOf(context.getImageData(0, 0, LOOK.width, LOOK.height).data)
}

const addresses = new Map()

/** An address for the small picture of a photo, for an img; '' where there is none (any more). */
export async function thumbAddress(photo) {
  if (addresses.has(photo.id)) return addresses.get(photo.id)
  const kept = await store.thumbOf(photo.id)
  if (!kept) return ''
  const address = URL.createObjectURL(new Blob([kept.bytes], { type: 'image/jpeg' }))
  addresses.set(photo.id, address)
  return address
}
