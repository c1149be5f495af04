import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import test from 'node:test'
import { makeClock } from '../../static/js/models/clock.js'
import { drain } from '../../static/js/models/outbox.js'
import { photoState, progressOf, recordState } from '../../static/js/models/states.js'
import { queue } from './queue.js'
import { problem, smallServer } from './small-server.js'

globalThis.crypto ??= webcrypto
const steady = () => makeClock({ wall: () => Date.parse('2026-11-21T02:03:00Z'), monotonic: () => 5000 })

function send(store, server, more = {}) {
  return drain({ store, request: server.request, clock: steady(), personId: 3, random: () => 0, ...more })
}

const put = (server) => server.seen.filter((call) => call.method === 'PUT').map((call) => call.path.split('/')[2])
const states = (store) => [...store.shelf.records.values()].map((row) => row.state)

test('photos go before the record that lists them, one read at a time, and everything is checked', async () => {
  const [store, server] = [queue(), smallServer()]
  assert.equal(await send(store, server), 'idle')
  assert.deepEqual(put(server), ['photos', 'photos', 'inspections'])
  const [row] = store.shelf.records.values()
  assert.equal(recordState(row), 'verified')
  for (const photo of store.shelf.photos.values()) assert.equal(photoState(photo, row), 'verified')
  assert.deepEqual([...store.shelf.receipts.values()].map((one) => one.checked_by), ['signature', 'signature', 'signature'])
})

test('the bytes stay until their hours are over; nothing goes with the answer', async () => {
  const store = queue()
  await send(store, smallServer())
  assert.equal(store.shelf.originals.size, 2)
  assert.ok([...store.shelf.photos.values()].every((photo) => photo.held_since === '2026-11-21T02:03:00.000Z'))
})

test('a photo cut off goes on where the server says it stopped', async () => {
  const [store, server] = [queue({ each: 1 }), smallServer()]
  const [original] = store.shelf.originals.values()
  server.fault = ({ path, bytes }, { parts }) => {
    if (!/photos\/\w+$/.test(path)) return null
    parts.set(original.sha256, bytes.subarray(0, 2400))
    return new TypeError('the line was lost')
  }
  assert.equal(await send(store, server), 'offline')
  assert.deepEqual(states(store), ['waiting'])
  server.fault = () => null
  const told = []
  assert.equal(await send(store, server, { onProgress: ({ bytes }) => told.push(bytes) }), 'idle')
  const last = server.seen.filter((call) => /^\/api\/photos\/\w+$/.test(call.path)).at(-1)
  assert.deepEqual([last.headers['X-Lantian-Offset'], last.bytes.length], ['2400', 600])
  assert.deepEqual(told, [2400, 3000])
  assert.equal(server.photos.get(original.sha256).length, 3000)
})

test('a photo that never left is sent whole, without a question first', async () => {
  const server = smallServer()
  await send(queue({ each: 1 }), server)
  assert.ok(!server.seen.some((call) => call.path.endsWith('/part')))
})

test('a wrong place to go on is corrected by the server', async () => {
  const [store, server] = [queue({ each: 1 }), smallServer()]
  const [photo] = store.shelf.photos.values()
  photo.begun_at = 'earlier'
  server.parts.set(photo.sha256, Buffer.from(store.shelf.originals.get(photo.id).bytes, 0, 100))
  server.fault = ({ path }) => (path.endsWith('/part') ? { status: 200, date: null, body: { lantian: 1, offset: 2000 } } : null)
  assert.equal(await send(store, server), 'idle')
  const offsets = server.seen.filter((call) => /^\/api\/photos\/\w+$/.test(call.path)).map((call) => call.headers['X-Lantian-Offset'])
  assert.deepEqual(offsets, ['2000', '100'])
})

const FOREIGN = {
  'a page of a hotel with 200': { status: 200, body: null },
  "somebody else's JSON": { status: 200, body: { ok: true } },
  'an answer cut off': { status: 201, body: null },
  "a proxy's 500 page": { status: 500, body: null },
  "a proxy's 413 page": { status: 413, body: null },
}
for (const [name, body] of Object.entries(FOREIGN)) {
  test(`${name} takes nothing from the queue`, async () => {
    for (const door of ['/api/ping', '/api/photos/', '/api/inspections/']) {
      const [store, server] = [queue({ count: 3 }), smallServer()]
      server.fault = ({ path }) => (path.startsWith(door) ? { date: null, ...body } : null)
      assert.equal(await send(store, server), 'offline', door)
      assert.deepEqual(states(store), ['waiting', 'waiting', 'waiting'])
      assert.equal(store.shelf.originals.size, 6)
      server.fault = () => null
      assert.equal(await send(store, server), 'idle')
    }
  })
}

const OURS = [[500, 'server_fault', 'busy'], [503, 'busy', 'busy'], [401, 'sign_in_needed', 'sign_in'], [507, 'storage_full', 'busy'], [429, 'busy', 'busy']]
for (const [status, code, outcome] of OURS) {
  test(`our own ${status} ${code} takes nothing from the queue either`, async () => {
    const [store, server] = [queue({ count: 2 }), smallServer()]
    server.fault = ({ method }) => (method === 'PUT' ? problem(status, code) : null)
    assert.equal(await send(store, server), outcome)
    assert.deepEqual(states(store), ['waiting', 'waiting'])
    server.fault = () => null
    assert.equal(await send(store, server, { urgent: true }), 'idle')
    assert.equal(server.records.size, 2)
  })
}

