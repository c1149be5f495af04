import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { distanceM, distanceText, fixQuality, nearestFirst } from '../../static/js/models/place.js'

const { cases } = JSON.parse(readFileSync(new URL('../contract/distance.json', import.meta.url)))

for (const { name, from, to, distance_m: expected } of cases) {
  test(`phone and server measure alike: ${name}`, () => {
    const got = distanceM({ lat: from[0], lon: from[1] }, { lat: to[0], lon: to[1] })
    assert.ok(Math.abs(got - expected) < 0.01, `${got} against ${expected}`)
  })
}

test('the nearest site comes first and one without a position last', () => {
  const rows = [{ id: 'none', lat: null, lon: null }, { id: 'far', lat: 34.7, lon: 112.5 }, { id: 'near', lat: 34.6841, lon: 112.469 }]
  assert.deepEqual(nearestFirst(rows, { lat: 34.684, lon: 112.469 }).map((row) => row.id), ['near', 'far', 'none'])
})

test('distances are metres below a kilometre', () => {
  assert.equal(distanceText(14.4), '14 m')
  assert.equal(distanceText(1249), '1.2 km')
  assert.equal(distanceText(null), '')
})

test('the gauge says good, fair, poor or none', () => {
  assert.deepEqual([{ accuracy_m: 8 }, { accuracy_m: 45 }, { accuracy_m: 400 }, null].map(fixQuality), ['good', 'fair', 'poor', 'none'])
})
