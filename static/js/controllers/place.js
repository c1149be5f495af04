/* The page of a place without a network: one kept page for all places, filled from the packs. What starts a visit and shows drafts is
   what works on the server's own page (data-then). */

import { n, t } from '../helpers/text.js'
import { placeOf, problems } from '../models/pack.js'
import * as store from '../models/store.js'
import { arrange } from './parts/offers.js'
import { entitle, missing, named as idInAddress, uncover } from './parts/kept-page.js'
import { me } from './parts/person.js'
import { fillSlots, problemRow } from './parts/problem-row.js'
import { named } from './parts/words.js'

// What a draft carries along of its place; as web/phone_view.py gives it.
const CARRIED = ['id', 'name', 'kind', 'address', 'lat', 'lon', 'party', 'uscc', 'area_code', 'area_name']

export default async function place(box) {
  const person = await me()
  const found = await placeOf(store, person.id, idInAddress())
  if (!found) return missing()
  const pack = await problems(store, person.id)
  const open = pack.violations.filter((row) => row.site_id === found.site.id)
  const lead = leadOf(open)
  describe(box, found.site)
  drawLead(box, lead)
  found.checklists = firstFor(lead, found.checklists)
  drawLists(box, found.checklists)
  drawOpen(box, open, pack)
  box.querySelector('[data-known]').textContent = JSON.stringify(knownOf(found, lead))
  for (const part of box.querySelectorAll('[data-site]')) part.dataset.site = found.site.id
  return uncover(box)
}

function knownOf({ site, checklists }, lead) {
  const carried = Object.fromEntries(CARRIED.map((key) => [key, site[key]]))
  return { site: carried, region: site.region, checklists: checklists.map(brief), previous: {}, lead: lead ?? null }
}

function brief({ id, version, hash, zh, en, kinds, applies_to: appliesTo, items, is_draft: isDraft }) {
  return { id, version, hash, zh, en, kinds, applies_to: appliesTo, items: items.length, is_draft: isDraft }
}

/** The lead this visit follows, when it is an open one of this place. */
function leadOf(open) {
  const number = new URLSearchParams(location.search).get('lead')
  return open.find((row) => row.number === number && row.state === 'lead')
}

/** The lists that can confirm the lead before the others, as web/phone_view.py (first_for) gives them. */
function firstFor(lead, lists) {
  const asks = (list) => list.items.some((item) => item.id === lead?.item_id)
  return [...lists.filter(asks), ...lists.filter((list) => !asks(list))]
}

function describe(box, site) {
  const kinds = JSON.parse(document.getElementById('site-kinds').textContent)
  const kind = kinds[site.kind]?.name ?? site.kind
  const position = site.lat === null ? '' : `${site.lat.toFixed(6)}, ${site.lon.toFixed(6)}`
  entitle(site.name, `${kind} · ${site.area_name}`)
  fillSlots(box, { ...site, kind, position })
}

function drawLead(box, lead) {
  const part = box.querySelector('[data-lead]')
  part.hidden = !lead
  if (!lead) return
  part.querySelector('[data-title]').textContent = t('核查线索 {number}', lead)
  part.querySelector('[data-text]').textContent = t('请现场核查“{title}”。查实后，这条线索转为检查发现的问题。', lead)
}

function drawLists(box, checklists) {
  const section = box.querySelector('[data-then="start-visit"]')
  const { kind } = section.dataset
  arrange(section, checklists.map(startRow), (row) => row.dataset.kinds.split(' ').includes(kind))
  section.querySelector('[data-no-lists]').hidden = checklists.length > 0
}

function startRow(list) {
  const row = document.getElementById('start-row').content.firstElementChild.cloneNode(true)
  row.dataset.kinds = list.kinds.join(' ')
  row.querySelector('[data-title]').textContent = named(list)
  row.querySelector('[data-meta]').textContent = [n('{n} 项', list.items.length), list.is_draft ? t('检查表未审定') : ''].filter(Boolean).join(' · ')
  Object.assign(row.querySelector('button').dataset, { start: list.id })
  return row
}

function drawOpen(box, open, pack) {
  box.querySelector('[data-open-list]').replaceChildren(...open.map((row) => problemRow(row, row.number, pack)))
  box.querySelector('[data-open-none]').hidden = open.length > 0
}
