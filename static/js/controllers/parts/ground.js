/* Owns the ground every map of ours stands on: the library, our own keys and words, outlines of areas, tiles where there are any.
   Positions come in the datum of the ground; only the server converts. Needs the third-party files of deploy/browser-bundles. */
import '../../../vendor/leaflet/leaflet.js'
import { isStill } from '../../helpers/looks.js'
import { t } from '../../helpers/text.js'
import { keepApart } from './map-names.js'

const { L } = globalThis
// The middle of China at a scale that shows it whole: where a map starts that knows nothing at all.
const NOWHERE = [[35, 104], 4]
// Names of more areas than this would lie on top of each other.
const MOST_NAMES = 30

/** A map in a box on this ground. Resolves once the outlines are drawn; `said` is told what could not be had. */
export async function makeMap(box, { ground, outlines }, said = () => {}) {
  const still = isStill()
  const map = L.map(box, {
    maxZoom: ground.deepest,
    minZoom: 3,
    // Pictures have whole steps; outlines alone fill the frame.
    zoomSnap: ground.url ? 1 : 0.25,
    zoomControl: false,
    fadeAnimation: !still,
    zoomAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
  })
  map.attributionControl.setPrefix(false)
  L.control.zoom({ zoomInTitle: t('放大'), zoomOutTitle: t('缩小') }).addTo(map)
  L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map)
  map.setView(...NOWHERE)
  if (ground.url) layTiles(map, ground, said)
  map.outline = await layOutlines(map, outlines, said)
  return map
}

/** Show a rectangle, not closer than a street, with `margin` px around it: more where signs stand on its edge. */
export function look(map, bounds, margin = 16) {
  if (bounds?.isValid()) map.fitBounds(bounds, { padding: [margin, margin], maxZoom: 16, animate: false })
}

function layTiles(map, ground, said) {
  const tiles = L.tileLayer(ground.url, { maxZoom: ground.deepest, attribution: escaped(ground.attribution) })
  let told = false
  tiles.on('tileerror', () => {
    if (!told) said(t('底图暂时取不到，点位和边界不受影响。'))
    told = true
  })
  tiles.addTo(map)
  map.getContainer().dataset.tiles = 'yes'
}

function escaped(text) {
  const words = document.createElement('span')
  words.textContent = text
  return words.innerHTML
}

async function layOutlines(map, address, said) {
  try {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(String(answer.status))
    const { features } = await answer.json()
    const layer = L.geoJSON(features, { interactive: false, style: (feature) => ({ className: feature.properties.own ? 'outline outline--own' : 'outline' }) })
    layer.addTo(map)
    look(map, layer.getBounds())
    if (features.length <= MOST_NAMES) nameAll(map, layer)
    return layer
  } catch {
    said(t('区划边界没有取到。'))
    return null
  }
}

/** The largest outlines first: their names have room. */
function nameAll(map, layer) {
  const rows = layer.getLayers().filter((one) => !one.feature.properties.own)
  const size = (one) => one.getBounds().getNorthEast().distanceTo(one.getBounds().getSouthWest())
  rows.sort((a, b) => size(b) - size(a))
  rows.forEach(name)
  keepApart(map, () => rows)
}

function name(layer) {
  layer.bindTooltip(layer.feature.properties.name, { permanent: true, direction: 'center', className: 'outline__name', interactive: false })
}
