import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { isFinding, missing, restOf, roleOf, tally } from '../../static/js/models/checklist.js'

// The sheets come from the product's own definitions; tests/js/test_models.py writes them.
const sheets = Object.fromEntries(JSON.parse(readFileSync(process.env.LANTIAN_SHEETS)).map((sheet) => [sheet.id, sheet]))
const { cases } = JSON.parse(readFileSync(new URL('../contract/what_is_missing.json', import.meta.url)))
const dust = sheets.dust_six

for (const { name, checklist, answers, photos, missing: places, findings } of cases) {
  test(`phone and server agree: ${name}`, () => {
    const found = [...new Set(missing(sheets[checklist], answers, photos).map((fault) => fault.item))].sort()
    assert.deepEqual(found, [...places].sort())
    const failed = sheets[checklist].items.filter((item) => isFinding(item, answers[item.id]?.value)).map((item) => item.id)
    assert.deepEqual(failed.sort(), [...findings].sort())
  })
}

test('the rest is what allows "not applicable" and has no answer yet', () => {
  const answers = { 'd6.hoarding': { value: 'pass' }, 'd6.cover': { value: 'fail' } }
  assert.deepEqual(restOf(dust, '', answers), ['d6.wash', 'd6.hardening', 'd6.wet', 'd6.truck'])
})

test('the role of a photo follows the answer it hangs on', () => {
  const item = dust.items[0]
  assert.equal(roleOf({ role: 'finding' }, item, { value: 'fail' }), 'finding')
  assert.equal(roleOf({ role: 'finding' }, item, { value: 'fail', corrected: true }), 'before')
  assert.equal(roleOf({ role: 'after' }, item, { value: 'fail', corrected: true }), 'after')
  assert.equal(roleOf({ role: 'finding' }, item, { value: 'pass' }), 'overview')
  assert.equal(roleOf({ role: 'overview' }, undefined, undefined), 'overview')
})

test('the tally counts each answer', () => {
  const answers = { 'd6.hoarding': { value: 'pass' }, 'd6.cover': { value: 'fail' }, 'd6.wash': { value: 'na' } }
  assert.deepEqual(tally(dust, answers), { pass: 1, fail: 1, na: 1, none: 3, answered: 0 })
})
