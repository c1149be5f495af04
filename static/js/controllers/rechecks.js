/* What waits to be looked at again, on the first page: the server's rows until the pack has come, then the phone's own. */

import { isRecheck } from '../models/due.js'
import { problems } from '../models/pack.js'
import * as store from '../models/store.js'
import { me } from './parts/person.js'
import { problemRow, today } from './parts/problem-row.js'

// As templates/inspector/home.html shows.
const SHOWN = 2

export default async function rechecks(box) {
  const person = await me()
  const draw = async () => show(box, await problems(store, person.id))
  document.addEventListener('lantian:packs', draw)
  // On a page fresh from the server the pack could only be older.
  if (document.documentElement.dataset.kept) await draw()
  return () => document.removeEventListener('lantian:packs', draw)
}

function show(box, pack) {
  const rows = pack.violations.filter((row) => isRecheck(row, today(), pack.running))
  box.hidden = !rows.length
  box.querySelector('[data-count]').textContent = String(rows.length)
  box.querySelector('[data-list]').replaceChildren(...rows.slice(0, SHOWN).map((row) => problemRow({ ...row, note: '' }, row.site, pack)))
}
