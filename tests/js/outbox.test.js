import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { pauseMs, progressOf, verdict } from '../../static/js/models/outbox.js'

const { cases } = JSON.parse(readFileSync(new URL('../contract/answers_of_the_server.json', import.meta.url)))

for (const { name, status, body, verdict: expected } of cases) {
  test(`${name}: ${expected}`, () => assert.equal(verdict(status, body).kind, expected))
}

test('the hashes that are missing are sent again', () => {
  const body = { lantian: 1, problem: { code: 'photos_missing', photos_missing: ['a', 'b'] } }
  assert.deepEqual(verdict(422, body).hashes, ['a', 'b'])
})

test('the pause grows from five seconds to five minutes', () => {
  assert.deepEqual([1, 2, 3, 20].map(pauseMs), [5000, 10000, 20000, 300000])
})

test('progress counts only the photos the record lists', () => {
  const photos = [{ sha256: 'a', received_at: 'now' }, { sha256: 'b', received_at: null }, { sha256: 'loose', received_at: null }]
  assert.deepEqual(progressOf({ hashes: ['a', 'b'] }, photos), { done: 1, total: 2 })
})
