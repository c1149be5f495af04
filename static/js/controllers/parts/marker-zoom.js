/* Owns looking closer in the editor: buttons, wheel, two fingers. What part is shown is models/marking-zoom.js. Must not draw shapes. */
import * as zoom from '../../models/marking-zoom.js'

const STEP = 1.6
const WHEEL_STEP = 1.2

/** Watch the picture for wheel and second finger. `pointOf(event)` gives parts of the picture [x, y]; `onPinch` is told when a second
    finger comes down. Gives {by(factor, point), isPinching()}. */
export function watchZoom(svg, { size, pointOf, onPinch }) {
  const state = { view: zoom.WHOLE, down: new Map() }
  const show = (view) => {
    state.view = view
    if (size()) svg.setAttribute('viewBox', zoom.viewBox(view, size()))
  }
  svg.addEventListener('wheel', (event) => {
    event.preventDefault()
    if (size()) show(zoom.zoomed(state.view, event.deltaY < 0 ? WHEEL_STEP : 1 / WHEEL_STEP, pointOf(event)))
  })
  svg.addEventListener('pointerdown', (event) => {
    state.down.set(event.pointerId, event)
    if (state.down.size === 2) onPinch()
  })
  svg.addEventListener('pointermove', (event) => {
    if (!state.down.has(event.pointerId)) return
    const before = [...state.down.values()]
    state.down.set(event.pointerId, event)
    if (before.length === 2 && size()) show(pinched(state.view, before, [...state.down.values()], pointOf))
  })
  for (const name of ['pointerup', 'pointercancel']) svg.addEventListener(name, (event) => state.down.delete(event.pointerId))
  return {
    by: (way, point) => show(zoom.zoomed(state.view, way > 0 ? STEP : 1 / STEP, point ?? [state.view.x, state.view.y])),
    isPinching: () => state.down.size > 1,
  }
}

/** Two fingers: their middle keeps what lies under it, their distance is the enlargement. */
function pinched(view, before, now, pointOf) {
  const factor = apart(now) / Math.max(1, apart(before))
  const [from, to] = [pointOf(middle(before)), pointOf(middle(now))]
  return zoom.zoomed(zoom.shifted(view, from[0] - to[0], from[1] - to[1]), factor, from)
}

function apart([one, other]) {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
}

function middle([one, other]) {
  return { clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 }
}
