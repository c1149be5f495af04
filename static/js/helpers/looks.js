/* What a person chose about looks: light, dark or as the device says; movement or none. Shows a choice at once, keeps it on this phone
   for pages opened without a network, and lets the form hand it to the account. */
// Name of the choice on the root and in its form → where this phone keeps it.
const KEYS = { theme: 'lantian-theme', motion: 'lantian-motion' }
const BARS = { light: '#ffffff', dark: '#141d26' }

/** Apply the kept choices and listen for new ones. */
export function watchLooks(root) {
  for (const name of Object.keys(KEYS)) {
    const kept = read(name)
    if (kept !== null) apply(name, kept)
    else mark(name, document.documentElement.dataset[name] ?? '')
  }
  root.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-look-choice]')
    if (button) choose(button, event)
  })
}

/** Whether nothing may move: the device or the person says so. */
export function isStill() {
  return document.documentElement.dataset.motion === 'off' || matchMedia('(prefers-reduced-motion: reduce)').matches
}

function apply(name, value) {
  if (value) document.documentElement.dataset[name] = value
  else delete document.documentElement.dataset[name]
  if (name === 'theme') tint(value)
  mark(name, value)
}

/** The colour of the browser's own bar. */
function tint(theme) {
  for (const bar of document.querySelectorAll('meta[name="theme-color"]')) {
    bar.content = BARS[theme] ?? (bar.media.includes('dark') ? BARS.dark : BARS.light)
  }
}

function choose(button, event) {
  event.preventDefault()
  apply(button.name, button.value)
  write(button.name, button.value)
  const body = new FormData(button.form)
  body.set(button.name, button.value)
  // Without a network or a session the choice still holds on this phone.
  fetch(button.form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => {})
}

function mark(name, value) {
  for (const button of document.querySelectorAll(`[data-look-choice][name="${name}"]`)) button.setAttribute('aria-pressed', String(button.value === value))
}

// Storage is refused in some private windows; the choice then lasts as long as the page.
function read(name) {
  try {
    return localStorage.getItem(KEYS[name])
  } catch {
    return null
  }
}

function write(name, value) {
  try {
    localStorage.setItem(KEYS[name], value)
  } catch {
    /* see read() */
  }
}
