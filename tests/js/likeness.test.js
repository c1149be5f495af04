import assert from 'node:assert/strict'
import test from 'node:test'
import { bitsApart, LOOK, lookOf, NEAR_BITS, repeats } from '../../static/js/models/likeness.js'

/** RGBA bytes of a picture whose brightness at x, y (0 to 1) is a function. */
function drawn(brightness) {
  const rgba = new Uint8ClampedArray(LOOK.width * LOOK.height * 4)
  for (let at = 0; at < LOOK.width * LOOK.height; at++) {
    const value = brightness((at % LOOK.width) / LOOK.width, Math.floor(at / LOOK.width) / LOOK.height)
    rgba.set([value, value, value, 255], 4 * at)
  }
  return rgba
}
const scene = (x, y) => 120 + 60 * Math.sin(9 * x + 4 * y) + 40 * Math.cos(13 * y - 5 * x)
const other = (x, y) => 120 + 60 * Math.cos(7 * x - 6 * y) + 40 * Math.sin(11 * y + 8 * x)
const photo = (id, role, more = {}) => ({ id, role, item: 'd6.cover', sha256: id, look: '', ...more })

test('a picture made brighter and noisier keeps its look, another scene has another', () => {
  const look = lookOf(drawn(scene))
  assert.match(look, /^[0-9a-f]{16}$/)
  assert.ok(bitsApart(look, lookOf(drawn((x, y) => 1.2 * scene(x, y) + 10 + ((x * 7919) % 3)))) <= NEAR_BITS)
  assert.ok(bitsApart(look, lookOf(drawn(other))) > 3 * NEAR_BITS)
})

test('the difference of two looks is counted in bits', () => {
  assert.equal(bitsApart('0000000000000000', '0000000000000000'), 0)
  assert.equal(bitsApart('ffffffffffffffff', '0000000000000000'), 64)
  assert.equal(bitsApart('8000000000000001', '0000000000000000'), 2)
})

test('a blank picture has no look and is like nothing', () => {
  assert.equal(lookOf(drawn(() => 128)), '')
  assert.equal(repeats(photo('b', 'after'), [photo('a', 'before')]), '')
})

test('the very file of before handed in as after is noticed', () => {
  assert.equal(repeats(photo('b', 'after', { sha256: 's' }), [photo('a', 'before', { sha256: 's' })]), 'same')
})

test('nearly the same picture of before is noticed, of another item or as another before it is not', () => {
  const look = lookOf(drawn(scene))
  const before = photo('a', 'finding', { look })
  assert.equal(repeats(photo('b', 'recheck', { look }), [before]), 'near')
  assert.equal(repeats(photo('b', 'after', { look, item: 'd6.wash' }), [before]), '')
  assert.equal(repeats(photo('b', 'before', { look }), [before]), '')
  assert.equal(repeats(photo('b', 'after', { look: lookOf(drawn(other)) }), [before]), '')
})
