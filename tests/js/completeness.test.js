import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { meter, visitOf } from '../../static/js/models/completeness.js'

const sheets = Object.fromEntries(JSON.parse(readFileSync(process.env.LANTIAN_SHEETS)).map((sheet) => [sheet.id, sheet]))
const { cases } = JSON.parse(readFileSync(new URL('../contract/what_a_reviewer_sends_back.json', import.meta.url)))

function draftOf({ visit, answers }) {
  return { ...visit, officers: Array.from({ length: visit.officers }, (_, place) => ({ user_id: place })), answers }
}

for (const wanted of cases) {
  test(`phone and server would send back alike: ${wanted.name}`, () => {
    const got = meter(visitOf(draftOf(wanted), sheets[wanted.checklist], wanted.photos))
    const gaps = got.gaps.map(({ code, item, count }) => [code, item, count])
    assert.deepEqual({ asked: got.asked, met: got.met, gaps }, { asked: wanted.asked, met: wanted.met, gaps: wanted.gaps })
  })
}

test('a signature is no photo of the place, and a sheet kept from an earlier version has no points', () => {
  const { points: _points, ...old } = sheets.dust_six.items.find((item) => item.id === 'd6.cover')
  const draft = draftOf(cases[0])
  draft.answers = { 'd6.cover': { value: 'fail', note: '东侧土堆没有覆盖', sub_checks: [] } }
  const { gaps } = meter(visitOf(draft, { items: [old] }, [{ item: null, role: 'signature', source: 'camera', fix: null, taken_at: draft.started_at }]))
  assert.deepEqual(gaps.map((gap) => gap.code), ['overview', 'second_photo'])
})
