/* The last page before handing in: lists what is missing with links to the place, takes people, party and signature, freezes the
   record. Shows a record that waits, and one that was refused with the server's sentences. */

import { t } from '../helpers/text.js'
import { toast } from '../helpers/toast.js'
import { missing, tally } from '../models/checklist.js'
import { addPhoto, freezeDraft, reopenRecord, takePhotoOut } from '../models/drafts.js'
import { handInVisit } from '../models/handin.js'
import { missingFromVisit } from '../models/inspection.js'
import { refresh, rememberPartner, sheetOf } from '../models/pack.js'
import { isShot, newPhoto } from '../models/photo.js'
import { problem, storeProblem } from '../models/problems.js'
import * as store from '../models/store.js'
import { busyWhile } from './parts/busy.js'
import { toOutbox } from './parts/courier.js'
import { keeperOf, openRecord } from './parts/keeper.js'
import { drawLock } from './parts/lock.js'
import { drawMeter } from './parts/meter.js'
import { fillAddress } from './parts/record-row.js'
import { drawRefusal, faultLine, placeOf } from './parts/refusal.js'
import { bindSignPad } from './parts/sign-pad.js'
import { missingText, named, photoCount, whenText } from './parts/words.js'

export default async function review(form) {
  const view = { form }
  form.addEventListener('submit', (event) => event.preventDefault())
  try {
    Object.assign(view, await openRecord())
    view.sheet = await sheetFor(view)
  } catch (fault) {
    document.querySelector('[data-hand-in]').disabled = true
    form.dataset.drawn = 'yes'
    return showProblem(form, fault)
  }
  const { record } = view
  if (record.what !== 'visit') return location.replace(form.dataset.violation.replace('NUMBER', record.number))
  view.known = JSON.parse(form.querySelector('[data-known]').textContent)
  view.keeper = keeperOf(record, { onSaved: () => {}, onFault: (fault) => showProblem(form, fault) })
  if (record.kind === 'inspection' && !record.party.outcome)
    view.keeper.change((row) => {
      row.party.outcome = 'signed'
    })
  await draw(view)
  form.dataset.drawn = 'yes'
  listen(view)
  return undefined
}

/** The checklist in the version of the draft: from the pack, else asked for once. */
async function sheetFor({ person, record }) {
  if (record.what !== 'visit') return null
  const kept = await sheetOf(store, record)
  if (kept) return kept
  await refresh(store, (...request) => fetch(...request), person.id)
  const sheet = await sheetOf(store, record)
  if (!sheet)
    throw problem('draft_gone', {
      title: t('缺少检查表'),
      detail: t('手机上没有这份检查表的这个版本。'),
      mend: t('请连上网络后刷新本页。'),
    })
  return sheet
}

async function draw(view) {
  const { form, record, sheet } = view
  view.photos = await store.photosOf(record.id)
  document.querySelector('[data-place]').textContent = record.site.name
  form.querySelector('[data-list-name]').textContent = named(sheet)
  form.querySelector('[data-visit]').textContent = t('开始于 {time}', { time: whenText(record.started_at) })
  form.querySelector('[data-photos]').textContent = photoCount(view.photos.filter(isShot).length)
  const back = fillAddress(record, form.dataset.fill)
  form.querySelector('[data-back]').href = back
  if (record.state === 'saved') document.querySelector('.top-bar__back').href = back
  form.querySelector('[data-inspection]').hidden = record.kind !== 'inspection'
  form.querySelector('[data-patrol]').hidden = record.kind === 'inspection'
  drawTally(form, tally(sheet, record.answers, view.photos))
  drawPeople(view)
  drawLock(form, record)
  if (record.problem) {
    showProblem(form, record.problem)
    drawRefusal(view)
  }
  drawMissing(view)
}

function drawTally(form, counts) {
  const shown = { pass: counts.pass, fail: counts.fail, na: counts.na, none: counts.none }
  for (const badge of form.querySelectorAll('[data-tally] [data-value]')) {
    const count = shown[badge.dataset.value]
    badge.querySelector('b').textContent = String(count)
    badge.hidden = !count
  }
}

function drawPeople({ form, record, person, known }) {
  if (record.kind !== 'inspection') return
  form.querySelector('[data-self-name]').textContent = person.name
  form.querySelector('[data-self-card]').textContent = person.card_number
  form.elements.partner.value = String(record.officers[1]?.user_id ?? '')
  if (record.officers[1] && !known.officers.some((row) => row.id === record.officers[1].user_id)) form.elements.partner.value = ''
  for (const name of ['approval_number', 'notice_number']) form.elements[name].value = record[name]
  for (const key of ['name', 'uscc', 'person', 'phone', 'witness', 'reason']) form.elements[`party.${key}`].value = record.party[key]
  check(form, 'inspection_type', record.inspection_type)
  check(form, 'party.outcome', record.party.outcome)
  drawOutcome(form, record)
}

function check(form, name, value) {
  for (const radio of form.querySelectorAll(`[name="${name}"]`)) radio.checked = radio.value === value
}

function drawOutcome(form, { party }) {
  form.querySelector('[data-signed]').hidden = party.outcome !== 'signed'
  form.querySelector('[data-unsigned]').hidden = party.outcome === 'signed'
}

