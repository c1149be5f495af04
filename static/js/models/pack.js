/* Owns what the phone keeps to work without a network: the sites of the area, the open problems, the checklists, the second officers, who
   is signed in and with whom they last went out. Filled from /api/sites, /api/violations and /api/checklists. Must not open the store
   itself. */

const SOURCES = { sites: '/api/sites', violations: '/api/violations', checklists: '/api/checklists' }

/** Fetch both packs and keep them; a lost network or a page that is not ours changes nothing. Gives whether all came. */
export async function refresh(store, fetch, personId) {
  const came = await Promise.all(Object.entries(SOURCES).map(([name, path]) => take(store, fetch, `${name}:${personId}`, path)))
  return came.every(Boolean)
}

async function take(store, fetch, name, path) {
  try {
    const response = await fetch(path, { headers: { 'X-Lantian': '1' }, credentials: 'same-origin', cache: 'no-cache' })
    const body = response.ok ? await response.json() : null
    if (body?.lantian !== 1) return false
    await store.putPack(name, body)
    return true
  } catch {
    return false
  }
}

/** The sites kept for a person; [] before the first refresh. */
export async function sites(store, personId) {
  return (await store.getPack(`sites:${personId}`))?.value.sites ?? []
}

/** One place with the checklists a visit to it may start with, in their order: {site, checklists}; undefined when it is not kept. */
export async function placeOf(store, personId, siteId) {
  const pack = (await store.getPack(`sites:${personId}`))?.value
  const site = pack?.sites.find((row) => row.id === siteId)
  if (!site) return undefined
  const sheets = (await store.getPack(`checklists:${personId}`))?.value.checklists ?? []
  const ids = pack.offers?.[site.region]?.[site.kind] ?? []
  return { site, checklists: ids.map((id) => sheets.find((sheet) => sheet.id === id)).filter(Boolean) }
}

const NO_PROBLEMS = { violations: [], total: 0, acts: {}, states: {}, severities: {}, running: [] }

/** The open problems kept for a person, nearest limit first, with the words and acts of their states. */
export async function problems(store, personId) {
  return { ...NO_PROBLEMS, ...(await store.getPack(`violations:${personId}`))?.value }
}

/** The addresses of all forms a person may need without a network; null before the first refresh. */
export async function forms(store, personId) {
  return (await store.getPack(`checklists:${personId}`))?.value.forms ?? null
}

/** When a person's packs were last brought (ISO), or undefined. */
export async function refreshedAt(store, personId) {
  return (await store.getPack(`violations:${personId}`))?.stored_at
}

/** The checklist of a record in the version it was begun with: as its page was last seen, else from the pack; or undefined. */
export async function sheetOf(store, { person_id: personId, checklist, region }) {
  const seen = await store.getPack(sheetName(checklist, region))
  if (seen) return seen.value
  const sheets = (await store.getPack(`checklists:${personId}`))?.value.checklists ?? []
  return sheets.find((sheet) => sheet.id === checklist.id && sheet.version === checklist.version)
}

/** Keep the checklist of a page: a draft outlives the version that is current when it is handed in. */
export function keepSheet(store, sheet, region) {
  return store.putPack(sheetName(sheet, region), sheet)
}

function sheetName({ id, version }, region) {
  return `sheet:${id}/${version}/${region}`
}

/** Who may be the second officer: everybody with a card but oneself. */
export async function partners(store, personId) {
  const officers = (await store.getPack(`checklists:${personId}`))?.value.officers ?? []
  return officers.filter((officer) => officer.id !== personId)
}

/** Keep who is signed in on this phone: pages that are kept without a network know nobody. */
export function rememberPerson(store, person) {
  return store.putPack('person', person)
}

/** Who was last signed in on this phone, or undefined. */
export async function person(store) {
  return (await store.getPack('person'))?.value
}

/** Keep the partner of this visit for the next one. */
export function rememberPartner(store, personId, officer) {
  return store.putPack(`partner:${personId}`, officer)
}

/** The partner of the last visit if they are still in the list; the only possible one when there is just one. */
export async function lastPartner(store, personId, choices) {
  if (choices.length === 1) return choices[0]
  const last = (await store.getPack(`partner:${personId}`))?.value
  return choices.find((officer) => officer.id === last?.id)
}
