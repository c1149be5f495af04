import assert from 'node:assert/strict'
import test from 'node:test'
import { fixOf, mediaType, newPhoto, noFixReason, takenAt } from '../../static/js/models/photo.js'

const bytes = (...parts) => new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part))).buffer

test('an image is told from its first bytes, whatever the file is called', () => {
  assert.equal(mediaType(bytes([0xff, 0xd8, 0xff, 0xe1], 'Exif')), 'image/jpeg')
  assert.equal(mediaType(bytes([0x89], 'PNG\r\n', [0x1a], '\n')), 'image/png')
  assert.equal(mediaType(bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8 ')), 'image/webp')
  assert.equal(mediaType(bytes([0, 0, 0, 0x18], 'ftypheic')), 'image/heic')
  assert.equal(mediaType(bytes('<svg xmlns="x">')), '')
  assert.equal(mediaType(bytes('GIF89a')), '')
  assert.equal(mediaType(new ArrayBuffer(0)), '')
})

test('a fix keeps the numbers of the device and its own time', () => {
  const position = { timestamp: 1763690584000, coords: { latitude: 34.6841, longitude: 112.4691, accuracy: 8, altitude: null, heading: NaN } }
  assert.deepEqual(fixOf(position), {
    lat: 34.6841, lon: 112.4691, accuracy_m: 8, altitude_m: null, heading_deg: null, fix_at: '2025-11-21T02:03:04.000Z', crs: 'wgs84',
  })
})

test('a photo without a fix says why', async () => {
  assert.deepEqual([1, 2, 3, 9].map((code) => noFixReason({ code })), ['denied', 'unavailable', 'timeout', 'unavailable'])
  const photo = await newPhoto(bytes([0xff, 0xd8, 0xff]), { record: 'r', role: 'finding', source: 'camera', takenAt: new Date(0), noFixReason: 'denied' })
  assert.equal(photo.fix, null)
  assert.equal(photo.no_fix_reason, 'denied')
  assert.equal(photo.length, 3)
})

test('the time of a chosen file is its own, of the camera app only when it was just written', () => {
  const [opened, now] = [new Date('2026-11-21T02:00:00Z'), new Date('2026-11-21T02:05:00Z')]
  const at = (source, written) => takenAt({ lastModified: new Date(written).getTime() }, source, opened, now).toISOString()
  assert.equal(at('file', '2026-10-01T00:00:00Z'), '2026-10-01T00:00:00.000Z')
  assert.equal(at('camera_app', '2026-11-21T02:03:00Z'), '2026-11-21T02:03:00.000Z')
  assert.equal(at('camera_app', '2026-10-01T00:00:00Z'), now.toISOString())
  assert.equal(at('file', '2027-01-01T00:00:00Z'), now.toISOString())
})
