/* Says on the page what this phone or this address cannot do, and why: plain http, refused position or camera, a store that keeps
   nothing, has no promise to last or little room left; and what has waited too long to be sent. Nothing here stops the work. */

import { n, t } from '../helpers/text.js'
import { inAppName } from '../models/browser.js'
import { isFull, lateness } from '../models/retention.js'
import { UNSENT } from '../models/states.js'
import { storeProblem } from '../models/problems.js'
import * as store from '../models/store.js'
import { onOutcome } from './parts/courier.js'
import { me } from './parts/person.js'
import { onPosition, permission } from './parts/position.js'
import { whenText } from './parts/words.js'

const LEAST_ROOM_BYTES = 200e6

export default async function limits(box) {
  const view = { box, person: await me().catch(() => undefined) }
  const show = (name, shown = true, text = '') => {
    const banner = box.querySelector(`#limit-${name}`)
    if (!banner) return
    banner.hidden = !shown
    if (text) banner.querySelector('[data-text]').textContent = text
  }
  document.addEventListener('lantian:limit', (event) => show(event.detail))
  onPosition(({ reason }) => reason === 'denied' && window.isSecureContext && show('position'))
  sayWhichApp(box)
  if (!window.isSecureContext) show('insecure')
  else if ((await permission()) === 'denied') show('position')
  const draw = () => look(view, show)
  store.subscribe(draw)
  onOutcome((outcome) => show('sign-in', outcome === 'sign_in'))
  await draw()
}

/** A browser inside another app keeps nothing for long, and often has no offline pages at all. */
function sayWhichApp(box) {
  const app = inAppName(navigator.userAgent)
  const banner = app && box.querySelector('#limit-in-app')
  if (!banner) return
  banner.querySelector('[data-title]').textContent = t('在{app}里不能离线使用', { app })
  banner.hidden = false
}

async function look({ person }, show) {
  try {
    const rows = (await store.recordsIn(UNSENT)).filter((row) => row.person_id === person?.id && row.what !== 'loose')
    const late = drawLateness(rows, show)
    await drawRoom(rows, late, show)
  } catch (error) {
    const { title, detail, mend } = storeProblem(error)
    show('store', true, t('{title}。{detail}{mend}', { title, detail, mend }))
  }
}

/** What was not sent for a day is said, for three days loudly: a phone may lose what a browser keeps. */
function drawLateness(rows, show) {
  const late = lateness(rows, Date.now())
  const since = late.since ? whenText(late.since) : ''
  show('late', late.level === 'warn', n('{n} 条记录超过 1 天没有上传，最早的在 {since}。请找有网络的地方打开本页。', late.count, { since }))
  show('alarm', late.level === 'alarm', n('{n} 条记录超过 3 天没有上传，最早的在 {since}。请今天上传，或导出后交给审核人员。', late.count, { since }))
  return late
}

/** Little room, or no promise to keep what is there; the second is worth a word while something could be lost and nothing louder is said. */
async function drawRoom(rows, late, show) {
  const [{ usage, quota }, kept] = await Promise.all([store.room(), store.isKept()])
  const little = Boolean(quota) && (isFull({ usage, quota }) || quota - usage < LEAST_ROOM_BYTES)
  const share = quota ? Math.round((100 * usage) / quota) : 0
  show('room', little, t('已用可用空间的 {share}%。仍可拍照和记录；请尽快上传，或导出等待中的记录。', { share }))
  show('unkept', kept === false && rows.length > 0 && late.level !== 'alarm')
}
