/* A place nobody has registered: name, kind, area, the phone's position; then the lists for that kind. It is stored with the draft. */

import { n, t } from '../helpers/text.js'
import { uuid } from '../models/digest.js'
import { fixQuality } from '../models/place.js'
import { arrange } from './parts/offers.js'
import { onPosition, watchPosition } from './parts/position.js'
import { me } from './parts/person.js'
import { startVisit } from './parts/starting.js'
import { named } from './parts/words.js'

export default async function newPlace(form) {
  const known = JSON.parse(form.querySelector('[data-known]').textContent)
  const person = await me()
  const view = { form, known, person, fix: null, id: uuid() }
  // Only what changes the offers: a field that is left by pressing an offer must not take the offer away under the thumb.
  form.addEventListener('change', (event) => ['kind', 'visit'].includes(event.target.name) && offer(view))
  form.addEventListener('submit', (event) => event.preventDefault())
  watchPosition()
  offer(view)
  return onPosition(({ fix, reason }) => {
    view.fix = fix
    const gauge = form.querySelector('[data-fix]')
    gauge.dataset.state = fix ? fixQuality(fix) : reason ? 'none' : 'seeking'
    gauge.querySelector('[data-text]').textContent = fix
      ? `${fix.lat.toFixed(5)}, ${fix.lon.toFixed(5)} ±${Math.round(fix.accuracy_m)} m`
      : ''
  })
}

function offer(view) {
  const { form, known } = view
  const kind = form.elements.visit?.value || form.dataset.kind
  const lists = (known.offers[form.elements.kind.value] || []).filter((row) => row.kinds.includes(kind))
  arrange(
    form,
    lists.map((list) => button(list, () => begin(view, kind, list))),
    () => true,
  )
  form.querySelector('[data-lists]').hidden = !lists.length
  form.querySelector('[data-before-lists]').hidden = lists.length > 0
}

function button(list, press) {
  const row = document.getElementById('start-row').content.firstElementChild.cloneNode(true)
  row.querySelector('[data-title]').textContent = named(list)
  row.querySelector('[data-meta]').textContent = [n('{n} 项', list.items), list.is_draft ? t('检查表未审定') : ''].filter(Boolean).join(' · ')
  row.querySelector('button').addEventListener('click', press)
  return row
}

function begin(view, kind, checklist) {
  if (!complete(view.form)) return
  const site = siteOf(view)
  startVisit({ person: view.person, kind, checklist, region: view.known.regions[site.area_code], site }, view.form.dataset.fill)
}

/** Whether name, kind and area are there; else the browser shows the first that is not. */
function complete(form) {
  const wanted = ['name', 'kind', 'area_code'].map((name) => form.elements[name])
  const open = wanted.find((field) => !field.value.trim())
  open?.closest('.field').classList.add('field--faulty')
  open?.reportValidity()
  open?.focus()
  return !open
}

function siteOf({ form, known, fix, id }) {
  const { name, kind, area_code: area, address } = form.elements
  return {
    id,
    is_new: true,
    name: name.value.trim(),
    kind: kind.value,
    area_code: area.value,
    area_name: known.areas[area.value],
    address: address.value.trim(),
    lat: fix?.lat ?? null,
    lon: fix?.lon ?? null,
    accuracy_m: fix?.accuracy_m ?? null,
    party: '',
    uscc: '',
  }
}
