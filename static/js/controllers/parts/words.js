/* Owns the sentences several phone pages share: times, what is missing, how far an upload is. Times are shown on a clock in China. */

import { n, t } from '../../helpers/text.js'

const CLOCK = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const CLOCK_SECONDS = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const DAY_ENGLISH = new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Shanghai', year: 'numeric', month: 'short', day: 'numeric' })

/** 10:42 */
export function clockText(moment) {
  return CLOCK.format(new Date(moment))
}

/** 2026-11-21 10:42:07, in both languages: as the stamp of a photo and the field of a date write it. */
export function momentText(moment) {
  return CLOCK_SECONDS.format(new Date(moment)).replaceAll('/', '-')
}

/** 2026-11-21 10:42:07, or 21 Nov 2026, 10:42:07, as pages of the server say it (web/language.py). */
export function fullText(moment) {
  return dated(moment, momentText(moment).slice(11))
}

/** 10:42 for today, else with the date: 2026-11-20 10:42, or 20 Nov 2026, 10:42. */
export function whenText(moment, now = new Date()) {
  const today = momentText(moment).slice(0, 10) === momentText(now).slice(0, 10)
  return today ? clockText(moment) : dated(moment, clockText(moment))
}

function dated(moment, clock) {
  if (!inEnglish()) return `${momentText(moment).slice(0, 10)} ${clock}`
  const part = Object.fromEntries(DAY_ENGLISH.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]))
  return `${part.day} ${part.month} ${part.year}, ${clock}`
}

function inEnglish() {
  return document.documentElement.lang.startsWith('en')
}

/** A name in the reader's language, of anything with zh and en. */
export function named(row) {
  return inEnglish() ? row.en || row.zh : row.zh || row.en
}

const MISSING = {
  unanswered: () => t('还没有作答'),
  needed: () => t('还有必填内容没有填'),
  photo_missing: () => t('须附现场照片'),
  photo_before: () => t('缺整改前照片'),
  photo_after: () => t('缺整改后照片'),
  site_missing: () => t('请选择检查对象'),
  two_officers: () => t('请选择第二名执法人员'),
  type_missing: () => t('请选择检查类型'),
  outcome_missing: () => t('请选择签名情况'),
  signature_missing: () => t('请当事人签名，或选择拒签、不在场'),
  witness_missing: () => t('请填写见证人姓名'),
}

const NEEDS = {
  photo: () => t('请附现场照片'),
  reason: () => t('请写明情况'),
  note_or_photo: () => t('请补充文字或照片'),
  result: () => t('请选择复查结果'),
}

/** The sentence of a code of what is missing. */
export function missingText(code) {
  return (MISSING[code] || NEEDS[code] || (() => code))()
}

/** 3 张照片 */
export function photoCount(count) {
  return n('{n} 张照片', count)
}

/** 3.4 MB, or 820 kB below a megabyte. */
export function sizeText(bytes) {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
