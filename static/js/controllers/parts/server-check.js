/* Owns the check of a filled page by the server's own form: posts it to the same address, takes the faults out of the page that comes
   back. Without a network the phone's own check stands alone. */

import { t } from '../../helpers/text.js'
import { toast } from '../../helpers/toast.js'

/** Post the form; shows the server's faults at the top and at their items, or that there are none. */
export async function checkOnServer(form) {
  let page
  try {
    const response = await fetch(location.pathname + location.search, { method: 'POST', body: textOf(form), redirect: 'error' })
    page = new DOMParser().parseFromString(await response.text(), 'text/html')
  } catch {
    page = null
  }
  const answer = page?.querySelector('[data-faults]')
  if (!answer) return toast(t('连不上服务器，已按手机上的规则检查。'), { kind: 'info' })
  const here = form.querySelector('[data-faults]')
  here.replaceChildren(...[...answer.childNodes].map((node) => document.importNode(node, true)))
  for (const box of page.querySelectorAll('[data-item] [data-errors]')) takeErrors(form, box)
  here.scrollIntoView({ block: 'center' })
  return undefined
}

function takeErrors(form, box) {
  if (!box.childElementCount) return
  const item = box.closest('[data-item]').dataset.item
  const here = form.querySelector(`[data-item="${CSS.escape(item)}"] [data-errors]`)
  here.replaceChildren(...[...box.childNodes].map((node) => document.importNode(node, true)))
}

/** The form without its photos: they are checked on the phone. */
function textOf(form) {
  const data = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value)
  return data
}
