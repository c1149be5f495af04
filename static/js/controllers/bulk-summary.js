/* The summary before an act on several lines: the button says how many are still ticked, what is left out is dimmed, and a press says
   what is under way until the results come. */
import { n } from '../helpers/text.js'

export default function bulkSummary(form) {
  const button = form.querySelector('[data-act]')
  if (!button) return
  const count = () => {
    const lines = [...form.querySelectorAll('[name="line"]')]
    for (const line of lines) line.closest('.bulk-row').toggleAttribute('data-left', !line.checked)
    const picked = lines.filter((line) => line.checked).length
    button.disabled = picked === 0
    button.removeAttribute('aria-busy')
    say(button, [button.dataset.act, n('{n} 条', picked)].join(' · '))
  }
  form.addEventListener('change', count)
  // After the form has been read: a disabled button would not be sent along.
  form.addEventListener('submit', () => setTimeout(() => begin(form, button)))
  window.addEventListener('pageshow', count)
  count()
}

/** Up to a hundred acts, each with its own entry: some seconds. */
function begin(form, button) {
  button.disabled = true
  button.setAttribute('aria-busy', 'true')
  say(button, n('正在逐条办理 {n} 条，请稍候', form.querySelectorAll('[name="line"]:checked').length))
}

function say(button, words) {
  button.querySelector('.button__label').textContent = words
}
