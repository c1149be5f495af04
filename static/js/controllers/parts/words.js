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
const DAY = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })

/** 10:42 */
export function clockText(moment) {
  return CLOCK.format(new Date(moment))
}

/** 2026-11-21 10:42:07 */
export function momentText(moment) {
  return CLOCK_SECONDS.format(new Date(moment)).replaceAll('/', '-')
}

/** 2026-11-21, or 10:42 for today. */
export function whenText(moment, now = new Date()) {
  const day = DAY.format(new Date(moment))
  return day === DAY.format(now) ? clockText(moment) : `${day.replaceAll('/', '-')} ${clockText(moment)}`
}

/** A name in the reader's language, of anything with zh and en. */
export function named(row) {
  return document.documentElement.lang.startsWith('en') ? row.en || row.zh : row.zh || row.en
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
