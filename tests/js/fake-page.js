/* The parts of a page that modules of controllers/parts ask for, without a browser: events of window, document and service worker, the
   channel between pages, whether the page is in sight. Must be imported before what it stands in for. */

export const flush = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

class FakeChannel {
  static said = []
  static open = {}
  constructor(name) {
    FakeChannel.open[name] = this
  }
  postMessage(word) {
    FakeChannel.said.push(word)
  }
}

export const channels = FakeChannel
export const page = {
  window: new EventTarget(),
  document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  worker: Object.assign(new EventTarget(), { controller: {} }),
}

/** What another page says on a channel. */
export function hearFrom(name, data) {
  FakeChannel.open[name].onmessage({ data })
}

/** Put the stand-ins in place; `navigator` adds to the browser's own abilities. */
export function standIn(navigator = {}) {
  const parts = { BroadcastChannel: FakeChannel, window: page.window, document: page.document, navigator: { serviceWorker: page.worker, ...navigator } }
  for (const [name, value] of Object.entries(parts)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}
