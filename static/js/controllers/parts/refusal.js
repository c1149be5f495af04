/* Owns what is wrong with a record on the last page as lines that lead to the place: what the phone misses, and what the server refused.
   Must not change the record. */

import { n, t } from '../../helpers/text.js'
import { mayReopen } from '../../models/handin.js'
import { fillAddress } from './record-row.js'
import { named } from './words.js'

// Cards and fields of the page by the path of a fault, or by the first part of it.
const PLACES = {
  'site.id': 'officers',
  officers: 'officers',
  inspection_type: 'inspection_type',
  approval_number: 'inspection_type',
  notice_number: 'inspection_type',
  party: 'party',
  'party.signature': 'signature',
  'party.witness': 'witness',
}

/** The id of the place on this page where a fault is mended; undefined where it is not mended here. */
export function placeOf(path) {
  return PLACES[path] ?? PLACES[path.split('.')[0]]
}

/** A line {title, words} with a link: to `href`, or to `place` on this page; without either the words alone. */
export function faultLine({ href, place, title, words }, form) {
  const line = document.createElement('li')
  const said = title ? t('{title}：{detail}', { title, detail: words }) : words
  if (!href && !place) {
    line.textContent = said
    return line
  }
  const link = Object.assign(document.createElement('a'), { href: href || '#', textContent: said })
  if (place) link.addEventListener('click', (event) => lead(event, form.querySelector(`#${place}`)))
  line.append(link)
  return line
}

function lead(event, target) {
  event.preventDefault()
  target.scrollIntoView({ block: 'center' })
  if (target.matches('input, select, textarea')) target.focus()
}

/** In the box of the record's problem: how many faults, the next step, and a line for each. */
export function drawRefusal({ form, record, sheet }) {
  const { fields = [] } = record.problem
  if (!fields.length || !mayReopen(record)) return
  const draft = record.state === 'saved'
  const box = form.querySelector('[data-problem]')
  box.querySelector('[data-text]').textContent = draft
    ? n('有 {n} 处需要改正，改正后重新提交。', fields.length)
    : n('有 {n} 处需要改正。请先点“改回草稿”，改正后重新提交。', fields.length)
  box.querySelector('[data-lines]').replaceChildren(...fields.map((field) => faultLine(faultOf(field, record, sheet, form), form)))
  if (fields.some(({ path }) => path?.startsWith('officers.'))) form.elements.partner.setAttribute('aria-invalid', 'true')
}

/** A fault of the server as a line. What was answered is mended on the page of the checklist, which opens for a draft alone. */
function faultOf({ path = '', message }, record, sheet, form) {
  const [kind, index] = path.split('.')
  const item = sheet.items.find(({ id }) => `${path}.`.startsWith(`answers.${id}.`))
  const href = item && record.state === 'saved' ? fillAddress(record, form.dataset.fill, `item-${item.id}`) : ''
  const title = item ? named(item) : kind === 'officers' ? record.officers[index]?.name : ''
  return { href, place: placeOf(path), title, words: message }
}
