/* The list of keys: "?" opens it, and its box switches single letters off for this device, those of helpers/rows.js among them. */
import { openDialog } from '../helpers/dialog.js'
import { areOn, mayUseKey, switchKeys } from './parts/keys.js'

export default function listKeys() {
  const dialog = document.getElementById('list-keys')
  const box = dialog.querySelector('[data-single-keys]')
  box.checked = areOn()
  box.addEventListener('change', () => switchKeys(box.checked))
  const ask = (event) => {
    if (event.key !== '?' || !mayUseKey(event)) return
    event.preventDefault()
    openDialog('list-keys')
  }
  // Before rows.js hears of it.
  const quiet = (event) => {
    if (!areOn() && /^[a-z]$/i.test(event.key) && !event.target.closest?.('input, textarea, select')) event.stopPropagation()
  }
  document.addEventListener('keydown', ask)
  document.body.addEventListener('keydown', quiet)
}
