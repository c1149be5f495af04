/* The filter's field for a place: what is typed is looked up, the arrows walk what was found, choosing one fills the form. What is
   typed without choosing is looked up by the server when the form is sent. */
import { t } from '../helpers/text.js'

const WAIT_MS = 200

export default function sitePick(frame) {
  const view = { frame, input: frame.querySelector('input[type="text"]'), site: frame.querySelector('[data-site]'), rows: [], at: -1, timer: 0, asked: 0 }
  view.list = document.createElement('ul')
  Object.assign(view.list, { id: 'site-found', className: 'site-pick__list', hidden: true })
  view.list.setAttribute('role', 'listbox')
  view.list.setAttribute('aria-label', t('检查对象'))
  frame.append(view.list)
  for (const [name, value] of [['role', 'combobox'], ['aria-expanded', 'false'], ['aria-controls', 'site-found'], ['aria-autocomplete', 'list']]) view.input.setAttribute(name, value)
  view.input.addEventListener('input', () => {
    view.site.value = ''
    clearTimeout(view.timer)
    view.timer = setTimeout(() => ask(view), WAIT_MS)
  })
  view.input.addEventListener('keydown', (event) => walk(view, event))
  view.input.addEventListener('blur', () => close(view))
  // Before the field loses the focus, which closes the list.
  view.list.addEventListener('mousedown', (event) => event.preventDefault())
  view.list.addEventListener('click', (event) => {
    const item = event.target.closest('[role="option"]')
    if (item) choose(view, [...view.list.children].indexOf(item))
  })
}

async function ask(view) {
  const text = view.input.value.trim()
  const mine = ++view.asked
  if (!text) return close(view)
  const answer = await fetch(`${view.frame.dataset.address}?q=${encodeURIComponent(text)}`).catch(() => null)
  // A slower, older answer must not replace a newer one.
  if (!answer?.ok || mine !== view.asked) return undefined
  view.rows = (await answer.json()).sites
  return show(view)
}

function show(view) {
  view.at = -1
  view.list.replaceChildren(...view.rows.map(option))
  view.list.hidden = !view.rows.length
  view.input.setAttribute('aria-expanded', String(!view.list.hidden))
  mark(view)
}

function option(row, place) {
  const item = document.createElement('li')
  const note = document.createElement('small')
  item.id = `site-found-${place}`
  item.setAttribute('role', 'option')
  item.append(row.name, note)
  note.textContent = row.note
  return item
}

function walk(view, event) {
  if (event.isComposing || view.list.hidden) return
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step) view.at = (view.at + step + view.rows.length) % view.rows.length
  else if (event.key === 'Enter' && view.at >= 0) choose(view, view.at)
  else if (event.key === 'Escape') close(view)
  else return
  event.preventDefault()
  event.stopPropagation()
  mark(view)
}

function mark(view) {
  for (const [place, item] of [...view.list.children].entries()) {
    item.setAttribute('aria-selected', String(place === view.at))
    if (place === view.at) item.scrollIntoView({ block: 'nearest' })
  }
  if (view.at >= 0) view.input.setAttribute('aria-activedescendant', `site-found-${view.at}`)
  else view.input.removeAttribute('aria-activedescendant')
}

function choose(view, place) {
  view.input.value = view.rows[place].name
  view.site.value = view.rows[place].id
  close(view)
}

function close(view) {
  clearTimeout(view.timer)
  view.asked += 1
  view.at = -1
  view.list.hidden = true
  view.input.setAttribute('aria-expanded', 'false')
  mark(view)
}
