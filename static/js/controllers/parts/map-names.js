/* Which names on a map are shown: none that would lie on another, on a mark or the keys, or be cut by the edge. Those left out come
   when one zooms in. Must not draw names: their layers have them as lasting tooltips. */

// Frames may touch by so many px before their letters do.
const TOUCH = 2

/** Keep the names of these layers apart, now and after every move; the first have the right of way. `marks` gives what they must not cover. */
export function keepApart(map, layers, marks = () => []) {
  const lay = () => spread(map, layers(), marks())
  map.on('zoomend moveend', lay)
  lay()
  return lay
}

function spread(map, layers, marks) {
  const frame = map.getContainer()
  const edge = frame.getBoundingClientRect()
  const taken = [...marks, frame.querySelector('.leaflet-control-zoom')].filter(Boolean).map((one) => one.getBoundingClientRect())
  for (const layer of layers) {
    const sign = layer.getTooltip()?.getElement()
    if (!sign) continue
    const place = sign.getBoundingClientRect()
    const free = within(place, edge) && taken.every((other) => apart(place, other))
    sign.toggleAttribute('data-hidden', !free)
    if (free) taken.push(place)
  }
}

const within = (one, frame) => one.left >= frame.left && one.right <= frame.right && one.top >= frame.top && one.bottom <= frame.bottom
const apart = (one, other) => clear(one.right, other.left) || clear(other.right, one.left) || clear(one.bottom, other.top) || clear(other.bottom, one.top)
const clear = (end, begin) => end <= begin + TOUCH
