/* Owns the receipts of the server: what one must say, whether one of the server's keys has signed it, and how it is kept. Mirrors
   evidence/receipts.py (Ed25519 over the UTF-8 bytes of `text`). Nothing leaves the phone before its receipt was checked here. */

import { problem } from './problems.js'

const NAMED = ['kind', 'id', 'sha256', 'size_bytes', 'seq', 'received_at']

/** Check a receipt {text, key, signature} against what was sent and answered: {kind, id, sha256, size_bytes, seq, received_at}. `keys`
    are the server's public keys. Gives {ok: true, by: 'signature' or 'contents' (this browser cannot check signatures), facts}, or
    {ok: false, why: missing, unreadable, differs, key_unknown, key_retired (dated after the key was), signature_wrong}. */
export async function checkReceipt(receipt, sent, keys, subtle = globalThis.crypto?.subtle) {
  if (!receipt?.text) return { ok: false, why: 'missing' }
  const facts = parsed(receipt.text)
  if (facts?.v !== 1) return { ok: false, why: 'unreadable' }
  if (NAMED.some((name) => facts[name] !== sent[name])) return { ok: false, why: 'differs', facts }
  const key = keys.find((one) => one.id === receipt.key)
  if (!key) return { ok: false, why: 'key_unknown', facts }
  if (key.retired_at && Date.parse(facts.received_at) > Date.parse(key.retired_at)) return { ok: false, why: 'key_retired', facts }
  const signed = await isSigned(receipt, key, subtle)
  if (signed === false) return { ok: false, why: 'signature_wrong', facts }
  return { ok: true, by: signed ? 'signature' : 'contents', facts }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** true or false; undefined where this browser knows no Ed25519, or knows no cryptography at all (plain http). */
async function isSigned({ text, signature }, key, subtle) {
  if (!subtle) return undefined
  try {
    const known = await subtle.importKey('raw', bytesOf(key.public_key), { name: 'Ed25519' }, false, ['verify'])
    return await subtle.verify({ name: 'Ed25519' }, known, bytesOf(signature), new TextEncoder().encode(text))
  } catch (error) {
    return error?.name === 'NotSupportedError' ? undefined : false
  }
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

/** The row to keep: the receipt as it came, what it says, for which record it was given, how and when it was checked. */
export function receiptRow(receipt, { by, facts }, recordId, checkedAt) {
  const { text, key, signature } = receipt
  return {
    id: `${facts.kind}/${facts.id}/${recordId}`,
    record: recordId,
    kind: facts.kind,
    text,
    key,
    signature,
    facts,
    checked_by: by,
    checked_at: checkedAt,
  }
}

/** What checks the receipts of one run. `keys` from the pack; a key nobody has heard of is asked for once (`askKeys()` gives the list
    or null). Resolves to the row to keep, or to null where an older server knows neither keys nor receipts; throws a problem. */
export function prover({ keys, askKeys, now }) {
  let known = keys
  let asked = false
  const look = async (receipt, sent) => {
    const found = await checkReceipt(receipt, sent, known)
    if (found.why !== 'key_unknown' || asked) return found
    asked = true
    known = (await askKeys()) ?? known
    return checkReceipt(receipt, sent, known)
  }
  return async (receipt, sent, recordId) => {
    if (!receipt && !known.length) return null
    const found = await look(receipt, sent)
    if (!found.ok) throw problem('receipt_wrong', { why: found.why })
    return receiptRow(receipt, found, recordId, now().toISOString())
  }
}
