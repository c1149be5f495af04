/* Owns a later act on a violation as the phone keeps and sends it: supplement, receipt, rectification, recheck, relapse. What is
   possible comes from the server with the page (domain.violation.options); what an act must bring is checked here before it
   waits. Must not touch the store or the page. */

import { uuid } from './digest.js'
import { markingOf } from './inspection.js'

const ROLES = { Supplemented: 'supplement', RecheckPassed: 'recheck', RecheckFailed: 'recheck', Relapsed: 'relapse' }

/** A new act on `violation` {number, title, site_name, last_seq}; `event` {kind, name, needs}. */
export function newAct({ person, violation, event, now }) {
  return {
    id: uuid(),
    what: 'act',
    state: 'saved',
    person_id: person.id,
    person_name: person.name,
    number: violation.number,
    title: violation.title,
    site_name: violation.site_name,
    event: event.kind,
    event_name: event.name,
    needs: event.needs,
    seen_seq: violation.last_seq,
    reason: '',
    result: '',
    withdrawn: [],
    started_at: now.toISOString(),
    updated_at: now.toISOString(),
    problem: null,
  }
}

/** The role of the photos of an act. */
export function actPhotoRole(event) {
  return ROLES[event] || 'after'
}

/** Which needs are not met: keys of domain.violation.NEEDS that an act of an inspector may have. */
export function missingFromAct(act, photos) {
  const has = {
    photo: photos.length > 0,
    reason: Boolean(act.reason.trim()),
    note_or_photo: Boolean(act.reason.trim()) || photos.length > 0,
    result: Boolean(act.result),
  }
  return act.needs.filter((need) => need in has && !has[need])
}

/** The body of PUT /api/violations/<number>/acts/<id>. Says of withdrawn photos only where there are any, as phones of before. */
export function toActBody(act, photos) {
  const withdrawn = (act.withdrawn ?? []).filter((row) => !photos.some((photo) => photo.sha256 === row.sha256))
  return {
    ...(withdrawn.length ? { withdrawn } : {}),
    event: act.event,
    seen_seq: act.seen_seq,
    reason: act.reason.trim(),
    result: act.result,
    photos: photos.map(({ sha256, taken_at, source, fix, no_fix_reason, caption, clock, compass, marking }) => ({
      sha256,
      item: null,
      role: actPhotoRole(act.event),
      taken_at,
      source,
      fix,
      no_fix_reason: fix ? null : no_fix_reason,
      caption,
      ...(clock ? { clock } : {}),
      ...(compass ? { compass } : {}),
      ...markingOf(marking),
    })),
  }
}
