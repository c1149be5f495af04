import assert from 'node:assert/strict'
import test from 'node:test'
import { hearFrom, flush, page, standIn } from './fake-page.js'

const SECOND = 1000
const taken = { by: 'another page', steals: 0 }
standIn({ locks: { request: lockOf } })
const { alone, hear } = await import('../../static/js/controllers/parts/lone.js')

/** A Web Lock that another page may hold for good. */
async function lockOf(_name, options, work = options) {
  if (options.steal) taken.steals += 1
  else if (taken.by) await new Promise((_resolve, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason)))
  return work()
}

async function pass(t, seconds, each = () => {}) {
  for (let gone = 0; gone < seconds; gone += 5) {
    t.mock.timers.tick(5 * SECOND)
    each(gone)
    await flush()
  }
}

function begin(t, { by = 'another page', sight = 'visible' } = {}) {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  Object.assign(taken, { by, steals: 0 })
  page.document.visibilityState = sight
  const runs = []
  const done = alone(async () => runs.push('ran') && 'idle')
  return { runs, done }
}

test('a page that has said nothing for a minute is frozen: the one in sight takes over, once', async (t) => {
  const { runs, done } = begin(t)
  await pass(t, 60)
  assert.deepEqual([runs.length, taken.steals], [0, 0])
  await pass(t, 10)
  assert.equal(await done, 'idle')
  assert.deepEqual([runs.length, taken.steals], [1, 1])
})

test('while the sending page gives signs of life nobody takes over', async (t) => {
  hear(() => {})
  const { runs } = begin(t)
  await pass(t, 300, (gone) => gone % 30 === 0 && hearFrom('lantian-courier', { alive: true }))
  assert.deepEqual([runs.length, taken.steals], [0, 0])
})

test('a page out of sight never takes over: it may be frozen itself the next moment', async (t) => {
  const { runs } = begin(t, { sight: 'hidden' })
  await pass(t, 300)
  assert.deepEqual([runs.length, taken.steals], [0, 0])
})

test('a page that is alone sends at once and takes nothing from anybody', async (t) => {
  const { runs, done } = begin(t, { by: null })
  assert.equal(await done, 'idle')
  await pass(t, 120)
  assert.deepEqual([runs.length, taken.steals], [1, 0])
})

test('what goes wrong while sending is told, not tried again with force', async () => {
  Object.assign(taken, { by: null, steals: 0 })
  await assert.rejects(alone(async () => Promise.reject(new TypeError('x'))), { name: 'TypeError' })
  assert.equal(taken.steals, 0)
})
