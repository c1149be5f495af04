/* Owns what a reviewer would send a record back for: small checks in one table, the same as domain/completeness.py; the cases of
   tests/contract/what_a_reviewer_sends_back.json hold both to the same answers. None of them stops a hand-in. Must not touch the
   store or the page. */

import { isAnswered, isCorrected, isFailed, roleOf } from './checklist.js'
import { isShot } from './photo.js'
import { distanceM, known } from './place.js'

const SHORTEST_NOTE = 6
const FEWEST_PHOTOS = 2
const COARSEST_M = 100
const FARTHEST_M = 500
const EARLIEST_MS = 30 * 60 * 1000

/** How many checks applied, how many hold, and the rest as {code, item, count}; `item` null is the whole record. */
export function meter(visit) {
  const found = Object.entries(CHECKS).flatMap(([code, check]) => check(visit).map(([item, answer]) => ({ code, item, answer })))
  const asked = found.filter((row) => row.answer !== null)
  const gaps = []
  for (const { code, item } of asked.filter((row) => !row.answer)) {
    const same = gaps.find((gap) => gap.code === code && gap.item === item)
    if (same) same.count += 1
    else gaps.push({ code, item, count: 1 })
  }
  return { asked: asked.length, met: asked.filter((row) => row.answer).length, gaps }
}

/** What the meter asks of a draft: the record, its checklist and the photos as the store has them. */
export function visitOf(record, sheet, photos) {
  const { kind, party, site, officers, started_at, answers } = record
  return {
    kind,
    officers: officers.length,
    outcome: kind === 'inspection' ? party.outcome || '' : '',
    person: party.person || '',
    witness: party.witness || '',
    reason: party.reason || '',
    site: known(site) ? site : null,
    started_at,
    items: sheet.items.map((item) => itemOf(item, answers[item.id], photos)),
    photos: photos.filter(isShot).map((photo) => shotOf(photo, sheet, answers)),
  }
}

function itemOf(item, answer, photos) {
  const failed = isFailed(item, answer?.value)
  return {
    id: item.id,
    number: item.answer_type === 'number',
    answered: isAnswered(item, answer, photos),
    failed,
    corrected: isCorrected(item, answer),
    note: answer?.note || '',
    points: item.points || 0,
    ticked: (answer?.sub_checks || []).length,
  }
}

function shotOf(photo, sheet, answers) {
  const { item, source, fix, taken_at } = photo
  const asked = sheet.items.find((row) => row.id === item)
  return { item: item || null, role: roleOf(photo, asked, answers[item]), source, fix: known(fix) ? fix : null, taken_at }
}

const unsigned = (visit) => ['refused', 'absent'].includes(visit.outcome)
const written = (text) => Boolean(text.trim())
const ofVisit = (check) => (visit) => [[null, check(visit)]]
const ofItems = (check) => (visit) => visit.items.map((item) => [item.id, check(item, visit)])
const ofPhotos = (check) => (visit) => visit.photos.map((photo) => [photo.item, check(photo, visit)])

const CHECKS = {
  partner: ofVisit((visit) => (visit.kind === 'inspection' ? visit.officers >= 2 : null)),
  overview: ofVisit((visit) => (visit.items.some((item) => item.failed) ? visit.photos.some((photo) => photo.role === 'overview') : null)),
  signer: ofVisit((visit) => (visit.outcome === 'signed' ? written(visit.person) : null)),
  reason: ofVisit((visit) => (unsigned(visit) ? written(visit.reason) : null)),
  witness: ofVisit((visit) => (unsigned(visit) ? written(visit.witness) : null)),
  second_photo: ofItems((item, visit) =>
    item.failed && !item.corrected ? visit.photos.filter((photo) => photo.item === item.id).length >= FEWEST_PHOTOS : null,
  ),
  note: ofItems((item) => (item.failed ? [...item.note.trim()].length >= SHORTEST_NOTE : null)),
  points: ofItems((item) => (item.failed && item.points ? item.ticked > 0 : null)),
  measured: ofItems((item) => (item.number ? item.answered : null)),
  position: ofPhotos((photo) => photo.fix !== null),
  accuracy: ofPhotos((photo) => (photo.fix ? Number.isFinite(photo.fix.accuracy_m) && photo.fix.accuracy_m <= COARSEST_M : null)),
  near: ofPhotos((photo, { site }) => (photo.fix && site ? distanceM(photo.fix, site) - (photo.fix.accuracy_m || 0) <= FARTHEST_M : null)),
  taken_here: ofPhotos((photo) => photo.source !== 'file'),
  taken_then: ofPhotos((photo, visit) => Date.parse(photo.taken_at) >= Date.parse(visit.started_at) - EARLIEST_MS),
}
