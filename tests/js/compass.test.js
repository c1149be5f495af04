import assert from 'node:assert/strict'
import test from 'node:test'
import { compassOf } from '../../static/js/models/compass.js'

const upright = (alpha, more = {}) => ({ absolute: true, alpha, beta: 90, gamma: 0, ...more })

test('held upright the camera looks where the phone is turned to', () => {
  assert.deepEqual(compassOf(upright(0)), { deg: 0, source: 'absolute' })
  assert.deepEqual(compassOf(upright(90)), { deg: 270, source: 'absolute' })
  assert.deepEqual(compassOf(upright(316)), { deg: 44, source: 'absolute' })
})

test('turned on its side it still looks there', () => {
  // Left edge down, screen to the person, camera to the north.
  assert.equal(compassOf({ absolute: true, alpha: 90, beta: 0, gamma: -90 }).deg, 0)
  assert.equal(compassOf({ absolute: true, alpha: 270, beta: 0, gamma: 90 }).deg, 0)
})

test('straight down or up there is no direction', () => {
  assert.equal(compassOf(upright(10, { beta: 0 })), null)
  assert.equal(compassOf(upright(10, { beta: 178 })), null)
})

test('what is not against the north or not measured is nothing', () => {
  assert.equal(compassOf(upright(10, { absolute: false })), null)
  assert.equal(compassOf(upright(null)), null)
  assert.equal(compassOf({}), null)
})

test('an iPhone says its heading itself; on its side the screen turns it', () => {
  assert.deepEqual(compassOf({ webkitCompassHeading: 44.04, webkitCompassAccuracy: 15 }), { deg: 44, source: 'webkit' })
  assert.equal(compassOf({ webkitCompassHeading: 300, webkitCompassAccuracy: 15 }, 90).deg, 30)
  assert.equal(compassOf({ webkitCompassHeading: 10, webkitCompassAccuracy: 15 }, 270).deg, 280)
  assert.equal(compassOf({ webkitCompassHeading: 44, webkitCompassAccuracy: -1 }), null)
})
