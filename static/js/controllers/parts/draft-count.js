/* Owns how many unfinished records there are, in all and by place, for early.js of the next page. Only numbers are kept. */

const KEY = 'lantian-drafts'
const UNFINISHED = ['saved', 'attention']

/** Note the numbers; `rows` are all records of the person on this phone. */
export function noteDrafts(rows) {
  const drafts = rows.filter(isUnfinished)
  const counts = { all: drafts.length }
  for (const { site } of drafts) if (site) counts[site.id] = (counts[site.id] || 0) + 1
  try {
    localStorage.setItem(KEY, JSON.stringify(counts))
  } catch {
    // Refused in some private windows: then the place is not kept, and the list still shows.
  }
}

/** Whether a record is one that a person still has to do something about. */
export function isUnfinished(row) {
  return row.what !== 'loose' && UNFINISHED.includes(row.state)
}
