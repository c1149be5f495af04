/* Owns the editor of a marking: one picture, four tools, undo, a list of what is on it. By finger, mouse or keys alone: a shape can be
   put in the middle, chosen in the list and moved with the arrow keys. Saves through the page that opened it. */
import { t } from '../../helpers/text.js'
import * as marking from '../../models/marking.js'
import { frameOf } from './marker-frame.js'
import { drawShapes } from './marker-drawing.js'
import { watchZoom } from './marker-zoom.js'

const LONGEST_PX = 1600
// One press of an arrow key, in ten-thousandths; with Alt a tenth of that.
const STEP = 100
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** Open the editor on a picture. `picture()` gives its bytes as a Blob; `shapes` are what stands; `save({shapes, reason})` throws an Error
    with words to show when it failed, and with `theirs` when somebody else saved meanwhile: their shapes. `asksWhy` tells whether uncovering needs a reason. Resolves with whether it was saved. */
export async function openMarker({ picture, shapes, save, asksWhy = false, back = document.activeElement }) {
  const view = { sheet: marking.sheetOf(shapes), before: shapes, tool: 'redact', colour: 'red', chosen: -1, save, asksWhy, saved: false }
  view.frame = frameOf()
  const closed = new Promise((resolve) => view.frame.dialog.addEventListener('close', () => resolve(view.saved), { once: true }))
  document.body.append(view.frame.dialog)
  view.frame.dialog.showModal()
  listen(view)
  draw(view)
  try {
    await show(view, await picture())
  } catch (error) {
    say(view, error.words || t('这张照片在此浏览器中无法显示，不能标注。'), true)
  }
  const saved = await closed
  view.frame.dialog.remove()
  if (view.address) URL.revokeObjectURL(view.address)
  if (back?.isConnected) back.focus()
  return saved
}

/** The picture upright and no larger than the copy that is marked. */
async function show(view, blob) {
  const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image' })
  const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height))
  view.size = { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) }
  const canvas = Object.assign(document.createElement('canvas'), view.size)
  canvas.getContext('2d').drawImage(bitmap, 0, 0, view.size.width, view.size.height)
  bitmap.close()
  view.address = URL.createObjectURL(await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9)))
  for (const [name, value] of Object.entries({ ...view.size, href: view.address })) view.frame.image.setAttribute(name, value)
  view.frame.svg.setAttribute('viewBox', `0 0 ${view.size.width} ${view.size.height}`)
  view.frame.dialog.dataset.ready = 'yes'
  draw(view)
}

function listen(view) {
  const { dialog, svg, text, list } = view.frame
  dialog.addEventListener('click', (event) => onPress(view, event))
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    leave(view)
  })
  list.addEventListener('keydown', (event) => onKey(view, event))
  text.addEventListener('input', () => say(view, ''))
  const parts = (event) => pointOf(view, event).map((value) => value / marking.SCALE)
  view.zoom = watchZoom(svg, { size: () => view.size, pointOf: parts, onPinch: () => giveUp(view) })
  svg.addEventListener('pointerdown', (event) => onDown(view, event))
}

function onPress(view, event) {
  const button = event.target.closest('button')
  if (!button) return
  const { does, tool, colour, shape, drop } = button.dataset
  if (tool) choose(view, { tool, chosen: -1 })
  else if (colour) choose(view, { colour })
  else if (shape) choose(view, { chosen: Number(shape) })
  else if (drop) remove(view, Number(drop))
  else ({ close: leave, undo, middle: putInTheMiddle, save: store, in: () => closer(view, 1), out: () => closer(view, -1) })[does]?.(view)
}

function choose(view, wish) {
  Object.assign(view, wish)
  draw(view)
  if (wish.tool === 'text') view.frame.text.focus()
}

/** Closer to the chosen shape, or to the middle of what is shown. */
function closer(view, way) {
  const at = view.sheet.shapes[view.chosen]?.at
  view.zoom.by(way, at && [(at[0] + (at[2] ?? at[0])) / 2 / marking.SCALE, (at[1] + (at[3] ?? at[1])) / 2 / marking.SCALE])
}

function undo(view) {
  view.sheet.undo()
  choose(view, { chosen: -1 })
}

function remove(view, place) {
  view.sheet.set(view.sheet.shapes.filter((_shape, at) => at !== place))
  choose(view, { chosen: -1 })
  view.frame.middle.focus()
}

function putInTheMiddle(view) {
  add(view, marking.inTheMiddle(view.tool, { colour: view.colour, text: view.frame.text.value }))
  view.frame.list.querySelector(`[data-shape="${view.chosen}"]`)?.focus()
}

/** A new shape as a step; words that are missing are asked for. */
function add(view, shape) {
  if (!shape) return view.tool === 'text' ? askForWords(view) : undefined
  if (view.sheet.isFull) return say(view, t('一张照片最多 {limit} 个遮盖和标注。', { limit: marking.MOST_SHAPES }), true)
  view.sheet.set([...view.sheet.shapes, shape])
  choose(view, { chosen: view.sheet.shapes.length - 1 })
  return undefined
}

function askForWords(view) {
  say(view, t('请先填写标注的文字，再点照片上的位置。'), true)
  view.frame.text.focus()
}

