/* Owns what opens below a record on the outbox page: how far each of its photos is, and the receipt of the server, which can be copied whole:
   anybody with the server's public key can check it without us. Filled when it is opened. */

import { t } from '../../helpers/text.js'
import { toast } from '../../helpers/toast.js'
import { photoState, stateText } from '../../models/states.js'
import * as store from '../../models/store.js'
import { clockText, fullText, sizeText } from './words.js'

const ACTS = ['inspection', 'act']
const CHECKED = {
  signature: () => t('手机已核对内容和签名。'),
  contents: () => t('手机已核对内容；这个浏览器不能核对签名。'),
}

/** Put the fold below a row's element once, and fill it where it is open. */
export function drawProof(item, row) {
  let fold = item.querySelector('[data-proof]')
  if (!fold) {
    fold = document.getElementById('phone-proof').content.firstElementChild.cloneNode(true)
    fold.addEventListener('toggle', () => fold.open && fill(fold, row.id))
    fold.querySelector('[data-copy-receipt]').addEventListener('click', () => copy(row.id))
    item.append(fold)
  }
  return fold.open ? fill(fold, row.id) : undefined
}

async function fill(fold, id) {
  const [row, photos, receipt] = await Promise.all([store.getRecord(id), store.photosOf(id), receiptOf(id)])
  if (!row) return
  fold.querySelector('[data-proof-photos]').replaceChildren(...photos.map((photo, place) => photoLine(photo, place, row)))
  const box = fold.querySelector('[data-receipt]')
  box.hidden = !receipt
  if (receipt) showReceipt(box, receipt)
}

/** The receipt of the visit or act itself; those of its photos are kept beside it. */
async function receiptOf(id) {
  return (await store.receiptsOf(id)).find((one) => ACTS.includes(one.kind))
}

function photoLine(photo, place, row) {
  const line = document.getElementById('phone-proof-photo').content.firstElementChild.cloneNode(true)
  const state = photoState(photo, row)
  const part = (name) => line.querySelector(`[data-${name}]`)
  line.dataset.photo = photo.id
  const what = photo.role === 'signature' ? t('签名') : t('照片 {number}', { number: place + 1 })
  part('name').textContent = `${what} · ${clockText(photo.taken_at)}`
  line.querySelector('.sync').dataset.state = state
  line.querySelector(`[data-for="${state}"] .sync__word`).textContent = stateText(state)
  part('size').textContent = photo.let_go_at ? t('{size}，已从手机清理', { size: sizeText(photo.length) }) : sizeText(photo.length)
  part('why').textContent = photo.problem?.detail ?? ''
  return line
}

/** How much of one photo has left, where its line is in sight. */
export function drawPhotoProgress(item, { photo, bytes, size }) {
  const said = item.querySelector(`[data-proof-photos] [data-photo="${photo}"] [data-size]`)
  if (said) said.textContent = t('{sent} / {total}', { sent: sizeText(bytes), total: sizeText(size) })
}

function showReceipt(box, { facts, key, checked_by: by }) {
  const words = { seq: facts.seq, received: fullText(facts.received_at), hash: facts.sha256, key }
  for (const [name, value] of Object.entries(words)) box.querySelector(`[data-${name}]`).textContent = value
  box.querySelector('[data-checked]').textContent = CHECKED[by]?.() ?? ''
}

async function copy(id) {
  const { text, key, signature } = await receiptOf(id)
  try {
    await navigator.clipboard.writeText(JSON.stringify({ text, key, signature }))
    toast(t('回执已复制'))
  } catch {
    toast(t('浏览器不让复制，请长按选择文字。'), { kind: 'warn' })
  }
}
