/* The lists a visit can start with at a known place: the kind of visit chosen, one tap begins. */

import { arrange } from './parts/offers.js'
import { me } from './parts/person.js'
import { startVisit } from './parts/starting.js'

/** Buttons are free once they do something: a tap before that would be lost. */
export default async function start(box) {
  const known = JSON.parse(box.querySelector('[data-known]').textContent)
  if (!known.site) return
  const person = await me()
  const order = known.checklists.map((row) => row.id)
  box.addEventListener('change', (event) => event.target.name === 'kind' && choose(box, event.target.value, order))
  box.addEventListener('click', (event) => {
    const button = event.target.closest('[data-start]')
    if (!button) return
    const checklist = known.checklists.find((row) => row.id === button.dataset.start)
    startVisit(
      {
        ...known,
        person,
        kind: box.dataset.kind,
        checklist,
        lead: known.lead?.number ?? null,
        previous: known.previous[checklist.id] ?? null,
      },
      box.dataset.fill,
    )
  })
  for (const button of box.querySelectorAll('[data-start]')) button.disabled = false
}

function choose(box, kind, order) {
  box.dataset.kind = kind
  const place = (row) => order.indexOf(row.querySelector('[data-start]').dataset.start)
  const rows = [...box.querySelectorAll('[data-kinds]')].sort((one, two) => place(one) - place(two))
  arrange(box, rows, (row) => row.dataset.kinds.split(' ').includes(kind))
}
