/* Owns showing that something is under way: a turning ring on what was pressed, which cannot be pressed again meanwhile. */

/** Do `work` while `element` is shown as busy; gives what it gives. */
export async function busyWhile(element, work) {
  element.setAttribute('aria-busy', 'true')
  try {
    return await work()
  } finally {
    element.removeAttribute('aria-busy')
  }
}
