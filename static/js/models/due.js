/* Owns limits (整改期限) as the phone counts them without a network, and which problems wait to be looked at again. Mirrors web/worklist.py
   (due) and web/phone_view.py (rechecks); tests/contract/due.json holds both to the same cases. Days are days in China. */

const SOON_DAYS = 3
const DAY_MS = 86400000
const CHINA = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The date in China of a moment (milliseconds): 2026-11-21. */
export function dayInChina(ms) {
  return CHINA.format(new Date(ms)).replaceAll('/', '-')
}

/** How a limit stands on a day: {left, close, overdue, soon}, or null where there is none. `running` names the states whose limit runs. */
export function limitOf({ due_on: dueOn, state }, today, running) {
  if (!dueOn) return null
  const left = Math.round((Date.parse(dueOn) - Date.parse(today)) / DAY_MS)
  const runs = running.includes(state)
  return { left, close: runs && left <= SOON_DAYS, overdue: runs && left < 0, soon: runs && left >= 0 && left <= SOON_DAYS }
}

/** Whether a problem waits to be looked at again: its correction was reported, or the limit for it is reached. */
export function isRecheck(row, today, running) {
  return row.state === 'rectified' || (row.state === 'ordered' && Boolean(limitOf(row, today, running)?.close))
}
