import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { dayInChina, isRecheck, limitOf } from '../../static/js/models/due.js'

const { today, running, cases } = JSON.parse(readFileSync(new URL('../contract/due.json', import.meta.url)))

for (const { name, left, overdue, soon, recheck, ...row } of cases) {
  test(`phone and desk count a limit alike: ${name}`, () => {
    const limit = limitOf(row, today, running)
    assert.equal(limit?.left ?? null, left)
    assert.deepEqual([limit?.overdue ?? false, limit?.soon ?? false], [overdue, soon])
    assert.equal(isRecheck(row, today, running), recheck)
  })
}

test('a day begins in China', () => {
  assert.equal(dayInChina(Date.parse('2026-11-20T15:59:00Z')), '2026-11-20')
  assert.equal(dayInChina(Date.parse('2026-11-20T16:00:00Z')), '2026-11-21')
})
