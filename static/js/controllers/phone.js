/* The line of the outbox at the top of every phone page: starts the courier, keeps the packs fresh, says how many wait. */

import { n, t } from '../helpers/text.js'
import { startClock } from '../models/clock.js'
import { refresh, refreshedAt } from '../models/pack.js'
import { lateness } from '../models/retention.js'
import { HANDED_IN, progressOf, QUEUED, stateText, UNSENT } from '../models/states.js'
import * as store from '../models/store.js'
import { onOutcome, startCourier } from './parts/courier.js'
import { me } from './parts/person.js'
import { giveWay, startShell } from './parts/shell.js'
import { whenText } from './parts/words.js'

// Sites and checklists are asked for again after this long; an unchanged pack costs one 304.
const STALE_MS = 600000

export default async function phone(pill) {
  const person = await me().catch((error) => {
    if (error?.name === 'VersionError') giveWay()
  })
  if (!person) return
  const draw = () => show(pill, person.id)
  store.subscribe(draw)
  onOutcome((outcome) => {
    pill.dataset.outcome = outcome
    draw()
  })
  await startClock(store).catch(() => {})
  startCourier(person.id)
  freshen(person.id)
  sayKept(person.id)
  startShell(person)
}

async function freshen(personId) {
  const pack = await store.getPack(`checklists:${personId}`)
  // The list of sites draws from the pack: there it is asked for every time, elsewhere now and then.
  const patience = document.querySelector('[data-controller~="site-list"]') ? 0 : STALE_MS
  if (pack && Date.now() - new Date(pack.stored_at) < patience) return
  await refresh(store, (...request) => fetch(...request), personId)
  document.dispatchEvent(new CustomEvent('lantian:packs'))
}

/** On a copy that the phone kept: since when its content stands. */
async function sayKept(personId) {
  const line = document.documentElement.dataset.kept && document.querySelector('[data-kept-at]')
  const at = line && (await refreshedAt(store, personId))
  if (at) line.textContent = t('（{time} 更新）', { time: whenText(at) })
}

async function show(pill, personId) {
  const mine = (await store.recordsIn(UNSENT)).filter((row) => row.person_id === personId)
  const rows = mine.filter((row) => HANDED_IN.includes(row.state))
  const [state, text] = rows.length ? await face(rows, pill.dataset.outcome) : await atRest(mine)
  pill.dataset.state = state
  pill.querySelector('[data-text]').textContent = text
  badge(rows.length)
}

/** With nothing on the way: what lies on this phone alone is said before that all is safe. */
async function atRest(mine) {
  const drafts = mine.filter((row) => row.what !== 'loose').length
  if (drafts) return ['kept', n('{n} 份草稿', drafts)]
  const heaps = await Promise.all(mine.map((row) => store.photosOf(row.id)))
  const loose = heaps.flat().length
  return loose ? ['kept', n('{n} 张照片未归类', loose)] : ['idle', t('已全部接收')]
}

/** The loudest thing there is to say, in few words. */
async function face(rows, outcome) {
  const attention = rows.filter((row) => row.state === 'attention').length
  const late = lateness(rows, Date.now())
  const moving = rows.find((row) => row.state === 'uploading')
  const waiting = rows.filter((row) => QUEUED.includes(row.state)).length
  if (attention) return ['attention', n('需处理 {n}', attention)]
  if (moving) return ['uploading', stateText('uploading', progressOf(moving, await store.photosOf(moving.id)))]
  if (late.level === 'alarm') return ['attention', n('{n} 天未上传', late.days)]
  const words = {
    offline: t('连不上，等待 {count}', { count: waiting }),
    sign_in: t('需登录'),
    full: t('手机已满'),
  }
  return [outcome === 'offline' ? 'offline' : 'waiting', words[outcome] || n('等待 {n}', waiting)]
}

/** The number on the outbox's tab. */
function badge(count) {
  const icon = document.querySelector('.tab-bar a[href$="/outbox"] .tab-bar__icon')
  if (!icon) return
  icon.querySelector('.tab-bar__count')?.remove()
  if (!count) return
  const mark = document.createElement('span')
  mark.className = 'tab-bar__count'
  mark.textContent = String(count)
  icon.append(mark)
}
