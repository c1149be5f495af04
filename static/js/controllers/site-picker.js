/* The position of a place: by a press on the map, by this device, or typed. Whatever way it comes, the server converts it, says whether
   it lies in the chosen area and what is near. Without this file, and without the map, the typed fields do. */
import { t } from '../helpers/text.js'
import { keepApart } from './parts/map-names.js'

export default async function sitePicker(form) {
  const setup = JSON.parse(form.querySelector('[data-setup]').textContent)
  const view = { form, setup, map: null, pin: null, known: [], said: form.querySelector('[data-said]') }
  for (const name of ['lat', 'lon', 'datum']) form.elements[name].addEventListener('change', () => typed(view))
  form.elements.area_code.addEventListener('change', () => typed(view, false))
  if (form.querySelector('[data-picker]')) await bindMap(view)
  if (form.elements.lat.value) await typed(view, false)
}

async function bindMap(view) {
  const { form, setup } = view
  const picker = form.querySelector('[data-picker]')
  picker.hidden = false
  // Bound before the map comes: who stands at the place presses this at once.
  picker.querySelector('[data-locate]').addEventListener('click', () => locate(view))
  const { makeMap } = await import('./parts/ground.js')
  view.map = await makeMap(picker.querySelector('[data-canvas]'), setup, (words) => say(view, words))
  // Nearest first. No name lies on another place or on the pin.
  view.spread = keepApart(view.map, () => view.known, () => [...view.known, ...(view.pin ? [view.pin] : [])].map((one) => one.getElement()))
  view.map.on('click', ({ latlng }) => place(view, latlng.lat, latlng.lng, setup.ground.datum, 'map'))
  picker.querySelector('[data-centre]').addEventListener('click', () => {
    const { lat, lng } = view.map.getCenter()
    place(view, lat, lng, setup.ground.datum, 'map')
  })
}

/** Ask this device where it is; the person presses for it, so the browser may ask for leave. */
function locate(view) {
  if (!navigator.geolocation || !window.isSecureContext) return say(view, t('这台设备不能定位，请在地图上点选或录入坐标。'))
  say(view, t('正在定位…'))
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      view.form.elements.accuracy_m.value = String(Math.round(coords.accuracy))
      place(view, coords.latitude, coords.longitude, 'wgs84', 'phone', coords.accuracy)
    },
    () => say(view, t('没有取到定位，请在地图上点选或录入坐标。')),
    { enableHighAccuracy: true, maximumAge: 0, timeout: 20000 },
  )
  return undefined
}

/** What stands in the fields, as it was typed; they are left as they are. */
async function typed(view, is_new = true) {
  const { lat, lon, datum } = view.form.elements
  if (is_new) Object.assign(view.form.elements.position_source, { value: 'typed' })
  if (!lat.value.trim() || !lon.value.trim()) return clear(view)
  const around = await ask(view, lat.value.trim(), lon.value.trim(), datum.value)
  if (around) show(view, around)
  return undefined
}

/** A position from the map or the device: converted by the server and written into the fields as WGS-84. */
async function place(view, lat, lon, datum, source, accuracy = null) {
  const { elements } = view.form
  const around = await ask(view, lat.toFixed(7), lon.toFixed(7), datum)
  const [north, east] = around ? around.wgs84 : [lat, lon]
  Object.assign(elements.lat, { value: north.toFixed(6) })
  Object.assign(elements.lon, { value: east.toFixed(6) })
  elements.datum.value = around ? 'wgs84' : datum
  elements.position_source.value = source
  if (around) show(view, around)
  if (source === 'phone') say(view, t('已取这台设备的位置，精度 ±{metres} m。', { metres: Math.round(accuracy) }))
  else say(view, t('已取地图上的位置：{lat}, {lon}', { lat: elements.lat.value, lon: elements.lon.value }))
}

async function ask(view, lat, lon, datum) {
  const asked = new URLSearchParams({ lat, lon, datum, area: view.form.elements.area_code.value, except: view.setup.except })
  try {
    const answer = await fetch(`${view.setup.surroundings}?${asked}`)
    if (!answer.ok) throw new Error(String(answer.status))
    return await answer.json()
  } catch {
    say(view, t('这个坐标无法换算，请核对度数和坐标系。'))
    return null
  }
}

function show(view, { drawn, outside, near, around }) {
  const warning = view.form.querySelector('[data-outside]')
  warning.hidden = !outside
  warning.querySelector('[data-words]').textContent = outside ? t('位置在“{area}”的边界之外，请核对位置或属地。', { area: outside }) : ''
  const box = view.form.querySelector('[data-near]')
  box.hidden = !near.length
  box.querySelector('[data-list]').replaceChildren(...near.map(nearRow))
  pin(view, drawn, around)
}

function nearRow({ name, kind, distance, href }) {
  const item = document.createElement('li')
  const link = Object.assign(document.createElement('a'), { href, target: '_blank', rel: 'noopener', textContent: name })
  item.append(link, ` · ${kind} · ${distance}`)
  return item
}

function pin(view, drawn, around) {
  const { map } = view
  if (!map) return
  const { L } = globalThis
  for (const one of view.known) one.remove()
  view.known = around.map(([lat, lon, name]) => known(map, [lat, lon], name))
  const is_first = !view.pin
  view.pin ??= L.marker(drawn, { icon: pinSign(), draggable: true, keyboard: false, alt: t('检查对象的位置') })
    .on('dragend', ({ target }) => {
      const { lat, lng } = target.getLatLng()
      place(view, lat, lng, view.setup.ground.datum, 'map')
    })
    .addTo(map)
  view.pin.setLatLng(drawn)
  if (is_first) map.setView(drawn, view.setup.ground.url ? 17 : 14, { animate: false })
  else if (!map.getBounds().contains(drawn)) map.panTo(drawn, { animate: false })
  view.spread()
}

/** A place that is registered already, with its name: where there are no tiles, these are what one finds the way by. */
function known(map, position, name) {
  const dot = globalThis.L.circleMarker(position, { radius: 5, className: 'known-mark', interactive: false })
  return dot.bindTooltip(name, { permanent: true, direction: 'right', className: 'known-mark__name', interactive: false }).addTo(map)
}

function pinSign() {
  const html = `<svg viewBox="0 0 32 42" width="32" height="42" aria-hidden="true"><path class="pin-mark" d="M16 1C7.7 1 1 7.7 1 16c0 11 15 25 15 25s15-14 15-25C31 7.7 24.3 1 16 1Z"></path><circle class="pin-mark__eye" cx="16" cy="16" r="5.5"></circle></svg>`
  return globalThis.L.divIcon({ html, className: 'map-pin', iconSize: [32, 42], iconAnchor: [16, 41] })
}

function clear(view) {
  view.pin?.remove()
  view.pin = null
  view.form.querySelector('[data-outside]').hidden = true
  view.form.querySelector('[data-near]').hidden = true
}

function say(view, words) {
  view.said.textContent = words
}
