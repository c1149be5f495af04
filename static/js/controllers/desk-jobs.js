/* Keeps the list of one's own exports fresh while one is under way: fetches the list again and takes over what changed. The page
   itself says everything without this; it only saves reloading. A job that only went on keeps its place and its focus. */
import { t } from '../helpers/text.js'

const LOOK_MS = 1500
// After a request that failed, e.g. while the server restarts.
const LATER_MS = 6000

export default function deskJobs(section) {
  let timer = 0
  const look = async () => {
    timer = 0
    if (document.hidden) return
    const fresh = await fetched(section.dataset.source)
    if (fresh) take(section, fresh)
    if (!fresh || isLive(section)) timer = setTimeout(look, fresh ? LOOK_MS : LATER_MS)
  }
  const wake = () => {
    if (!timer && !document.hidden && isLive(section)) look()
  }
  document.addEventListener('visibilitychange', wake)
  section.querySelector('[data-reload]')?.remove()
  if (isLive(section)) timer = setTimeout(look, LOOK_MS)
}

function isLive(section) {
  return section.querySelector('[data-jobs]')?.dataset.live === 'yes'
}

/** The list as the server has it now; null when it cannot be had (then the old one stays). */
async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: 'text/html' } })
    if (!answer.ok || answer.redirected) return null
    return new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-jobs]')
  } catch {
    return null
  }
}

function take(section, fresh) {
  const list = section.querySelector('[data-jobs]')
  list.dataset.live = fresh.dataset.live
  for (const job of fresh.querySelectorAll('[data-job]')) {
    const old = document.getElementById(job.id)
    if (!old) list.prepend(document.adoptNode(job))
    else if (old.dataset.job === job.dataset.job) goOn(old, job)
    else change(section, old, job)
  }
}

/** The same state: only the words and the bar. */
function goOn(old, job) {
  for (const part of old.querySelectorAll('[data-label], [data-text]')) {
    part.textContent = job.querySelector(part.hasAttribute('data-label') ? '[data-label]' : '[data-text]')?.textContent ?? ''
  }
  const bar = job.querySelector('progress')
  const shown = old.querySelector('progress')
  if (!bar || !shown) return
  shown.max = bar.max
  if (bar.hasAttribute('value')) shown.value = bar.value
  else shown.removeAttribute('value')
}

/** Another state: the whole job, said aloud, with the focus on the new button where it was on the old one. */
function change(section, old, job) {
  const focused = old.contains(document.activeElement)
  old.replaceWith(document.adoptNode(job))
  if (focused) job.querySelector('a.button, button')?.focus()
  section.querySelector('[data-told]').textContent = t('{name}：{state}', {
    name: job.querySelector('.job__title').textContent.trim(),
    state: job.querySelector('.tag').textContent.trim()
  })
}
