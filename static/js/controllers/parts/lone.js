/* Owns that one page at a time sends: a Web Lock (secure contexts only; without one two pages may send the same bytes, which the protocol
   allows), the words pages tell each other meanwhile, and taking over from a page that has fallen silent: a phone freezes pages in the
   background with their locks. */

const LOCK = 'lantian-outbox'
// Longer than any request may be silent (models/wire.js): whoever says nothing for this long is frozen.
const FROZEN_MS = 60000
const LOOK_MS = 5000

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('lantian-courier')
let lastWord = 0

/** Tell the other pages: {alive}, {now}, {outcome} or {progress}. */
export function tell(word) {
  channel?.postMessage(word)
}

/** Hear what the other pages tell. */
export function hear(listener) {
  if (!channel) return
  channel.onmessage = ({ data }) => {
    lastWord = Date.now()
    listener(data)
  }
}

/** Run `work` when no other page is running its own; gives what it gave. */
export async function alone(work) {
  if (!navigator.locks) return work()
  const control = new AbortController()
  lastWord = Date.now()
  const watch = setInterval(() => isFrozen() && control.abort(), LOOK_MS)
  try {
    return await navigator.locks.request(LOCK, { signal: control.signal }, () => {
      clearInterval(watch)
      return work()
    })
  } catch (error) {
    if (!control.signal.aborted) throw error
    return navigator.locks.request(LOCK, { steal: true }, work)
  } finally {
    clearInterval(watch)
  }
}

function isFrozen() {
  return document.visibilityState === 'visible' && Date.now() - lastWord > FROZEN_MS
}
