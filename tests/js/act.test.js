import assert from 'node:assert/strict'
import test from 'node:test'
import { missingFromAct, newAct, toActBody } from '../../static/js/models/act.js'

const violation = { number: '410302-2026-000001', title: 't', site_name: 's', last_seq: 7 }
const person = { id: 3, name: '李巡' }
const act = (kind, needs) => newAct({ person, violation, event: { kind, name: kind, needs }, now: new Date(0) })

test('a supplement needs words or a photo', () => {
  const row = act('Supplemented', ['note_or_photo'])
  assert.deepEqual(missingFromAct(row, []), ['note_or_photo'])
  assert.deepEqual(missingFromAct({ ...row, reason: 'x' }, []), [])
  assert.deepEqual(missingFromAct(row, [{}]), [])
})

test('a failed recheck needs a photo and a result', () => {
  assert.deepEqual(missingFromAct(act('RecheckFailed', ['photo', 'result']), []), ['photo', 'result'])
})

test('an act says what the person had seen, and what its photos show', () => {
  const photo = { sha256: 'a', taken_at: 't', source: 'camera', fix: null, no_fix_reason: 'denied', caption: '' }
  const body = toActBody({ ...act('RecheckPassed', ['photo']), reason: ' ok ' }, [photo])
  assert.deepEqual([body.event, body.seen_seq, body.reason, body.photos[0].role], ['RecheckPassed', 7, 'ok', 'recheck'])
  assert.equal(toActBody(act('RectificationReported', ['photo']), [photo]).photos[0].role, 'after')
})
