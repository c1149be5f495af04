/* Owns one record of the phone's store while a page works on it: loads it by the uuid in the address, saves every change at once, says
   when it was saved. */

import { clock } from '../../models/clock.js'
import { changeDraft } from '../../models/drafts.js'
import { problem, storeProblem } from '../../models/problems.js'
import * as store from '../../models/store.js'
import { me } from './person.js'

/** {id, anchor} from the fragment: #<uuid> or #<uuid>/<element id>. */
export function fragment() {
  const [id, ...anchor] = decodeURIComponent(location.hash.slice(1)).split('/')
  return { id, anchor: anchor.join('/') }
}

/** The record this page is about, with the person; throws a problem when it is not here, or somebody else's. */
export async function openRecord() {
  const { id } = fragment()
  const [person, record] = await Promise.all([me(), id ? store.getRecord(id) : undefined]).catch((error) => {
    throw storeProblem(error)
  })
  if (!record) throw problem('draft_gone')
  if (record.person_id !== person?.id) throw problem('other_person')
  return { person, record }
}

/** Keeps a record: `change(mend)` mends it here and in the store, in order. `onSaved(date)`, `onFault(problem)` are told. */
export function keeperOf(record, { onSaved, onFault }) {
  let last = Promise.resolve()
  const keeper = {
    record,
    change(mend) {
      mend(keeper.record)
      const at = new Date()
      last = changeDraft(record.id, (row) => {
        mend(row)
        row.updated_at = at.toISOString()
        if (clock.stamp().went_back) row.clock_back = true
      }).then(
        () => onSaved(at),
        (error) => onFault(storeProblem(error)),
      )
      return last
    },
    settled: () => last,
  }
  return keeper
}
