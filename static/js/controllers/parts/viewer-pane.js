/* Owns one picture in the viewer: which photo, what part of it, how it is turned; wheel, dragging, two fingers and a double press. */
import { t } from '../../helpers/text.js'
import * as views from '../../models/view.js'

const WHEEL_STEP = 1.2
const DOUBLE = 2.5

/** A pane for one of the photos. `onPick` is told when a person turns to this pane, `onView` when they zoomed or moved. */
export function makePane(photos, at, number, { onPick, onView }) {
  const element = document.createElement('figure')
  element.className = 'viewer__pane'
  const room = Object.assign(document.createElement('div'), { className: 'viewer__room' })
  const image = Object.assign(document.createElement('img'), { className: 'viewer__image', draggable: false })
  const caption = Object.assign(document.createElement('figcaption'), { className: 'viewer__facts' })
  const pane = { element, room, image, at, view: views.WHOLE, quarter: 0, photos, onView }
  if (photos.length > 1) caption.append(chooser(pane, number))
  pane.words = caption.appendChild(Object.assign(document.createElement('p'), { className: 'viewer__words' }))
  room.append(image)
  element.append(room, caption)
  Object.assign(pane, {
    draw: () => draw(pane),
    show: (view) => show(pane, view),
    pick: (place) => pick(pane, place),
    zoom: (factor, point) => change(pane, views.zoomed(pane.view, factor, shownOf(pane), frameOf(pane), point)),
    move: (dx, dy) => change(pane, views.moved(pane.view, shownOf(pane), frameOf(pane), dx, dy)),
    whole: () => change(pane, views.WHOLE),
    turn: () => turn(pane),
  })
  image.addEventListener('load', () => draw(pane))
  element.addEventListener('pointerdown', onPick)
  element.addEventListener('focusin', onPick)
  listen(pane)
  pick(pane, at)
  return pane
}

function chooser(pane, number) {
  const select = Object.assign(document.createElement('select'), { className: 'viewer__choice' })
  select.setAttribute('aria-label', number ? t('右侧照片') : t('照片'))
  select.append(...pane.photos.map((photo, place) => new Option(`${place + 1} · ${photo.alt}`, String(place))))
  select.addEventListener('change', () => {
    pick(pane, Number(select.value))
    pane.onView(pane.view)
  })
  pane.select = select
  return select
}

function pick(pane, place) {
  const photo = pane.photos[place]
  Object.assign(pane, { at: place, quarter: 0 })
  pane.image.src = photo.src
  pane.image.alt = photo.alt
  pane.words.textContent = photo.facts
  if (pane.select) pane.select.value = String(place)
  draw(pane)
}

function frameOf({ room }) {
  return { width: room.clientWidth || 1, height: room.clientHeight || 1 }
}

function shownOf(pane) {
  const { image, quarter } = pane
  const picture = { width: image.naturalWidth || 4, height: image.naturalHeight || 3 }
  return views.fitted(picture, frameOf(pane), quarter)
}

function change(pane, view) {
  show(pane, view)
  pane.onView(pane.view)
}

function show(pane, view) {
  pane.view = views.kept(view, shownOf(pane), frameOf(pane))
  draw(pane)
}

function turn(pane) {
  pane.quarter = (pane.quarter + 1) % 4
  change(pane, views.WHOLE)
}

function draw(pane) {
  const { image, quarter, view } = pane
  const shown = shownOf(pane)
  const [width, height] = quarter % 2 ? [shown.height, shown.width] : [shown.width, shown.height]
  const { x, y } = views.offset(view, shown)
  Object.assign(image.style, { width: `${width}px`, height: `${height}px` })
  image.style.transform = `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${view.scale}) rotate(${quarter * 90}deg)`
  pane.room.dataset.zoomed = String(view.scale > 1)
}

function pointIn({ room }, event) {
  const box = room.getBoundingClientRect()
  return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 }
}

function listen(pane) {
  const { room } = pane
  room.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      pane.zoom(event.deltaY < 0 ? WHEEL_STEP : 1 / WHEEL_STEP, pointIn(pane, event))
    },
    { passive: false },
  )
  room.addEventListener('dblclick', (event) => (pane.view.scale > 1 ? pane.whole() : pane.zoom(DOUBLE, pointIn(pane, event))))
  fingers(pane)
}

/** One finger or the mouse moves the picture, two zoom it. */
function fingers(pane) {
  const { room } = pane
  const down = new Map()
  let far = 0
  room.addEventListener('pointerdown', (event) => {
    if (event.button) return
    room.setPointerCapture(event.pointerId)
    down.set(event.pointerId, event)
    far = apart(down)
  })
  room.addEventListener('pointermove', (event) => {
    const before = down.get(event.pointerId)
    if (!before) return
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY]
    down.set(event.pointerId, event)
    if (down.size === 1) pane.move(dx, dy)
    else far = pinch(pane, down, far)
  })
  const up = (event) => {
    down.delete(event.pointerId)
    far = apart(down)
  }
  for (const name of ['pointerup', 'pointercancel']) room.addEventListener(name, up)
}

function apart(down) {
  const [one, other] = [...down.values()]
  return other ? Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) : 0
}

function pinch(pane, down, before) {
  const [one, other] = [...down.values()]
  const now = apart(down)
  const middle = { clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 }
  if (before) pane.zoom(now / before, pointIn(pane, middle))
  return now
}
