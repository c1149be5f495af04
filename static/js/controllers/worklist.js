/* Picking lines of the work list: ticks with ranges, how many, and the keys that open an act's summary for what is ticked or for
   the line under the keys. Never acts by itself: every key only sends the form that leads to the summary. */
import { n, t } from '../helpers/text.js'
import { toast } from '../helpers/toast.js'
import { mayUseKey } from './parts/keys.js'

export default function worklist(box) {
  const view = { box, bar: box.querySelector('[data-bar]'), last: null }
  document.addEventListener('keydown', (event) => mayUseKey(event) && press(view, event))
  if (view.bar) watchTicks(view)
}

function watchTicks(view) {
  const { box, bar } = view
  const all = box.querySelector('[data-all]')
  all.hidden = false
  bar.querySelector('[data-picks]').hidden = false
  box.addEventListener('click', (event) => {
    if (event.target.matches('[name="line"]')) choose(view, event.target, event.shiftKey)
  })
  all.querySelector('input').addEventListener('change', (event) => setAll(view, event.target.checked))
  bar.querySelector('[data-pick-all]').addEventListener('click', () => setAll(view, true))
  bar.querySelector('[data-pick-none]').addEventListener('click', () => setAll(view, false))
  // Back from the summary: the browser may have kept the ticks.
  window.addEventListener('pageshow', () => count(view))
  count(view)
}

const ticks = ({ box }) => [...box.querySelectorAll('[name="line"]')]

/** With Shift, everything from the last one that was touched to this one becomes like this one. */
function choose(view, tick, range) {
  const rows = ticks(view)
  const [from, to] = [rows.indexOf(view.last), rows.indexOf(tick)].sort((a, b) => a - b)
  if (range && from >= 0) for (const one of rows.slice(from, to + 1)) one.checked = tick.checked
  view.last = tick
  count(view)
}

function setAll(view, checked) {
  for (const tick of ticks(view)) tick.checked = checked
  count(view)
}

function count(view) {
  const rows = ticks(view)
  const picked = rows.filter((tick) => tick.checked).length
  for (const tick of rows) tick.closest('.table__row').toggleAttribute('data-picked', tick.checked)
  const all = view.box.querySelector('[data-all] input')
  all.checked = picked === rows.length
  all.indeterminate = picked > 0 && picked < rows.length
  view.bar.toggleAttribute('data-on', picked > 0)
  view.bar.querySelector('[data-count]').textContent = picked ? n('已选 {n} 条', picked) : ''
}

const current = () => document.activeElement?.closest?.('.table__row')

function press(view, event) {
  const key = event.key.toLowerCase()
  if (event.key === 'n' || event.key === 'p') return page(event.key === 'n' ? 'next' : 'prev', event)
  if (event.key === '/') return search(event)
  if (!view.bar) return undefined
  if (key === 'x') return tickCurrent(view, event)
  if (event.key === 'Escape') return setAll(view, false)
  return act(view, event)
}

function page(rel, event) {
  const link = document.querySelector(`.pager a[rel="${rel}"]`)
  if (!link) return
  event.preventDefault()
  link.click()
}

function search(event) {
  const field = document.querySelector('.filters [name="q"]')
  if (!field?.offsetParent) return
  event.preventDefault()
  field.select()
}

function tickCurrent(view, event) {
  const tick = current()?.querySelector('[name="line"]')
  if (!tick) return toast(t('先用 j、k 走到一条'), { kind: 'info' })
  event.preventDefault()
  tick.checked = event.shiftKey || !tick.checked
  return choose(view, tick, event.shiftKey)
}

/** Send what is ticked, else the line under the keys, to the summary of the act with this key. */
function act(view, event) {
  const button = view.bar.querySelector(`[data-key="${CSS.escape(event.key)}"]`)
  if (!button) return
  event.preventDefault()
  if (!ticks(view).some((tick) => tick.checked)) {
    const tick = current()?.querySelector('[name="line"]')
    if (!tick) return void toast(t('先用 j、k 走到一条，或勾选几条'), { kind: 'info' })
    tick.checked = true
    count(view)
  }
  view.bar.requestSubmit(button)
}