test('one record that is always refused holds up none of the other thirty', async () => {
  const [store, server] = [queue({ count: 31, each: 1 }), smallServer()]
  const bad = [...store.shelf.records.keys()][4]
  server.fault = ({ path }) => (path.endsWith(bad) ? problem(422, 'record_invalid', { fields: [{ path: 'officers', message: 'x' }] }) : null)
  assert.equal(await send(store, server), 'idle')
  assert.equal(server.records.size, 30)
  const row = store.shelf.records.get(bad)
  assert.deepEqual([row.state, row.problem.code, row.sent_at], ['attention', 'record_invalid', null])
})

test('a record that makes the server fail is put before a person after six tries; a server in trouble never is', async () => {
  for (const [status, code, expected] of [[500, 'server_fault', 'attention'], [503, 'busy', 'waiting']]) {
    const [store, server] = [queue(), smallServer()]
    server.fault = ({ path }) => (path.includes('/inspections/') ? problem(status, code) : null)
    for (let tried = 0; tried < 6; tried += 1) await send(store, server, { urgent: true })
    assert.deepEqual(states(store), [expected])
  }
})

test('a row that was asked to wait waits, while the others go', async () => {
  const [store, server] = [queue({ count: 2 }), smallServer()]
  const first = [...store.shelf.records.values()][0]
  first.retry_at = '2026-11-21T02:03:30.000Z'
  assert.equal(await send(store, server), 'busy')
  assert.deepEqual(states(store), ['waiting', 'received'])
  assert.equal(await send(store, server, { urgent: true }), 'idle')
})

test('a byte altered on the phone is never sent, and the other photos still are', async () => {
  const [store, server] = [queue({ each: 3 }), smallServer()]
  const [damaged] = store.shelf.originals.values()
  new Uint8Array(damaged.bytes)[9] ^= 1
  assert.equal(await send(store, server), 'idle')
  assert.deepEqual(put(server), ['photos', 'photos'])
  const [row] = store.shelf.records.values()
  assert.deepEqual([row.state, row.problem.code], ['attention', 'photo_damaged'])
  assert.equal(photoState([...store.shelf.photos.values()][0], row), 'attention')
})

test('a photo the browser has thrown away is said, not skipped', async () => {
  const [store, server] = [queue(), smallServer()]
  store.shelf.originals.clear()
  await send(store, server)
  assert.equal([...store.shelf.records.values()][0].problem.code, 'photo_gone')
  assert.deepEqual(put(server), [])
})

test('a photo the browser cannot read is said, and the records behind it go on', async () => {
  const [store, server] = [queue({ count: 3 }), smallServer()]
  const [lost] = store.shelf.originals.keys()
  const inner = store.originalOf
  store.originalOf = async (id) => {
    if (id === lost) throw new DOMException('Data lost due to missing file', 'NotReadableError')
    return inner(id)
  }
  assert.equal(await send(store, server), 'idle')
  assert.deepEqual(states(store), ['attention', 'received', 'received'])
  assert.equal([...store.shelf.records.values()][0].problem.code, 'photo_unreadable')
  assert.equal(server.photos.size, 5)
})

test('whatever else breaks over one record holds up none of the others, and what was sent stays sent', async () => {
  const [store, server] = [queue({ count: 3 }), smallServer()]
  const [bad] = store.shelf.records.keys()
  const inner = store.settleRecord
  store.settleRecord = async (id, ...rest) => {
    if (id === bad) throw new TypeError('a fault of the program')
    return inner(id, ...rest)
  }
  assert.equal(await send(store, server), 'idle')
  assert.deepEqual(states(store), ['attention', 'received', 'received'])
  const row = store.shelf.records.get(bad)
  assert.deepEqual([row.problem.code, row.sent_at], ['send_failed', '2026-11-21T02:03:00.000Z'])
})

test('a phone that is full stops the run, so that room can be made', async () => {
  const [store, server] = [queue({ count: 2 }), smallServer()]
  store.settleRecord = async () => {
    throw new DOMException('full', 'QuotaExceededError')
  }
  await assert.rejects(send(store, server), { name: 'QuotaExceededError' })
  assert.deepEqual(states(store), ['waiting', 'waiting'])
})

test('what another person recorded is not sent under this name', async () => {
  const [store, server] = [queue({ person: 4 }), smallServer()]
  assert.equal(await send(store, server), 'idle')
  assert.equal(server.seen.length, 0)
  assert.equal(await send(queue(), smallServer({ person: { id: 4 } })), 'other_person')
})

