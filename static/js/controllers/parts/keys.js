/* Single-letter keys: when they count, and the person's choice to do without them (WCAG 2.1.4). Kept on this device. */
const KEPT = 'lantian-single-keys'
const TYPING = 'input:not([type="checkbox"]):not([type="radio"]), select, textarea, dialog, [contenteditable], [role="radiogroup"]'

/** Whether a key press is meant as a command: no modifier, nobody is typing, and letters have not been switched off. */
export function mayUseKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  return !event.target.closest?.(TYPING) && (event.key.length > 1 || areOn())
}

/** Whether letters are commands at all. */
export function areOn() {
  try {
    return localStorage.getItem(KEPT) !== 'off'
  } catch {
    return true
  }
}

/** Switch them on or off; where storage is refused they stay on. */
export function switchKeys(on) {
  try {
    if (on) localStorage.removeItem(KEPT)
    else localStorage.setItem(KEPT, 'off')
  } catch {
    /* see areOn() */
  }
}
