/* The service worker: keeps the files of one build and the phone's pages of one person, and answers with them when the network does not.
   BUILD stands before this text (web/shell.py). Owns the browser's caches. Must not touch what is sent (anything but GET), nor /api/:
   records wait in IndexedDB, not here. Which answer counts as ours is said by our own headers, so that a hotel's page never does. */
/* global BUILD */

const SHELL = `shell-${BUILD.hash}`
const PAGES = `pages-${BUILD.hash}-`
const THUMBS = 'thumbs-'
// What outlives a build: who was last signed in, which build came before.
const MEMORY = 'lantian-memory'
// A weak network that says nothing for this long must not keep a person waiting who has the page on the phone.
const PATIENCE_MS = 2500
// Fixed pages hold names of people and areas: fetched again after a day.
const DAY_MS = 86400000
const AT_ONCE = 2
const OPEN_DRAFT = 'lantian-open-draft'
const THUMB = /^\/photos\/[0-9a-f]{64}\/thumb$/
// One kept page stands for all places, one for all problems.
const FOR_ALL = [
  [/^\/i\/sites\/(?!new$)[^/]+$/, '/i/sites/-'],
  [/^\/i\/violations\/[^/]+$/, '/i/violations/-'],
]
const FORM = /^\/i\/checklists\//

self.addEventListener('install', (event) => event.waitUntil(keepShell()))
self.addEventListener('activate', (event) => event.waitUntil(tidy().then(() => self.clients.claim())))
self.addEventListener('message', (event) => event.waitUntil(obey(event)))
self.addEventListener('sync', (event) => event.waitUntil(wakePages()))
self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(page(event, url))
  else if (url.pathname.startsWith('/static/')) event.respondWith(file(request))
  else if (THUMB.test(url.pathname)) event.respondWith(thumb(request, url))
})

/** All or nothing; each file must have the bytes that this build names. What the page has just loaded comes from the browser's cache. */
async function keepShell() {
  const cache = await caches.open(SHELL)
  await cache.addAll(BUILD.assets.map(([address, integrity]) => new Request(address, { integrity })))
  await cache.add(new Request(BUILD.sorry, { cache: 'no-cache' }))
}

/** In charge from now: earlier pages go. The files of the build before stay until the next one, for pages that are still open. */
async function tidy() {
  const before = await remembered('shell')
  const keep = (name) => name === MEMORY || name === SHELL || name === before || name.startsWith(PAGES) || name.startsWith(THUMBS)
  await Promise.all((await caches.keys()).filter((name) => isOurs(name) && !keep(name)).map((name) => caches.delete(name)))
  await remember('shell', SHELL)
}

function isOurs(name) {
  return ['shell-', 'pages-', THUMBS].some((start) => name.startsWith(start))
}

async function file(request) {
  const shell = await caches.open(SHELL)
  return (await shell.match(request.url)) ?? (await caches.match(request.url)) ?? fetch(request)
}

/** A small picture that pack and page name; a kept one is asked for anew after a day (keepThumbs). */
async function thumb(request, url) {
  const person = await remembered('person')
  const kept = person && (await (await caches.open(THUMBS + person)).match(url.pathname))
  return kept ?? fetch(request)
}

/** Network first, with a short patience where a copy exists. What did not come from our server is never taken for a page of ours. */
async function page(event, url) {
  const copy = url.pathname.startsWith('/i/') || url.pathname === '/' ? await copyOf(url) : undefined
  const form = copy && FORM.test(url.pathname) && (await fixedForm(url))
  if (form) return form
  const asked = ask(event, url)
  event.waitUntil(asked.catch(() => {}))
  const answer = await (copy ? Promise.race([asked, patience()]) : asked).catch(() => undefined)
  if (answer && (await stands(answer, copy))) return answer.redirected ? Response.redirect(answer.url) : answer
  if (copy) return copy
  return answer ?? (await elsewhere(event.request)) ?? sorry()
}

/** A form of this very version and region in the person's language is what the server would send; asking would only cost time. It does
    not say that it is a copy. */
