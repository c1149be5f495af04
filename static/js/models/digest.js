/* Owns names made on the phone: the SHA-256 of bytes and random record ids. Uses the browser's own hash where it is allowed
   (secure context) and a plain implementation of FIPS 180-4 where it is not, because a page on plain http has no crypto.subtle
   and a photo must keep its name there too. Must not know what the bytes are. */

const ROUND_CONSTANTS = primes(64).map((prime) => fraction(Math.cbrt(prime)))
const FIRST_STATE = primes(8).map((prime) => fraction(Math.sqrt(prime)))

/** SHA-256 of an ArrayBuffer as 64 lower-case hex digits. */
export async function sha256(buffer) {
  const subtle = globalThis.crypto?.subtle
  const digest = subtle ? new Uint8Array(await subtle.digest('SHA-256', buffer)) : sha256Plain(new Uint8Array(buffer))
  return hex(digest)
}

/** A random UUID, version 4; works where crypto.randomUUID is missing (plain http). */
export function uuid() {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const text = hex(bytes)
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}

/** The plain implementation: 32 bytes of digest for any bytes. About 100 ms for a photo of 4 MB. */
export function sha256Plain(bytes) {
  const state = Uint32Array.from(FIRST_STATE)
  const words = new Uint32Array(64)
  const padded = pad(bytes)
  const view = new DataView(padded.buffer)
  for (let start = 0; start < padded.length; start += 64) block(state, words, view, start)
  const out = new DataView(new ArrayBuffer(32))
  state.forEach((word, place) => out.setUint32(place * 4, word))
  return new Uint8Array(out.buffer)
}

function block(state, words, view, start) {
  for (let i = 0; i < 16; i += 1) words[i] = view.getUint32(start + i * 4)
  for (let i = 16; i < 64; i += 1)
    words[i] = words[i - 16] + small(words[i - 15], 7, 18, 3) + words[i - 7] + small(words[i - 2], 17, 19, 10)
  let [a, b, c, d, e, f, g, h] = state
  for (let i = 0; i < 64; i += 1) {
    const first = (h + big(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[i] + words[i]) | 0
    const second = (big(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, place) => {
    state[place] += word
  })
}

function pad(bytes) {
  const length = (Math.floor((bytes.length + 8) / 64) + 1) * 64
  const padded = new Uint8Array(length)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(length - 8, Math.floor(bytes.length / 0x20000000))
  view.setUint32(length - 4, (bytes.length * 8) >>> 0)
  return padded
}

function turn(word, by) {
  return (word >>> by) | (word << (32 - by))
}
function big(word, x, y, z) {
  return turn(word, x) ^ turn(word, y) ^ turn(word, z)
}
function small(word, x, y, z) {
  return turn(word, x) ^ turn(word, y) ^ (word >>> z)
}
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
function fraction(root) {
  return ((root % 1) * 0x100000000) | 0
}

function primes(count) {
  const found = []
  for (let n = 2; found.length < count; n += 1) if (found.every((prime) => n % prime)) found.push(n)
  return found
}
