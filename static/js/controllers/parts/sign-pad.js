/* Owns the drawing of a signature: strokes of finger or pen, kept as PNG on white after each stroke. */

const PEN_PX = 6

/** Bind a pad. `onStroke(blob)` after each stroke, `onClear()` when it was wiped. Gives {show(address)} for a kept one. */
export function bindSignPad(figure, { onStroke, onClear }) {
  const canvas = figure.querySelector('[data-pad]')
  const context = canvas.getContext('2d')
  const empty = figure.querySelector('[data-empty]')
  let last = null
  wipe(canvas, context)
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId)
    empty.hidden = true
    last = place(canvas, event)
    stroke(context, last, last)
  })
  canvas.addEventListener('pointermove', (event) => {
    if (!last) return
    for (const step of event.getCoalescedEvents?.() ?? [event]) {
      const here = place(canvas, step)
      stroke(context, last, here)
      last = here
    }
  })
  const end = () => {
    if (!last) return
    last = null
    canvas.toBlob((blob) => onStroke(blob), 'image/png')
  }
  canvas.addEventListener('pointerup', end)
  canvas.addEventListener('pointercancel', end)
  figure.querySelector('[data-clear]').addEventListener('click', () => {
    wipe(canvas, context)
    empty.hidden = false
    onClear()
  })
  return { show: (blob) => restore(context, empty, blob) }
}

function wipe(canvas, context) {
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  Object.assign(context, { strokeStyle: '#111c27', lineWidth: PEN_PX, lineCap: 'round', lineJoin: 'round' })
}

function place(canvas, event) {
  const box = canvas.getBoundingClientRect()
  return { x: ((event.clientX - box.left) / box.width) * canvas.width, y: ((event.clientY - box.top) / box.height) * canvas.height }
}

function stroke(context, from, to) {
  context.beginPath()
  context.moveTo(from.x, from.y)
  context.lineTo(to.x, to.y)
  context.stroke()
}

async function restore(context, empty, blob) {
  context.drawImage(await createImageBitmap(blob), 0, 0)
  empty.hidden = true
}
