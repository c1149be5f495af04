/* Owns the first moment of a visit: a draft with its place, list and first values is stored before the page of the list opens. */

import { newVisit, prefilled } from '../../models/inspection.js'
import { lastPartner, partners, sheetOf } from '../../models/pack.js'
import { storeProblem } from '../../models/problems.js'
import * as store from '../../models/store.js'
import { toast } from '../../helpers/toast.js'
import { noteDrafts } from './draft-count.js'
import { askToStay } from './keeping.js'
import { fillAddress } from './record-row.js'

/** Store a draft and open its page. `start` {person, kind, checklist, region, site, lead, previous}; `fill` the address pattern. */
export async function startVisit(start, fill) {
  const visit = newVisit({ ...start, now: new Date() })
  if (visit.kind === 'inspection') visit.officers.push(...(await partnerOf(start.person.id)))
  const sheet = await sheetOf(store, visit)
  if (sheet) visit.header = prefilled(sheet.header, visit)
  try {
    await store.putRecord(visit)
    await store.note(visit.id, 'started')
    noteDrafts(await store.recordsOf(start.person.id))
    await askToStay()
  } catch (error) {
    toast(storeProblem(error).detail, { kind: 'bad' })
    return
  }
  location.assign(fillAddress(visit, fill))
}

async function partnerOf(personId) {
  const officer = await lastPartner(store, personId, await partners(store, personId))
  return officer ? [{ user_id: officer.id, name: officer.name, card_number: officer.card_number }] : []
}
