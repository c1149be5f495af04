/* The phone's store without a browser: the same doors as static/js/models/store.js over plain Maps, rows copied in and out as IndexedDB
   does. What the real one does with a dying connection or a full disk is tested in a real browser (tests/phone). */

export function memoryStore({ records = [], photos = [], originals = [], packs = {} } = {}) {
  const shelf = {
    records: new Map(records.map((row) => [row.id, copy(row)])),
    photos: new Map(photos.map((row) => [row.id, copy(row)])),
    originals: new Map(originals.map((row) => [row.id, row])),
    receipts: new Map(),
    packs: new Map(Object.entries(packs)),
    events: [],
    reads: 0,
  }
  const change = (name, id, mend) => {
    const row = shelf[name].get(id)
    if (!row) return undefined
    mend(row)
    return copy(row)
  }
  return {
    shelf,
    getRecord: async (id) => copy(shelf.records.get(id)),
    recordsIn: async (states) => [...shelf.records.values()].filter((row) => states.includes(row.state)).map(copy),
    changeRecord: async (id, mend) => change('records', id, mend),
    changePhoto: async (id, mend) => change('photos', id, mend),
    photosOf: async (id) => [...shelf.photos.values()].filter((row) => row.record === id).map(copy),
    originalOf: async (id) => {
      shelf.reads += 1
      return shelf.originals.get(id)
    },
    acknowledgePhoto: async (id, mend, receipt) => {
      change('photos', id, mend)
      if (receipt) shelf.receipts.set(receipt.id, receipt)
    },
    settleRecord: async (id, mend, event, { receipt, heldSince }) => {
      change('records', id, mend)
      shelf.events.push(event)
      if (!receipt) return
      shelf.receipts.set(receipt.id, receipt)
      for (const photo of shelf.photos.values()) if (photo.record === id && photo.verified_at) photo.held_since = heldSince
    },
    letGo: async (before) => {
      const due = [...shelf.photos.values()].filter((photo) => photo.held_since && photo.held_since <= before)
      for (const photo of due) {
        shelf.originals.delete(photo.id)
        delete photo.held_since
      }
      return due.length
    },
    note: async (record, kind, facts) => shelf.events.push({ record, kind, facts }),
    eventRow: (record, kind, facts) => ({ record, kind, facts }),
    getPack: async (name) => (shelf.packs.has(name) ? { value: shelf.packs.get(name) } : undefined),
    putQuietly: async (name, value) => shelf.packs.set(name, value),
  }
}

function copy(row) {
  return row && structuredClone(row)
}
