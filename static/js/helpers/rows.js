/* Work lists by mouse and keys: the whole row opens its one link; j and k (or the arrows) walk the rows, Enter opens.
   The link stays the truth: without this file everything is still reachable. */

/** Listen below root. */
export function watchRows(root) {
  root.addEventListener('click', openRow)
  root.addEventListener('auxclick', openRow)
  root.addEventListener('keydown', walk)
}

function openRow(event) {
  const row = event.target.closest?.('tr[data-href]')
  if (!row || event.button > 1 || event.target.closest('a, button, input, select, label') || String(getSelection())) return
  if (event.button === 1 || event.ctrlKey || event.metaKey) window.open(row.dataset.href, '_blank', 'noopener')
  else location.assign(row.dataset.href)
}

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

function walk(event) {
  const step = STEPS[event.key]
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea, dialog, [role="radiogroup"]')) return
  const links = [...document.querySelectorAll('.table__row .table__link, .table__row th a')].filter((link, place, all) => all.findIndex((other) => other.closest('tr') === link.closest('tr')) === place)
  const here = links.findIndex((link) => link.closest('tr').contains(document.activeElement))
  // Arrows scroll the page until a row has the focus; letters start at the first row.
  if (!links.length || (here < 0 && event.key.startsWith('Arrow'))) return
  event.preventDefault()
  links[here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1)].focus()
}
