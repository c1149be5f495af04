import assert from 'node:assert/strict'
import test from 'node:test'
import { makeClock, serverMoment } from '../../static/js/models/clock.js'

const START = Date.parse('2026-11-21T02:00:00Z')
const HOUR = 3600000

/** A phone whose wall clock and whose steady time are set by the test. */
function phone(wall = START) {
  const time = { wall, steady: 1000, kept: null, hidden: false }
  const clock = makeClock({ wall: () => time.wall, monotonic: () => time.steady, keep: (state) => Object.assign(time, { kept: state }), wasHidden: () => time.hidden })
  const pass = (ms) => Object.assign(time, { wall: time.wall + ms, steady: time.steady + ms })
  return { time, clock, pass }
}

test('a stamp says the wall time, the time since the page began and that nothing is known of the server yet', () => {
  const { clock, pass } = phone()
  pass(5000)
  assert.deepEqual(clock.stamp(), {
    wall: '2026-11-21T02:00:05.000Z', elapsed_ms: 6000, page_began: '2026-11-21T01:59:59.000Z', offset_ms: null, offset_age_ms: null, went_back: false,
  })
})

test('the stamp of a shutter pressed a moment ago is that moment', () => {
  const { clock, pass } = phone()
  pass(5000)
  const stamp = clock.stamp(new Date(START + 2000))
  assert.deepEqual([stamp.wall, stamp.elapsed_ms], ['2026-11-21T02:00:02.000Z', 3000])
})

test('the way to the server is measured in the middle of a question, and ages', () => {
  const { clock, pass, time } = phone()
  pass(400)
  clock.learn(START + 90200, START, time.wall)
  pass(60000)
  const { offset_ms: offset, offset_age_ms: age } = clock.stamp()
  assert.deepEqual([offset, age], [90000, 60000])
  assert.equal(clock.estimate(), time.wall + 90000)
})

test('a rough measurement does not replace a fine one that is fresh', () => {
  const { clock, pass, time } = phone()
  clock.learn(START + 1000, START, START)
  clock.learn(START + 9000, START - 4000, START, 500)
  assert.equal(clock.stamp().offset_ms, 1000)
  pass(HOUR)
  clock.learn(time.wall + 9000, time.wall - 4000, time.wall, 500)
  assert.equal(clock.stamp().offset_ms, 11000)
})

test('a clock that is set back is noticed, and what was measured before is forgotten', () => {
  const { clock, pass, time } = phone()
  clock.learn(START + 1000, START, START)
  pass(60000)
  time.wall -= HOUR
  const stamp = clock.stamp()
  assert.equal(stamp.went_back, true)
  assert.equal(stamp.offset_ms, null)
  pass(1000)
  assert.equal(clock.stamp().went_back, true)
})

test('setting it forward, a second of the network, or a phone that slept is no going back', () => {
  const { clock, pass, time } = phone()
  pass(60000)
  time.wall += HOUR
  assert.equal(clock.stamp().went_back, false)
  time.wall -= 2000
  assert.equal(clock.stamp().went_back, false)
  time.wall += 8 * HOUR
  assert.equal(clock.stamp().went_back, false)
})

test('time asleep in a pocket has passed too; a clock that jumps before our eyes has not', () => {
  const { clock, pass, time } = phone()
  pass(1000)
  time.wall += HOUR
  assert.equal(clock.stamp().elapsed_ms, 2000)
  time.hidden = true
  time.wall += HOUR
  assert.equal(clock.stamp().elapsed_ms, 2000 + HOUR)
  time.hidden = false
  pass(500)
  assert.equal(clock.stamp().elapsed_ms, 2500 + HOUR)
})

test('the next page notices a clock that was set back while no page was open, the one after that does not', () => {
  const first = phone()
  first.clock.learn(START + 1000, START, START)
  first.clock.stamp()
  const second = phone(START - HOUR)
  assert.equal(second.clock.stamp().went_back, false)
  second.clock.restore(first.time.kept)
  assert.equal(second.clock.stamp().went_back, true)
  assert.equal(second.clock.stamp().offset_ms, null)
  const third = phone(START - HOUR + 1000)
  third.clock.restore(second.time.kept)
  assert.equal(third.clock.stamp().went_back, false)
})

test('the next page goes on with what the last one measured', () => {
  const first = phone()
  first.clock.learn(START + 1000, START, START)
  first.clock.stamp()
  const second = phone()
  second.pass(30000)
  second.clock.restore(first.time.kept)
  assert.deepEqual([second.clock.stamp().offset_ms, second.clock.stamp().offset_age_ms], [1000, 30000])
})

test('an answer tells the time by its own word, else by its header; that of a repeated acceptance is old', () => {
  const received = { lantian: 1, received_at: '2026-11-21T02:00:00Z' }
  const date = 'Sat, 21 Nov 2026 02:10:00 GMT'
  assert.deepEqual(serverMoment({ status: 200, body: { now: '2026-11-21T02:00:00Z' }, date }), [START, 0])
  assert.deepEqual(serverMoment({ status: 201, body: received, date }), [START, 0])
  assert.deepEqual(serverMoment({ status: 200, body: received, date }), [START + 600500, 500])
  assert.ok(Number.isNaN(serverMoment({ status: 200, body: {}, date: null })[0]))
})
