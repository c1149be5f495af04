/* Owns asking the browser to keep what is stored here: with the first record or photo, and once a day again where it has not promised (a
   browser that refuses today grants it once the site is on the home screen). */

import * as store from '../../models/store.js'

const AGAIN_MS = 86400000

/** Ask if it is time to. Never stops the work: whatever goes wrong here, the record is stored all the same. */
export async function askToStay() {
  try {
    const last = await store.getPack('kept')
    if (last?.value.promised || (last && Date.now() - Date.parse(last.stored_at) < AGAIN_MS)) return
    await store.putQuietly('kept', { promised: (await store.askToKeep()) ?? null })
  } catch {
    /* see above */
  }
}
