/* A list of unfinished records on this phone, of one place (data-site) or all. Hidden while it is empty. */

import { UNSENT } from '../models/states.js'
import * as store from '../models/store.js'
import { isUnfinished, noteDrafts } from './parts/draft-count.js'
import { me } from './parts/person.js'
import { recordRow } from './parts/record-row.js'

const ADDRESSES = {
  fill: '/i/checklists/LIST',
  review: '/i/review',
  record: '/i/inspections/RECORD',
  violation: '/i/violations/NUMBER',
}

export default async function drafts(box) {
  const person = await me()
  if (!person) return undefined
  const draw = async () => {
    const rows = (await store.recordsIn(UNSENT)).filter((row) => row.person_id === person.id)
    noteDrafts(rows)
    const mine = rows.filter((row) => isUnfinished(row) && (!box.dataset.site || row.site?.id === box.dataset.site)).reverse()
    const items = await Promise.all(mine.map((row) => recordRow(row, ADDRESSES)))
    box.querySelector('[data-list]').replaceChildren(...items)
    box.dataset.drawn = items.length ? 'some' : 'none'
  }
  await draw()
  store.subscribe(draw)
}
