/* Light, dark, or as the device says. Shows the choice at once, keeps it on this phone for pages opened without a network,
   and lets the form hand it to the account. */
const KEY = 'lantian-theme'
const BARS = { light: '#ffffff', dark: '#141d26' }

/** Apply the kept choice and listen for new ones. */
export function watchTheme(root) {
  const kept = read()
  if (kept !== null) apply(kept)
  else mark(document.documentElement.dataset.theme ?? '')
  root.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-theme-choice]')
    if (button) choose(button, event)
  })
}

/** Show a theme: 'light', 'dark' or '' for the device's own. */
export function apply(theme) {
  if (theme) document.documentElement.dataset.theme = theme
  else delete document.documentElement.dataset.theme
  for (const bar of document.querySelectorAll('meta[name="theme-color"]')) {
    bar.content = BARS[theme] ?? (bar.media.includes('dark') ? BARS.dark : BARS.light)
  }
  mark(theme)
}

function choose(button, event) {
  event.preventDefault()
  apply(button.value)
  write(button.value)
  const form = button.form
  if (!form) return
  const body = new FormData(form)
  body.set(button.name, button.value)
  // Without a network or a session the choice still holds on this phone.
  fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => {})
}

function mark(theme) {
  for (const button of document.querySelectorAll('[data-theme-choice]')) button.setAttribute('aria-pressed', String(button.value === theme))
}

// Storage is refused in some private windows; the choice then lasts as long as the page.
function read() {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

function write(theme) {
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    /* see read() */
  }
}
