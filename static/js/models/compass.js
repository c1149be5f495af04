/* Owns where the back camera looked, from what a browser says of the phone's attitude. Mirrors domain/compass.py: magnetic north,
   uncorrected. Must not listen or ask for leave (controllers/parts/compass.js does). */

// Looking nearly straight up or down there is no direction: less than this of the look lies in the plane of the ground.
const LEAST_LEVEL = 0.2

/** {deg, source} of a deviceorientation event on a screen turned by `screenAngle` degrees, or null where nothing was measured. */
export function compassOf(event, screenAngle = 0) {
  if (Number.isFinite(event.webkitCompassHeading)) {
    const deg = turned(event.webkitCompassHeading + screenAngle)
    return event.webkitCompassAccuracy < 0 ? null : { deg, source: 'webkit' }
  }
  if (!event.absolute || ![event.alpha, event.beta, event.gamma].every(Number.isFinite)) return null
  const deg = lookOf(event)
  return deg === null ? null : { deg, source: 'absolute' }
}

/** The direction of the back of the phone over the ground (W3C Device Orientation, worked example), whichever way the screen is turned. */
function lookOf({ alpha, beta, gamma }) {
  const [z, x, y] = [alpha, beta, gamma].map((degrees) => (degrees * Math.PI) / 180)
  const east = -Math.cos(z) * Math.sin(y) - Math.sin(z) * Math.sin(x) * Math.cos(y)
  const north = -Math.sin(z) * Math.sin(y) + Math.cos(z) * Math.sin(x) * Math.cos(y)
  if (Math.hypot(east, north) < LEAST_LEVEL) return null
  return turned((Math.atan2(east, north) * 180) / Math.PI)
}

/** A tenth of a degree is far finer than any phone's compass. */
function turned(degrees) {
  return (Math.round((((degrees % 360) + 360) % 360) * 10) / 10) % 360
}
