/* Owns how long to wait before the next try: longer each time, and never the same on two phones, so that a server that comes up again is
   not met by all of them at once. */

const FIRST_MS = 5000
const LONGEST_MS = 300000

/** Milliseconds before the next try after `failures` in a row: a random moment in the second half of 5 s, 10 s, 20 s … 5 min.
    `random` gives numbers from 0 to 1. */
export function pauseMs(failures, random = Math.random) {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1))
  return Math.round((whole * (1 + random())) / 2)
}

/** Whether a row's time has come. A moment further away than the longest pause was written by a clock that has gone back since. */
export function isDue(retryAt, nowMs) {
  const wait = Date.parse(retryAt ?? '') - nowMs
  return !(wait > 0 && wait <= LONGEST_MS)
}
