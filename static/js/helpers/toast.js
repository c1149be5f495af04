/* Short news at the foot of the page, from the template base.html carries. Says what happened; never the only place a failure
   is told, because it goes away. */
const STAY_MS = { good: 4000, info: 5000, warn: 8000, bad: 0 }

/** Show a text. kind: good, info, warn, bad (stays until closed). Returns the element. */
export function toast(text, { kind = 'good' } = {}) {
  const element = document.getElementById('toast-template').content.firstElementChild.cloneNode(true)
  element.dataset.kind = kind
  element.querySelector('[data-text]').textContent = text
  onTop().append(element)
  if (STAY_MS[kind]) setTimeout(() => element.remove(), STAY_MS[kind])
  return element
}

/** The place of news, inside the dialog that is open: behind one it would be covered and not read out. */
function onTop() {
  const box = document.getElementById('toasts')
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1)
  if (!dialog || dialog.contains(box)) return box
  dialog.append(box)
  dialog.addEventListener('close', () => document.body.append(box), { once: true })
  return box
}
