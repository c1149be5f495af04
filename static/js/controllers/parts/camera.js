/* Owns the in-page camera: the stream, the shutter, the stamp as it will stand on copies. A still by ImageCapture where the browser has it, else the whole
   frame of the stream as JPEG. Gives bytes away; must not store anything. */

import { t } from '../../helpers/text.js'
import { distanceM, distanceText, fixQuality } from '../../models/place.js'
import { DEFAULT, stampLines } from '../../models/stamp.js'
import { askCompass, compassNow, leaveCompass } from './compass.js'
import { me } from './person.js'
import { onPosition, watchPosition } from './position.js'
import { momentText } from './words.js'

// One leave for one inspection: iOS asks again for every new stream, so it is kept a while after closing.
const KEEP_MS = 60000
const STILL_MS = 4000
const JPEG_QUALITY = 0.92
const WANTED = { width: { ideal: 4096 }, height: { ideal: 3072 } }
const NO_FIX_WORDS = {
  denied: () => t('未授权定位'),
  unavailable: () => t('无法定位'),
  timeout: () => t('定位超时'),
  unsupported: () => t('浏览器不支持定位'),
}
const NO_CAMERA_WORDS = {
  insecure: () => [t('此地址不安全，浏览器关闭了页内相机'), t('请用 https 开头的地址打开本页，或用下面的手机自带相机。')],
  denied: () => [t('没有获得相机权限'), t('请在浏览器的网站设置中允许本站使用相机，再打开一次；或用下面的手机自带相机。')],
  closed: () => [t('打不开页内相机'), t('可能正被别的应用使用。请关闭那个应用再打开一次，或用下面的手机自带相机。')],
}

let stream = null
let facing = 'environment'
let release = 0
let frame = null

/** Open the camera over the page. `title` names the item, `place` is the site {name, address, area_name, lat, lon}, `officers` the
    names of those who are there; `onShot(blob, takenAt, compass)` keeps a picture and resolves to an object URL of its thumbnail;
    `onFiles(files, source, openedAt)` keeps files. */
export function openCamera({ title, place = null, officers = [], onShot, onFiles }) {
  frame = frame || bind(document.getElementById('camera'))
  watchPosition()
  askCompass()
  frame.open({ title, place, officers, onShot, onFiles })
}

function bind(dialog) {
  const part = (name) => dialog.querySelector(`[data-${name}]`)
  const view = {
    dialog,
    video: part('video'),
    shutter: part('shutter'),
    last: part('last'),
    count: part('count'),
    title: dialog.querySelector('h2'),
  }
  let job = null
  const close = () => dialog.close()
  part('close').addEventListener('click', close)
  dialog.addEventListener('close', () => {
    view.stop?.()
    leaveCompass()
    release = setTimeout(stopStream, KEEP_MS)
  })
  part('switch').addEventListener('click', () => switchLens(view))
  part('torch').addEventListener('click', (event) => torch(event.currentTarget))
  part('file').addEventListener('change', (event) => takeFiles(event.target, job, view))
  view.shutter.addEventListener('click', () => shoot(job, view))
  return {
    open(next) {
      job = { ...next, openedAt: new Date(), shots: 0 }
      view.title.textContent = next.title
      view.last.hidden = true
      view.count.textContent = ''
      view.stop = live(part, next)
      if (!dialog.open) dialog.showModal()
      view.title.focus()
      start(view)
    },
  }
}

async function start(view) {
  clearTimeout(release)
  view.shutter.disabled = true
  try {
    stream = stream?.active ? stream : await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing, ...WANTED }, audio: false })
    view.video.srcObject = stream
    await view.video.play()
    view.shutter.disabled = false
  } catch (error) {
    refused(view, error)
  }
}

/** No camera in the page: say why; the phone's own camera and files stay. */
function refused(view, error) {
  const why = !navigator.mediaDevices ? 'insecure' : error?.name === 'NotAllowedError' ? 'denied' : 'closed'
  const [words, mend] = NO_CAMERA_WORDS[why]()
  view.dialog.dataset.refused = 'yes'
  view.dialog.querySelector('[data-line-time]').textContent = words
  view.dialog.querySelector('[data-line-place]').textContent = mend
  document.dispatchEvent(new CustomEvent('lantian:limit', { detail: navigator.mediaDevices ? 'camera' : 'insecure' }))
}

