import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { makeClock } from '../../static/js/models/clock.js'
import { newAct } from '../../static/js/models/act.js'
import { handInAct, handInVisit, mayReopen, reopen, withdrawn } from '../../static/js/models/handin.js'
import { newVisit } from '../../static/js/models/inspection.js'
import { drain } from '../../static/js/models/outbox.js'
import { memoryStore } from './memory-store.js'
import { sha256, smallServer } from './small-server.js'

globalThis.crypto ??= webcrypto
const sheet = JSON.parse(readFileSync(process.env.LANTIAN_SHEETS)).find((row) => row.id === 'dust_six')
const person = { id: 3, name: '李巡', card_number: 'YF410302-001', role: 'inspector' }
const site = { id: '11111111-1111-4111-8111-111111111111', name: '示例工地一', kind: 'construction_site', lat: 34.684, lon: 112.469 }
const now = new Date('2026-11-21T02:03:00Z')
const clock = makeClock({ wall: () => now.getTime(), monotonic: () => 5000 })

const visit = {
  begin: () => newVisit({ person, kind: 'patrol', checklist: sheet, region: '410302', site, now }),
  handIn: (row, photos) => handInVisit(row, sheet, photos, now),
}
const act = {
  begin: () => newAct({ person, violation: { number: '410302-2026-000001', last_seq: 4 }, event: { kind: 'RectificationReported', needs: ['photo'] }, now }),
  handIn: (row, photos) => handInAct(row, photos, now),
}

/** A draft with two photos, handed in, and the first answer of the server to a photo lost on its way. */
async function oneAnswerLost(server, kind) {
  const draft = kind.begin()
  const bytes = [1, 2].map((number) => Uint8Array.from(Buffer.alloc(500, number)).buffer)
  const photos = bytes.map((buffer, place) => ({ id: `p${place}`, record: draft.id, item: null, role: 'overview', sha256: sha256(Buffer.from(buffer)), length: 500, media_type: 'image/jpeg', taken_at: now.toISOString(), fix: null, begun_at: null, received_at: null }))
  const originals = photos.map((photo, place) => ({ id: photo.id, bytes: bytes[place], length: 500, sha256: photo.sha256 }))
  const store = memoryStore({ records: [kind.handIn(draft, photos)], photos, originals })
  const request = async (path, options) => {
    const answer = await server.request(path, options)
    if (/photos\/\w+$/.test(path)) throw new TypeError('the line was lost')
    return answer
  }
  assert.equal(await send(store, { request }), 'offline')
  return { store, id: draft.id }
}

function send(store, { request }) {
  return drain({ store, request, clock, personId: 3, urgent: true, random: () => 0 })
}

/** As the pages do it: a draft again, the photo out of it, handed in anew. */
function withoutFirstPhoto(store, id, kind, { said }) {
  const draft = reopen(store.shelf.records.get(id))
  const photo = store.shelf.photos.get('p0')
  if (photo && said) draft.withdrawn = withdrawn(draft, photo)
  store.shelf.photos.delete('p0')
  store.shelf.records.set(id, kind.handIn(draft, [...store.shelf.photos.values()]))
}

for (const [name, kind] of Object.entries({ visit, act })) {
  test(`a photo whose answer was lost and that is then deleted does not block its ${name}`, async () => {
    const server = smallServer()
    const { store, id } = await oneAnswerLost(server, kind)
    assert.ok(mayReopen(store.shelf.records.get(id)))
    withoutFirstPhoto(store, id, kind, { said: true })
    assert.equal(await send(store, server), 'idle')
    assert.equal(store.shelf.records.get(id).state, 'received')
    assert.deepEqual(JSON.parse(server.records.get(id)).withdrawn, [{ sha256: [...server.owed.get(id)][0], reason: '提交前删除' }])
  })

  test(`a ${name} refused for a photo the phone has forgotten takes it back when it is opened again`, async () => {
    const server = smallServer()
    const { store, id } = await oneAnswerLost(server, kind)
    withoutFirstPhoto(store, id, kind, { said: false })
    await send(store, server)
    const refused = store.shelf.records.get(id)
    assert.deepEqual([refused.state, refused.problem.code], ['attention', 'photos_unaccounted'])
    withoutFirstPhoto(store, id, kind, { said: false })
    assert.equal(await send(store, server), 'idle')
    assert.equal(store.shelf.records.get(id).state, 'received')
  })
}

test('an act that withdraws nothing says nothing of it, and a photo taken again is not withdrawn', () => {
  const row = { ...act.begin(), withdrawn: [{ sha256: 'a', reason: 'x' }] }
  assert.ok(!('withdrawn' in handInAct(act.begin(), [], now).body))
  assert.ok(!('withdrawn' in handInAct(row, [{ sha256: 'a' }], now).body))
})
