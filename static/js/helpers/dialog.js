/* Opens and closes native dialogs: data-opens="id" on any button, data-closes inside the dialog, Escape and the backdrop by
   themselves. A confirming dialog with data-typed frees its button when the word is typed. */

/** Open the dialog with this id. Resolves with its returnValue when it closes: 'confirm', or '' when it was left. */
export function openDialog(id) {
  const dialog = document.getElementById(id)
  dialog.returnValue = ''
  if (!dialog.open) dialog.showModal()
  // The title first: it is read out, and no keyboard jumps up over what the dialog says.
  dialog.querySelector('[data-title]')?.focus()
  return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true }))
}

/** Close a dialog by id. */
export function closeDialog(id) {
  document.getElementById(id)?.close()
}

/** Listen for openers, closers and typed confirmations below root. */
export function watchDialogs(root) {
  root.addEventListener('click', (event) => {
    const opener = event.target.closest?.('[data-opens]')
    if (opener) openDialog(opener.dataset.opens)
    if (event.target.closest?.('[data-closes]') || onBackdrop(event)) event.target.closest('dialog')?.close()
  })
  root.addEventListener('input', (event) => {
    if (event.target.matches?.('[data-typed]')) freeWhenTyped(event.target)
  })
}

// A click outside lands on the dialog itself; a sheet with a started form must not vanish by a slip of the thumb.
function onBackdrop(event) {
  const dialog = event.target
  if (!(dialog instanceof HTMLDialogElement) || dialog.querySelector('form, textarea, canvas')) return false
  const box = dialog.getBoundingClientRect()
  return event.clientY < box.top || event.clientY > box.bottom || event.clientX < box.left || event.clientX > box.right
}

function freeWhenTyped(input) {
  const button = input.closest('dialog')?.querySelector('[data-confirms]')
  if (button) button.disabled = input.value.trim() !== input.dataset.typed
}
