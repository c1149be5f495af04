/* Owns the check of a filled page: posts it to the same address, where the server's own form reads it, and joins what comes back with
   what the phone found, which alone knows the photos. Without a network the phone's own check stands alone. Must not save anything. */

import { n, t } from '../../helpers/text.js'
import { toast } from '../../helpers/toast.js'
import { errorLine } from './item-card.js'
import { missingText, named } from './words.js'

/** Post the form; shows at the top and at the items what the server and the phone find. `own` are the faults of models/checklist.js. */
export async function checkOnServer(form, sheet, own) {
  const page = await answerOf(form)
  if (!page) toast(t('连不上服务器，已按手机上的规则检查。'), { kind: 'info' })
  const told = page ? takeErrors(form, page) : []
  const more = own.filter((fault) => isPhoto(fault) || !told.includes(fault.item))
  for (const fault of more.filter(isPhoto)) if (told.includes(fault.item)) errorsOf(form, fault.item).append(errorLine(missingText(fault.code)))
  const links = [...(page?.querySelectorAll('[data-faults] .banner__list a') ?? [])].map(linkOf)
  summarise(form, page, inOrder(form, [...links, ...more.map((fault) => ownLink(fault, sheet))]))
}

/** The page that the server answers with, or null. */
async function answerOf(form) {
  try {
    const response = await fetch(location.pathname + location.search, { method: 'POST', body: textOf(form), redirect: 'error' })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    return page.querySelector('[data-faults]') ? page : null
  } catch {
    return null
  }
}

/** The form without its photos: they are checked on the phone. */
function textOf(form) {
  const data = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value)
  return data
}

/** Show the server's sentences at their items; gives the items it had something to say of. */
function takeErrors(form, page) {
  const boxes = [...page.querySelectorAll('[data-item] [data-errors]')].filter((box) => box.childElementCount)
  return boxes.map((box) => {
    const { item } = box.closest('[data-item]').dataset
    errorsOf(form, item).replaceChildren(...copies(box))
    return item
  })
}

function errorsOf(form, item) {
  return form.querySelector(`[data-item="${CSS.escape(item)}"] [data-errors]`)
}

function copies(box) {
  return [...box.childNodes].map((node) => document.importNode(node, true))
}

const isPhoto = (fault) => fault.code.startsWith('photo')

function linkOf(link) {
  return { href: link.getAttribute('href'), words: link.textContent }
}

function ownLink({ item, code }, sheet) {
  const title = named(sheet.items.find((row) => row.id === item))
  return { href: `#item-${item}`, words: t('{title}：{detail}', { title, detail: missingText(code) }) }
}

/** As the places stand on the page; what has none comes last. */
function inOrder(form, links) {
  const places = [...form.querySelectorAll('[id]')].map((place) => `#${place.id}`)
  const rank = ({ href }) => (places.includes(href) ? places.indexOf(href) : places.length)
  return links.sort((one, other) => rank(one) - rank(other))
}

/** The list of what to correct, or what the server says of a page without faults. */
function summarise(form, page, links) {
  const box = form.querySelector('[data-faults]')
  if (!links.length) return box.replaceChildren(...(page ? copies(page.querySelector('[data-faults]')) : []))
  const summary = document.getElementById('fill-faults').content.firstElementChild.cloneNode(true)
  summary.querySelector('.banner__title').textContent = n('有 {n} 处需要改正', links.length)
  summary.querySelector('.banner__list').replaceChildren(...links.map(lineOf))
  box.replaceChildren(summary)
  return box.scrollIntoView({ block: 'center' })
}

function lineOf({ href, words }) {
  const line = document.createElement('li')
  line.append(Object.assign(document.createElement('a'), { href, textContent: words }))
  return line
}
