/* Owns what the last page shows of a record that was handed in: nothing can be written, and whether it may become a draft again. Must
   not change the record. */

import { t } from '../../helpers/text.js'
import { mayReopen } from '../../models/handin.js'

/** What waits cannot be changed; what was refused can, when the server cannot have it. */
export function drawLock(form, record) {
  const locked = record.state !== 'saved'
  const mayChange = locked && mayReopen(record)
  for (const input of form.elements) input.disabled = locked
  form.querySelector('[data-back]').hidden = locked
  const box = form.querySelector('[data-locked]')
  // A refusal says itself what is wrong and how to mend it; the way back is the button below.
  box.hidden = !locked || Boolean(record.problem && mayChange)
  const [title, text] = lockWords(record, mayChange)
  box.querySelector('[data-title]').textContent = title
  box.querySelector('[data-text]').textContent = text
  const back = document.querySelector('[data-reopen]')
  back.hidden = !mayChange
  back.classList.toggle('button--primary', record.state === 'attention')
  const send = document.querySelector('[data-hand-in]')
  send.hidden = mayChange
  if (locked) send.disabled = true
}

/** What became of a record that was handed in, and what may still be done here. */
function lockWords(record, mayChange) {
  if (record.state === 'attention' && mayChange) return [t('服务器没有接收这份记录'), t('改回草稿后可以更正并重新提交。')]
  if (record.state === 'attention') return [t('不能确定服务器是否已接收'), t('请在发件箱点“再试一次”；同一份记录不会重复登记。')]
  if (mayChange) return [t('这份记录正在等待上传'), t('内容已固定。尚未发出，可以改回草稿。')]
  return [t('这份记录正在等待上传'), t('内容已固定，已经发出过，不能再改。')]
}
