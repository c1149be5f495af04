/* What folds, closes or goes away on a press, everywhere alike: notices (data-dismisses), the filter panel (data-unfolds),
   menus on a press outside or Escape; and the error summary that takes the focus after a refused form. */

/** Listen below root. */
export function watchFolds(root) {
  root.addEventListener('click', (event) => {
    const target = event.target
    if (target.closest?.('[data-dismisses]')) target.closest('.banner, .toast')?.remove()
    if (target.closest?.('[data-unfolds]')) unfold(target.closest('[data-unfolds]'))
    closeMenus(target)
  })
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeMenus(null)
  })
  root.querySelector('[data-focus]')?.focus()
}

function unfold(button) {
  const open = button.form.toggleAttribute('data-open')
  button.setAttribute('aria-expanded', String(open))
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(except)) menu.open = false
}
