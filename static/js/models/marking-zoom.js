/* Owns which part of a picture the editor shows: an enlargement and its middle, as parts of the picture (0 to 1). Must not touch the page. */

export const MOST = 8
export const WHOLE = { scale: 1, x: 0.5, y: 0.5 }

/** Enlarged by a factor; what lies at `point` [x, y] stays where it is. */
export function zoomed(view, factor, [x, y]) {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor))
  const nearer = view.scale / scale
  return kept({ scale, x: x + (view.x - x) * nearer, y: y + (view.y - y) * nearer })
}

/** Moved by parts of the picture, as far as the picture goes. */
export function shifted(view, dx, dy) {
  return kept({ ...view, x: view.x + dx, y: view.y + dy })
}

function kept({ scale, x, y }) {
  const half = 0.5 / scale
  const inside = (value) => Math.min(1 - half, Math.max(half, value))
  return { scale, x: inside(x), y: inside(y) }
}

/** The part shown, as an SVG viewBox in pixels of the picture {width, height}. */
export function viewBox({ scale, x, y }, { width, height }) {
  const [wide, high] = [width / scale, height / scale]
  return [x * width - wide / 2, y * height - high / 2, wide, high].join(' ')
}
