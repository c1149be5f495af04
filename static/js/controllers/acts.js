/* What an inspector may do about a violation from the phone: one sheet for all acts, kept on the phone, sent through the outbox. What
   is possible was said by the server; what an act must bring is checked in models/act.js. */

import { closeDialog, openDialog } from '../helpers/dialog.js'
import { t } from '../helpers/text.js'
import { actPhotoRole, missingFromAct, newAct } from '../models/act.js'
import { freezeDraft, keepDraft, reopenRecord } from '../models/drafts.js'
import { handInAct, mayReopen } from '../models/handin.js'
import { storeProblem } from '../models/problems.js'
import * as store from '../models/store.js'
import { busyWhile } from './parts/busy.js'
import { toOutbox } from './parts/courier.js'
import { earlierPhotos } from './parts/earlier-photos.js'
import { me } from './parts/person.js'
import { bindStrips } from './parts/strips.js'
import { missingText } from './parts/words.js'

export default async function acts(box) {
  const known = JSON.parse(box.querySelector('[data-known]').textContent)
  const sheet = document.getElementById('act')
  const view = { box, known, person: await me(), sheet, form: sheet.querySelector('form'), photos: [] }
  view.strips = bindStrips(sheet, {
    job: () => ({ record: view.act?.id ?? '', place: known.site }),
    stripOf: () => sheet.querySelector('[data-strip]'),
    earlier: () => earlierPhotos(known.before),
    onChange: (photos) => {
      view.photos = photos
      if (photos.length) keep(view)
    },
  })
  box.addEventListener('click', (event) => {
    const button = event.target.closest('[data-act]')
    if (button)
      begin(
        view,
        known.acts.find((act) => act.kind === button.dataset.act),
      )
  })
  view.form.addEventListener('submit', (event) => {
    event.preventDefault()
    busyWhile(event.submitter ?? view.form, () => handIn(view))
  })
  view.form.addEventListener('input', () => keep(view))
  sheet.addEventListener('close', () => tidy(view))
  for (const button of box.querySelectorAll('[data-act]')) button.disabled = false
  await mine(view)
  return store.subscribe(() => mine(view))
}

/** Take up the draft of this act on this violation, or begin one; it is stored with its first word or photo. */
async function begin(view, event) {
  const { known, person, form, sheet } = view
  // What was refused because the line had moved on is taken up again with its words and photos.
  const drafts = (await actsHere(view)).filter((row) => row.event === event.kind && row.state !== 'waiting' && mayReopen(row))
  view.act = (drafts[0] && (await reopenRecord(drafts[0].id))) || newAct({ person, violation: known.violation, event, now: new Date() })
  view.act.seen_seq = known.violation.last_seq
  sheet.querySelector('.dialog__title').textContent = event.name
  sheet.querySelector('[data-about]').textContent = known.violation.title
  sheet.querySelector('.phone-strip__label').textContent = photoWords(event.needs)
  form.elements.reason.value = view.act.reason
  sheet.querySelector('[data-strip]').dataset.role = actPhotoRole(event.kind)
  sheet.querySelector('[data-results]').hidden = !view.act.needs.includes('result')
  for (const radio of form.querySelectorAll('[name="result"]')) radio.checked = radio.value === view.act.result
  fault(view, '')
  await view.strips.draw()
  openDialog('act')
}

function photoWords(needs) {
  if (needs.includes('photo')) return t('照片（至少一张）')
  return needs.includes('note_or_photo') ? t('照片（照片和文字至少有一样）') : t('照片（选填）')
}

async function keep(view) {
  if (!view.act) return
  const result = view.form.elements.result?.value || ''
  const said = { reason: view.form.elements.reason.value, result, seen_seq: view.act.seen_seq, updated_at: new Date().toISOString() }
  Object.assign(view.act, said)
  fault(view, '')
  await keepDraft(view.act, (row) => Object.assign(row, said)).catch((error) => fault(view, storeProblem(error).detail))
}

async function handIn(view) {
  await keep(view)
  const gaps = missingFromAct(view.act, view.photos)
  if (gaps.length) return fault(view, gaps.map(missingText).join(' '))
  try {
    const frozen = await freezeDraft(view.act.id, (row, photos) => handInAct(row, photos, new Date()))
    await store.note(view.act.id, 'handed_in', { photos: frozen.hashes.length })
  } catch (error) {
    return fault(view, storeProblem(error).detail)
  }
  view.act = null
  closeDialog('act')
  await toOutbox(view.box.dataset.outbox)
  return undefined
}

/** A sheet that was opened and left blank leaves no draft. */
async function tidy(view) {
  const { act } = view
  if (!act || act.reason || act.result || view.photos.length) return
  view.act = null
  if (await store.getRecord(act.id)) await store.deleteRecord(act.id, store.eventRow(act.id, 'draft_deleted', { blank: true }))
}

async function actsHere({ known, person }) {
  return (await store.recordsOf(person.id)).filter((row) => row.what === 'act' && row.number === known.violation.number)
}

async function mine(view) {
  const rows = (await actsHere(view)).filter((row) => ['waiting', 'uploading', 'attention'].includes(row.state))
  const box = view.box.querySelector('[data-mine]')
  box.hidden = !rows.length
  box.querySelector('[data-text]').textContent = rows.map((row) => row.problem?.title || row.event_name).join(' · ')
}

function fault({ sheet }, words) {
  sheet.querySelector('[data-fault]').hidden = !words
  sheet.querySelector('[data-fault-words]').textContent = words
}
