/* Owns marking a photo of a draft on the phone: the editor on its own bytes, the recipe kept beside them, its words on the tile. The bytes
   stay as the camera gave them; the server draws the copy. */
import { n, t } from '../../helpers/text.js'
import { changePhotoOf } from '../../models/drafts.js'
import { storeProblem } from '../../models/problems.js'
import * as store from '../../models/store.js'
import { openMarker } from './marker.js'

/** Open the editor on a kept photo. Gives whether something changed. */
export async function editMarking(photo) {
  const kept = (await store.photosOf(photo.record)).find((row) => row.id === photo.id)
  return openMarker({
    picture: async () => new Blob([(await store.originalOf(photo.id)).bytes], { type: photo.media_type }),
    shapes: kept?.marking?.shapes ?? [],
    save: ({ shapes }) => keep(photo, shapes),
  })
}

async function keep(photo, shapes) {
  try {
    await changePhotoOf(photo.record, photo.id, (row) => Object.assign(row, { marking: shapes.length ? { shapes } : null }))
  } catch (error) {
    const { title, mend } = storeProblem(error)
    throw Object.assign(new Error(title), { words: t('{title}。{mend}', { title, mend }) })
  }
}

/** Say on the tile of a photo what is on it. */
export function describeMarking(tile, { marking }) {
  const shapes = marking?.shapes ?? []
  const hidden = shapes.filter((shape) => shape.kind === 'redact').length
  const pointed = shapes.length - hidden
  const words = [hidden && n('遮盖 {n} 处', hidden), pointed && n('标注 {n} 处', pointed)].filter(Boolean)
  const said = tile.querySelector('[data-marked]')
  said.textContent = words.join(' · ')
  said.hidden = !words.length
}
