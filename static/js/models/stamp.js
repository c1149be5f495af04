/* Owns the lines of the stamp as the viewfinder shows them: those of domain/stamp.py that are known before the shutter, in the order of
   the unit's template. Number and hash come into being later and stand only on the copy. Must not touch the page. */

import { t } from '../helpers/text.js'

// domain.stamp.DEFAULT; a test compares.
export const DEFAULT = { lines: ['time', 'site', 'address', 'position', 'heading', 'officers', 'number', 'hash'], position: 'below', size: 'm' }

const LABELS = {
  time: () => t('时间'),
  site: () => t('对象'),
  address: () => t('地点'),
  position: () => t('坐标'),
  heading: () => t('方向'),
  officers: () => t('人员'),
  subject: () => t('事项'),
  unit: () => t('单位'),
}

/** [label, words] of every line of the template that can be said now. `facts` holds words by key; position and heading are made from
    `fix` and `compass` {deg}, or `noFix` says why there is no fix. */
export function stampLines(template, { fix, noFix, compass, ...facts }) {
  const words = { ...facts, position: fix ? positionWords(fix) : noFix, heading: headingLine(compass, fix) }
  return template.lines.filter((key) => LABELS[key] && words[key]).map((key) => [LABELS[key](), words[key]])
}

/** 北纬 34.684100° 东经 112.469100° ±8 米 */
export function positionWords({ lat, lon, accuracy_m: accuracy }) {
  return t('北纬 {lat}° 东经 {lon}° ±{accuracy} 米', { lat: lat.toFixed(6), lon: lon.toFixed(6), accuracy: Math.round(accuracy) })
}

/** Where the camera looks; without a compass where the phone moves; else that nothing is measured. */
function headingLine(compass, fix) {
  if (compass) return t('{direction}（罗盘）', { direction: headingWords(compass.deg) })
  return Number.isFinite(fix?.heading_deg) ? t('{direction}（行进）', { direction: headingWords(fix.heading_deg) }) : t('未测得')
}

/** A direction in words: 东北 45°. */
export function headingWords(degrees) {
  const names = t('北,东北,东,东南,南,西南,西,西北').split(',')
  return `${names[Math.round(degrees / 45) % 8]} ${Math.round(degrees) % 360}°`
}
