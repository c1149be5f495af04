/* Owns the page that stands for every thing of a kind: which thing the address means, its title, and the controllers that follow once it
   is filled (data-then). */

import { mount } from '../../helpers/mount.js'

/** The last part of the address. */
export function named() {
  return decodeURIComponent(location.pathname.split('/').pop())
}

/** Title of the page and line below it. */
export function entitle(title, sub) {
  document.querySelector('.top-bar__title').textContent = title
  document.querySelector('[data-sub]').textContent = sub
  document.title = document.title.replace(/^[^·]*/, `${title} `)
}

/** Show the filled page and start what works on it. */
export async function uncover(box) {
  box.hidden = false
  const later = [...box.querySelectorAll('[data-then]')]
  if (box.dataset.then) later.push(box)
  for (const part of later) part.dataset.controller = part.dataset.then
  await mount(box)
}

/** The phone does not keep this thing. */
export function missing() {
  document.querySelector('[data-gone]').hidden = false
}
