/* The list of open problems on a copy of the page that the phone kept: drawn anew from the pack, by the state the address names. The
   server's own page is left as it came. */

import { t } from '../helpers/text.js'
import { problems } from '../models/pack.js'
import * as store from '../models/store.js'
import { me } from './parts/person.js'
import { problemRow } from './parts/problem-row.js'

export default async function problemList(box) {
  if (!document.documentElement.dataset.kept) return
  const person = await me()
  const draw = async () => show(box, await problems(store, person.id))
  document.addEventListener('lantian:packs', draw)
  await draw()
}

function show(box, pack) {
  const state = new URLSearchParams(location.search).get('state') ?? ''
  const rows = pack.violations.filter((row) => !state || row.state === state)
  box.querySelector('[data-list]').replaceChildren(...rows.map((row) => problemRow(row, `${row.site} · ${row.area}`, pack)))
  box.querySelector('[data-none]').hidden = rows.length > 0
  box.querySelector('[data-more]')?.remove()
  drawChips(box, state, pack)
  const rest = box.querySelector('[data-rest]')
  rest.hidden = pack.total <= pack.violations.length
  rest.textContent = t('手机上保存期限最近的 {kept} 条，共 {total} 条。', { kept: pack.violations.length, total: pack.total })
}

function drawChips(box, state, { violations }) {
  for (const chip of box.querySelectorAll('[data-chip]')) {
    const key = chip.dataset.chip
    const count = violations.filter((row) => !key || row.state === key).length
    chip.hidden = Boolean(key) && !count && key !== state
    chip.querySelector('.chip__count').textContent = String(count)
    mark(chip, key === state)
  }
}

/** The chosen chip carries the tick and lies in sight. */
function mark(chip, isChosen) {
  if (!isChosen) return chip.removeAttribute('aria-current')
  const tick = chip.parentElement.querySelector('.icon')
  chip.setAttribute('aria-current', 'true')
  if (tick) chip.prepend(tick)
  return chip.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
