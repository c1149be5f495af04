import assert from 'node:assert/strict'
import test from 'node:test'
import { daysLeft, isFull, lateness, letGoBefore, sweep, tallied } from '../../static/js/models/retention.js'
import { memoryStore } from './memory-store.js'

const NOW = Date.parse('2026-11-21T02:00:00Z')
const row = (days) => ({ handed_in_at: new Date(NOW - days * 86400000).toISOString(), started_at: '2026-01-01T00:00:00.000Z' })

test('work that waits is told of after one day and loudly after three', () => {
  assert.equal(lateness([row(0.9)], NOW).level, '')
  assert.deepEqual(lateness([row(0.5), row(1.5)], NOW), { level: 'warn', days: 1, count: 1, since: row(1.5).handed_in_at })
  assert.deepEqual(lateness([row(2), row(3.5), row(9.1)], NOW), { level: 'alarm', days: 9, count: 2, since: row(9.1).handed_in_at })
})

test('a draft that was never handed in counts from its beginning, a clock set back makes nothing late', () => {
  assert.equal(lateness([{ started_at: row(4).handed_in_at }], NOW).level, 'alarm')
  assert.equal(lateness([row(-2)], NOW).level, '')
})

test('a photo stays for the hours the server says, a day where it says nothing', async () => {
  const held = (id, hours) => ({ id, held_since: new Date(NOW - hours * 3600000).toISOString() })
  const photos = [held('old', 50), held('day', 25), held('fresh', 2), { id: 'unsent' }]
  const originals = photos.map(({ id }) => ({ id }))
  const store = memoryStore({ photos, originals, packs: { 'checklists:3': { keep_hours: 48 } } })
  assert.equal(await sweep(store, 3, NOW), 1)
  assert.deepEqual([...store.shelf.originals.keys()], ['day', 'fresh', 'unsent'])
  assert.equal(await sweep(store, 4, NOW), 1)
  assert.deepEqual([...store.shelf.originals.keys()], ['fresh', 'unsent'])
  assert.equal(letGoBefore(NOW, 24), '2026-11-20T02:00:00.000Z')
})

test('the days of work left follow what this person usually records', () => {
  const tally = { '2026-11-19': 300e6, '2026-11-20': 100e6 }
  assert.equal(daysLeft({ usage: 100e6, quota: 1000e6 }, tally), 4)
  assert.equal(daysLeft({ usage: 990e6, quota: 1000e6 }, tally), 0)
  assert.equal(daysLeft({ usage: 1, quota: 1000e6 }, undefined), null)
  assert.equal(daysLeft({}, tally), null)
})

test('the tally keeps the last month of days with work', () => {
  let tally
  for (let day = 10; day < 50; day += 1) tally = tallied(tally, `2026-${day}`, 5)
  assert.deepEqual([Object.keys(tally).length, tally['2026-49'], tally['2026-10']], [30, 5, undefined])
  assert.equal(tallied(tally, '2026-49', 7)['2026-49'], 12)
})

test('nine tenths of the quota are called full', () => {
  assert.ok(isFull({ usage: 90, quota: 100 }))
  assert.ok(!isFull({ usage: 89, quota: 100 }))
  assert.ok(!isFull({}))
})
