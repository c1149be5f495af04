/* What slides sideways (tabs, chips, the narrow navigation) begins where one is: the current entry in its middle. Must not move the page. */
const FRAMES = '.tabs, .chips, .side-nav, .map-legend'

/** Bring the current entry of each such row below root into sight. */
export function showCurrent(root) {
  for (const frame of root.querySelectorAll(FRAMES)) {
    const one = frame.querySelector('[aria-current]')
    if (one && frame.scrollWidth > frame.clientWidth) centre(frame, one)
  }
}

function centre(frame, one) {
  const [box, place] = [frame.getBoundingClientRect(), one.getBoundingClientRect()]
  frame.scrollLeft += place.left - box.left - (box.width - place.width) / 2
}
