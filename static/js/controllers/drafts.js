/* A list of records on this phone in some states (data-states), of one place (data-site) or all. Hidden while it is empty. */

import * as store from '../models/store.js'
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
  const states = box.dataset.states.split(' ')
  const draw = async () => {
    const rows = (await store.recordsOf(person.id)).filter((row) => row.what !== 'loose' && states.includes(row.state))
    const mine = rows.filter((row) => !box.dataset.site || row.site?.id === box.dataset.site).reverse()
    const items = await Promise.all(mine.map((row) => recordRow(row, ADDRESSES)))
    box.querySelector('[data-list]').replaceChildren(...items)
    box.hidden = !items.length
  }
  await draw()
  return store.subscribe(draw)
}
