/* Owns what the photos of a line before its correction look like, from the small pictures the phone keeps of them (or the server gives):
   for the hint that a new photo is one of them over again. A picture that cannot be had is compared by its hash alone. */

import { thumbAddress } from './problem-row.js'
import { lookOfPicture } from './shots.js'

// A line has a handful; more would only be fetched in vain.
const MOST = 12
const looks = new Map()

/** The photos of `hashes` as models/likeness.js compares them: {id, item, role, sha256, look}. Never throws. */
export function earlierPhotos(hashes = []) {
  return Promise.all(hashes.slice(0, MOST).map(earlier))
}

async function earlier(sha256) {
  if (!looks.get(sha256)) looks.set(sha256, await lookAt(sha256))
  return { id: sha256, item: null, role: 'before', sha256, look: looks.get(sha256) }
}

async function lookAt(sha256) {
  const answer = await fetch(thumbAddress({ sha256 })).catch(() => null)
  return answer?.ok ? lookOfPicture(await answer.blob().catch(() => null)) : ''
}
