import assert from 'node:assert/strict'
import { createHash, webcrypto } from 'node:crypto'
import test from 'node:test'
import { sha256, sha256Plain, uuid } from '../../static/js/models/digest.js'

globalThis.crypto ??= webcrypto
const hex = (bytes) => Buffer.from(bytes).toString('hex')

test('a photo has the same name with and without the hash of the browser', async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100001]) {
    const bytes = Buffer.alloc(length, (length * 7) % 256)
    const known = createHash('sha256').update(bytes).digest('hex')
    assert.equal(hex(sha256Plain(new Uint8Array(bytes))), known, `${length} bytes`)
    assert.equal(await sha256(new Uint8Array(bytes).buffer), known)
  }
})

test('a record id is a random UUID of version 4', () => {
  const ids = new Set(Array.from({ length: 100 }, uuid))
  assert.equal(ids.size, 100)
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
