/* How this phone stands for work without a network: what its browser can, what is kept and since when. On the page 离线能做什么. */

import { t } from '../helpers/text.js'
import { inAppName, isOnHomeScreen } from '../models/browser.js'
import { refreshedAt } from '../models/pack.js'
import * as store from '../models/store.js'
import { me } from './parts/person.js'
import { fillSlots } from './parts/problem-row.js'
import { canKeepPages, neededForms, prepareAll } from './parts/shell.js'
import { sizeText, whenText } from './parts/words.js'

export default async function offline(box) {
  const person = await me()
  const draw = () => show(box, person)
  const button = box.querySelector('[data-prepare]')
  button.addEventListener('click', async () => {
    button.disabled = true
    await prepareAll(person)
    button.disabled = false
    await draw()
  })
  await draw()
  // Pages are fetched in the background after the first visit: look again while they come.
  setInterval(draw, 3000)
}

async function show(box, person) {
  const state = await look(person)
  fillSlots(box, wordsOf(state))
  const [kind, words] = verdict(state)
  const line = box.querySelector('[data-verdict]')
  Object.assign(line, { hidden: false, textContent: words })
  line.dataset.kind = kind
  box.querySelector('[data-prepare]').hidden = !state.worker || state.ready === state.wanted
}

async function look(person) {
  const worker = canKeepPages() && Boolean((await navigator.serviceWorker.getRegistration())?.active)
  const [pages, brought, kept, room] = await Promise.all([
    worker ? counted(person) : { ready: 0, wanted: 0 },
    refreshedAt(store, person.id),
    store.isKept(),
    store.room(),
  ])
  return { worker, ...pages, brought, kept, room, app: inAppName(navigator.userAgent), home: isOnHomeScreen(window) }
}

/** How many of the pages that are wanted are kept: {ready, wanted}. */
async function counted(person) {
  const names = (await caches.keys()).filter((name) => name.startsWith('pages-') && name.endsWith(`-${person.id}`))
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
  const here = new Set(kept.flat().map(({ url }) => new URL(url).pathname + new URL(url).search))
  const wanted = (await neededForms(person)) ?? []
  const forms = wanted.filter((address) => here.has(address)).length
  return { ready: forms, wanted: wanted.length }
}

function wordsOf({ worker, ready, wanted, brought, kept, room, app, home }) {
  const promised = { true: t('已授予'), false: t('未授予，请及时上传') }
  return {
    worker: worker ? t('能') : t('不能'),
    pages: wanted ? t('检查表 {ready}/{wanted}', { ready, wanted }) : t('还没有'),
    packs: brought ? whenText(brought) : t('还没有'),
    secure: window.isSecureContext ? t('是') : t('否，请用 https 地址打开'),
    mode: app ? t('{app}内置的浏览器', { app }) : home ? t('主屏幕') : t('浏览器'),
    kept: promised[kept] ?? t('这个浏览器不提供'),
    room: room.quota ? t('{used}，共可用 {quota}', { used: sizeText(room.usage), quota: sizeText(room.quota) }) : t('未知'),
  }
}

/** One sentence: whether this phone can be taken out of the network now. */
function verdict({ worker, ready, wanted, app, brought }) {
  if (!window.isSecureContext) return ['bad', t('不能离线使用：本页不是通过 https 打开的。')]
  if (app) return ['warn', t('不能保证离线使用：请在手机自带的浏览器里打开。')]
  if (!worker) return ['warn', t('不能离线打开：这个浏览器没有接受离线程序。')]
  const whole = brought && wanted && ready >= wanted
  if (!whole && document.documentElement.dataset.kept) return ['warn', t('还没有备齐。请在有网络时打开本页，等它备好。')]
  if (!whole) return ['info', t('正在准备，请保持网络，不要关闭本页。')]
  return ['good', t('已备好，可以到没有网络的地方去。')]
}
