/* The ledger on a map: one mark per line, cloned from the page's templates, clustered; a cluster shows its states as a ring and the
   most pressing one in words. The list of the page's address line is the truth; this file only draws it. */
import { look, makeMap } from './parts/ground.js'
import '../../vendor/markercluster/markercluster.js'
import { isStill } from '../helpers/looks.js'
import { n, t } from '../helpers/text.js'

const { L } = globalThis
// What asks for action first is what a cluster is named after.
const PRESSING = ['ordered', 'confirmed', 'returned', 'reported', 'rectified', 'lead', 'referred', 'cleared', 'dismissed']
const OVERDUE = 2
const RING = 2 * Math.PI * 20

export default async function ledgerMap(box) {
  const setup = JSON.parse(box.querySelector('[data-setup]').textContent)
  const said = box.querySelector('[data-said]')
  const map = await makeMap(box.querySelector('[data-canvas]'), setup, (words) => said.parentElement.after(Object.assign(document.createElement('p'), { className: 'ledger-map__said', textContent: words })))
  const load = () => fill({ box, map, setup, said })
  box.querySelector('[data-retry]').addEventListener('click', load)
  await load()
}

async function fill(view) {
  const problem = view.box.querySelector('[data-problem]')
  problem.hidden = true
  try {
    const answer = await fetch(view.setup.points)
    if (!answer.ok) throw new Error(String(answer.status))
    draw(view, await answer.json())
  } catch {
    view.said.textContent = ''
    problem.hidden = false
  }
}

function draw(view, pack) {
  const { box, map, setup } = view
  const marks = Object.fromEntries([...box.querySelectorAll('[data-mark]')].map((one) => [one.dataset.mark, one.content.firstElementChild]))
  const group = L.markerClusterGroup({
    maxClusterRadius: 72,
    showCoverageOnHover: false,
    chunkedLoading: true,
    animate: !isStill(),
    // Marks of one spot are spread so far that a thumb meets one of them.
    spiderfyDistanceMultiplier: 2,
    iconCreateFunction: (cluster) => clusterSign(cluster.getAllChildMarkers(), setup.states),
  })
  group.addLayers(pack.points.map((point) => marker(view, pack, point, marks)))
  // First the view, then the marks: clusters are then made once.
  look(map, L.latLngBounds(pack.points.map(([lat, lon]) => [lat, lon])), 56)
  map.addLayer(group)
  view.said.textContent = counted(pack)
}

function counted({ total, read, points }) {
  const words = [n('地图显示 {n} 条', points.length)]
  if (points.length < read) words.push(n('{n} 条没有位置', read - points.length))
  if (read < total) words.push(t('共 {total} 条，按列表顺序只取前 {read} 条，请收窄条件', { total, read }))
  return words.join(' · ')
}

function marker({ box, setup }, pack, [lat, lon, stateAt, titleAt, number, siteAt, dueAt], marks) {
  const state = pack.states[stateAt]
  const [due, urgency] = pack.dues[dueAt]
  const line = { state, number, title: pack.titles[titleAt], site: pack.sites[siteAt], due, urgency }
  const words = [setup.states[state].words, line.title, line.site, due].filter(Boolean).join(t('，'))
  const made = L.marker([lat, lon], { icon: sign(marks[state], urgency), title: words, state, urgency })
  return made.bindPopup(() => card(box, setup, line), { maxWidth: 280, minWidth: 200 })
}

function sign(mark, urgency) {
  const html = mark.cloneNode(true)
  html.toggleAttribute('data-late', urgency === OVERDUE)
  return L.divIcon({ html, className: 'map-mark', iconSize: [36, 36], iconAnchor: [18, 18], popupAnchor: [0, -16] })
}

function card(box, setup, line) {
  const made = box.querySelector('[data-popup]').content.firstElementChild.cloneNode(true)
  const slot = (name) => made.querySelector(`[data-${name}]`)
  slot('title').textContent = line.title
  slot('title').href = setup.violation.replace('NUMBER', line.number)
  slot('number').textContent = line.number
  slot('state').append(box.querySelector(`[data-badge="${line.state}"]`).content.cloneNode(true))
  slot('site').textContent = line.site
  slot('due').hidden = !line.due
  slot('due').toggleAttribute('data-late', line.urgency === OVERDUE)
  slot('words').textContent = line.due
  return made
}

/** A ring whose parts are the states, how many there are, and the most pressing state with its number. */
function clusterSign(markers, states) {
  const counts = PRESSING.map((state) => [state, markers.filter((one) => one.options.state === state).length]).filter(([, count]) => count)
  const late = markers.filter((one) => one.options.urgency === OVERDUE).length
  const [first, most] = counts[0]
  const words = [...counts.map(([state, count]) => `${states[state].words} ${count}`), ...(late ? [n('超期 {n} 条', late)] : [])]
  const html = document.createElement('div')
  html.className = 'cluster-mark'
  html.toggleAttribute('data-late', late > 0)
  html.innerHTML = `<svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false"><circle class="cluster-mark__disc" cx="24" cy="24" r="23"></circle>${ring(counts, markers.length)}</svg>`
  html.append(span('cluster-mark__count', String(markers.length)), span('cluster-mark__first', `${states[first].letter} ${most}`))
  html.append(span('visually-hidden', n('{n} 条：{words}', markers.length, { words: words.join(t('，')) })))
  return L.divIcon({ html, className: 'map-cluster', iconSize: [48, 48] })
}

function span(name, words) {
  const made = Object.assign(document.createElement('span'), { className: name, textContent: words })
  if (name !== 'visually-hidden') made.setAttribute('aria-hidden', 'true')
  return made
}

function ring(counts, total) {
  let begun = 0
  return counts
    .map(([state, count]) => {
      const [length, from] = [(count / total) * RING, begun]
      begun += length
      return `<circle class="cluster-mark__part" data-state="${state}" cx="24" cy="24" r="20" stroke-dasharray="${length} ${RING - length}" stroke-dashoffset="${-from}" transform="rotate(-90 24 24)"></circle>`
    })
    .join('')
}
