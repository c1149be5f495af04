/* Owns how long things stay on the phone: for how many hours a photo's bytes after their receipt was checked, for how many days unsent work
   before it is said loudly, and for how many days of work there is room. Must not read the clock or the store by itself. */

const HOUR_MS = 3600000
const DAY_MS = 24 * HOUR_MS
/** Hours a photo stays readable where the server says nothing else (LANTIAN_PHONE_KEEP_HOURS). */
export const KEEP_HOURS = 24
// iOS lets go of the store of a site that was not opened for seven days: after three there is still time to act.
const LEVELS = [
  ['alarm', 3],
  ['warn', 1],
]
// What was recorded longer ago says little about the next days.
const TALLY_DAYS = 30
/** From this part of the quota on the phone is called nearly full. */
export const FULL = 0.9

/** The moment (UTC ISO) before which bytes may go that were held since then. `keepHours` from the server's pack. */
export function letGoBefore(nowMs, keepHours = KEEP_HOURS) {
  return new Date(nowMs - keepHours * HOUR_MS).toISOString()
}

/** Let go of what has been held long enough. `store` has getPack and letGo. Gives how many photos. */
export async function sweep(store, personId, nowMs) {
  const hours = (await store.getPack(`checklists:${personId}`))?.value.keep_hours
  return store.letGo(letGoBefore(nowMs, hours))
}

/** Since when a row waits for the server: handed in, or begun and never finished. */
export function unsentSince(row) {
  return row.handed_in_at ?? row.started_at
}

/** How loudly unsent rows must be told of: {level: '', 'warn' (over 1 day) or 'alarm' (over 3), days (whole, of the oldest), count (rows
    over the limit), since}. */
export function lateness(rows, nowMs) {
  const age = (row) => Math.max(0, nowMs - Date.parse(unsentSince(row))) / DAY_MS
  for (const [level, days] of LEVELS) {
    const late = rows.filter((row) => age(row) > days)
    if (late.length) return { level, days: Math.floor(Math.max(...late.map(age))), count: late.length, since: oldest(late) }
  }
  return { level: '', days: 0, count: 0, since: null }
}

function oldest(rows) {
  return rows.map(unsentSince).sort()[0]
}

/** Add a photo's bytes to the tally {day: bytes} of a person's work; days that are long past are dropped. Gives the new tally. */
export function tallied(tally, day, bytes) {
  const next = { ...tally, [day]: (tally?.[day] ?? 0) + bytes }
  return Object.fromEntries(Object.entries(next).sort().slice(-TALLY_DAYS))
}

/** For how many more days of work as usual there is room: whole days, or null where nobody can know yet. */
export function daysLeft({ usage, quota }, tally) {
  const days = Object.values(tally ?? {}).filter((bytes) => bytes > 0)
  if (!days.length || !quota || usage === undefined) return null
  const average = days.reduce((sum, bytes) => sum + bytes, 0) / days.length
  return Math.floor(Math.max(0, quota * FULL - usage) / average)
}

/** Whether the phone is nearly full: nine tenths of what the browser allows are taken. */
export function isFull({ usage, quota }) {
  return Boolean(quota) && usage / quota >= FULL
}