async function fixedForm(url) {
  const cache = await caches.open(PAGES + (await remembered('person')))
  const kept = await cache.match(formKey(url))
  if (kept?.headers.get('Content-Language') !== (await remembered('language'))) return undefined
  return new Response((await kept.text()).replace(/<html data-kept="[^"]*" /, '<html '), { headers: kept.headers })
}

/** A redirect to another host, a hotel's way to ask for money, is followed by the browser itself. */
function elsewhere(request) {
  return fetch(request).catch(() => undefined)
}

async function sorry() {
  return (await (await caches.open(SHELL)).match(BUILD.sorry)) ?? Response.error()
}

function patience() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
}

async function ask(event, url) {
  const answer = await fetch(new Request(event.request, { redirect: 'follow', headers: headersFor(event.request, url) }))
  event.waitUntil(learnLanguage(answer).catch(() => {}))
  if (isKeepable(answer, url)) event.waitUntil(keepMine(answer.clone(), url.pathname + url.search).catch(() => {}))
  return answer
}

/** The language of a signed-in person is what the server answered last; a copy that a weak network let stand may be older. An answer may
    come after the page that stood in for it has had its pages prepared: then they are prepared once more. */
async function learnLanguage({ headers }) {
  const language = headers.get('Content-Language')
  const person = headers.get('X-Lantian-Person')
  if (!person || language === (await remembered('language'))) return
  await remember('language', language)
  if (person === String(ordered?.person)) await prepare({ ...ordered, language })
}

/** What another site may have asked for with words of its own is to come uncompressed (web/compress.py): asked for by the worker it
    would look like a request of ours. */
function headersFor(request, url) {
  const headers = new Headers(request.headers)
  if (url.search && !request.referrer.startsWith(`${self.location.origin}/`)) headers.set('X-Lantian-Plain', '1')
  return headers
}

/** Whether an answer is shown although there is a copy: it is our server's, of our build or with no draft open, and no breakdown. */
async function stands(answer, copy) {
  const hash = answer.headers.get('X-Lantian-Build')
  if (!copy) return true
  if (!hash || answer.status >= 500) return false
  return hash === BUILD.hash || !(await isDraftOpen())
}

/** While a draft is open nobody sees another build: its pages could change the store under the open one. */
async function isDraftOpen() {
  const { held } = await navigator.locks.query()
  return held.some(({ name }) => name === OPEN_DRAFT)
}

function isKeepable(answer, url) {
  const { headers, status, redirected } = answer
  const whole = url.pathname + url.search
  const wanted = BUILD.pages.includes(whole) || (FORM.test(whole) && whole === formKey(url))
  return wanted && status === 200 && !redirected && headers.has('X-Lantian-Person') && headers.get('X-Lantian-Build') === BUILD.hash
}

/** A page that somebody opened: from now the copies shown without a network are theirs. */
async function keepMine(answer, key) {
  await belongTo(answer.headers.get('X-Lantian-Person'))
  await keep(answer, key)
}

/** The copy says on its root when it was made, so that a page knows it is one. */
async function keep(answer, key) {
  const person = answer.headers.get('X-Lantian-Person')
  const at = new Date().toISOString()
  const headers = new Headers(answer.headers)
  for (const name of ['Content-Encoding', 'Content-Length', 'Set-Cookie']) headers.delete(name)
  headers.set('X-Lantian-Kept', at)
  const text = (await answer.text()).replace('<html ', `<html data-kept="${at}" `)
  await (await caches.open(PAGES + person)).put(key, new Response(text, { headers }))
}

let owning = Promise.resolve()

/** Whose copies are shown, or nobody's (''); one after the other in the order of asking, so that who has signed out stays out. */
function belongTo(person) {
  owning = owning.then(async () => ((await remembered('person')) ?? '') === person || remember('person', person)).catch(() => {})
  return owning
}

/** The copy for an address, of the person last signed in; undefined where there is none. */
async function copyOf(url) {
  const person = await remembered('person')
  if (!person) return undefined
  const cache = await caches.open(PAGES + person)
  if (url.pathname === '/') return (await cache.match(BUILD.home)) && Response.redirect(BUILD.home)
  if (FORM.test(url.pathname)) return formCopy(cache, url)
  return cache.match(FOR_ALL.find(([pattern]) => pattern.test(url.pathname))?.[1] ?? url.pathname)
}

/** A form of this version; for a region without values of its own the one above it stands. */
async function formCopy(cache, url) {
  for (let region = url.searchParams.get('region') ?? ''; region; region = region.slice(0, -2)) {
    const found = await cache.match(formKey(url, region))
    if (found) return found
  }
  return undefined
}

