/* Owns what the phone knows about its own clock: the wall time, the time that has passed since the page began (which nobody can set),
   how far the server's clock was away when last measured, and whether the wall clock went back. A stamp is a claim that the server
   judges (docs/protocol.md); deadlines never depend on it. Must not correct any time. */

// The network sets a phone's clock by a second or two all day long; that is no going back.
const TOLERANCE_MS = 5000
// Below this, what the steady clock lacks is rounding, not sleep.
const NAP_MS = 1000
// A worse measurement replaces a better one after this long: clocks drift.
const STALE_MS = 600000
// An answer's Date header has whole seconds: the middle of its second is meant.
const HALF_SECOND_MS = 500

/** A clock over two sources of milliseconds; `keep(state)` is told what other pages must know: {latest, offset}. `wasHidden()` says whether
    the page was out of sight since it was last asked: the steady clock of most browsers stands still while a phone sleeps. */
export function makeClock({ wall = Date.now, monotonic = () => performance.now(), keep = () => {}, wasHidden = () => false } = {}) {
  const began = wall() - monotonic()
  const seen = { wall: wall(), monotonic: monotonic() }
  const state = { offset: null, back: false, asleep: 0 }

  /** The wall clock now. It has gone back when it stands before where the last look and the time since then put it. Standing after it
      while the page was out of sight is sleep; a clock set forward meanwhile shows when it meets the server, or when it is set back. */
  const look = () => {
    const [now, passed, hidden] = [wall(), monotonic() - seen.monotonic, wasHidden()]
    const ahead = now - seen.wall - passed
    if (ahead < -TOLERANCE_MS) wentBack()
    else if (ahead > NAP_MS && hidden) state.asleep += ahead
    Object.assign(seen, { wall: now, monotonic: seen.monotonic + passed })
    return now
  }

  /** What was measured before the clock was set says nothing about it any more. */
  const wentBack = () => Object.assign(state, { back: true, offset: null })

  return {
    /** Take over what an earlier page left. Called once, when the store has been read. */
    restore({ latest = 0, offset = null } = {}) {
      if (wall() < latest - TOLERANCE_MS) wentBack()
      else state.offset = state.offset ?? offset
    },

    /** The stamp of a moment (now, or a Date since the page began): the protocol's `clock`. */
    stamp(at = null) {
      const now = look()
      keep({ latest: now, offset: state.offset })
      const moment = at ? at.getTime() : now
      return {
        wall: new Date(moment).toISOString(),
        elapsed_ms: Math.max(0, Math.round(monotonic() + state.asleep - (now - moment))),
        page_began: new Date(began).toISOString(),
        offset_ms: state.offset?.ms ?? null,
        offset_age_ms: state.offset ? Math.max(0, now - state.offset.measured_at) : null,
        went_back: state.back,
      }
    },

    /** Learn from an answer: the server said `serverMs` (± `roughMs`) somewhere between these two moments of our wall clock. */
    learn(serverMs, sentMs, gotMs, roughMs = 0) {
      const error = Math.max(0, gotMs - sentMs) / 2 + roughMs
      const old = state.offset
      if (!Number.isFinite(serverMs) || (old && old.error_ms < error && gotMs - old.measured_at < STALE_MS)) return
      state.offset = { ms: Math.round(serverMs - (sentMs + gotMs) / 2), error_ms: Math.round(error), measured_at: gotMs }
      keep({ latest: look(), offset: state.offset })
    },

    /** Our best estimate of the true time, milliseconds since 1970. */
    estimate: () => wall() + (state.offset?.ms ?? 0),

    /** Our wall clock, milliseconds since 1970. */
    wall,
  }
}

/** The moments an answer tells, to learn from: its own `now`, or when it was received (a first time only), or its Date header. */
export function serverMoment({ status, body, date }) {
  if (body?.now) return [Date.parse(body.now), 0]
  if (status === 201 && body?.received_at) return [Date.parse(body.received_at), 0]
  return [Date.parse(date ?? '') + HALF_SECOND_MS, HALF_SECOND_MS]
}

let keeper = () => {}
let hidden = false
globalThis.document?.addEventListener('visibilitychange', () => {
  hidden = hidden || document.visibilityState === 'hidden'
})

function wasHidden() {
  const was = hidden
  hidden = globalThis.document?.visibilityState === 'hidden'
  return was
}

/** The clock of this page. */
export const clock = makeClock({ keep: (state) => keeper(state), wasHidden })

/** Let this page's clock know what earlier pages saw, and keep what it sees; `store` has getPack and putQuietly. */
export async function startClock(store) {
  clock.restore((await store.getPack('clock'))?.value)
  let kept = {}
  keeper = (state) => {
    // A word a second is enough to notice a clock that was set back by more than the tolerance.
    if (state.offset === kept.offset && Math.abs(state.latest - kept.latest) < 1000) return
    kept = state
    store.putQuietly('clock', state).catch(() => {})
  }
  clock.stamp()
}
