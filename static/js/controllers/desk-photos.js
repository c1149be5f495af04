/* Evidence photos, large: a press opens the picture over the whole page, arrows go through the group, Escape closes.
   The link below each picture stays the truth: without this file it opens the picture itself. */
import { t } from '../helpers/text.js'

export default function deskPhotos(group) {
  const links = [...group.querySelectorAll('[data-photo]')]
  group.addEventListener('click', (event) => {
    const link = event.target.closest('[data-photo]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    open(links, links.indexOf(link))
  })
}

function open(links, at) {
  const viewer = makeViewer(links.length > 1)
  let place = at
  const show = (step) => {
    place = (place + step + links.length) % links.length
    const picture = links[place].querySelector('img')
    viewer.image.src = links[place].href
    viewer.image.alt = picture.alt
    viewer.words.textContent = links.length > 1 ? `${place + 1} / ${links.length} · ${picture.alt}` : picture.alt
  }
  const steps = { ArrowLeft: -1, ArrowRight: 1 }
  viewer.dialog.addEventListener('keydown', (event) => steps[event.key] && show(steps[event.key]))
  viewer.dialog.addEventListener('click', (event) => press(event, viewer, show))
  viewer.dialog.addEventListener('close', () => {
    viewer.dialog.remove()
    links[place].focus()
  })
  document.body.append(viewer.dialog)
  show(0)
  viewer.dialog.showModal()
}

function press(event, viewer, show) {
  const button = event.target.closest('button')
  if (button?.dataset.step) show(Number(button.dataset.step))
  else if (button || event.target === viewer.image) viewer.dialog.close()
}

function makeViewer(several) {
  const dialog = document.createElement('dialog')
  dialog.className = 'viewer'
  dialog.setAttribute('aria-label', t('查看照片'))
  const bar = document.createElement('div')
  bar.className = 'viewer__bar'
  const words = document.createElement('p')
  words.className = 'viewer__words'
  const image = document.createElement('img')
  image.className = 'viewer__image'
  bar.append(words, ...(several ? [key('back', t('上一张'), -1), key('forward', t('下一张'), 1)] : []), key('close', t('关闭')))
  dialog.append(bar, image)
  return { dialog, words, image }
}

function key(sign, label, step) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button button--icon button--quiet'
  button.setAttribute('aria-label', label)
  if (step) button.dataset.step = String(step)
  button.innerHTML = `<svg class="icon" aria-hidden="true" width="24" height="24"><use href="${document.documentElement.dataset.sprite}#${sign}"></use></svg>`
  return button
}
