/* Hiding and pointing on one evidence photo of the desk: opens the editor on the picture without markings, saves a new version, and shows
   the page anew. Looking below a redaction is entered into the book by the server as it gives the picture. */
import { t } from '../helpers/text.js'
import { openMarker } from './parts/marker.js'

export default function deskMarking(box) {
  const button = box.querySelector('[data-mark]')
  if (!button) return
  button.hidden = false
  button.addEventListener('click', () => edit(box.dataset.photoSha, button))
}

async function edit(sha256, button) {
  button.disabled = true
  try {
    const stands = await asked(`/api/photos/${sha256}/marking`)
    button.disabled = false
    const saved = await openMarker({
      picture: () => pictureOf(sha256),
      shapes: stands.shapes,
      asksWhy: true,
      back: button,
      save: (wish) => asked(`/api/photos/${sha256}/marking`, { method: 'PUT', body: JSON.stringify({ ...wish, seen_version: stands.version }) }),
    })
    if (saved) location.reload()
  } finally {
    button.disabled = false
  }
}

async function pictureOf(sha256) {
  const answer = await fetch(`/photos/${sha256}/unmarked`)
  if (!answer.ok) throw problemOf(null)
  return answer.blob()
}

/** Our server's answer; an Error with words for what it refuses. */
async function asked(address, more = {}) {
  const answer = await fetch(address, { credentials: 'same-origin', headers: { 'X-Lantian': '1', 'Content-Type': 'application/json' }, ...more })
  const body = await answer.json().catch(() => null)
  if (!answer.ok || body?.lantian !== 1) throw problemOf(body?.problem)
  return body
}

function problemOf(problem) {
  const error = new Error('refused')
  error.words = problem ? t('{title}：{detail}', { title: problem.title, detail: problem.fields?.[0]?.message || `${problem.detail}${problem.mend}` }) : ''
  return error
}