function onKey(view, event) {
  const place = Number(event.target.dataset.shape ?? -1)
  const way = KEYS[event.key]
  if (event.key === 'Delete' && place >= 0) return remove(view, place)
  if (!way || place < 0) return undefined
  event.preventDefault()
  const step = event.altKey ? STEP / 10 : STEP
  const change = event.shiftKey ? marking.stretched : marking.moved
  replace(view, place, change(view.sheet.shapes[place], way[0] * step, way[1] * step))
  return undefined
}

function replace(view, place, shape, keep = (shapes) => view.sheet.set(shapes)) {
  if (!shape) return
  keep(view.sheet.shapes.map((one, at) => (at === place ? shape : one)))
  view.chosen = place
  draw(view)
}

/** Where on the picture an event lies, in ten-thousandths. */
function pointOf(view, event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(view.frame.svg.getScreenCTM().inverse())
  return [(point.x * marking.SCALE) / view.size.width, (point.y * marking.SCALE) / view.size.height]
}

/** A pointer on the chosen shape moves it; anywhere else it draws with the tool. */
function onDown(view, event) {
  if (!view.size || event.button || view.zoom.isPinching()) return
  event.preventDefault()
  const from = pointOf(view, event)
  const held = view.sheet.shapes[view.chosen]
  follow(view, event, held && marking.isOn(held, from) ? carry(view, from, held) : pen(view, from))
}

/** `move(point)` while the pointer is down, `end(point)` when it is let go. */
function follow(view, event, { move, end }) {
  const { svg } = view.frame
  const going = new AbortController()
  view.going = going
  const { signal } = going
  const mine = (handle) => (next) => next.pointerId === event.pointerId && handle(next)
  svg.setPointerCapture(event.pointerId)
  svg.addEventListener('pointermove', mine((next) => move(pointOf(view, next))), { signal })
  svg.addEventListener('pointerup', mine((next) => { going.abort(); end(pointOf(view, next)) }), { signal })
  svg.addEventListener('pointercancel', mine(() => { going.abort(); draw(view) }), { signal })
}

/** A second finger came: what the first began is no shape. */
function giveUp(view) {
  view.going?.abort()
  draw(view)
}

function carry(view, from, held) {
  const place = view.chosen
  let isMoved = false
  const to = (point) => {
    const shape = marking.moved(held, point[0] - from[0], point[1] - from[1])
    replace(view, place, shape, (shapes) => (isMoved ? view.sheet.amend(shapes) : view.sheet.set(shapes)))
    isMoved = true
  }
  return { move: to, end: () => draw(view) }
}

function pen(view, from) {
  const wish = () => ({ colour: view.colour, text: view.frame.text.value })
  return {
    move: (point) => {
      const shape = marking.shapeOf(view.tool, from, point, wish())
      drawShapes(view.frame.shapes, shape ? [...view.sheet.shapes, shape] : view.sheet.shapes, view.size)
    },
    end: (point) => {
      add(view, marking.shapeOf(view.tool, view.tool === 'text' ? point : from, point, wish()))
      draw(view)
    },
  }
}

function draw(view) {
  const { frame, sheet, tool, colour, chosen } = view
  if (view.size) drawShapes(frame.shapes, sheet.shapes, view.size, chosen)
  for (const button of frame.dialog.querySelectorAll('[data-tool]')) button.setAttribute('aria-pressed', String(button.dataset.tool === tool))
  for (const button of frame.dialog.querySelectorAll('[data-colour]')) button.setAttribute('aria-pressed', String(button.dataset.colour === colour))
  frame.colours.hidden = tool === 'redact'
  frame.words.hidden = tool !== 'text'
  frame.why.hidden = !(view.asksWhy && marking.lifts(view.before, sheet.shapes))
  frame.undo.disabled = !sheet.canUndo
  frame.store.disabled = !view.size || !sheet.canUndo
  frame.drawList(sheet.shapes, chosen)
}

async function store(view) {
  const { store: button, reason } = view.frame
  button.disabled = true
  button.setAttribute('aria-busy', 'true')
  try {
    await view.save({ shapes: view.sheet.shapes, reason: reason.value })
    view.saved = true
    view.frame.dialog.close()
  } catch (error) {
    say(view, error.words || t('没有保存成功，请检查网络后重试。'), true)
    if (error.theirs) layTogether(view, error)
    if (!view.frame.why.hidden && !reason.value.trim()) reason.focus()
  }
  button.removeAttribute('aria-busy')
  button.disabled = false
}

/** Somebody else saved first: both versions on one picture, saved by another press. Going back a step shows theirs. */
function layTogether(view, { words, theirs }) {
  const both = marking.merged(view.before, view.sheet.shapes, theirs)
  view.before = theirs
  view.sheet = marking.sheetOf(theirs)
  view.sheet.set(both)
  choose(view, { chosen: -1 })
  say(view, t('{words} 图上已是两版合在一起，您画的都还在。', { words }), true)
}

/** Close; what was drawn and not saved asks for a second press. */
function leave(view) {
  if (!view.sheet.canUndo || view.leaving) return view.frame.dialog.close()
  view.leaving = true
  return say(view, t('改动还没有保存。再按一次关闭即放弃。'), true)
}

function say(view, words, isBad = false) {
  view.frame.said.textContent = words
  view.frame.said.dataset.tone = isBad ? 'bad' : ''
}
