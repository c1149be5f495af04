/* Evidence photos, large: a press on one of a group opens the viewer with the group. A button with data-compare opens it with two
   side by side. The link below each picture stays the truth: without this file it opens the picture itself. */
import { openViewer } from './parts/viewer.js'

const LINKS = '[data-photo], .timeline__photos a'

export default function deskPhotos(group) {
  const links = () => [...group.querySelectorAll(LINKS)]
  const open = (at, beside) => openViewer(links().map(photoOf), at, beside, links()[at])
  group.addEventListener('click', (event) => {
    const link = event.target.closest(LINKS)
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    open(links().indexOf(link), null)
  })
  for (const button of document.querySelectorAll(`[data-compare="${group.id}"]`)) {
    button.hidden = links().length < 2
    button.addEventListener('click', () => open(0, 1))
  }
}

function photoOf(link) {
  const picture = link.querySelector('img')
  return { src: link.href, alt: picture.alt, facts: link.dataset.facts || picture.alt, role: link.dataset.role || '' }
}
