/* The line of the outbox at the top of every phone page: starts the courier, keeps the packs fresh, says how many wait. */

import { n, t } from '../helpers/text.js'
import { progressOf } from '../models/outbox.js'
import { refresh } from '../models/pack.js'
import * as store from '../models/store.js'
import { onOutcome, startCourier } from './parts/courier.js'
import { me } from './parts/person.js'

// Sites and checklists are asked for again after this long; an unchanged pack costs one 304.
const STALE_MS = 600000

export default async function phone(pill) {
  const person = await me().catch(() => undefined)
  if (!person) return undefined
  const draw = () => show(pill, person.id)
  const stops = [
    store.subscribe(draw),
    onOutcome((outcome) => {
      pill.dataset.outcome = outcome
      draw()
    }),
  ]
  startCourier(person.id)
  freshen(person.id)
  return () => stops.forEach((stop) => stop())
}

async function freshen(personId) {
  const pack = await store.getPack(`checklists:${personId}`)
  // The list of sites draws from the pack: there it is asked for every time, elsewhere now and then.
  const patience = document.querySelector('[data-controller~="site-list"]') ? 0 : STALE_MS
  if (pack && Date.now() - new Date(pack.stored_at) < patience) return
  await refresh(store, (...request) => fetch(...request), personId)
  document.dispatchEvent(new CustomEvent('lantian:packs'))
}

async function show(pill, personId) {
  const rows = await store.recordsOf(personId)
  const waiting = rows.filter((row) => row.state === 'waiting' || row.state === 'uploading')
  const attention = rows.filter((row) => row.state === 'attention')
  const [state, text] = await face(waiting, attention, pill.dataset.outcome)
  pill.dataset.state = state
  pill.querySelector('[data-text]').textContent = text
  badge(waiting.length + attention.length)
}

async function face(waiting, attention, outcome) {
  if (attention.length) return ['attention', t('需处理 {count}', { count: attention.length })]
  if (!waiting.length) return ['idle', t('已全部接收')]
  const moving = waiting.find((row) => row.state === 'uploading')
  if (moving) return ['uploading', t('上传 {done}/{total}', progressOf(moving, await store.photosOf(moving.id)))]
  const words = { offline: t('连不上，等待 {count}', { count: waiting.length }), sign_in: t('需登录') }
  return [outcome === 'offline' ? 'offline' : 'waiting', words[outcome] || n('等待 {n}', waiting.length)]
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
