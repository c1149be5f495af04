/* Owns a visit on the phone (行政检查 / 网格巡查): the draft, what it still lacks beside the checklist, and the record JSON of the
   protocol. Mirrors domain/inspection.py. A record is frozen when it is handed in. Must not touch the store or the page. */

import { uuid } from './digest.js'
import { isAnswered, isFailed, roleOf } from './checklist.js'
import { isShot, mayBeThere } from './photo.js'
import { t } from '../helpers/text.js'

export const PROTOCOL = 1
const BLANK_PARTY = { name: '', uscc: '', person: '', phone: '', outcome: null, signature: null, witness: '', reason: '' }

/** A new draft. `person` is {id, name, card_number, role}; `site` a row of the pack, or a place made here with is_new. */
export function newVisit({ person, kind, checklist, region, site, lead = null, previous = null, now }) {
  const own = { user_id: person.id, name: person.name, card_number: person.card_number || '' }
  return {
    id: uuid(),
    what: 'visit',
    state: 'saved',
    person_id: person.id,
    person_name: person.name,
    kind,
    checklist,
    region,
    site,
    lead,
    previous,
    inspection_type: kind === 'inspection' ? (lead ? 'single_case' : 'daily') : null,
    approval_number: '',
    notice_number: '',
    officers: [own],
    party: { ...BLANK_PARTY, name: site.party || '', uscc: site.uscc || '' },
    header: {},
    answers: {},
    withdrawn: [],
    started_at: now.toISOString(),
    updated_at: now.toISOString(),
    problem: null,
  }
}

/** First values of header fields that name their source; nothing that a person has to find out is ever filled in. */
export function prefilled(headerFields, visit) {
  const sources = {
    'site.name': visit.site.name,
    'site.uscc': visit.site.uscc,
    'site.address': visit.site.address,
    'site.area': visit.site.area_name,
    'site.position':
      visit.site.lat === null || visit.site.lat === undefined ? '' : `${visit.site.lat.toFixed(6)}, ${visit.site.lon.toFixed(6)}`,
    'visit.officers': visit.officers.map((officer) => officer.name).join(t('、')),
    'visit.approval_number': visit.approval_number,
    'visit.notice_number': visit.notice_number,
    'violation.number': visit.lead || '',
  }
  const named = headerFields.filter((field) => field.prefill && sources[field.prefill])
  return Object.fromEntries(named.map((field) => [field.id, sources[field.prefill]]))
}

/** What the visit lacks beside its answers, as {path, code}: people, party, signature. Mirrors domain.inspection.read_record. */
export function missingFromVisit(visit) {
  const faults = []
  if (!visit.site?.id) faults.push({ path: 'site.id', code: 'site_missing' })
  if (visit.kind !== 'inspection') return faults
  const cards = new Set(visit.officers.map((officer) => officer.card_number).filter(Boolean))
  if (visit.officers.length < 2 || cards.size < 2) faults.push({ path: 'officers', code: 'two_officers' })
  if (!visit.inspection_type) faults.push({ path: 'inspection_type', code: 'type_missing' })
  const { outcome, signature, witness } = visit.party
  if (!outcome) faults.push({ path: 'party.outcome', code: 'outcome_missing' })
  if (outcome === 'signed' && !signature) faults.push({ path: 'party.signature', code: 'signature_missing' })
  if ((outcome === 'refused' || outcome === 'absent') && !witness.trim()) faults.push({ path: 'party.witness', code: 'witness_missing' })
  return faults
}

/** The record of the protocol, built once at hand-in; `photos` are the facts of this visit's photos in the order they were taken. */
export function toRecord(visit, sheet, photos, finishedAt) {
  const inspection = visit.kind === 'inspection'
  const record = {
    protocol: PROTOCOL,
    id: visit.id,
    kind: visit.kind,
    checklist: { id: sheet.id, version: sheet.version, hash: sheet.hash },
    inspection_type: inspection ? visit.inspection_type : null,
    approval_number: visit.approval_number,
    notice_number: visit.notice_number,
    site: siteOf(visit.site),
    lead: visit.lead,
    started_at: visit.started_at,
    finished_at: finishedAt.toISOString(),
    officers: visit.officers.map(({ user_id, name, card_number }) => ({ user_id, name, card_number })),
    party: { ...visit.party, outcome: inspection ? visit.party.outcome : null, signature: signed(visit) ? visit.party.signature : null },
    header: filled(visit.header),
    answers: answersOf(visit.answers, sheet, photos),
    photos: photos.filter(isShot).map((photo) => photoLine(photo, sheet, visit.answers)),
  }
  return { ...record, withdrawn: accounted(visit, photos, hashesOf(record)) }
}

/** Photos the server may have and this record does not list: each must be named with a reason. */
function accounted(visit, photos, listed) {
  const unused = photos.filter(mayBeThere).map(({ sha256 }) => ({ sha256, reason: t('提交前未采用') }))
  const rows = [...visit.withdrawn, ...unused].filter((row) => !listed.includes(row.sha256))
  return rows.filter((row, place) => rows.findIndex((other) => other.sha256 === row.sha256) === place)
}

/** Every photo a record stands on, the drawn signature included; each hash once. */
export function hashesOf(record) {
  const hashes = record.photos.map((photo) => photo.sha256)
  return [...new Set(record.party?.signature ? [...hashes, record.party.signature] : hashes)]
}

/** Where a photo line says a photo belongs: its role follows the answer it hangs on. */
export function photoLine(photo, sheet, answers) {
  const { sha256, item, taken_at, source, fix, no_fix_reason, caption, clock, compass, marking } = photo
  const asked = sheet.items.find((row) => row.id === item)
  return {
    sha256,
    item: item || null,
    role: roleOf(photo, asked, answers[item]),
    taken_at,
    source,
    fix,
    no_fix_reason: fix ? null : no_fix_reason,
    caption,
    ...(clock ? { clock } : {}),
    ...(compass ? { compass } : {}),
    ...markingOf(marking),
  }
}

/** What a photo line says of its marking: nothing where there is none, as phones of before. */
export function markingOf(marking) {
  return marking?.shapes.length ? { marking } : {}
}

function signed(visit) {
  return visit.kind === 'inspection' && visit.party.outcome === 'signed'
}

function siteOf(site) {
  if (!site.is_new) return { id: site.id }
  const { id, name, kind, address, area_code, lat, lon, accuracy_m } = site
  return { new: { id, name, kind, address: address || '', area_code, lat: lat ?? null, lon: lon ?? null, accuracy_m: accuracy_m ?? null } }
}

function filled(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== null))
}

function answersOf(answers, sheet, photos) {
  const asked = sheet.items.filter((item) => isAnswered(item, answers[item.id], photos))
  return Object.fromEntries(asked.map((item) => [item.id, answerOf(item, answers[item.id])]))
}

function answerOf(item, answer = {}) {
  const failed = isFailed(item, answer.value)
  const value = item.answer_type === 'photo' ? '' : answer.value
  return {
    value,
    note: answer.note || '',
    sub_checks: failed ? answer.sub_checks || [] : [],
    corrected: failed && Boolean(answer.corrected),
  }
}
