/* Owns whether a new photo after correction is one of those before it over again: the same bytes, or nearly the same picture by a
   64-bit difference hash. A hint to the person only; the server compares anew and better. Must not touch the store or the page. */

// The picture the hash is read from, as drawn on a canvas: 8 by 8 pixels are averaged into each of 9 by 8 fields.
export const LOOK = { width: 72, height: 64 }
const ACROSS = 9
const DOWN = 8
const FIELD = 8
// Re-encoding and resizing turn up to three of the 64 bits; another picture of the same place by hand about ten and more.
export const NEAR_BITS = 4
// Fields of a blank wall differ by noise only: such a picture has no look.
const LEAST_SWING = 12
const BEFORE = ['before', 'finding', 'relapse']
const AFTER = ['after', 'recheck']

/** 16 hexadecimal digits of a picture of LOOK's size, given as RGBA bytes; '' where it shows next to nothing. */
export function lookOf(rgba) {
  const fields = averages(rgba)
  if (Math.max(...fields) - Math.min(...fields) < LEAST_SWING) return ''
  let digits = ''
  for (let y = 0; y < DOWN; y++) {
    let row = 0
    for (let x = 0; x < ACROSS - 1; x++) row = row * 2 + Number(fields[y * ACROSS + x] > fields[y * ACROSS + x + 1])
    digits += row.toString(16).padStart(2, '0')
  }
  return digits
}

function averages(rgba) {
  const fields = new Array(ACROSS * DOWN).fill(0)
  for (let at = 0; at < LOOK.width * LOOK.height; at++) {
    const field = Math.floor(at / LOOK.width / FIELD) * ACROSS + Math.floor((at % LOOK.width) / FIELD)
    fields[field] += (299 * rgba[4 * at] + 587 * rgba[4 * at + 1] + 114 * rgba[4 * at + 2]) / 1000 / FIELD ** 2
  }
  return fields
}

/** In how many of 64 bits two looks differ. */
export function bitsApart(one, other) {
  let bits = 0
  for (let at = 0; at < one.length; at++) {
    for (let left = Number.parseInt(one[at], 16) ^ Number.parseInt(other[at], 16); left; left >>= 1) bits += left & 1
  }
  return bits
}

/** Whether a photo stands for what is before correction. */
export function isBefore({ role }) {
  return BEFORE.includes(role)
}

/** Whether a photo stands for what is after correction. */
export function isAfter({ role }) {
  return AFTER.includes(role)
}

/** 'same' or 'near' when a photo after correction repeats one before it of the same item among `photos`; '' otherwise. */
export function repeats(photo, photos) {
  if (!isAfter(photo)) return ''
  const before = photos.filter((other) => other.id !== photo.id && other.item === photo.item && isBefore(other))
  if (before.some((other) => other.sha256 === photo.sha256)) return 'same'
  const near = (other) => photo.look && other.look && bitsApart(photo.look, other.look) <= NEAR_BITS
  return before.some(near) ? 'near' : ''
}
