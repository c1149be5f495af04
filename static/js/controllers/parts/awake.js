/* Owns keeping the screen on while photos leave: a phone that falls asleep stops sending. Only where the browser can, never insisted on. */

let lock = null

/** Keep the screen on from now. Safe to call again. */
export async function stayAwake() {
  if (lock || document.visibilityState !== 'visible') return
  lock = 'asked'
  lock = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null
  lock?.addEventListener('release', () => {
    lock = null
  })
}

/** Let the screen go dark again. */
export function mayRest() {
  if (lock && lock !== 'asked') lock.release().catch(() => {})
}
