import assert from 'node:assert/strict'
import test from 'node:test'
import { channels, flush, page, standIn } from './fake-page.js'

// Every attempt to send begins with a look into the store; this one cannot be opened, so that each attempt ends there.
const seen = { looks: 0, synced: [] }
globalThis.indexedDB = {
  open() {
    seen.looks += 1
    const request = { error: new DOMException('no store', 'SecurityError') }
    queueMicrotask(() => request.onerror())
    return request
  },
}
standIn()
page.worker.ready = Promise.resolve({ sync: { register: async (tag) => seen.synced.push(tag) } })
console.warn = () => {}
const { onOutcome, startCourier } = await import('../../static/js/controllers/parts/courier.js')

function happen(target, type, facts = {}) {
  target.dispatchEvent(Object.assign(new Event(type), facts))
}

async function looksAfter(act) {
  const before = seen.looks
  act()
  await flush()
  return seen.looks - before
}

const EVENTS = [
  ['the page comes into sight again', 1, () => happen(page.document, 'visibilitychange')],
  ['the page comes back from the back button', 1, () => happen(page.window, 'pageshow', { persisted: true })],
  ['the network returns', 1, () => happen(page.window, 'online')],
  ['the service worker was woken', 1, () => happen(page.worker, 'message', { data: { lantian: 'send' } })],
  ['the page is opened anew, which tries by itself', 0, () => happen(page.window, 'pageshow', { persisted: false })],
  ['the service worker says something else', 0, () => happen(page.worker, 'message', { data: { lantian: 'other' } })],
]

test('sending is tried when the program starts, and again when there is reason to', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  assert.equal(await looksAfter(() => startCourier(3)), 1)
  for (const [name, expected, act] of EVENTS) assert.equal(await looksAfter(act), expected, name)
  page.document.visibilityState = 'hidden'
  assert.equal(await looksAfter(() => happen(page.document, 'visibilitychange')), 0, 'the page goes out of sight')
  page.document.visibilityState = 'visible'
  assert.equal(await looksAfter(() => t.mock.timers.tick(300000)), 1, 'the pause is over')
})

test('where it could not send, the browser is asked to wake the site, and the other pages are told', () => {
  assert.ok(seen.synced.length)
  assert.deepEqual([...new Set(seen.synced)], ['lantian-outbox'])
  assert.ok(channels.said.some((word) => word.outcome === 'offline'))
  const heard = []
  onOutcome((outcome) => heard.push(outcome))()
  assert.deepEqual(heard, ['offline'])
})
