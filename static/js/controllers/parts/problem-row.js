/* Owns how a kept problem is drawn: into clones of the patterns that the same macros made (templates/inspector/_problem.html). */

import { n, t } from '../../helpers/text.js'
import { clock } from '../../models/clock.js'
import { dayInChina, limitOf } from '../../models/due.js'

/** The day deadlines are counted on: the server's time as far as the phone knows it. */
export function today() {
  return dayInChina(clock.estimate())
}

/** A row of a list. `pack` holds the words; `meta` is the second line. */
export function problemRow(row, meta, pack) {
  const item = document.getElementById('problem-row').content.firstElementChild.cloneNode(true)
  item.querySelector('a').href = `/i/violations/${row.number}`
  item.querySelector('.row__title').append(row.title)
  item.querySelector('.row__meta').textContent = meta
  fillOrDrop(item.querySelector('.row__note'), row.note)
  const [photo] = row.photos
  if (photo) item.querySelector('.row__image').src = thumbAddress(photo)
  drawState(item, row, pack)
  drawLimit(item, row, pack)
  return item
}

/** The kept small picture of a photo {sha256}. */
export function thumbAddress({ sha256 }) {
  return `/photos/${sha256}/thumb`
}

/** Word, sign and colour of a state, below `root`. */
export function drawState(root, { state }, { states }) {
  const badge = root.querySelector('.badge')
  badge.dataset.state = state
  sign(badge, `state-${state}`)
  badge.lastChild.textContent = states[state] ?? state
}

/** Word and sign of a severity, below `root`. */
export function drawSeverity(root, { severity }, { severities }) {
  const mark = root.querySelector('.severity')
  mark.dataset.severity = severity
  sign(mark, `severity-${severity}`)
  mark.lastChild.textContent = severities[severity] ?? severity
}

/** The limit as the desk says it: 剩 n 天, 超期 n 天, 今天到期, else the day it ends; none where there is none. */
export function drawLimit(root, row, { running }, withDate = false) {
  const tag = root.querySelector('.tag--due')
  const limit = limitOf(row, today(), running)
  if (!limit) return tag.remove()
  tag.dataset.tone = limit.overdue ? 'bad' : limit.soon ? 'warn' : 'neutral'
  sign(tag, limit.overdue ? 'alert' : 'clock')
  const time = tag.querySelector('time')
  time.dateTime = row.due_on
  const words = limit.close ? leftText(limit.left) : t('期限 {date}', { date: row.due_on })
  time.textContent = withDate && limit.close ? `${words} · ${row.due_on}` : words
  if (!row.due_provisional) tag.querySelector('.tag__note').remove()
  return undefined
}

function leftText(left) {
  if (left < 0) return n('超期 {n} 天', -left)
  return left ? n('剩 {n} 天', left) : t('今天到期')
}

/** Show another icon of the sprite in a sign. */
function sign(element, name) {
  element.querySelector('use').setAttribute('href', `${document.documentElement.dataset.sprite}#${name}`)
}

/** Put words in, or take the part away where there are none. */
export function fillOrDrop(part, words) {
  if (words) part.textContent = words
  else part.remove()
}

/** Fill the slots of a page: {name: words}; what is empty says so. */
export function fillSlots(root, words) {
  for (const part of root.querySelectorAll('[data-slot]')) {
    const text = words[part.dataset.slot]
    part.textContent = text || t('未填')
    part.classList.toggle('facts__none', !text)
  }
}
