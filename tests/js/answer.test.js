import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { verdict } from '../../static/js/models/answer.js'

const { cases } = JSON.parse(readFileSync(new URL('../contract/answers_of_the_server.json', import.meta.url)))

for (const { name, status, body, verdict: expected } of cases) {
  test(`${name}: ${expected}`, () => assert.equal(verdict(status, body).kind, expected))
}

test('the hashes that are missing are sent again', () => {
  const body = { lantian: 1, problem: { code: 'photos_missing', photos_missing: ['a', 'b'] } }
  assert.deepEqual(verdict(422, body).hashes, ['a', 'b'])
})

test('where to go on comes with the refusal of a wrong place', () => {
  assert.equal(verdict(409, { lantian: 1, problem: { code: 'photo_offset', offset: 1200 } }).offset, 1200)
})

test('only the own trouble of the server is waited for without end', () => {
  const body = (code) => ({ lantian: 1, problem: { code } })
  assert.deepEqual([503, 507, 429].map((status) => verdict(status, body('busy')).patient), [true, true, true])
  assert.equal(verdict(500, body('server_fault')).patient, false)
})
