/* Owns the viewer of evidence photos: one picture or two side by side, zoomed by wheel, keys, buttons or two fingers, moved by
   dragging, turned for the eye alone. What was measured stands under each picture. The originals are never touched. */
import { t } from '../../helpers/text.js'
import { isAfter, isBefore } from '../../models/likeness.js'
import { makePane } from './viewer-pane.js'

const ZOOM_STEP = 1.5
const KEYS = {
  ArrowLeft: (view) => step(view, -1),
  ArrowRight: (view) => step(view, 1),
  '+': (view) => zoom(view, ZOOM_STEP),
  '=': (view) => zoom(view, ZOOM_STEP),
  '-': (view) => zoom(view, 1 / ZOOM_STEP),
  0: (view) => whole(view),
  r: (view) => turn(view),
  c: (view) => compare(view),
}

/** Show photos [{src, alt, facts, role}] from one on; `beside` is the place of a second one, or null. The focus returns to `back`. */
export function openViewer(photos, at, beside, back) {
  const view = { photos, panes: [], active: 0, together: true, dialog: frame(photos.length > 1) }
  view.stage = view.dialog.querySelector('[data-stage]')
  addPane(view, at)
  if (beside !== null) compare(view, beside)
  view.dialog.addEventListener('keydown', (event) => onKey(view, event))
  view.dialog.addEventListener('click', (event) => onPress(view, event))
  const resized = new ResizeObserver(() => view.panes.forEach((pane) => pane.draw()))
  resized.observe(view.stage)
  view.dialog.addEventListener('close', () => {
    resized.disconnect()
    view.dialog.remove()
    back?.focus()
  })
  document.body.append(view.dialog)
  view.dialog.showModal()
  mark(view)
}

function onKey(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('select')) return
  const act = event.shiftKey && event.key.startsWith('Arrow') ? slide : KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!act) return
  event.preventDefault()
  act(view, event)
}

function onPress(view, event) {
  const act = event.target.closest('[data-does]')?.dataset.does
  const acts = { close: () => view.dialog.close(), back: () => step(view, -1), forward: () => step(view, 1), whole: () => whole(view) }
  const more = { in: () => zoom(view, ZOOM_STEP), out: () => zoom(view, 1 / ZOOM_STEP), turn: () => turn(view), compare: () => compare(view) }
  ;({ ...acts, ...more, together: () => bind(view) })[act]?.()
}

function addPane(view, at) {
  const pane = makePane(view.photos, at, view.panes.length, {
    onPick: () => activate(view, view.panes.indexOf(pane)),
    onView: (shown) => share(view, pane, shown),
  })
  view.panes.push(pane)
  view.stage.append(pane.element)
  view.stage.dataset.count = String(view.panes.length)
}

/** A second picture beside the first, or back to one. Without a wish: what came after a correction beside what came before. */
function compare(view, beside = null) {
  if (view.panes.length === 2) {
    view.panes.pop().element.remove()
    view.stage.dataset.count = '1'
    view.active = 0
  } else if (view.photos.length > 1) {
    addPane(view, beside ?? partner(view))
    view.active = 1
  }
  view.panes.forEach((pane) => pane.draw())
  mark(view)
}

function partner({ photos, panes }) {
  const here = panes[0].at
  const isWanted = isAfter(photos[here]) ? isBefore : isAfter
  const found = photos.findIndex((photo, place) => place !== here && isWanted(photo))
  return found >= 0 ? found : (here + 1) % photos.length
}

function activate(view, place) {
  view.active = place
  mark(view)
}

const current = (view) => view.panes[view.active]

function step(view, by) {
  const count = view.photos.length
  current(view).pick((current(view).at + by + count) % count)
  mark(view)
}

function zoom(view, factor) {
  current(view).zoom(factor)
}

function whole(view) {
  current(view).whole()
}

function turn(view) {
  current(view).turn()
}

function slide(view, event) {
  const by = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] }[event.key]
  current(view).move(...by)
}

function bind(view) {
  view.together = !view.together
  if (view.together) share(view, current(view), current(view).view)
  mark(view)
}

function share(view, from, shown) {
  if (view.together) for (const pane of view.panes) if (pane !== from) pane.show(shown)
  mark(view)
}

/** What the bar says and which keys are pressed. */
function mark(view) {
  const { dialog, panes, active } = view
  const two = panes.length === 2
  panes.forEach((pane, place) => pane.element.toggleAttribute('data-active', two && place === active))
  dialog.querySelector('[data-zoom]').textContent = `${Math.round(current(view).view.scale * 100)}%`
  dialog.querySelector('[data-place]').textContent = view.photos.length > 1 ? `${current(view).at + 1} / ${view.photos.length}` : ''
  for (const [name, pressed] of [['compare', two], ['together', view.together]]) {
    dialog.querySelector(`[data-does="${name}"]`)?.setAttribute('aria-pressed', String(pressed))
  }
  const bound = dialog.querySelector('[data-does="together"]')
  if (bound) bound.hidden = !two
}

function frame(several) {
  const dialog = document.createElement('dialog')
  dialog.className = 'viewer'
  dialog.setAttribute('aria-label', t('查看照片'))
  const bar = document.createElement('div')
  bar.className = 'viewer__bar'
  const keys = [
    ...(several ? [key('back', 'back', t('上一张')), said('place'), key('forward', 'forward', t('下一张'))] : [said('place')]),
    gap(),
    key('minus', 'out', t('缩小')), said('zoom'), key('plus', 'in', t('放大')), key('scan', 'whole', t('显示全图')), key('redo', 'turn', t('旋转显示')),
    ...(several ? [key('compare', 'compare', t('并排比较')), key('link', 'together', t('同步缩放'))] : []),
    key('close', 'close', t('关闭')),
  ]
  const stage = document.createElement('div')
  stage.className = 'viewer__stage'
  stage.dataset.stage = ''
  bar.append(...keys)
  dialog.append(bar, stage)
  return dialog
}

function said(name) {
  const words = document.createElement('span')
  words.className = 'viewer__said'
  words.dataset[name] = ''
  words.setAttribute('role', 'status')
  return words
}

function gap() {
  const room = document.createElement('span')
  room.className = 'viewer__gap'
  return room
}

function key(sign, does, label) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button button--icon button--quiet'
  button.title = label
  button.setAttribute('aria-label', label)
  button.dataset.does = does
  button.innerHTML = `<svg class="icon" aria-hidden="true" width="24" height="24"><use href="${document.documentElement.dataset.sprite}#${sign}"></use></svg>`
  return button
}
