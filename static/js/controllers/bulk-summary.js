/* The summary before an act on several lines: the button says how many are still ticked, and a second press waits for the first. */
import { n } from '../helpers/text.js'

export default function bulkSummary(form) {
  const button = form.querySelector('[data-act]')
  if (!button) return
  const count = () => {
    const picked = form.querySelectorAll('[name="line"]:checked').length
    button.disabled = picked === 0
    const lines = n('{n} 条', picked)
    button.querySelector('.button__label').textContent = `${button.dataset.act} · ${lines}`
  }
  form.addEventListener('change', count)
  form.addEventListener('submit', () => setTimeout(() => (button.disabled = true)))
  window.addEventListener('pageshow', count)
  count()
}
