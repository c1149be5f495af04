import assert from 'node:assert/strict'
import { register } from 'node:module'
import test from 'node:test'
import { page, standIn } from './fake-page.js'

// The store of a browser and its network, stood in for by those of these tests.
const here = (name) => new URL(name, import.meta.url).href
const HOOK = `export async function resolve(name, context, next) {
  const found = await next(name, context)
  const other = { '/js/models/store.js': '${here('delivery-store.js')}', '/js/models/wire.js': '${here('delivery-wire.js')}' }
  const end = Object.keys(other).find((one) => found.url.endsWith(one))
  return end ? { ...found, url: other[end] } : found
}`
register(`data:text/javascript,${encodeURIComponent(HOOK)}`)

const screen = { asked: 0, lit: new Set(), answer: async () => lock() }
standIn({
  wakeLock: {
    request: async (kind) => {
      assert.equal(kind, 'screen')
      screen.asked += 1
      return screen.answer()
    },
  },
})
const { refill } = await import('./delivery-store.js')
const { server } = await import('./delivery-wire.js')
const { deliver } = await import('../../static/js/controllers/parts/delivery.js')

function lock() {
  const one = Object.assign(new EventTarget(), { release: async () => one.drop() })
  one.drop = () => screen.lit.delete(one) && one.dispatchEvent(new Event('release'))
  screen.lit.add(one)
  return one
}

async function send({ count = 1, each = 3, sight = 'visible', answer = async () => lock() } = {}) {
  refill({ count, each })
  Object.assign(screen, { asked: 0, answer })
  page.document.visibilityState = sight
  const outcome = await deliver({ person: 3, urgent: false, onWord: () => {}, onProgress: () => {} })
  await new Promise((resolve) => setImmediate(resolve))
  return outcome
}

test('the screen stays on while photos leave, and may go off when they have', async () => {
  const lit = []
  server.fault = ({ method }) => method === 'PUT' && lit.push(screen.lit.size) && null
  assert.equal(await send(), 'idle')
  assert.equal(server.photos.size, 3)
  assert.deepEqual(lit.slice(1), [1, 1, 1])
  assert.deepEqual([screen.asked, screen.lit.size], [1, 0])
})

test('a screen the phone let go of is asked for again with the next photo', async () => {
  let sent = 0
  server.fault = ({ method }) => {
    if (method === 'PUT' && (sent += 1) === 2) for (const one of screen.lit) one.drop()
    return null
  }
  assert.equal(await send({ each: 4 }), 'idle')
  assert.equal(screen.asked, 2)
  assert.equal(screen.lit.size, 0)
})

test('a promise of the browser that comes late leaves no screen on for good', async () => {
  let come
  const late = new Promise((resolve) => {
    come = resolve
  })
  assert.equal(await send({ answer: () => late.then(lock) }), 'idle')
  assert.equal(screen.asked, 1)
  come()
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(screen.lit.size, 0)
})

test('a phone that refuses, a page out of sight and an empty outbox send as well without it', async () => {
  assert.equal(await send({ answer: () => Promise.reject(new DOMException('low battery', 'NotAllowedError')) }), 'idle')
  assert.ok(screen.asked >= 1)
  assert.equal(await send({ sight: 'hidden' }), 'idle')
  assert.equal(screen.asked, 0)
  assert.equal(await send({ count: 0 }), 'idle')
  assert.equal(screen.asked, 0)
})
