/* Owns distances on the ground and the quality of a position, as the phone shows them. Mirrors domain/geo.py (same radius, same
   formula). A position says where a device believed to be; nothing here is a verdict. */

const EARTH_RADIUS_M = 6371008.8

/** Metres between two WGS-84 positions {lat, lon}; null when one is unknown. */
export function distanceM(here, there) {
  if (!known(here) || !known(there)) return null
  const [phi, otherPhi] = [radians(here.lat), radians(there.lat)]
  const turn = radians(there.lon - here.lon) / 2
  const half = Math.sin((otherPhi - phi) / 2) ** 2 + Math.cos(phi) * Math.cos(otherPhi) * Math.sin(turn) ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(half)))
}

/** Whether a thing has a position. */
export function known(place) {
  return Number.isFinite(place?.lat) && Number.isFinite(place?.lon)
}

/** Metres below a kilometre, else kilometres with one digit; '' for unknown. */
export function distanceText(metres) {
  if (metres === null || metres === undefined) return ''
  return metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(1)} km`
}

/** Rows {lat, lon, …} with their distance_m from a position, nearest first; rows without a position last, in their old order. */
export function nearestFirst(rows, here) {
  const measured = rows.map((row) => ({ ...row, distance_m: distanceM(here, row) }))
  return measured.sort((a, b) => (a.distance_m ?? Infinity) - (b.distance_m ?? Infinity) || 0)
}

/** 'good' to 20 m, 'fair' to 60 m, 'poor' beyond; 'none' without a fix. Limits of the gauge, not of a law. */
export function fixQuality(fix) {
  if (!fix) return 'none'
  if (fix.accuracy_m <= 20) return 'good'
  return fix.accuracy_m <= 60 ? 'fair' : 'poor'
}

function radians(degrees) {
  return (degrees * Math.PI) / 180
}
