/* Owns what the phone knows about one photo: original bytes by their hash, own fix at the shutter, the device's time. The bytes
   are never re-encoded. Mirrors evidence/sniff.py in telling an image from its first bytes. Must not touch the store or the camera. */

import { sha256, uuid } from './digest.js'

export const NO_FIX = { denied: 'denied', unavailable: 'unavailable', timeout: 'timeout', unsupported: 'unsupported' }
const GEOLOCATION_CODES = { 1: 'denied', 2: 'unavailable', 3: 'timeout' }
const HEIF_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1']

/** 'image/jpeg', 'image/png', 'image/webp', 'image/heic' by the first bytes of an ArrayBuffer, or '' for anything else. */
export function mediaType(buffer) {
  const head = new Uint8Array(buffer.slice(0, 16))
  const text = String.fromCharCode(...head)
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp'
  if (text.slice(4, 8) === 'ftyp' && HEIF_BRANDS.includes(text.slice(8, 12))) return 'image/heic'
  return ''
}

/** The facts of a new photo of `record`, to be stored beside its bytes. `fix` may be null; then the reason says why. `clock` is the stamp of
    the shutter; null for an imported file: nobody knows by which clock it was taken. `compass` {deg, source} is where the camera looked. */
export async function newPhoto(buffer, { record, item = null, role, source, takenAt, fix = null, noFixReason = null, clock = null, compass = null }) {
  return {
    id: uuid(),
    record,
    item,
    role,
    source,
    sha256: await sha256(buffer),
    length: buffer.byteLength,
    media_type: mediaType(buffer),
    taken_at: takenAt.toISOString(),
    fix,
    no_fix_reason: fix ? null : noFixReason || NO_FIX.timeout,
    caption: '',
    clock,
    compass,
    begun_at: null,
    received_at: null,
    verified_at: null,
    problem: null,
  }
}

/** Whether this is a picture somebody took; a drawn signature travels as one, but is none to count. */
export function isShot(photo) {
  return photo.role !== 'signature'
}

/** Whether the server may have a photo: its bytes began to leave, even where no answer came. It can only be withdrawn, not forgotten. */
export function mayBeThere(photo) {
  return Boolean(photo.begun_at || photo.received_at)
}

/** A browser's GeolocationPosition as the protocol's fix: raw degrees, metres, the fix's own time. */
export function fixOf(position) {
  const { coords } = position
  return {
    lat: coords.latitude,
    lon: coords.longitude,
    accuracy_m: number(coords.accuracy),
    altitude_m: number(coords.altitude),
    heading_deg: number(coords.heading),
    fix_at: new Date(position.timestamp).toISOString(),
    crs: 'wgs84',
  }
}

/** Why there is no fix, from a GeolocationPositionError. */
export function noFixReason(error) {
  return GEOLOCATION_CODES[error?.code] || NO_FIX.unavailable
}

/** When a file was taken: the phone's camera app has just written it (between opening and now), else the file's own date stands. */
export function takenAt(file, source, openedAt, now) {
  const written = new Date(file.lastModified)
  if (source === 'camera_app' && (written < openedAt || written > now)) return now
  return Number.isNaN(written.getTime()) || written > now ? now : written
}

function number(value) {
  return Number.isFinite(value) ? value : null
}