function drawMissing(view) {
  const { form, record, sheet, photos } = view
  const items = new Map(sheet.items.map((item) => [item.id, named(item)]))
  const inside = missing(sheet, record.answers, photos).map((fault) => ({
    href: fillAddress(record, form.dataset.fill, `item-${fault.item}`),
    title: items.get(fault.item),
    words: missingText(fault.code),
  }))
  const around = missingFromVisit(record).map((fault) => ({ place: placeOf(fault.path), title: '', words: missingText(fault.code) }))
  view.faults = [...inside, ...around]
  const box = form.querySelector('[data-missing]')
  box.hidden = !view.faults.length || record.state !== 'saved'
  form.querySelector('[data-complete]').hidden = view.faults.length > 0 || record.state !== 'saved'
  box.querySelector('[data-missing-title]').textContent = t('还差 {count} 处', { count: view.faults.length })
  box.querySelector('[data-missing-list]').replaceChildren(...view.faults.map((fault) => faultLine(fault, form)))
  drawMeter(view)
}

function listen(view) {
  const { form } = view
  form.addEventListener('change', (event) => take(view, event.target))
  form.addEventListener(
    'input',
    (event) => event.target.matches('input[type="text"], input[type="tel"], textarea') && take(view, event.target),
  )
  document.querySelector('[data-reopen]').addEventListener('click', () => makeDraft(view))
  document.querySelector('[data-hand-in]').addEventListener('click', (event) => busyWhile(event.currentTarget, () => handIn(view)))
  const pad = bindSignPad(form.querySelector('[data-sign]'), {
    onStroke: (blob) => keepSignature(view, blob),
    onClear: () => dropSignature(view),
  })
  showSignature(view, pad)
  document.querySelector('[data-hand-in]').disabled = view.record.state !== 'saved'
}

function take(view, input) {
  const mend = CHANGES[input.name] || CHANGES[input.name?.split('.')[0]]
  if (!mend || view.record.state !== 'saved') return
  view.keeper.change((row) => mend(row, input, view))
  drawOutcome(view.form, view.record)
  drawMissing(view)
}

const CHANGES = {
  partner: (row, input, view) => {
    const officer = view.known.officers.find((one) => String(one.id) === input.value)
    row.officers = [row.officers[0], ...(officer ? [{ user_id: officer.id, name: officer.name, card_number: officer.card_number }] : [])]
  },
  inspection_type: (row, input) => {
    row.inspection_type = input.value
  },
  approval_number: (row, input) => {
    row.approval_number = input.value
  },
  notice_number: (row, input) => {
    row.notice_number = input.value
  },
  party: (row, input) => {
    row.party[input.name.slice(6)] = input.value
  },
}

async function keepSignature(view, blob) {
  const buffer = await blob.arrayBuffer()
  const photo = await newPhoto(buffer, { record: view.record.id, role: 'signature', source: 'camera', takenAt: new Date() })
  try {
    await removeSignatures(view)
    await addPhoto({ ...photo, added_at: new Date().toISOString() }, buffer)
  } catch (error) {
    return showProblem(view.form, storeProblem(error))
  }
  return signed(view, photo.sha256)
}

async function dropSignature(view) {
  try {
    await removeSignatures(view)
  } catch (error) {
    return showProblem(view.form, storeProblem(error))
  }
  return signed(view, null)
}

async function signed(view, sha256) {
  await view.keeper.change((row) => {
    row.party.signature = sha256
  })
  view.photos = await store.photosOf(view.record.id)
  drawMissing(view)
}

async function removeSignatures(view) {
  const drawn = (await store.photosOf(view.record.id)).filter((photo) => photo.role === 'signature')
  for (const photo of drawn) await takePhotoOut(photo)
}

async function showSignature({ record, photos }, pad) {
  const photo = photos.find((row) => row.role === 'signature' && row.sha256 === record.party.signature)
  const original = photo && (await store.originalOf(photo.id))
  if (original) await pad.show(new Blob([original.bytes], { type: 'image/png' }))
}

async function makeDraft(view) {
  const changed = await reopenRecord(view.record.id)
  await store.note(view.record.id, 'reopened')
  if (changed?.state === 'saved') location.reload()
}

async function handIn(view) {
  await view.keeper.settled()
  drawMissing(view)
  if (view.faults.length) {
    toast(t('还差 {count} 处，请先补齐。', { count: view.faults.length }), { kind: 'warn' })
    view.form.querySelector('[data-missing]').scrollIntoView({ block: 'center' })
    return
  }
  document.querySelector('[data-hand-in]').disabled = true
  const frozen = await freeze(view)
  if (!frozen) return
  if (view.record.officers[1]) await rememberPartner(store, view.person.id, { id: view.record.officers[1].user_id })
  if (await toOutbox(view.form.dataset.outbox)) return
  view.record = Object.assign(view.record, frozen)
  await draw(view)
}

/** The row as it waits from now on; undefined, and told, where it is no draft of this page any more or there is no room. */
async function freeze({ form, record, sheet }) {
  try {
    const frozen = await freezeDraft(record.id, (row, photos) => handInVisit(row, sheet, photos, new Date()))
    await store.note(record.id, 'handed_in', { photos: frozen.hashes.length })
    return frozen
  } catch (error) {
    showProblem(form, storeProblem(error))
    return undefined
  }
}

/** What another page has handed in or deleted can only be looked at in the outbox. */
function leadAway(form) {
  for (const input of form.elements) input.disabled = true
  document.querySelector('[data-hand-in]').hidden = true
  document.querySelector('[data-elsewhere]').hidden = false
}

function showProblem(form, fault) {
  if (['handed_in', 'draft_gone'].includes(fault.code)) leadAway(form)

  const box = form.querySelector('[data-problem]')
  box.querySelector('[data-title]').textContent = fault.title
  box.querySelector('[data-text]').textContent = t('{detail}{mend}', fault)
  box.querySelector('[data-lines]').replaceChildren()
  box.hidden = false
}
