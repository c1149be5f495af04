/* Owns the step from "being written" to "waiting to be sent": the body is built once and frozen, because the server compares
   content and a second try must say the same. And the way back, as long as the server cannot have it. */

import { clock } from './clock.js'
import { hashesOf, toRecord } from './inspection.js'
import { toActBody } from './act.js'
import { mayBeThere } from './photo.js'
import { t } from '../helpers/text.js'

/** Freeze a visit; gives the row to store. */
export function handInVisit(visit, sheet, photos, now) {
  const body = { ...toRecord(visit, sheet, photos, now), clock: stampOf(visit, photos, now) }
  return waiting(visit, `/api/inspections/${visit.id}`, body, hashesOf(body), now)
}

/** Freeze an act; gives the row to store. */
export function handInAct(act, photos, now) {
  const body = { ...toActBody(act, photos), clock: stampOf(act, photos, now) }
  return waiting(act, `/api/violations/${act.number}/acts/${act.id}`, body, [...new Set(body.photos.map((photo) => photo.sha256))], now)
}

/** What the phone's clock is worth for this row: it has gone back when any step of the work, on any page, saw it go back. */
function stampOf(row, photos, now) {
  const stamp = clock.stamp(now)
  const back = row.clock_back || photos.some((photo) => photo.clock?.went_back) || now < new Date(row.started_at)
  return { ...stamp, went_back: stamp.went_back || Boolean(back) }
}

function waiting(row, address, body, hashes, now) {
  const fresh = { problem: null, tries: 0, refusals: 0, retry_at: null, sent_at: null }
  return { ...row, ...fresh, state: 'waiting', address, body, hashes, handed_in_at: now.toISOString() }
}

/** Whether a row may be opened for changes: never sent, or refused by the server. While the answer to a sent record is unknown
    the server may have it, and a changed one would be refused as another record under the same number. */
export function mayReopen(row) {
  return row.state === 'saved' || (['attention', 'waiting'].includes(row.state) && !row.sent_at)
}

/** Make a row a draft again. Photos its refusal names as unaccounted for are taken back by the next hand-in, unless that lists them. */
export function reopen(row) {
  const { address, body, hashes, handed_in_at: handedInAt, ...draft } = row
  const named = row.problem?.photos_unaccounted ?? []
  const fresh = { state: 'saved', sent_at: null, retry_at: null, tries: 0, refusals: 0 }
  return { ...draft, ...fresh, withdrawn: named.reduce(takenBack, row.withdrawn ?? []) }
}

/** What a draft withdraws after a photo was taken out of it: one that the server may have must be accounted for with a reason. */
export function withdrawn(draft, photo) {
  const rows = draft.withdrawn ?? []
  return mayBeThere(photo) ? takenBack(rows, photo.sha256) : rows
}

function takenBack(rows, sha256) {
  return [...rows.filter((row) => row.sha256 !== sha256), { sha256, reason: t('提交前删除') }]
}
