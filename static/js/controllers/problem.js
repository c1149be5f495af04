/* The page of a problem without a network: one kept page for all, filled from the pack. Acts are those of the server's own page
   (data-then="acts"): kept on the phone, sent through the outbox, judged by the server. */

import { placeOf, problems } from '../models/pack.js'
import * as store from '../models/store.js'
import { entitle, missing, named, uncover } from './parts/kept-page.js'
import { me } from './parts/person.js'
import { drawLimit, drawSeverity, drawState, fillOrDrop, fillSlots, thumbAddress } from './parts/problem-row.js'
import { whenText } from './parts/words.js'

export default async function problem(box) {
  const person = await me()
  const pack = await problems(store, person.id)
  const row = pack.violations.find((one) => one.number === named())
  if (!row) return missing()
  entitle(row.title, row.number)
  fillSlots(box, row)
  drawMarks(box, row, pack)
  drawReturned(row)
  drawFound(box, row)
  const acts = pack.acts[row.state] ?? []
  drawActs(box, row, acts, pack.may_inspect)
  box.querySelector('[data-to-site]').href = `/i/sites/${row.site_id}`
  box.querySelector('[data-known]').textContent = JSON.stringify(await knownOf(row, acts, person))
  return uncover(box)
}

async function knownOf(row, acts, person) {
  const found = await placeOf(store, person.id, row.site_id)
  const site = found?.site ?? { id: row.site_id, name: row.site, lat: null, lon: null }
  const { number, title, last_seq: lastSeq } = row
  const before = row.photos.filter((photo) => photo.before).map((photo) => photo.sha256)
  return { violation: { number, title, site_name: row.site, last_seq: lastSeq }, acts, site, before }
}

function drawMarks(box, row, pack) {
  const marks = box.querySelector('[data-marks]')
  drawState(marks, row, pack)
  drawSeverity(marks, row, pack)
  drawLimit(marks, row, pack, true)
  if (!row.corrected) marks.querySelector('[data-corrected]').remove()
  box.querySelector('[data-if-lead]').hidden = row.state !== 'lead'
}

/** Why it was sent back: above what can be done, and in the sheet where it is answered. */
function drawReturned({ returned }) {
  if (!returned) return
  for (const banner of document.querySelectorAll('[data-returned]')) {
    banner.querySelector('[data-title]').textContent = returned.asked
    banner.querySelector('[data-text]').textContent = returned.by
    banner.hidden = false
  }
}

function drawFound(box, row) {
  const points = box.querySelector('[data-points]')
  const pattern = points.querySelector('.tag')
  pattern.replaceWith(
    ...row.points.map((words) => {
      const tag = pattern.cloneNode(true)
      tag.lastChild.textContent = words
      return tag
    }),
  )
  if (!row.points.length) points.remove()
  fillOrDrop(box.querySelector('[data-note]'), row.note)
  box.querySelector('[data-photos]').replaceChildren(...row.photos.map(photoFigure))
}

function photoFigure(photo) {
  const figure = document.getElementById('small-photo').content.firstElementChild.cloneNode(true)
  const image = figure.querySelector('img')
  image.src = thumbAddress(photo)
  image.alt = `${photo.role} ${whenText(photo.taken_at)}`
  figure.querySelector('[data-role]').textContent = photo.role
  figure.querySelector('[data-at]').textContent = whenText(photo.taken_at)
  return figure
}

function drawActs(box, row, acts, mayInspect) {
  const takeOver = box.querySelector('[data-take-over]')
  const leads = row.state === 'lead' && mayInspect
  if (leads) takeOver.href = `/i/sites/${row.site_id}?lead=${row.number}`
  else takeOver.remove()
  box.querySelector('[data-act-list]').append(...acts.map((act) => actLine(act, act.main && !leads)))
  box.querySelector('[data-acts]').hidden = !acts.length && !leads
  box.querySelector('[data-no-acts]').hidden = acts.length > 0 || leads
}

function actLine(act, isMain) {
  const name = act.obstacle ? 'act-blocked' : isMain ? 'act-main' : 'act-possible'
  const line = document.getElementById(name).content.firstElementChild.cloneNode(true)
  if (act.obstacle) {
    line.querySelector('[data-name]').textContent = act.name
    line.querySelector('[data-why]').textContent = act.obstacle
  } else {
    line.dataset.act = act.kind
    line.querySelector('.button__label').textContent = act.name
  }
  return line
}
