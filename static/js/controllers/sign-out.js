/* The way out: who signs out while something waits on this phone is told how much, and sends it first or leaves it here on purpose. Nothing is
   deleted by signing out. */

import { openDialog } from '../helpers/dialog.js'
import { n, t } from '../helpers/text.js'
import { HANDED_IN, UNSENT } from '../models/states.js'
import * as store from '../models/store.js'
import { leave } from './parts/shell.js'

export default function signOut(form) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const unsent = await unsentHere(Number(form.dataset.person))
    if (!unsent.length) return goOut(form)
    const answer = await asked(unsent)
    if (answer === 'keep') return keep(form, unsent)
    if (answer === 'send') location.assign(document.getElementById('sign-out').dataset.outbox)
    return undefined
  })
}

/** What the person who signs out has on this phone alone; nothing where the store cannot be read: then nothing can be lost either. */
async function unsentHere(personId) {
  try {
    const mine = (await store.recordsIn(UNSENT)).filter((row) => row.person_id === personId)
    const filled = await Promise.all(mine.map(async (row) => row.what !== 'loose' || (await store.photosOf(row.id)).length > 0))
    return mine.filter((_row, place) => filled[place])
  } catch {
    return []
  }
}

function asked(unsent) {
  const waiting = unsent.filter((row) => HANDED_IN.includes(row.state)).length
  const drafts = unsent.length - waiting
  const parts = [waiting ? n('{n} 条记录等待上传', waiting) : '', drafts ? n('{n} 份草稿', drafts) : ''].filter(Boolean)
  const what = parts.join(t('、'))
  document.querySelector('[data-sign-out-words]').textContent = t('这部手机上还有您的{what}。', { what })
  return openDialog('sign-out')
}

async function keep(form, unsent) {
  for (const row of unsent) await store.note(row.id, 'kept_at_sign_out')
  return goOut(form)
}

/** From now the pages on this phone are nobody's: they open again after the next sign-in. */
async function goOut(form) {
  await leave().catch(() => {})
  form.submit()
}
