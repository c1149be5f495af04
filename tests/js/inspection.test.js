import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { handInVisit, mayReopen, reopen, withdrawn } from '../../static/js/models/handin.js'
import { missingFromVisit, newVisit, prefilled, toRecord } from '../../static/js/models/inspection.js'

const sheet = JSON.parse(readFileSync(process.env.LANTIAN_SHEETS)).find((row) => row.id === 'dust_six')
const person = { id: 3, name: '李巡', card_number: 'YF410302-001', role: 'inspector' }
const site = { id: '11111111-1111-4111-8111-111111111111', name: '示例工地一', kind: 'construction_site', area_name: '西关街道', party: '示例建设公司', uscc: '', lat: 34.684, lon: 112.469 }
const now = new Date('2026-11-21T02:03:04Z')

function visit(more = {}) {
  return { ...newVisit({ person, kind: 'inspection', checklist: sheet, region: '410302', site, now }), ...more }
}

function passed() {
  return Object.fromEntries(sheet.items.map((item) => [item.id, { value: 'pass', note: '', sub_checks: [], corrected: false }]))
}

test('a new inspection knows its recorder, its place and the usual type, and no answers', () => {
  const draft = visit()
  assert.deepEqual(draft.officers, [{ user_id: 3, name: '李巡', card_number: 'YF410302-001' }])
  assert.equal(draft.inspection_type, 'daily')
  assert.equal(draft.party.name, '示例建设公司')
  assert.deepEqual(draft.answers, {})
})

test('an inspection that follows a lead is a single case', () => {
  assert.equal(newVisit({ person, kind: 'inspection', checklist: sheet, region: '410302', site, lead: '410302-2026-000001', now }).inspection_type, 'single_case')
})

test('header fields take their first values from the place', () => {
  assert.deepEqual(prefilled(sheet.header, visit()), { project_name: '示例工地一', area: '西关街道' })
})

test('an inspection lacks its second officer, the answer of the party and the signature', () => {
  assert.deepEqual(missingFromVisit(visit()).map((fault) => fault.code), ['two_officers', 'outcome_missing'])
  const party = { ...visit().party, outcome: 'signed' }
  const officers = [{ user_id: 3, name: '李巡', card_number: 'A' }, { user_id: 4, name: '陈查', card_number: 'A' }]
  assert.deepEqual(missingFromVisit(visit({ party, officers })).map((fault) => fault.code), ['two_officers', 'signature_missing'])
  assert.deepEqual(missingFromVisit(visit({ party: { ...party, outcome: 'absent' } })).map((fault) => fault.code), ['two_officers', 'witness_missing'])
})

test('a patrol lacks nothing of that: it makes leads only', () => {
  const draft = newVisit({ person: { ...person, card_number: '' }, kind: 'patrol', checklist: sheet, region: '410302', site, now })
  assert.deepEqual(missingFromVisit(draft), [])
  const record = toRecord(draft, sheet, [], now)
  assert.equal(record.inspection_type, null)
  assert.equal(record.party.outcome, null)
})

test('a photo the server has and the record does not list is accounted for', () => {
  const photo = { sha256: 'b'.repeat(64), item: null, role: 'signature', received_at: 'then' }
  const record = toRecord(visit({ answers: passed(), party: { ...visit().party, outcome: 'refused' } }), sheet, [photo], now)
  assert.deepEqual(record.photos, [])
  assert.deepEqual(record.withdrawn.map((row) => row.sha256), ['b'.repeat(64)])
})

test('a drawn signature whose answer was lost is accounted for like one the server has', () => {
  const photo = { sha256: 'b'.repeat(64), item: null, role: 'signature', begun_at: 'then', received_at: null }
  assert.deepEqual(toRecord(visit(), sheet, [photo], now).withdrawn.map((row) => row.sha256), ['b'.repeat(64)])
})

test('a photo taken out before it began to leave leaves no trace, afterwards a reason', () => {
  const reason = '提交前删除'
  assert.deepEqual(withdrawn(visit(), { sha256: 'a', begun_at: null, received_at: null }), [])
  assert.deepEqual(withdrawn(visit(), { sha256: 'a', begun_at: 'then', received_at: null }), [{ sha256: 'a', reason }])
  assert.deepEqual(withdrawn({}, { sha256: 'a', received_at: 'then' }), [{ sha256: 'a', reason }])
})

test('what was handed in does not change any more', () => {
  const row = handInVisit(visit({ answers: passed() }), sheet, [], now)
  assert.equal(row.state, 'waiting')
  assert.equal(row.address, `/api/inspections/${row.id}`)
  assert.equal(row.body.finished_at, now.toISOString())
  assert.deepEqual(row.hashes, [])
})

test('a record may be opened again until the server may have it', () => {
  const row = handInVisit(visit(), sheet, [], now)
  assert.ok(mayReopen(row))
  assert.ok(!mayReopen({ ...row, sent_at: 'now' }))
  assert.ok(mayReopen({ ...row, state: 'attention', sent_at: null }))
  assert.ok(!mayReopen({ ...row, state: 'received' }))
  assert.deepEqual(Object.keys(reopen(row)).filter((key) => ['body', 'hashes', 'address'].includes(key)), [])
})

test('a place made on the phone goes in whole', () => {
  const made = { ...site, is_new: true, area_code: '410302001', address: '示例路2号', accuracy_m: 12, is_draft: true }
  assert.deepEqual(toRecord(visit({ site: made }), sheet, [], now).site, {
    new: { id: site.id, name: site.name, kind: site.kind, address: '示例路2号', area_code: '410302001', lat: 34.684, lon: 112.469, accuracy_m: 12 },
  })
})

test('a marking travels with its photo, and a photo without one says nothing of it', () => {
  const marking = { shapes: [{ kind: 'redact', at: [0, 0, 900, 900] }] }
  const photo = (more) => ({ sha256: 'a'.repeat(64), item: null, role: 'overview', taken_at: now.toISOString(), fix: null, ...more })
  const lines = toRecord(visit(), sheet, [photo({ marking }), photo({ marking: null }), photo({ marking: { shapes: [] } }), photo({})], now).photos
  assert.deepEqual(lines[0].marking, marking)
  assert.deepEqual(lines.slice(1).map((line) => 'marking' in line), [false, false, false])
})
