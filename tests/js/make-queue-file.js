/* Writes the file of a queue to the path given, for test_models.py to open with Python: two records with three photos
   each, one of them damaged, one that the browser cannot read. */

import { writeFileSync } from 'node:fs'
import { makeZip } from '../../static/vendor/client-zip/client-zip.js'
import { queueFile } from '../../static/js/models/queue-file.js'
import { queue } from './queue.js'

const store = queue({ count: 2, each: 3 })
// The last one is the signature that a party drew: it travels like a photo and is not counted as one.
;[...store.shelf.photos.values()].at(-1).role = 'signature'
const damaged = [...store.shelf.originals.values()][1]
new Uint8Array(damaged.bytes)[5] ^= 1
const unreadable = [...store.shelf.originals.keys()][2]
let held = 0
const inner = store.originalOf
store.originalOf = async (id) => {
  held += 1
  if (id === unreadable) throw new DOMException('Data lost due to missing file', 'NotReadableError')
  return inner(id)
}
const made = await queueFile([...store.shelf.records.values()], {
  store,
  person: { id: 3, name: '李巡' },
  now: new Date('2026-11-21T02:03:04Z'),
  makeZip,
})
writeFileSync(process.argv[2], Buffer.from(await made.blob.arrayBuffer()))
process.stdout.write(JSON.stringify({ ...made, blob: made.blob.size, held }))