function formKey({ pathname, searchParams }, region = searchParams.get('region')) {
  return `${pathname}?${new URLSearchParams({ region, version: searchParams.get('version') ?? '' })}`
}

/** What pages ask for. Answers through the message's port, where there is one. */
async function obey({ data, ports }) {
  const act = { prepare, thumbs: keepThumbs, 'take-over': () => self.skipWaiting(), left: () => belongTo('') }[data?.lantian]
  const said = await act?.(data)
  ports[0]?.postMessage(said ?? null)
}

let preparing = Promise.resolve()
// What a page last asked to have prepared; forgotten when the phone stops the worker, then the next page asks.
let ordered

/** Fetch what is missing of a person's pages, two at a time, and drop what is no longer asked for. Gives how many are missing still. */
function prepare(order) {
  ordered = order
  belongTo(String(order.person))
  preparing = preparing.then(() => prepareNow(order)).catch(() => ({ missing: -1 }))
  return preparing
}

async function prepareNow({ person, language: said, addresses }) {
  if (said) await remember('language', said)
  const language = said ?? (await remembered('language'))
  const cache = await caches.open(PAGES + person)
  const wanted = [...BUILD.pages, ...addresses]
  await drop(cache, wanted)
  const due = []
  for (const address of wanted) if (await isDue(cache, address, language)) due.push(address)
  const took = await each(due, (address) => take(address, person))
  const lacking = await Promise.all(wanted.map((address) => cache.match(address)))
  return { missing: lacking.filter((one) => !one).length, took: took.filter(Boolean).length, pages: wanted.length }
}

async function isDue(cache, address, language) {
  const kept = await cache.match(address)
  if (!kept || kept.headers.get('Content-Language') !== language) return true
  return BUILD.pages.includes(address) && Date.now() - Date.parse(kept.headers.get('X-Lantian-Kept')) > DAY_MS
}

async function take(address, person) {
  const url = new URL(address, self.location.origin)
  const answer = await fetch(address, { cache: 'no-cache', credentials: 'same-origin' })
  const mine = answer.headers.get('X-Lantian-Person') === String(person)
  if (mine && isKeepable(answer, url)) await keep(answer, address)
  return mine
}

/** Keep the small pictures of these photos, in this order of worth, and no others. */
async function keepThumbs({ person, hashes }) {
  const cache = await caches.open(THUMBS + person)
  const wanted = hashes.slice(0, BUILD.most_thumbs).map((hash) => `/photos/${hash}/thumb`)
  await drop(cache, wanted)
  const fresh = await Promise.all(wanted.map((address) => isFresh(cache, address)))
  await each(
    wanted.filter((_address, place) => !fresh[place]),
    (address) => takeThumb(cache, address),
  )
}

/** Whether a picture was kept within a day: what was hidden on it since must not stay for longer. */
async function isFresh(cache, address) {
  const kept = await cache.match(address)
  return Boolean(kept) && Date.now() - Date.parse(kept.headers.get('Date')) < DAY_MS
}

/** A picture that is still to be made, or a page of somebody else's, is no thumbnail. */
async function takeThumb(cache, address) {
  const answer = await fetch(address, { credentials: 'same-origin' })
  if (answer.status === 200 && !answer.redirected && answer.headers.get('Content-Type') === 'image/jpeg') await cache.put(address, answer)
}

async function drop(cache, wanted) {
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url)
    if (!wanted.includes(pathname + search)) await cache.delete(request)
  }
}

/** Work through a list, few at a time; one that fails lets the others go on. */
async function each(list, work) {
  const waiting = [...list]
  const done = []
  const walk = async () => {
    while (waiting.length) done.push(await work(waiting.shift()).catch(() => false))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, walk))
  return done
}

/** The network is back: open pages send what waits. With no page open there is nobody to read the store; the next one opened sends. */
async function wakePages() {
  for (const client of await self.clients.matchAll()) client.postMessage({ lantian: 'send' })
}

async function remembered(name) {
  return (await (await caches.open(MEMORY)).match(`/${name}`))?.text()
}

async function remember(name, value) {
  await (await caches.open(MEMORY)).put(`/${name}`, new Response(value))
}
