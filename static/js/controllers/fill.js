/* The page of a checklist: shows the draft named in the address, saves every tap, opens what a fail asks for, leads to the review.
   Rules of answers are in models/checklist.js; nothing here decides what is missing. */

import { t } from '../helpers/text.js'
import { isAnswered, missing, restOf } from '../models/checklist.js'
import { prefilled } from '../models/inspection.js'
import { keepSheet } from '../models/pack.js'
import * as store from '../models/store.js'
import { readAnswer, writeAnswer } from './parts/answers.js'
import { busyWhile } from './parts/busy.js'
import { drawItem, drawPast, stripOf } from './parts/item-card.js'
import { checkOnServer } from './parts/server-check.js'
import { fragment, keeperOf, openRecord } from './parts/keeper.js'
import { bindStrips } from './parts/strips.js'
import { clockText, momentText } from './parts/words.js'

// Typing is saved after a pause this short; every tap at once.
const TYPING_MS = 400

export default async function fill(form) {
  const view = { form, sheet: JSON.parse(form.querySelector('[data-sheet]').textContent), photos: [], asked: false }
  watchJumps(form)
  try {
    Object.assign(view, await openRecord())
  } catch (problem) {
    return showProblem(form, problem)
  }
  if (view.record.state !== 'saved') {
    location.replace(`${form.dataset.review}#${view.record.id}`)
    return undefined
  }
  view.keeper = keeperOf(view.record, {
    onSaved: (at) => saved(t('已保存 {time}', { time: clockText(at) })),
    onFault: (fault) => showProblem(form, fault),
  })
  keepSheet(store, view.sheet, view.record.region)
  open(view)
  return undefined
}

function open(view) {
  const { form, sheet, record } = view
  document.querySelector('[data-place]').textContent = record.site.name
  if (!record.site.is_new) document.querySelector('.top-bar__back').href = `/i/sites/${record.site.id}`
  if (!Object.keys(record.header).length) record.header = prefilled(sheet.header, record)
  writeHeader(form, sheet, record.header)
  for (const item of sheet.items) {
    if (record.answers[item.id]) writeAnswer(form, item, record.answers[item.id])
    else adopt(view, item)
  }
  showPast(view)
  saved(t('已保存 {time}', { time: clockText(record.updated_at) }))
  view.strips = bindStrips(form, {
    job: () => ({ record: record.id, place: record.site, officers: record.officers.map((officer) => officer.name) }),
    stripOf: (photo) => stripOf(form, record, photo),
    onChange: (photos) => {
      view.photos = photos
      drawAll(view)
    },
  })
  listen(view)
  view.strips.draw().then(() => jump(fragment().anchor))
}

/** A tap that was quicker than this program counts too. */
function adopt(view, item) {
  const answer = readAnswer(view.form, item)
  if (isAnswered(item, answer))
    view.keeper.change((row) => {
      row.answers[item.id] = answer
    })
}

function listen(view) {
  const { form } = view
  let typing = 0
  // Kept at every letter, as fast as the store takes them; what follows from it is drawn when the hand rests.
  const letters = oneByOne((input) => keep(view, input))
  const later = ({ target }) => {
    letters(target)
    clearTimeout(typing)
    typing = setTimeout(() => take(view, target), TYPING_MS)
  }
  form.addEventListener('change', (event) => take(view, event.target))
  form.addEventListener('input', (event) => event.target.matches('textarea, input:not([type="radio"], [type="checkbox"])') && later(event))
  form.addEventListener('click', (event) => {
    const rest = event.target.closest('[data-rest]')
    if (rest) answerRest(view, rest.closest('[data-section]').dataset.section)
    const now = event.target.closest('[data-now]')
    if (now) fillNow(view, form.elements[now.dataset.now])
  })
  form.addEventListener('submit', (event) => event.preventDefault())
  press('[data-next]', () => next(view))
  press('[data-check]', (event) => busyWhile(event.currentTarget, () => check(view)))
}

function press(selector, act) {
  const button = document.querySelector(selector)
  button.disabled = false
  button.addEventListener('click', act)
}

/** Work for the latest of what comes in, one after the other: what came in between is passed over. */
function oneByOne(work) {
  let waiting = null
  let busy = false
  return async (one) => {
    waiting = one
    if (busy) return
    busy = true
    while (waiting) {
      const next = waiting
      waiting = null
      await work(next)
    }
    busy = false
  }
}

