/* The page of a checklist: shows the draft named in the address, saves every tap, opens what a fail asks for, leads to the review.
   Rules of answers are in models/checklist.js; nothing here decides what is missing. */

import { t } from '../helpers/text.js'
import { isAnswered, isCorrected, isFailed, missing, needsPhoto, restOf } from '../models/checklist.js'
import { prefilled } from '../models/inspection.js'
import { withdrawn } from '../models/handin.js'
import { readAnswer, writeAnswer } from './parts/answers.js'
import { checkOnServer } from './parts/server-check.js'
import { fragment, keeperOf, openRecord } from './parts/keeper.js'
import { bindStrips } from './parts/strips.js'
import { clockText, missingText, whenText } from './parts/words.js'

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
    job: () => ({ record: record.id, place: record.site }),
    stripOf: (photo) => stripOf(form, record, photo),
    onChange: (photos) => {
      view.photos = photos
      drawAll(view)
    },
    onRemove: (photo) =>
      view.keeper.change((row) => {
        row.withdrawn = withdrawn(row, photo, t('提交前删除'))
      }),
  })
  listen(view)
  view.strips.draw().then(() => jump(fragment().anchor))
}

/** A tap that was quicker than this program counts too. */
function adopt(view, item) {
  const answer = readAnswer(view.form, item)
  if (isAnswered(item, answer)) view.keeper.change((row) => { row.answers[item.id] = answer })
}

function listen(view) {
  const { form } = view
  let typing = 0
  const later = (event) => {
    clearTimeout(typing)
    typing = setTimeout(() => take(view, event.target), TYPING_MS)
  }
  form.addEventListener('change', (event) => take(view, event.target))
  form.addEventListener('input', (event) => event.target.matches('textarea, input:not([type="radio"], [type="checkbox"])') && later(event))
  form.addEventListener('click', (event) => {
    const rest = event.target.closest('[data-rest]')
    if (rest) answerRest(view, rest.closest('[data-section]').dataset.section)
  })
  form.addEventListener('submit', (event) => event.preventDefault())
  press('[data-next]', () => next(view))
  press('[data-check]', () => check(view))
}

function press(selector, act) {
  const button = document.querySelector(selector)
  button.disabled = false
  button.addEventListener('click', act)
}

/** One input changed: save the answer or header field it belongs to. */
function take(view, input) {
  if (!input.name) return
  const card = input.closest('[data-item]')
  const item = card && view.sheet.items.find((row) => row.id === card.dataset.item)
  if (item) takeAnswer(view, item)
  else if (input.name.startsWith('header.'))
    view.keeper.change((row) => {
      row.header[input.name.slice(7)] = input.value
    })
}

function takeAnswer(view, item) {
  const answer = readAnswer(view.form, item)
  view.keeper.change((row) => {
    row.answers[item.id] = answer
  })
  view.strips.draw()
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
  for (const item of view.sheet.items)
    drawItem(
      view,
      item,
      faults.filter((fault) => fault.item === item.id),
    )
  const count = new Set(faults.map((fault) => fault.item)).size
  document.querySelector('[data-next]').querySelector('.button__label').textContent = count
    ? t('复核（差 {count} 项）', { count })
    : t('下一步：复核')
}

function drawItem(view, item, faults) {
  const answer = view.record.answers[item.id]
  const card = view.form.querySelector(`[data-item="${CSS.escape(item.id)}"]`)
  const failed = isFailed(item, answer?.value)
  const corrected = isCorrected(item, answer)
  card.dataset.value = failed ? 'fail' : answer?.value && ['pass', 'na'].includes(answer.value) ? answer.value : 'none'
  const follow = card.querySelector('[data-follow]')
  const kept = view.photos.some((photo) => photo.item === item.id)
  if (follow) {
    follow.hidden = !failed && !kept
    follow.dataset.failed = failed ? 'yes' : 'no'
    follow.querySelector('[data-plain]').hidden = corrected
    follow.querySelector('[data-pair]').hidden = !corrected
  }
  const asked = view.asked || failed || needsPhoto(item, answer)
  const words = faults.filter((fault) => asked && (view.asked || fault.code.startsWith('photo'))).map((fault) => missingText(fault.code))
  showErrors(card, words)
  mark(view.form, item, faults, answer)
}

function showErrors(card, words) {
  const box = card.querySelector('[data-errors]')
  const text = [...new Set(words)].join(t('；'))
  if ((box.textContent || '').trim() === text) return
  box.replaceChildren()
  if (!text) return
  const line = document.createElement('p')
  line.className = 'field__error'
  line.textContent = text
  box.append(line)
}

/** The segment of an item in the track at the top. */
function mark(form, item, faults, answer) {
  const step = form.querySelector(`.track__step[href="#item-${CSS.escape(item.id)}"]`)
  const value = faults.length
    ? isFailed(item, answer?.value)
      ? 'fail'
      : 'none'
    : isFailed(item, answer?.value)
      ? 'fail'
      : answer?.value === 'na'
        ? 'na'
        : 'pass'
  const shown = faults.some((fault) => fault.code === 'unanswered') || (!answer && faults.length) ? 'none' : value
  step.dataset.value = !answer && !faults.length ? 'none' : shown
  step.querySelector('use').setAttribute('href', `${document.documentElement.dataset.sprite}#answer-${step.dataset.value}`)
}

function stripOf(form, record, photo) {
  const strips = [...form.querySelectorAll(`[data-strip][data-item="${CSS.escape(photo.item || '')}"]`)]
  const role = !photo.item ? 'overview' : record.answers[photo.item]?.corrected ? (photo.role === 'after' ? 'after' : 'before') : 'finding'
  return photo.role === 'signature' ? null : strips.find((strip) => strip.dataset.role === role) || strips[0] || null
}

function writeHeader(form, sheet, header) {
  for (const field of sheet.header) {
    const input = form.elements[`header.${field.id}`]
    if (input && header[field.id] !== undefined) input.value = header[field.id]
  }
}

/** What was found here last time, muted beside the new answer. */
function showPast({ form, sheet, record }) {
  if (record.lead) {
    const banner = form.querySelector('[data-lead]')
    banner.querySelector('[data-title]').textContent = t('核查线索 {number}', { number: record.lead })
    banner.hidden = false
  }
  for (const item of record.previous ? sheet.items : []) {
    const past = record.previous.answers[item.id]
    if (past) showPastOf(form, item, past, record.previous.at)
  }
}

function showPastOf(form, item, past, at) {
  const line = form.querySelector(`[data-item="${CSS.escape(item.id)}"] [data-past]`)
  const words = [
    t('上次 {time}', { time: whenText(at) }),
    typeof past.value === 'string' && !['pass', 'fail', 'na'].includes(past.value) ? past.value : '',
    past.note,
  ]
  line.querySelector('[data-past-words]').textContent = words.filter(Boolean).join(' · ')
  const badge = line.querySelector(`[data-past-for="${past.value}"]`)
  if (badge) badge.hidden = false
  line.hidden = false
}

async function next(view) {
  await view.keeper.settled()
  location.assign(`${view.form.dataset.review}#${view.record.id}`)
}

async function check(view) {
  view.asked = true
  drawAll(view)
  await checkOnServer(view.form)
}

function saved(text) {
  document.querySelector('[data-saved]').textContent = text
}

function showProblem(form, problem) {
  const box = form.querySelector('[data-problem]')
  box.querySelector('[data-title]').textContent = problem.title
  box.querySelector('[data-text]').textContent = t('{detail}{mend}', problem)
  box.hidden = false
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
