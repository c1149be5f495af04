/* A button that copies the text it carries and says so. Without a clipboard it selects nothing and says how to copy by hand. */
import { t } from '../helpers/text.js'
import { toast } from '../helpers/toast.js'

export default function deskCopy(button) {
  button.addEventListener('click', () => copy(button.dataset.text))
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    toast(t('已复制'))
  } catch {
    // Plain http has no clipboard: see the secure-context table in docs.
    toast(t('浏览器不允许复制，请选中文字手动复制'), { kind: 'warn' })
  }
}
