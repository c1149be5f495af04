/* Owns what the card of one item shows: the colour of its answer, what a fail opens, what is missing, its segment in the track, what
   was found last time, and which strip a photo belongs to. Must not save anything. */

import { t } from '../../helpers/text.js'
import { faceOf, isCorrected, isFailed } from '../../models/checklist.js'
import { missingText, whenText } from './words.js'

/** Draw one item. `asked` is true once the person wanted to know what is missing; photos are asked for at once. */
export function drawItem(form, item, { answer, photos, faults, asked }) {
  const card = cardOf(form, item)
  card.dataset.value = faceOf(item, answer, faults)
  const follow = card.querySelector('[data-follow]')
  if (follow)
    drawFollow(
      follow,
      item,
      answer,
      photos.some((photo) => photo.item === item.id),
    )
  const shown = faults.filter((fault) => asked || fault.code.startsWith('photo'))
  showErrors(
    card.querySelector('[data-errors]'),
    shown.map((fault) => missingText(fault.code)),
  )
  const step = form.querySelector(`.track__step[href="#item-${CSS.escape(item.id)}"]`)
  step.dataset.value = card.dataset.value
  step.querySelector('use').setAttribute('href', `${document.documentElement.dataset.sprite}#answer-${card.dataset.value}`)
}

function cardOf(form, item) {
  return form.querySelector(`[data-item="${CSS.escape(item.id)}"]`)
}

/** What a fail opens. Photos that were taken stay in sight when the answer changes. */
function drawFollow(follow, item, answer, hasPhotos) {
  const failed = isFailed(item, answer?.value)
  follow.hidden = !failed && !hasPhotos
  follow.dataset.failed = failed ? 'yes' : 'no'
  follow.querySelector('[data-plain]').hidden = isCorrected(item, answer)
  follow.querySelector('[data-pair]').hidden = !isCorrected(item, answer)
}

function showErrors(box, words) {
  const text = [...new Set(words)].join(t('；'))
  if (box.textContent.trim() === text) return
  box.replaceChildren()
  if (text) box.append(errorLine(text))
}

/** One line of what is wrong with an item, as templates draw it. */
export function errorLine(text) {
  const line = document.createElement('p')
  line.className = 'field__error'
  const sentence = document.createElement('span')
  sentence.textContent = text
  line.append(alertSign(), sentence)
  return line
}

const SVG = 'http://www.w3.org/2000/svg'

/** The sign of a fault, as templates draw it. */
function alertSign() {
  const sign = document.createElementNS(SVG, 'svg')
  sign.setAttribute('class', 'icon icon--s')
  sign.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS(SVG, 'use')
  use.setAttribute('href', `${document.documentElement.dataset.sprite}#alert`)
  sign.append(use)
  return sign
}

/** The answer of the last visit, muted beside the new one; never filled in. */
export function drawPast(form, item, { answers, at }) {
  const past = answers[item.id]
  if (!past) return
  const line = cardOf(form, item).querySelector('[data-past]')
  const badge = line.querySelector(`[data-past-for="${CSS.escape(String(past.value))}"]`)
  const value = badge || typeof past.value !== 'string' ? '' : past.value
  line.querySelector('[data-past-words]').textContent = [t('上次 {time}', { time: whenText(at) }), value, past.note]
    .filter(Boolean)
    .join(' · ')
  if (badge) badge.hidden = false
  line.hidden = false
}

/** The strip of the page a photo belongs to, or null. A pair is told by role once the item was corrected on the spot. */
export function stripOf(form, record, photo) {
  if (photo.role === 'signature') return null
  const strips = [...form.querySelectorAll(`[data-strip][data-item="${CSS.escape(photo.item || '')}"]`)]
  return strips.find((strip) => strip.dataset.role === sideOf(record, photo)) || strips[0] || null
}

function sideOf(record, photo) {
  if (!photo.item) return 'overview'
  if (!record.answers[photo.item]?.corrected) return 'finding'
  return photo.role === 'after' ? 'after' : 'before'
}
