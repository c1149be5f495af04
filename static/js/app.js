/* Entry of every page: mounts controllers by name and the few behaviours all components share. Must not know any page. */
import { showCurrent } from './helpers/current.js'
import { mount } from './helpers/mount.js'
import { watchDialogs } from './helpers/dialog.js'
import { watchFolds } from './helpers/fold.js'
import { watchRows } from './helpers/rows.js'
import { watchLooks } from './helpers/looks.js'

watchLooks(document)
watchDialogs(document)
watchFolds(document)
watchRows(document)
// Once everything that was joined with this file has run: only then are its controllers known (helpers/mount.js).
Promise.resolve()
  .then(() => mount(document.body))
  .then(() => showCurrent(document))
  // From here on a tap does what it says; bench/phone.py asks when that was.
  .then(() => performance.mark('lantian-ready'))
