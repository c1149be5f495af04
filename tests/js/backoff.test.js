import assert from 'node:assert/strict'
import test from 'node:test'
import { isDue, pauseMs } from '../../static/js/models/backoff.js'

test('the pause grows from five seconds to five minutes', () => {
  assert.deepEqual([1, 2, 3, 20].map((failures) => pauseMs(failures, () => 1)), [5000, 10000, 20000, 300000])
})

test('no two phones wait alike, and none less than half', () => {
  assert.deepEqual([0, 0.5, 1].map((random) => pauseMs(3, () => random)), [10000, 15000, 20000])
  const pauses = Array.from({ length: 200 }, () => pauseMs(4))
  assert.ok(new Set(pauses).size > 100)
  assert.ok(pauses.every((pause) => pause >= 20000 && pause <= 40000))
})

test('a row waits for its moment, but not for one that a wrong clock wrote', () => {
  const now = Date.parse('2026-11-21T02:00:00Z')
  assert.ok(isDue(null, now))
  assert.ok(!isDue('2026-11-21T02:00:05Z', now))
  assert.ok(isDue('2026-11-21T01:59:59Z', now))
  assert.ok(isDue('2030-01-01T00:00:00Z', now))
})
