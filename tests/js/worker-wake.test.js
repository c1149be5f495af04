import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import vm from 'node:vm'

const program = readFileSync(new URL('../../static/js/sw.js', import.meta.url), 'utf8')

/** The service worker with nothing of a browser but its listeners and the pages it is in charge of. */
function worker(pages) {
  const heard = {}
  const self = { addEventListener: (type, listener) => (heard[type] = listener), clients: { matchAll: async () => pages } }
  vm.runInNewContext(`const BUILD = { hash: 'a', assets: [], pages: [] }\n${program}`, { self, URL, Promise })
  return heard
}

test('woken by the browser when the network is back, the worker has every open page send, and waits until they are told', async () => {
  const said = []
  const pages = ['a', 'b'].map((name) => ({ postMessage: ({ lantian }) => said.push([name, lantian]) }))
  const waited = []
  worker(pages).sync({ tag: 'lantian-outbox', waitUntil: (work) => waited.push(work) })
  assert.equal(waited.length, 1)
  await waited[0]
  assert.deepEqual(said, [['a', 'send'], ['b', 'send']])
})

test('with no page open there is nobody to wake, and that is no failure', async () => {
  const waited = []
  worker([]).sync({ waitUntil: (work) => waited.push(work) })
  await waited[0]
})
