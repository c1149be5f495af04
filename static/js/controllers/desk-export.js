/* The export form: while a file is being made the pressed button says so and cannot be pressed twice. The server answers with a
   ticket in a cookie as soon as the download begins, because a page is not told about a download otherwise; a large export
   answers with another page instead. */
import { t } from '../helpers/text.js'
import { toast } from '../helpers/toast.js'

const COOKIE = 'lantian_export'
const LOOK_MS = 250
// An export that has not begun by then has failed, or the browser asks where to put it: let the person press again.
const GIVE_UP_MS = 120000

export default function deskExport(form) {
  form.addEventListener('submit', (event) => begin(form, event.submitter))
}

function begin(form, button) {
  const ticket = crypto.getRandomValues(new Uint32Array(2)).join('-')
  form.elements.ticket.value = ticket
  // After the form has been read: a disabled button would not be sent along.
  setTimeout(() => mark(form, button, true))
  const started = Date.now()
  const timer = setInterval(() => {
    const begun = document.cookie.split('; ').includes(`${COOKIE}=${ticket}`)
    if (!begun && Date.now() - started < GIVE_UP_MS) return
    clearInterval(timer)
    mark(form, button, false)
    if (begun) close(form)
  }, LOOK_MS)
}

function close(form) {
  form.querySelector('details')?.removeAttribute('open')
  toast(t('已开始下载；也可在“案卷导出”里再次下载'))
}

function mark(form, button, busy) {
  for (const one of form.querySelectorAll('button')) one.disabled = busy
  if (busy) button?.setAttribute('aria-busy', 'true')
  else button?.removeAttribute('aria-busy')
}