function stopStream() {
  stream?.getTracks().forEach((track) => track.stop())
  stream = null
}

async function switchLens(view) {
  facing = facing === 'environment' ? 'user' : 'environment'
  stopStream()
  await start(view)
}

async function torch(button) {
  const on = button.getAttribute('aria-pressed') !== 'true'
  try {
    await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] })
    button.setAttribute('aria-pressed', String(on))
  } catch {
    button.disabled = true
  }
}

async function shoot(job, view) {
  view.shutter.disabled = true
  const takenAt = new Date()
  const compass = compassNow()
  // Where the camera opened by itself this is the first tap, in which iOS may be asked.
  askCompass()
  try {
    const blob = await still(view.video)
    const thumb = await job.onShot(blob, takenAt, compass)
    shown(job, view, thumb, 1)
  } finally {
    view.shutter.disabled = false
  }
}

/** One still picture, at the full size the device gives. */
async function still(video) {
  const track = stream.getVideoTracks()[0]
  if (typeof ImageCapture !== 'undefined' && track?.readyState === 'live') {
    const late = new Promise((resolve) => setTimeout(() => resolve(null), STILL_MS))
    const photo = await Promise.race([new ImageCapture(track).takePhoto().catch(() => null), late])
    if (photo?.size) return photo
  }
  return frameOf(video)
}

function frameOf(video) {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d').drawImage(video, 0, 0)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the frame could not be kept'))), 'image/jpeg', JPEG_QUALITY)
  })
}

async function takeFiles(input, job, view) {
  const thumbs = await job.onFiles([...input.files], 'camera_app', job.openedAt)
  input.value = ''
  if (thumbs.length) shown(job, view, thumbs.at(-1), thumbs.length)
}

function shown(job, view, thumb, more) {
  job.shots += more
  view.last.hidden = false
  if (thumb) view.last.querySelector('img').src = thumb
  view.count.textContent = String(job.shots)
  view.last.onclick = (event) => {
    event.preventDefault()
    view.dialog.close()
  }
}

/** The live stamp: the lines of the unit's template that are known already, every second anew. Gives how to stop it. */
function live(part, job) {
  const dialog = part('close').closest('dialog')
  delete dialog.dataset.refused
  const view = { part, job, person: null, latest: { fix: null, reason: null } }
  const draw = () => dialog.dataset.refused || drawStamp(view)
  draw()
  me().then((person) => {
    view.person = person
    dialog.dataset.stamp = person?.stamp?.position ?? DEFAULT.position
    draw()
  })
  const timer = setInterval(draw, 1000)
  const stop = onPosition((latest) => {
    view.latest = { ...latest }
    gauge(part, latest, job.place)
    draw()
  })
  return () => {
    clearInterval(timer)
    stop()
  }
}

function drawStamp({ part, job, person, latest }) {
  const { fix, reason } = latest
  const place = job.place ?? {}
  const [head, ...rest] = stampLines(person?.stamp ?? DEFAULT, {
    fix,
    compass: compassNow(),
    noFix: reason ? NO_FIX_WORDS[reason]() : t('正在定位'),
    time: momentText(new Date()),
    site: place.name,
    address: [place.area_name, place.address].filter(Boolean).join(' '),
    officers: (job.officers.length ? job.officers : [person?.name].filter(Boolean)).join(t('、')),
    subject: job.title,
    unit: person?.unit,
  })
  part('line-time').textContent = head?.[1] ?? ''
  part('line-place').replaceChildren(...rest.map(rowOf))
}

function rowOf([label, words]) {
  const row = document.createElement('span')
  row.className = 'camera__row'
  row.append(Object.assign(document.createElement('small'), { textContent: label }), words)
  return row
}

function gauge(part, { fix, reason }, place) {
  const away = fix ? distanceM(fix, place) : null
  const words = fix ? [`±${Math.round(fix.accuracy_m)} m`, away === null ? '' : t('距对象 {distance}', { distance: distanceText(away) })] : []
  part('fix').dataset.state = fix ? fixQuality(fix) : reason ? 'none' : 'seeking'
  part('fix').querySelector('[data-text]').textContent = words.filter(Boolean).join(' · ')
}