test('everything handed in says for whom, and when somebody else signs in meanwhile nothing more is taken or counted as sent', async () => {
  for (const door of ['/api/photos/', '/api/inspections/']) {
    const [store, server] = [queue({ count: 2, each: 3 }), smallServer()]
    let [seen, taken] = [0, 0]
    server.fault = ({ method, path }) => {
      if (method === 'PUT') seen += 1
      if (server.person.id === 3 && path.startsWith(door) && seen > 1) server.person = { id: 4, name: 'chen' }
      if (server.person.id === 3 && method === 'PUT') taken += 1
      return null
    }
    assert.equal(await send(store, server), 'sign_in', door)
    assert.ok(server.seen.filter((call) => call.method === 'PUT').every((call) => call.headers['X-Lantian-For'] === '3'))
    assert.deepEqual([server.photos.size, server.records.size], [taken, 0])
    assert.deepEqual(states(store), ['waiting', 'waiting'])
    for (const row of store.shelf.records.values()) assert.equal(row.sent_at, null)
    assert.equal([...store.shelf.photos.values()].filter((photo) => photo.received_at).length, taken)
    assert.equal(await send(store, server), 'other_person')
    server.person = { id: 3, name: 'li' }
    server.fault = () => null
    assert.equal(await send(store, server), 'idle')
  }
})

test('a receipt that does not hold counts as nothing received', async () => {
  const [store, server] = [queue({ each: 1 }), smallServer()]
  const sign = server.receipt
  server.receipt = (facts) => sign({ ...facts, size_bytes: facts.size_bytes + 1 })
  assert.equal(await send(store, server), 'busy')
  assert.deepEqual(states(store), ['waiting'])
  const [photo] = store.shelf.photos.values()
  assert.equal(photo.received_at, null)
  server.receipt = sign
  assert.equal(await send(store, server, { urgent: true }), 'idle')
})

test('a server that once gave keys may not leave a receipt out', async () => {
  const [old, bare] = [smallServer(), smallServer({ withReceipts: false })]
  const store = queue({ packs: { 'checklists:3': { keys: old.keys } } })
  assert.equal(await send(store, bare), 'busy')
  assert.deepEqual(states(store), ['waiting'])
})

test('an older server without receipts is borne: received, not checked, and its bytes never leave', async () => {
  const [store, server] = [queue(), smallServer({ withReceipts: false })]
  assert.equal(await send(store, server), 'idle')
  assert.equal(recordState([...store.shelf.records.values()][0]), 'received')
  assert.equal(await store.letGo('2099-01-01T00:00:00.000Z'), 0)
})

test('the tab dies at photo 7 of 20: thirteen go up after it, none twice, none lost', async () => {
  const [store, server] = [queue({ each: 20 }), smallServer()]
  let photos = 0
  server.fault = ({ path }) => (/photos\/\w+$/.test(path) && (photos += 1) === 7 ? new TypeError('gone') : null)
  await send(store, server)
  assert.equal(server.photos.size, 6)
  server.fault = () => null
  server.seen.length = 0
  // What a killed tab leaves behind.
  for (const row of store.shelf.records.values()) row.state = 'uploading'
  assert.equal(await send(store, server), 'idle')
  assert.equal(put(server).filter((door) => door === 'photos').length, 14)
  assert.deepEqual([server.photos.size, server.records.size], [20, 1])
})

test('a record its person takes back while others go up is not sent', async () => {
  const [store, server] = [queue({ count: 2 }), smallServer()]
  const second = [...store.shelf.records.values()][1]
  server.fault = ({ path }) => {
    if (path.startsWith('/api/photos/')) second.state = 'saved'
    return null
  }
  assert.equal(await send(store, server), 'idle')
  assert.deepEqual(states(store), ['received', 'saved'])
  assert.equal(server.records.size, 1)
})

test('photos the server has lost are sent again', async () => {
  const [store, server] = [queue(), smallServer()]
  const gone = [...store.shelf.photos.values()][0]
  server.fault = ({ path }) => {
    if (path.includes('/inspections/') && server.photos.size === 2 && !server.lost) {
      server.lost = true
      server.photos.delete(gone.sha256)
    }
    return null
  }
  assert.equal(await send(store, server), 'idle')
  assert.deepEqual(put(server), ['photos', 'photos', 'inspections', 'photos', 'inspections'])
})

test('a hundred photos of the queue are never in memory together', async () => {
  const [store, server] = [queue({ each: 100 }), smallServer()]
  let held = 0
  const inner = store.originalOf
  const reads = []
  store.originalOf = async (id) => {
    reads.push(held)
    held += 1
    return inner(id)
  }
  server.fault = ({ path }) => {
    if (path.startsWith('/api/photos/')) held -= 1
    return null
  }
  await send(store, server)
  assert.equal(Math.max(...reads), 0)
})

test('the server tells the time with every answer', async () => {
  const clock = steady()
  await drain({ store: queue(), request: smallServer().request, clock, personId: 3 })
  assert.equal(clock.stamp().offset_ms, 4000)
})

test('progress counts only the photos the record lists', () => {
  const photos = [{ sha256: 'a', received_at: 'now' }, { sha256: 'b', received_at: null }, { sha256: 'loose', received_at: null }]
  assert.deepEqual(progressOf({ hashes: ['a', 'b'] }, photos), { done: 1, total: 2 })
})
