/* What a test asks a page about its layout. Each function returns sentences about what is wrong, naming elements; none judges. */
(() => {
  const INTERACTIVE = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [role="button"]'
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0
  const hidden = (element) => {
    const box = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    return box.width <= 1 || box.height <= 1 || style.clip === 'rect(0px, 0px, 0px, 0px)' || Boolean(element.closest('.visually-hidden, .skip'))
  }
  const named = (element) => {
    const words = (element.getAttribute('aria-label') || element.textContent || element.name || '').trim().replace(/\s+/g, ' ').slice(0, 24)
    const classes = [...element.classList].slice(0, 3).map((name) => `.${name}`).join('')
    return `${element.localName}${element.id ? `#${element.id}` : ''}${classes} “${words}”`
  }
  const scrolls = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (/auto|scroll/.test(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth) return true
    return false
  }

  /** Elements that stick out of the window sideways, unless they lie in a box that scrolls by itself. */
  const sideways = () => {
    const wide = document.documentElement.clientWidth
    if (document.scrollingElement.scrollWidth <= wide + 1) return []
    const out = [...document.body.querySelectorAll('*')].filter((element) => {
      const box = element.getBoundingClientRect()
      return shown(element) && !hidden(element) && (box.right > wide + 1 || box.left < -1) && !scrolls(element)
    })
    const inner = out.filter((element) => !out.some((other) => other !== element && element.contains(other)))
    return [`the page is ${document.scrollingElement.scrollWidth} px wide in a window of ${wide}`, ...inner.slice(0, 4).map(named)]
  }

  /** Words cut off by their own box. A line shortened on purpose ends in an ellipsis and is whole somewhere else; a map is a window on
      something larger, which is moved under it. */
  const cut = () =>
    [...document.body.querySelectorAll('*')].filter((element) => {
      const style = getComputedStyle(element)
      if (!shown(element) || hidden(element) || !element.textContent.trim()) return false
      if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none' || element.matches('.leaflet-container')) return false
      const across = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1
      const down = /hidden|clip/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 2
      return across || down
    }).map((element) => `${named(element)} ${element.scrollWidth}×${element.scrollHeight} in ${element.clientWidth}×${element.clientHeight}`)

  const inSentence = (element) =>
    element.localName === 'a' && getComputedStyle(element).display === 'inline' && element.parentElement.textContent.trim() !== element.textContent.trim()
  const area = (element) => (hidden(element) || element.matches('[type="checkbox"], [type="radio"], [type="file"]')) && element.labels?.[0] ? element.labels[0] : element
  const belongs = (hit, element, box) => {
    if (!hit) return false
    return box === hit || box.contains(hit) || element.contains(hit) || hit.closest('label')?.control === element
  }
  const reach = (element, box, least) => {
    box.scrollIntoView({ block: 'center', inline: 'center' })
    const { left, top, width, height } = box.getBoundingClientRect()
    const x = left + width / 2
    const y = top + height / 2
    const half = least / 2 - 1
    const tall = height >= least - 0.5 || [-half, half].every((step) => belongs(document.elementFromPoint(x, y + step), element, box))
    const wide = width >= least - 0.5 || [-half, half].every((step) => belongs(document.elementFromPoint(x + step, y), element, box))
    return tall && wide ? null : `${named(element)} ${Math.round(width)}×${Math.round(height)}`
  }

  /** Things to press that a thumb cannot hit: smaller than ``least`` px, counting what reaches beyond the drawing. */
  const small = (least, excepted) => {
    const open = document.querySelector('dialog[open]') ?? document
    const all = [...open.querySelectorAll(INTERACTIVE)].filter((element) => shown(element) && !inSentence(element) && !element.closest(`.skip, [inert], ${excepted}`))
    const found = all.map((element) => [element, area(element)]).filter(([, box]) => shown(box) && !hidden(box)).map(([element, box]) => reach(element, box, least))
    scrollTo(0, 0)
    return [...new Set(found.filter(Boolean))]
  }

  /** The large answers that are lower than ``least`` px. */
  const lowAnswers = (least) =>
    [...document.querySelectorAll('.answer')].filter((element) => shown(element) && element.getBoundingClientRect().height < least - 0.5).map(named)

  return { sideways, cut, small, lowAnswers }
})()
