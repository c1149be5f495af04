/* Owns the photo strips of a page: camera and files in, tiles out, removal with a question. Which strip a photo belongs to is said
   by the page. */

import { openDialog } from '../../helpers/dialog.js'
import { t } from '../../helpers/text.js'
import { toast } from '../../helpers/toast.js'
import { takePhotoOut } from '../../models/drafts.js'
import { isAfter, repeats } from '../../models/likeness.js'
import { storeProblem } from '../../models/problems.js'
import { photoState } from '../../models/states.js'
import * as store from '../../models/store.js'
import { busyWhile } from './busy.js'
import { openCamera } from './camera.js'
import { describeMarking, editMarking } from './photo-marking.js'
import { keepFiles, keepShot, thumbAddress } from './shots.js'
import { clockText } from './words.js'

/** Bind every strip below root. `job()` gives {record, place, officers}; `stripOf(photo)` its strip; `onChange(photos)` is told after
    every change; `earlier()` gives photos of before that are not on these strips. Gives {draw}. */
export function bindStrips(root, { job, stripOf, onChange, earlier = () => [] }) {
  let openedAt = new Date()
  const draw = async () => {
    const photos = await store.photosOf(job().record)
    for (const strip of root.querySelectorAll('[data-strip]'))
      fillStrip(
        strip,
        photos.filter((photo) => stripOf(photo) === strip),
        { remove, mark },
      )
    onChange(photos)
    return photos
  }
  const remove = async (photo) => {
    if ((await openDialog('drop-photo')) !== 'confirm') return
    await guarded(async () => {
      await takePhotoOut(photo)
      await store.note(photo.record, 'photo_deleted', { sha256: photo.sha256 })
    })
    await draw()
  }
  const mark = async (photo) => (await editMarking(photo)) && draw()
  const target = (strip) => ({ record: job().record, item: strip.dataset.item || null, role: strip.dataset.role })
  const files = async (list, source, since, strip) => {
    const kept = await guarded(() => keepFiles(list, source, since, target(strip)))
    hintIfRepeated(kept || [], await draw(), earlier)
    return Promise.all((kept || []).map(thumbAddress))
  }
  const shot = async (blob, at, compass, strip) => {
    const photo = await guarded(() => keepShot(blob, at, { ...target(strip), compass }))
    hintIfRepeated(photo ? [photo] : [], await draw(), earlier)
    return photo ? thumbAddress(photo) : ''
  }
  const shoot = (strip) =>
    openCamera({
      title: strip.dataset.title,
      place: job().place,
      officers: job().officers,
      onShot: (blob, at, compass) => shot(blob, at, compass, strip),
      onFiles: (list, source, since) => files(list, source, since, strip),
    })
  root.addEventListener('click', (event) => {
    const button = event.target.closest('[data-shoot]')
    if (button) shoot(button.closest('[data-strip]'))
    // The camera app may take a minute: what was written since now was written by it.
    if (event.target.matches('input[data-source]')) openedAt = new Date()
  })
  root.addEventListener('change', async (event) => {
    if (!event.target.matches('input[data-source]')) return
    const input = event.target
    event.stopPropagation()
    const strip = input.closest('[data-strip]')
    // Large files are hashed before they are kept: that can take seconds.
    await busyWhile(strip, () => files([...input.files], input.dataset.source, openedAt, strip))
    input.value = ''
  })
  return { draw, shoot }
}

/** Tell the person that a photo after correction looks like one before it; nothing is refused, and nobody waits for it. */
async function hintIfRepeated(added, photos, earlier) {
  const words = {
    same: () => t('整改后的照片与整改前是同一个文件，请重新拍摄整改后的现场。'),
    near: () => t('整改后的照片与整改前几乎相同，请确认拍的是整改后的现场。'),
  }
  const others = added.some(isAfter) ? [...photos, ...(await earlier())] : photos
  for (const photo of added) words[repeats(photo, others)] && toast(words[repeats(photo, others)](), { kind: 'warn' })
}

/** Do it, or tell the person what is wrong and go on. */
async function guarded(work) {
  try {
    return await work()
  } catch (error) {
    const { title, mend } = error.code && error.title ? error : storeProblem(error)
    toast(t('{title}。{mend}', { title, mend }), { kind: 'bad' })
    return null
  }
}

function fillStrip(strip, photos, acts) {
  const box = strip.querySelector('.photo-strip')
  const add = box.querySelector('[data-shoot]')
  const here = new Map([...box.querySelectorAll('figure')].map((tile) => [tile.dataset.photo, tile]))
  for (const photo of photos) {
    const tile = here.get(photo.id) || tileOf(photo, acts)
    here.delete(photo.id)
    describe(tile, photo)
    box.insertBefore(tile, add)
  }
  for (const gone of here.values()) gone.remove()
  strip.dataset.count = String(photos.length)
}

function tileOf(photo, { remove, mark }) {
  const tile = document.getElementById('photo-tile').content.firstElementChild.cloneNode(true)
  tile.dataset.photo = photo.id
  tile.querySelector('[data-action="remove"]').addEventListener('click', () => remove(photo))
  tile.querySelector('[data-action="mark"]').addEventListener('click', () => mark(photo))
  const image = tile.querySelector('[data-thumb]')
  thumbAddress(photo).then((address) => {
    if (address) image.src = address
  })
  image.alt = t('{time} 拍摄的照片', { time: clockText(photo.taken_at) })
  return tile
}

function describe(tile, photo) {
  tile.dataset.state = photoState(photo)
  tile.querySelector('.sync').dataset.state = tile.dataset.state
  if (photo.fix) tile.removeAttribute('data-fix')
  else tile.dataset.fix = 'none'
  tile.querySelector('[data-accuracy]').textContent = photo.fix ? `±${Math.round(photo.fix.accuracy_m)} m` : ''
  tile.querySelector('[data-at]').textContent = clockText(photo.taken_at)
  describeMarking(tile, photo)
}
