/* Owns what part of a picture a frame shows: zoom, place and quarter turns, in numbers alone. A view is {scale, x, y}: scale 1 shows
   the whole picture, x and y (0 to 1) say which point of the turned picture lies in the middle. So two pictures of different size can
   be looked at in the same place. Never changes a picture. */

export const MOST = 8
export const WHOLE = { scale: 1, x: 0.5, y: 0.5 }

/** Size of a picture as it just fits into a frame after quarter turns. */
export function fitted(picture, frame, turn = 0) {
  const [width, height] = turn % 2 ? [picture.height, picture.width] : [picture.width, picture.height]
  const ratio = Math.min(frame.width / width, frame.height / height)
  return { width: width * ratio, height: height * ratio }
}

/** The view nearest to a wanted one that leaves no emptiness where picture could be. */
export function kept(view, shown, frame) {
  const scale = Math.min(MOST, Math.max(1, view.scale))
  return { scale, x: inside(view.x, shown.width * scale, frame.width), y: inside(view.y, shown.height * scale, frame.height) }
}

function inside(middle, length, room) {
  if (length <= room) return 0.5
  const margin = room / 2 / length
  return Math.min(1 - margin, Math.max(margin, middle))
}

/** Zoom by a factor; what lies under a point (pixels from the middle of the frame) stays under it. */
export function zoomed(view, factor, shown, frame, point = { x: 0, y: 0 }) {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor))
  const stays = (middle, length, off) => middle + off / (length * view.scale) - off / (length * scale)
  return kept({ scale, x: stays(view.x, shown.width, point.x), y: stays(view.y, shown.height, point.y) }, shown, frame)
}

/** Move the picture by pixels of the frame. */
export function moved(view, shown, frame, dx, dy) {
  const x = view.x - dx / (shown.width * view.scale)
  const y = view.y - dy / (shown.height * view.scale)
  return kept({ ...view, x, y }, shown, frame)
}

/** Where a view puts a picture: its offset in pixels from the middle of the frame. */
export function offset(view, shown) {
  return { x: (0.5 - view.x) * shown.width * view.scale, y: (0.5 - view.y) * shown.height * view.scale }
}
