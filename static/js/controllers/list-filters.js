/* The filters of the work list on a narrow screen: the same fields, moved into a sheet that opens from below and back again. */
const NARROW = '(max-width: 48rem)'

export default function listFilters(form) {
  const opener = form.querySelector('[data-filters]')
  const body = form.querySelector('[data-body]')
  const sheet = form.querySelector('dialog')
  const narrow = matchMedia(NARROW)
  const open = () => {
    sheet.querySelector('.dialog__body').append(body)
    body.querySelector('details').open = true
    sheet.showModal()
    sheet.querySelector('[data-title]')?.focus()
  }
  const back = () => opener.after(body)
  const widened = () => sheet.open && !narrow.matches && sheet.close()
  opener.addEventListener('click', open)
  sheet.addEventListener('close', back)
  narrow.addEventListener('change', widened)
}
