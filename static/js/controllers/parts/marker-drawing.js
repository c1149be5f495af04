/* Draws a marking over a picture as SVG, in the pixels of the picture: what evidence/marking.py will draw onto the copy, close enough to
   judge by. Must not know what is being edited. */

const SVG = 'http://www.w3.org/2000/svg'
const COLOURS = { red: '#d61c26', yellow: '#ffd60a', blue: '#0062e6' }
const OUTLINES = { red: '#fff', yellow: '#000', blue: '#fff' }
const SCALE = 10000
const HEAD = 5

/** An SVG element with attributes. */
export function make(name, attributes = {}) {
  const element = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}

/** Draw all shapes into a group over a picture of `size` {width, height}; the chosen one with a frame. */
export function drawShapes(group, shapes, size, chosen = -1) {
  const frame = chosen >= 0 && shapes[chosen] ? [frameOf(shapes[chosen], size)] : []
  group.replaceChildren(...shapes.map((shape) => DRAWN[shape.kind](shape, placed(shape.at, size), measures(size))), ...frame)
}

function measures({ width, height }) {
  const longest = Math.max(width, height)
  return { line: Math.max(2, longest / 220), outline: Math.max(1, longest / 500), letters: longest / 30, width, height }
}

function placed(at, { width, height }) {
  return at.map((value, place) => (value * (place % 2 ? height : width)) / SCALE)
}

const DRAWN = {
  redact: (_shape, [x1, y1, x2, y2]) => make('rect', { x: x1, y: y1, width: x2 - x1, height: y2 - y1, fill: '#18181b' }),
  ellipse: ellipse,
  arrow: arrow,
  text: words,
}

function ellipse({ colour }, [x1, y1, x2, y2], { line, outline }) {
  const half = line / 2
  const ring = { cx: (x1 + x2) / 2, cy: (y1 + y2) / 2, rx: Math.max(1, (x2 - x1) / 2 - half), ry: Math.max(1, (y2 - y1) / 2 - half), fill: 'none' }
  const group = make('g')
  group.append(
    make('ellipse', { ...ring, stroke: OUTLINES[colour], 'stroke-width': line + 2 * outline }),
    make('ellipse', { ...ring, stroke: COLOURS[colour], 'stroke-width': line }),
  )
  return group
}

function arrow({ colour }, at, { line, outline }) {
  const group = make('g')
  for (const [more, fill] of [[outline, OUTLINES[colour]], [0, COLOURS[colour]]]) {
    group.append(make('polygon', { points: arrowForm(at, line, more).map((point) => point.join()).join(' '), fill }))
  }
  return group
}

/** The seven corners of an arrow; as evidence/marking.py computes them. */
function arrowForm([fromX, fromY, toX, toY], line, more) {
  const length = Math.hypot(toX - fromX, toY - fromY) || 1
  const [ahead, aside] = [(toX - fromX) / length, (toY - fromY) / length]
  const head = Math.min(line * HEAD, length * 0.6)
  const [half, wing, neck] = [line / 2 + more, head * 0.55 + more * 1.6, length - head - more * 0.6]
  const along = [[-more, half], [neck, half], [neck, wing], [length + more * 2, 0], [neck, -wing], [neck, -half], [-more, -half]]
  return along.map(([far, side]) => [fromX + ahead * far - aside * side, fromY + aside * far + ahead * side])
}

/** Words are moved inwards at the right and lower edge and made smaller where they are wider than the picture, as on the copy. */
function words({ text, colour }, [x, y], { letters, outline, width, height }) {
  const guessed = [...text].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e80 ? 1 : 0.6), 0) * letters
  const size = Math.min(letters, (letters * width * 0.98) / guessed)
  const wide = (guessed * size) / letters
  const place = { x: Math.max(0, Math.min(x, width - wide)), y: Math.min(y, height - size * 1.4) + size * 1.16 }
  const look = { 'font-size': size, 'font-weight': 700, fill: COLOURS[colour], stroke: OUTLINES[colour], 'stroke-width': outline * 2 }
  const element = make('text', { ...place, ...look, 'paint-order': 'stroke', 'stroke-linejoin': 'round' })
  element.textContent = text
  return element
}

function frameOf(shape, size) {
  const [x1, y1, x2 = x1 + size.width / 4, y2 = y1 + size.height / 14] = placed(shape.at, size)
  const room = Math.max(size.width, size.height) / 120
  const box = { x: Math.min(x1, x2) - room, y: Math.min(y1, y2) - room, width: Math.abs(x2 - x1) + 2 * room, height: Math.abs(y2 - y1) + 2 * room }
  return make('rect', { ...box, fill: 'none', class: 'marker__chosen' })
}
