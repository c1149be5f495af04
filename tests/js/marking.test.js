/* Shapes on a photo: whole numbers inside the picture, moved whole, undone step by step, and lifting told as the server tells it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTheMiddle, isOn, lifts, merged, moved, shapeOf, sheetOf, stretched } from '../../static/js/models/marking.js'
import { shifted, viewBox, WHOLE, zoomed } from '../../static/js/models/marking-zoom.js'

const red = { colour: 'red' }

test('corners in any order give a box of whole numbers inside the picture', () => {
  assert.deepEqual(shapeOf('redact', [5000.4, 12000], [-3, 3000], red), { kind: 'redact', at: [0, 3000, 5000, 10000] })
  assert.deepEqual(shapeOf('arrow', [5000, 6000], [100, 100], red), { kind: 'arrow', at: [5000, 6000, 100, 100], colour: 'red' })
})

test('a slip of the finger draws nothing, nor do words without letters', () => {
  assert.equal(shapeOf('redact', [10, 10], [12, 4000], red), null)
  assert.equal(shapeOf('arrow', [10, 10], [12, 30], red), null)
  assert.equal(shapeOf('text', [10, 10], [10, 10], { ...red, text: '  ' }), null)
})

test('every kind can be put in the middle without a pointer', () => {
  for (const kind of ['redact', 'arrow', 'ellipse', 'text']) assert.equal(inTheMiddle(kind, { ...red, text: '扬尘' }).kind, kind)
})

test('a shape moves whole and stops at the edge', () => {
  const box = shapeOf('redact', [8000, 1000], [9900, 2000], red)
  assert.deepEqual(moved(box, 500, -5000).at, [8100, 0, 10000, 1000])
  assert.deepEqual(moved({ kind: 'text', at: [9990, 50], colour: 'red', text: 'x' }, 100, 0).at, [10000, 50])
})

test('stretching moves the second corner and never leaves nothing', () => {
  const box = shapeOf('redact', [1000, 1000], [1200, 1200], red)
  assert.deepEqual(stretched(box, 100, 100).at, [1000, 1000, 1300, 1300])
  assert.equal(stretched(box, -190, 0), null)
  assert.equal(stretched({ kind: 'text', at: [1, 1], colour: 'red', text: 'x' }, 5, 5), null)
})

test('a finger finds a shape near it', () => {
  const box = shapeOf('redact', [1000, 1000], [2000, 2000], red)
  assert.ok(isOn(box, [2150, 1500]))
  assert.ok(!isOn(box, [2500, 1500]))
})

test('only what shows again counts as lifting', () => {
  const face = { kind: 'redact', at: [1000, 1000, 2000, 2000] }
  const wider = { kind: 'redact', at: [900, 1000, 2000, 2000] }
  assert.ok(!lifts([face], [wider]))
  assert.ok(lifts([wider], [face]))
  assert.ok(!lifts([{ kind: 'arrow', at: [0, 0, 500, 500] }], []))
})

test('steps are undone one by one', () => {
  const sheet = sheetOf([])
  sheet.set([1])
  sheet.amend([2])
  assert.deepEqual(sheet.shapes, [2])
  sheet.undo()
  assert.deepEqual(sheet.shapes, [])
  sheet.undo()
  assert.equal(sheet.canUndo, false)
})

test('what lies under the fingers stays there, and nothing beyond the picture is shown', () => {
  const near = zoomed(WHOLE, 4, [0.25, 0.5])
  assert.deepEqual(near, { scale: 4, x: 0.3125, y: 0.5 })
  assert.equal(viewBox(near, { width: 1600, height: 1200 }), '300 450 400 300')
  assert.equal((0.25 - (near.x - 0.125)) * 4, 0.25, 'a quarter from the left, as before')
  assert.deepEqual(shifted(near, -1, 1), { scale: 4, x: 0.125, y: 0.875 })
  assert.deepEqual(zoomed(near, 0.01, [1, 1]), WHOLE)
  assert.equal(zoomed(near, 100, [0, 0]).scale, 8)
})

test('two versions laid together keep what both drew and bring back nothing that was taken away', () => {
  const [old, mine, theirs] = [100, 3000, 6000].map((at) => ({ kind: 'redact', at: [at, at, at + 900, at + 900] }))
  const ring = { kind: 'ellipse', at: [0, 0, 500, 500], colour: 'red' }
  assert.deepEqual(merged([old, ring], [old, mine], [ring, old, theirs]), [old, theirs, mine])
  assert.deepEqual(merged([old], [old, theirs], [{ at: theirs.at, kind: 'redact' }, old]).length, 2, 'the same shape once')
  assert.deepEqual(merged([], [mine], []), [mine])
})
