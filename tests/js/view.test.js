/* What part of a picture a frame shows: nothing is lost at the edges, and what lies under the pointer stays there. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitted, kept, moved, MOST, offset, WHOLE, zoomed } from '../../static/js/models/view.js'

const frame = { width: 800, height: 600 }
const landscape = { width: 1600, height: 1200 }

/** Where a point of the turned picture (0 to 1) lies, in pixels from the middle of the frame. */
function at(view, shown, x, y) {
  const { x: dx, y: dy } = offset(view, shown)
  return { x: dx + (x - 0.5) * shown.width * view.scale, y: dy + (y - 0.5) * shown.height * view.scale }
}

test('a picture fits whole, turned or not', () => {
  assert.deepEqual(fitted(landscape, frame), { width: 800, height: 600 })
  assert.deepEqual(fitted(landscape, frame, 1), { width: 450, height: 600 })
  assert.deepEqual(fitted(landscape, frame, 2), { width: 800, height: 600 })
})

test('what lies under the pointer stays there while zooming', () => {
  const shown = fitted(landscape, frame)
  const point = { x: 200, y: -100 }
  const view = zoomed(WHOLE, 3, shown, frame, point)
  const under = { x: 0.5 + 200 / 800, y: 0.5 - 100 / 600 }
  const now = at(view, shown, under.x, under.y)
  assert.ok(Math.abs(now.x - 200) < 1e-9 && Math.abs(now.y + 100) < 1e-9, JSON.stringify(now))
})

test('zoom ends at the whole picture and at eight times', () => {
  const shown = fitted(landscape, frame)
  assert.equal(zoomed(WHOLE, 100, shown, frame).scale, MOST)
  assert.deepEqual(zoomed({ scale: 2, x: 0.3, y: 0.6 }, 0.01, shown, frame), WHOLE)
})

test('a moved picture never leaves emptiness where picture could be', () => {
  const shown = fitted(landscape, frame)
  const view = moved({ scale: 2, x: 0.5, y: 0.5 }, shown, frame, 5000, -5000)
  assert.ok(Math.abs(at(view, shown, 0, 0).x + 400) < 1e-9, 'the left edge of the picture at the left edge of the frame')
  assert.ok(Math.abs(at(view, shown, 1, 1).y - 300) < 1e-9)
  assert.deepEqual(moved(WHOLE, shown, frame, 40, 40), WHOLE)
})

test('a view taken over by a picture of another shape stays within it', () => {
  const tall = fitted({ width: 900, height: 1600 }, frame)
  const view = kept({ scale: 1.5, x: 0.05, y: 0.05 }, tall, frame)
  assert.equal(view.x, 0.5, 'narrower than the frame: in the middle')
  assert.ok(at(view, tall, 0, 0).y <= -300 + 1e-9)
})
