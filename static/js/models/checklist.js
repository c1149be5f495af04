/* Owns the rules of answers on the phone: what is answered, what failed, what is still missing. Mirrors checklists/items.py,
   checklists/form.py and the photo rules of workflow/findings.py; tests/contract holds the cases both sides must agree on.
   A sheet is one version of a checklist as offline.py packs it. Must not touch the store or the page. */

const RESULT_TYPES = ['pass_fail_na', 'pass_fail']
const LEDGER_OUTCOMES = ['violation', 'order_only']

/** Whether an item is answered by the large buttons. */
export function isResult(item) {
  return RESULT_TYPES.includes(item.answer_type)
}

/** Whether there is an answer at all. */
export function isAnswered(item, answer, photos = []) {
  if (item.answer_type === 'photo') return photos.some((photo) => photo.item === item.id)
  const value = answer?.value
  if (Array.isArray(value)) return value.some((person) => person.name || person.phone || person.card_number)
  if (value && typeof value === 'object') return Object.values(value).some((text) => String(text).trim())
  return value !== undefined && value !== null && String(value).trim() !== ''
}

/** Whether an answer says that the requirement is not met. */
export function isFailed(item, value) {
  if (isResult(item)) return value === 'fail'
  if (item.answer_type === 'choice') return (item.finding_options || []).includes(value)
  if (item.answer_type === 'number') return item.most !== null && item.most !== undefined && numberOf(value) > Number(item.most)
  return false
}

/** A number as Chinese keyboards may type it, with full-width digits. */
function numberOf(value) {
  return Number(String(value).normalize('NFKC').replace('\u3002', '.').trim() || NaN)
}

/** Whether an answer makes a line of the ledger: a task or a fault of the visit itself does not. */
export function isFinding(item, value) {
  return isFailed(item, value) && LEDGER_OUTCOMES.includes(item.leads_to)
}

/** Everything a checklist still lacks, in the order of its items: [{path, item, code}]. */
export function missing(sheet, answers, photos) {
  return sheet.items.flatMap((item) => [...missingAnswer(item, answers[item.id], photos), ...missingPhotos(item, answers[item.id], photos)])
}

function missingAnswer(item, answer, photos) {
  const path = `answers.${item.id}`
  const asked = isResult(item) || item.required
  if (!isAnswered(item, answer, photos)) return asked && item.answer_type !== 'photo' ? [{ path, item: item.id, code: 'unanswered' }] : []
  return inner(item, answer?.value).map((place) => ({ path: path + place, item: item.id, code: 'needed' }))
}

/** Places inside an answer of several parts that are needed and blank. */
function inner(item, value) {
  if (item.answer_type === 'fields') return item.required_fields.filter((key) => !String(value[key] || '').trim()).map((key) => `.${key}`)
  if (item.answer_type === 'person_chain') return personGaps(item, value)
  return []
}

function personGaps(item, people) {
  const asked = ['name', ...item.person_fields.filter((key) => key === 'card_number')]
  const gaps = people.flatMap((person, place) =>
    hasPerson(person) ? asked.filter((key) => !person[key]?.trim()).map((key) => `.${place}.${key}`) : [],
  )
  return people.filter(hasPerson).length < item.min_people ? [...gaps, ''] : gaps
}

function hasPerson(person) {
  return ['name', 'phone', 'card_number'].some((key) => person[key]?.trim())
}

function missingPhotos(item, answer, photos) {
  const mine = photos.filter((photo) => photo.item === item.id)
  const path = `answers.${item.id}`
  if (isCorrected(item, answer)) {
    const roles = mine.map((photo) => roleOf(photo, item, answer))
    return ['before', 'after'].filter((role) => !roles.includes(role)).map((role) => ({ path, item: item.id, code: `photo_${role}` }))
  }
  return needsPhoto(item, answer) && !mine.length ? [{ path, item: item.id, code: 'photo_missing' }] : []
}

/** How an item stands, in one word: 'fail', 'na', 'pass' (or answered), 'none' while something is missing. */
export function faceOf(item, answer, faults) {
  if (isFailed(item, answer?.value)) return 'fail'
  if (faults.length || !isAnswered(item, answer)) return item.answer_type === 'photo' && !faults.length ? 'pass' : 'none'
  return answer.value === 'na' ? 'na' : 'pass'
}

/** Whether this answer cannot be finished without a photo. */
export function needsPhoto(item, answer) {
  if (item.answer_type === 'photo') return item.photo_always || item.required
  const value = answer?.value
  if (value === undefined || value === null || value === '') return false
  const shown = item.photo_always && value !== 'na'
  return shown || isFinding(item, value) || (isFailed(item, value) && item.photo_required_on_fail)
}

/** 立行立改: failed, and put right before the officers' eyes. */
export function isCorrected(item, answer) {
  return Boolean(answer?.corrected) && isFailed(item, answer?.value)
}

/** What a photo shows, by the answer it hangs on: a pair where it was corrected, a finding where it failed, else an overview. */
export function roleOf(photo, item, answer) {
  if (!item || !isFailed(item, answer?.value)) return 'overview'
  if (!answer.corrected) return 'finding'
  return photo.role === 'after' ? 'after' : 'before'
}

/** How many items have which answer: {pass, fail, na, none}; other types count as answered or none. */
export function tally(sheet, answers, photos = []) {
  const counts = { pass: 0, fail: 0, na: 0, none: 0, answered: 0 }
  for (const item of sheet.items) {
    const value = answers[item.id]?.value
    if (!isAnswered(item, answers[item.id], photos)) counts.none += 1
    else counts[isResult(item) ? value : 'answered'] += 1
  }
  return counts
}

/** The items that one tap marks as not applicable: those of a section (or all) that allow it and have no answer yet. */
export function restOf(sheet, section, answers) {
  const inside = sheet.items.filter((item) => item.answer_type === 'pass_fail_na' && (!section || item.section === section))
  return inside.filter((item) => !answers[item.id]?.value).map((item) => item.id)
}
