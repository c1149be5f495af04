/* Owns who is signed in, for the phone's pages: from the page where it says so, else from the phone's store, because a page of a
   task is the same for everybody. */

import { person, rememberPerson } from '../../models/pack.js'
import * as store from '../../models/store.js'

/** {id, name, role, card_number, area_code, unit, stamp} of the signed-in person, or undefined on a phone nobody has used yet. */
export async function me() {
  const block = document.getElementById('me')
  if (!block) return person(store)
  const known = JSON.parse(block.textContent)
  await rememberPerson(store, known)
  return known
}
