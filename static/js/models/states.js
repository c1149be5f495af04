/* Owns the one vocabulary of how far a thing on this phone is: 已存手机 → 等待 → 上传 3/8 → 已接收 → 已校验, and 需处理. Every page takes its
   words and its state from here; templates/_macros/badge.html holds the same words for what the server draws. */

import { t } from '../helpers/text.js'

const WORDS = {
  saved: () => t('已存手机'),
  waiting: () => t('等待'),
  uploading: () => t('上传中'),
  received: () => t('已接收'),
  verified: () => t('已校验'),
  attention: () => t('需处理'),
}

/** Row states of what will be sent without a person; of what was handed in and is not with the server; of all that is not. */
export const QUEUED = ['waiting', 'uploading']
export const HANDED_IN = [...QUEUED, 'attention']
export const UNSENT = ['saved', ...HANDED_IN]

/** The state to show for a visit or act. 已校验 once its receipt was checked. */
export function recordState(row) {
  return row.state === 'received' && row.verified_at ? 'verified' : row.state
}

/** The state to show for one photo; `row` is the visit or act it belongs to, where that is known. */
export function photoState(photo, row = null) {
  if (photo.problem) return 'attention'
  if (photo.verified_at) return 'verified'
  if (photo.received_at) return 'received'
  if (!QUEUED.includes(row?.state)) return 'saved'
  return row.state === 'uploading' && photo.begun_at ? 'uploading' : 'waiting'
}

/** The word of a state; while uploading with how far the photos are, 上传 3/8. */
export function stateText(state, progress = null) {
  if (state === 'uploading' && progress?.total) return t('上传 {done}/{total}', progress)
  return WORDS[state]?.() ?? state
}

/** How far a row's photos are: {done, total}; those the row lists. */
export function progressOf(row, photos) {
  const mine = photos.filter((photo) => (row.hashes || []).includes(photo.sha256))
  return { done: mine.filter((photo) => photo.received_at).length, total: mine.length }
}
