import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import test from 'node:test'
import { checkReceipt, prover } from '../../static/js/models/receipt.js'
import { smallServer } from './small-server.js'

globalThis.crypto ??= webcrypto
const sent = { kind: 'photo', id: 'a'.repeat(64), sha256: 'a'.repeat(64), size_bytes: 3000, seq: 7, received_at: '2026-11-21T02:03:04.000000+00:00' }
const server = smallServer()
const receipt = server.receipt(sent)
const tools = { keys: server.keys, askKeys: async () => null, now: () => new Date(0) }

test('a receipt of our server for what was sent holds', async () => {
  const found = await checkReceipt(receipt, sent, server.keys)
  assert.deepEqual([found.ok, found.by, found.facts.seq], [true, 'signature', 7])
})

test('a browser without signatures still checks what it says', async () => {
  const old = { importKey: async () => { throw new DOMException('unknown algorithm', 'NotSupportedError') } }
  assert.equal((await checkReceipt(receipt, sent, server.keys, old)).by, 'contents')
  assert.equal((await checkReceipt(receipt, { ...sent, size_bytes: 2999 }, server.keys, old)).why, 'differs')
})

for (const [what, changed] of Object.entries({
  'another size': { size_bytes: 2999 }, 'another hash': { sha256: 'b'.repeat(64) }, 'another kind': { kind: 'act' },
  'another id': { id: 'b'.repeat(64) }, 'another number': { seq: 8 }, 'another time': { received_at: 'then' },
})) {
  test(`a receipt over ${what} does not hold`, async () => {
    assert.equal((await checkReceipt(receipt, { ...sent, ...changed }, server.keys)).why, 'differs')
  })
}

test('a receipt somebody else has signed does not hold', async () => {
  const forged = smallServer().receipt(sent)
  assert.equal((await checkReceipt(forged, sent, server.keys)).why, 'signature_wrong')
  assert.equal((await checkReceipt({ ...receipt, signature: '' }, sent, server.keys)).why, 'signature_wrong')
})

test('no receipt, half a receipt and a receipt of an unknown key do not hold', async () => {
  assert.equal((await checkReceipt(undefined, sent, server.keys)).why, 'missing')
  assert.equal((await checkReceipt({ ...receipt, text: receipt.text.slice(0, 40) }, sent, server.keys)).why, 'unreadable')
  assert.equal((await checkReceipt({ ...receipt, key: 'k2' }, sent, server.keys)).why, 'key_unknown')
})

test('a key that was made since is asked for once', async () => {
  let asked = 0
  const askKeys = async () => { asked += 1; return server.keys }
  const prove = prover({ ...tools, keys: [{ id: 'old', public_key: '' }], askKeys })
  const kept = await prove(receipt, sent, 'record')
  assert.deepEqual([kept.id, kept.record, kept.checked_by, kept.checked_at], [`photo/${sent.id}/record`, 'record', 'signature', '1970-01-01T00:00:00.000Z'])
  await prove(receipt, sent, 'record')
  assert.equal(asked, 1)
})

test('no receipt is borne only from a server that has no keys', async () => {
  assert.equal(await prover({ ...tools, keys: [] })(undefined, sent, 'record'), null)
  await assert.rejects(prover(tools)(undefined, sent, 'record'), { code: 'receipt_wrong', why: 'missing' })
})

test('a receipt dated after its key was retired does not hold; one from before does', async () => {
  const retired = (at) => server.keys.map((key) => ({ ...key, retired_at: at }))
  assert.equal((await checkReceipt(receipt, sent, retired('2026-11-21T02:03:03.000000+00:00'))).why, 'key_retired')
  assert.equal((await checkReceipt(receipt, sent, retired('2026-11-21T02:03:04.000000+00:00'))).ok, true)
})
