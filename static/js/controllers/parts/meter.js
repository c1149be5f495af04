/* Owns the meter of completeness on the review page: how many of the things a reviewer looks for are there, and a link to each that
   is not. Never blocks; what blocks is listed above it. */

import { n, t } from '../../helpers/text.js'
import { meter, visitOf } from '../../models/completeness.js'
import { fillAddress } from './record-row.js'
import { named } from './words.js'

// The same sentences as in domain/completeness.py.
const WORDS = {
  partner: () => t('没有选第二名执法人员'),
  overview: () => t('没有现场全景照片'),
  signer: () => t('没有写现场负责人姓名'),
  reason: () => t('当事人拒签或不在场，但没有写明情况'),
  witness: () => t('当事人拒签或不在场，但没有见证人'),
  second_photo: () => t('问题照片不足两张，最好远景、近景各一张'),
  note: () => t('情况说明不足 6 个字'),
  points: () => t('没有勾选不合格的要点'),
  measured: () => t('没有填写测量数值'),
  position: () => t('照片没有定位'),
  accuracy: () => t('照片的定位精度差于 100 米'),
  near: () => t('照片位置距检查对象超过 500 米'),
  taken_here: () => t('照片是导入的文件，不是现场拍摄'),
  taken_then: () => t('照片早于检查开始 30 分钟以上'),
}

// Fields of this page where a gap is mended; every other gap is mended on the page of the checklist.
const FIELDS = { partner: 'partner', signer: 'party.person', reason: 'party.reason', witness: 'party.witness' }

/** Show the meter of a draft; nothing for a record that has been handed in. */
export function drawMeter({ form, record, sheet, photos }) {
  const box = form.querySelector('[data-meter]')
  const { asked, met, gaps } = meter(visitOf(record, sheet, photos))
  box.hidden = record.state !== 'saved' || !asked
  box.dataset.full = gaps.length ? 'no' : 'yes'
  const bar = box.querySelector('progress')
  bar.max = asked
  bar.value = met
  box.querySelector('[data-label]').textContent = gaps.length ? t('审核还可能要求补充') : t('审核会看的都有了')
  box.querySelector('[data-text]').textContent = t('已具备 {met} / {asked} 项', { met, asked })
  box.querySelector('[data-gaps]').replaceChildren(...gaps.map((gap) => line(gap, form, record, sheet)))
}

function line({ code, item, count }, form, record, sheet) {
  const row = document.createElement('li')
  const link = document.createElement('a')
  link.href = FIELDS[code] ? '#' : fillAddress(record, form.dataset.fill, item && `item-${item}`)
  link.textContent = sentence(code, item, count, sheet)
  if (FIELDS[code]) link.addEventListener('click', (event) => lead(event, form.elements[FIELDS[code]]))
  row.append(link)
  return row
}

function sentence(code, item, count, sheet) {
  const words = count > 1 ? n('{words}（{n} 张）', count, { words: WORDS[code]() }) : WORDS[code]()
  const asked = sheet.items.find((row) => row.id === item)
  return asked ? t('{title}：{detail}', { title: named(asked), detail: words }) : words
}

function lead(event, field) {
  event.preventDefault()
  const fold = field.closest('details')
  if (fold) fold.open = true
  field.scrollIntoView({ block: 'center' })
  field.focus()
}
