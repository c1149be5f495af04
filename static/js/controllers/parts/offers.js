/* Owns the order of the lists a visit can start with: those that suit the kind of visit, the usual ones in sight, the rest behind a
   fold. Must not start anything. */

import { t } from '../../helpers/text.js'

// As web/phone_view.py draws them; one more than fits stays in sight.
const IN_SIGHT = 3

/** Put rows (in their order) into the box's list and its fold; `suits(row)` says which can be chosen now. */
export function arrange(box, rows, suits) {
  const fitting = rows.filter(suits)
  const first = fitting.length <= IN_SIGHT + 1 ? fitting.length : IN_SIGHT
  for (const row of rows) row.hidden = !suits(row)
  const rest = fitting.slice(first)
  box.querySelector('[data-offers]').replaceChildren(...fitting.slice(0, first), ...rows.filter((row) => row.hidden))
  box.querySelector('[data-rest]').replaceChildren(...rest)
  box.querySelector('[data-more]').hidden = !rest.length
  box.querySelector('[data-more-words]').textContent = t('其余检查表（{count}）', { count: rest.length })
}
