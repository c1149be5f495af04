/* Builds the editor's dialog: bar, picture, tools, list. Owns elements and names only; what they do is in marker.js. */
import { t } from '../../helpers/text.js'
import { COLOURS, MOST_LETTERS, colourWords, kindWords } from '../../models/marking.js'
import { make } from './marker-drawing.js'

const TOOLS = { redact: 'mark-redact', arrow: 'mark-arrow', ellipse: 'mark-ellipse', text: 'mark-text' }
const MOST_REASON = 200

/** The dialog and its parts by name. */
export function frameOf() {
  const dialog = el('dialog', 'viewer marker', { 'aria-label': t('遮盖与标注') })
  const parts = { dialog, ...stage(), ...fields(), said: el('p', 'marker__said', { role: 'status' }) }
  const undo = key('undo', t('撤销'), { does: 'undo' })
  const store = word(t('保存'), { does: 'save' }, 'button button--primary marker__save')
  const middle = word(t('放在中间'), { does: 'middle' }, 'button marker__word')
  const bar = el('div', 'viewer__bar')
  bar.append(key('close', t('关闭'), { does: 'close' }), title(), key('minus', t('缩小'), { does: 'out' }), key('plus', t('放大'), { does: 'in' }), undo, store)
  const tools = el('div', 'marker__tools', { role: 'group', 'aria-label': t('工具') })
  tools.append(...Object.entries(TOOLS).map(([kind, sign]) => tool(kind, sign)), middle)
  const list = el('ol', 'marker__list', { role: 'list', 'aria-label': t('已有的遮盖和标注：方向键移动，Shift 加方向键改变大小，Delete 删除') })
  const foot = el('div', 'marker__foot')
  foot.append(tools, parts.colours, parts.words, parts.why, parts.said, list)
  dialog.append(bar, parts.stage, foot)
  return { ...parts, undo, store, middle, list, drawList: (shapes, chosen) => drawList(list, shapes, chosen) }
}

function stage() {
  const box = el('div', 'marker__stage')
  const svg = make('svg', { class: 'marker__shapes', role: 'img', 'aria-label': t('照片和已有的遮盖、标注') })
  const image = make('image')
  const shapes = make('g')
  svg.append(image, shapes)
  box.append(svg)
  return { stage: box, svg, image, shapes }
}

function fields() {
  const colours = el('div', 'marker__colours', { role: 'group', 'aria-label': t('颜色') })
  colours.append(...COLOURS.map((name) => swatch(name)))
  const text = el('input', 'input', { type: 'text', maxlength: MOST_LETTERS, autocomplete: 'off' })
  const reason = el('input', 'input', { type: 'text', maxlength: MOST_REASON, autocomplete: 'off' })
  return { colours, text, words: labelled(t('标注的文字'), text), reason, why: labelled(t('撤除遮盖的理由（记入台账）'), reason) }
}

function drawList(list, shapes, chosen) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset : {}
  list.replaceChildren(...shapes.map((shape, place) => line(shape, place, place === chosen)))
  if (focused.shape) list.querySelector(`[data-shape="${focused.shape}"]`)?.focus()
}

function line(shape, place, isChosen) {
  const name = [place + 1, kindWords(shape.kind), shape.text].filter(Boolean).join(' ')
  const row = el('li', 'marker__line')
  const choose = word(name, { shape: place }, 'button marker__shape')
  choose.setAttribute('aria-pressed', String(isChosen))
  row.append(choose, key('close', t('删除 {name}', { name }), { drop: place }))
  return row
}

function title() {
  const words = el('h2', 'marker__title')
  words.textContent = t('遮盖与标注')
  return words
}

function labelled(words, input) {
  const label = el('label', 'marker__field')
  const said = el('span', 'marker__label')
  said.textContent = words
  label.append(said, input)
  return label
}

function tool(kind, sign) {
  const button = word(kindWords(kind), { tool: kind }, 'button marker__tool')
  button.prepend(icon(sign))
  return button
}

function swatch(name) {
  const button = word('', { colour: name }, `marker__colour marker__colour--${name}`)
  button.setAttribute('aria-label', colourWords(name))
  button.title = colourWords(name)
  return button
}

function key(sign, label, data) {
  const button = word('', data, 'button button--icon button--quiet')
  button.title = label
  button.setAttribute('aria-label', label)
  button.append(icon(sign))
  return button
}

function word(words, data, className) {
  const button = el('button', className, { type: 'button' })
  Object.assign(button.dataset, data)
  if (words) button.append(Object.assign(document.createElement('span'), { textContent: words }))
  return button
}

function icon(sign) {
  const svg = make('svg', { class: 'icon', 'aria-hidden': 'true', width: 24, height: 24 })
  svg.append(make('use', { href: `${document.documentElement.dataset.sprite}#${sign}` }))
  return svg
}

function el(name, className, attributes = {}) {
  const element = document.createElement(name)
  element.className = className
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
  return element
}