/** The item an input belongs to, if it is not one of the header. */
function itemOf(view, input) {
  const card = input.closest('[data-item]')
  return card && view.sheet.items.find((row) => row.id === card.dataset.item)
}

/** Save the answer or header field an input belongs to. */
function keep(view, input) {
  if (!input.name) return undefined
  const item = itemOf(view, input)
  if (item) return keepAnswer(view, item)
  if (!input.name.startsWith('header.')) return undefined
  return view.keeper.change((row) => {
    row.header[input.name.slice(7)] = input.value
  })
}

function keepAnswer(view, item) {
  const answer = readAnswer(view.form, item)
  return view.keeper.change((row) => {
    row.answers[item.id] = answer
  })
}

/** Save, and show what follows from an answer at once: what opens late would move the next answer from under the thumb. */
function take(view, input) {
  keep(view, input)
  const item = itemOf(view, input)
  if (!item) return
  drawAll(view)
  if (view.photos.some((photo) => photo.item === item.id)) view.strips.draw()
}

/** The time of day on a clock in China, with one tap. */
function fillNow(view, input) {
  input.value = momentText(new Date()).slice(0, 16).replace(' ', 'T')
  take(view, input)
}

function answerRest(view, section) {
  const ids = restOf(view.sheet, section, view.record.answers)
  for (const item of view.sheet.items.filter((row) => ids.includes(row.id))) {
    const answer = { value: 'na', note: '', sub_checks: [], corrected: false }
    writeAnswer(view.form, item, answer)
    view.keeper.change((row) => {
      row.answers[item.id] = answer
    })
  }
  drawAll(view)
}

function drawAll(view) {
  const faults = missing(view.sheet, view.record.answers, view.photos)
  for (const item of view.sheet.items) {
    const mine = faults.filter((fault) => fault.item === item.id)
    drawItem(view.form, item, { answer: view.record.answers[item.id], photos: view.photos, faults: mine, asked: view.asked })
  }
  const count = new Set(faults.map((fault) => fault.item)).size
  const words = document.querySelector('[data-next] .button__label')
  words.textContent = count ? t('复核（差 {count} 项）', { count }) : t('下一步：复核')
}

function writeHeader(form, sheet, header) {
  for (const field of sheet.header) {
    const input = form.elements[`header.${field.id}`]
    if (input && header[field.id] !== undefined) input.value = header[field.id]
  }
}

/** The lead this visit follows, and what was found here last time. */
function showPast({ form, sheet, record }) {
  if (record.lead) {
    const line = form.querySelector('[data-lead]')
    line.querySelector('[data-title]').textContent = t('核查线索 {number}', { number: record.lead })
    line.hidden = false
  }
  for (const item of record.previous ? sheet.items : []) drawPast(form, item, record.previous)
}

async function next(view) {
  await view.keeper.settled()
  location.assign(`${view.form.dataset.review}#${view.record.id}`)
}

async function check(view) {
  view.asked = true
  drawAll(view)
  await checkOnServer(view.form, view.sheet, missing(view.sheet, view.record.answers, view.photos))
}

function saved(text) {
  document.querySelector('[data-saved]').textContent = text
}

function showProblem(form, problem) {
  const box = document.querySelector('[data-problem]')
  box.querySelector('[data-title]').textContent = problem.title
  box.querySelector('[data-text]').textContent = t('{detail}{mend}', problem)
  box.hidden = false
  if (['draft_gone', 'handed_in', 'other_person', 'store_closed', 'store_old_page', 'page_old'].includes(problem.code)) onlyRead(form)
}

/** Without a draft there is nothing to write into: the list can be read, and the way leads on. */
function onlyRead(form) {
  for (const input of form.elements) input.disabled = true
  for (const part of document.querySelectorAll('[data-check], [data-next], .phone-strip__ways')) part.hidden = true
  document.querySelector('[data-elsewhere]').hidden = false
}

/** Links inside the page must not push the draft's uuid out of the address. */
function watchJumps(form) {
  form.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]')
    if (!link) return
    event.preventDefault()
    jump(link.getAttribute('href').slice(1))
  })
}

function jump(id) {
  const target = id && document.getElementById(id)
  if (!target) return
  const fold = target.closest('details')
  if (fold) fold.open = true
  target.scrollIntoView({ block: 'start' })
  target.querySelector('input, textarea, select, button')?.focus({ preventScroll: true })
}
