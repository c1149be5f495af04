/* Owns the way out without a network: what waits, or one record, as a file that is shared or saved. Made first, handed over with a second
   press: a browser lets a page share only at the touch of a person. */

import { openDialog } from '../../helpers/dialog.js'
import { n, t } from '../../helpers/text.js'
import { toast } from '../../helpers/toast.js'
import { queueFile } from '../../models/queue-file.js'
import * as store from '../../models/store.js'
import { photoCount, sizeText } from './words.js'

const zip = () => import('../../../vendor/client-zip/client-zip.js')
let address = ''

/** Make the file of these rows and offer it. `button` is busy meanwhile. */
export async function exportRows(rows, person, button) {
  button.setAttribute('aria-busy', 'true')
  button.disabled = true
  try {
    const { makeZip } = await zip()
    offer(await queueFile(rows, { store, person, now: new Date(), makeZip }), rows)
  } catch (error) {
    toast(t('没有导出成功：{reason}', { reason: error?.message ?? '' }), { kind: 'bad' })
  } finally {
    button.removeAttribute('aria-busy')
    button.disabled = false
  }
}

/** Have the ZIP writer in the browser's store before the network goes. */
export function warmUp() {
  zip().catch(() => {})
}

async function offer(made, rows) {
  const dialog = document.getElementById('queue-file')
  const save = dialog.querySelector('[data-save]')
  URL.revokeObjectURL(address)
  address = URL.createObjectURL(made.blob)
  Object.assign(save, { href: address, download: made.name })
  dialog.querySelector('[data-file-name]').textContent = made.name
  dialog.querySelector('[data-file-words]').textContent = wordsOf(made)
  offerSharing(dialog.querySelector('[data-share]'), made)
  for (const row of rows) await store.note(row.id, 'exported', { file: made.name })
  await openDialog('queue-file')
}

function wordsOf({ rows, photos, left_out: leftOut, blob }) {
  const gone = leftOut ? n('{n} 张照片已损坏或不在，没有放入', leftOut) : ''
  return [n('{n} 条记录', rows), photoCount(photos), sizeText(blob.size), gone].filter(Boolean).join(' · ')
}

function offerSharing(button, { blob, name }) {
  const file = new File([blob], name, { type: 'application/zip' })
  button.hidden = !navigator.canShare?.({ files: [file] })
  button.onclick = () => navigator.share({ files: [file], title: name }).catch(() => {})
}
