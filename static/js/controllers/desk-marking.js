/* Hiding and pointing on one evidence photo of the desk: opens the editor on the picture without markings, saves a new version, and shows
   the page anew. What somebody else saved meanwhile is fetched, so that the editor can lay both together. Looking below a redaction is entered into the book by the server as it gives the picture. */
import { t } from '../helpers/text.js'
import { toast } from '../helpers/toast.js'
import { openMarker } from './parts/marker.js'

const MOVED_ON = 'marking_moved_on'

export default function deskMarking(box) {
  const button = box.querySelector('[data-mark]')
  if (!button) return
  button.hidden = false
  button.addEventListener('click', () => edit(box.dataset.photoSha, button))
}

async function edit(sha256, button) {
  button.disabled = true
  try {
    const photo = { sha256, address: `/api/photos/${sha256}/marking` }
    photo.stands = await asked(photo.address)
    button.disabled = false
    const saved = await openMarker({
      picture: () => pictureOf(sha256),
      shapes: photo.stands.shapes,
      asksWhy: true,
      back: button,
      save: (wish) => save(photo, wish),
    })
    if (saved) location.reload()
  } catch (error) {
    toast(error.words || t('没有打开：取不到这张照片的遮盖和标注，请检查网络后重试。'), { kind: 'bad' })
  } finally {
    button.disabled = false
  }
}

/** Save on top of the version that was seen; the error of one that is no longer the last carries `theirs`, which is the one seen then. */
async function save(photo, wish) {
  try {
    await asked(photo.address, { method: 'PUT', body: JSON.stringify({ ...wish, seen_version: photo.stands.version }) })
  } catch (error) {
    if (error.code !== MOVED_ON) throw error
    photo.stands = await asked(photo.address)
    throw Object.assign(error, { theirs: photo.stands.shapes })
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
  const error = Object.assign(new Error('refused'), { code: problem?.code })
  error.words = problem ? t('{title}：{detail}', { title: problem.title, detail: problem.fields?.[0]?.message || `${problem.detail}${problem.mend}` }) : ''
  return error
}
