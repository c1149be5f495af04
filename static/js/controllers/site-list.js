/* The list of places on the first page: nearest first once the position is known, searched while typing, from what the phone keeps.
   The server's own list stands until then. */

import { n, t } from '../helpers/text.js'
import { sites } from '../models/pack.js'
import { distanceText, nearestFirst } from '../models/place.js'
import * as store from '../models/store.js'
import { me } from './parts/person.js'
import { onPosition, permission, watchPosition } from './parts/position.js'

const SHOWN = 30
const NEAREST = 10

export default async function siteList(box) {
  const kinds = JSON.parse(document.getElementById('site-kinds').textContent)
  const person = await me()
  const input = box.querySelector('input[type="search"]')
  const view = { rows: [], here: null, kinds, box }
  const draw = () => view.rows.length && show(view, input.value.trim())
  const load = async () => {
    view.rows = await sites(store, person.id)
    draw()
  }
  document.addEventListener('lantian:packs', load)
  input.addEventListener('input', draw)
  input.form.addEventListener('submit', (event) => view.rows.length && event.preventDefault())
  await load()
  return politely(box, (fix) => {
    view.here = fix
    draw()
  })
}

/** Ask for the position only where leave was given before, or when the person presses the button. */
async function politely(box, take) {
  const ask = box.querySelector('[data-ask]')
  const said = box.querySelector('[data-located]')
  const begin = () => {
    ask.hidden = true
    watchPosition()
  }
  const stop = onPosition(({ fix, reason }) => {
    if (fix) take(fix)
    said.textContent = fix ? t('定位 ±{metres} m', { metres: Math.round(fix.accuracy_m) }) : reason ? t('没有定位，按名称排列') : ''
  })
  const state = await permission()
  if (state === 'granted') begin()
  else ask.hidden = state === 'denied' || !window.isSecureContext
  ask.querySelector('[data-locate]').addEventListener('click', begin)
  return stop
}

function show({ rows, here, kinds, box }, text) {
  const found = rows.filter((row) => !text || [row.name, row.address, row.party].some((part) => part.includes(text)))
  const ordered = here ? nearestFirst(found, here) : found
  const limit = here && !text ? NEAREST : SHOWN
  box.querySelector('[data-heading]').textContent = here && !text ? t('附近的检查对象') : n('{n} 个检查对象', ordered.length)
  box.querySelector('[data-list]').replaceChildren(...ordered.slice(0, limit).map((row) => element(row, kinds)))
  box.querySelector('[data-none]').hidden = ordered.length > 0
}

function element(row, kinds) {
  const item = document.getElementById('site-row').content.firstElementChild.cloneNode(true)
  const kind = kinds[row.kind] || { name: row.kind, icon: 'pin' }
  const open = row.open_violations + row.open_leads
  item.querySelector('a').href = `/i/sites/${row.id}`
  item.querySelector('.row__title').textContent = row.name
  item.querySelector('.row__meta').textContent = [kind.name, row.address].filter(Boolean).join(' · ')
  item.querySelector('[data-distance]').textContent = distanceText(row.distance_m)
  item.querySelector('.row__icon use').setAttribute('href', `${document.documentElement.dataset.sprite}#${kind.icon}`)
  item.querySelector('.row__icon').classList.toggle('row__icon--dot', row.open_violations > 0)
  item.querySelector('.row__open').classList.toggle('row__open--lead', !row.open_violations)
  if (open) item.querySelector('.row__open').lastChild.textContent = openText(row)
  else item.querySelector('.row__open').remove()
  return item
}

function openText({ open_violations: violations, open_leads: leads }) {
  const parts = [violations ? n('{n} 项未销号', violations) : '', leads ? n('{n} 条线索', leads) : '']
  return parts.filter(Boolean).join(' · ')
}
