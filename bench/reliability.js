/* What the run does inside the page: records inspections with the phone's own models, and looks into its store. Evaluated by
   bench/reliability.py, which calls record(...) or look(). */
(() => {
  const load = (name) => import(document.querySelector('script[type=module]').src.replace(/js[/].*/, 'js/' + name))

  async function models() {
    const names = ['store', 'inspection', 'photo', 'handin', 'pack', 'drafts']
    return Promise.all(names.map((name) => load(`models/${name}.js`)))
  }

  async function record([from, to, count, checklist, fails, size, answers]) {
    const [store, inspection, photo, handin, pack, drafts] = await models()
    const person = (await store.getPack('person')).value
    const packed = (await store.getPack(`checklists:${person.id}`)).value
    const sheet = packed.checklists.find((row) => row.id === checklist)
    const [site] = await pack.sites(store, person.id)
    const partner = packed.officers.find((row) => row.id !== person.id)
    const hashes = []
    for (let number = from; number < to; number += 1) {
      const visit = begun({ inspection, person, sheet, site, partner, answers })
      await store.putRecord(visit)
      const taken = []
      for (let shot = 0; shot < count; shot += 1) taken.push(await shoot({ drafts, photo }, visit, fails, size, shot))
      await store.putRecord(handin.handInVisit(visit, sheet, taken, new Date()))
      hashes.push(...taken.map((facts) => facts.sha256))
    }
    return hashes
  }

  function begun({ inspection, person, sheet, site, partner, answers }) {
    const checklist = { id: sheet.id, version: sheet.version, hash: sheet.hash }
    const region = site.area_code.slice(0, 6)
    const visit = inspection.newVisit({ person, kind: 'inspection', checklist, region, site, now: new Date() })
    visit.officers.push({ user_id: partner.id, name: partner.name, card_number: partner.card_number })
    Object.assign(visit.party, { name: '示例店', outcome: 'refused', witness: '示例见证人', reason: '当事人拒绝' })
    visit.answers = answers
    return visit
  }

  async function shoot({ drafts, photo }, visit, item, size, shot) {
    const bytes = crypto.getRandomValues(new Uint8Array(size))
    bytes.set([0xff, 0xd8, 0xff, 0xe0])
    const told = { record: visit.id, item, role: 'finding', source: 'camera', takenAt: new Date(), noFixReason: 'unavailable' }
    const facts = await photo.newPhoto(bytes.buffer, told)
    await drafts.addPhoto({ ...facts, added_at: new Date(Date.now() + shot).toISOString() }, bytes.buffer)
    return facts
  }

  async function look() {
    const store = await load('models/store.js')
    const rows = await store.allRecords()
    const photos = (await Promise.all(rows.map((row) => store.photosOf(row.id)))).flat()
    return {
      states: rows.map((row) => row.state),
      verified: rows.filter((row) => row.verified_at).length,
      photosVerified: photos.filter((row) => row.verified_at).length,
      problems: rows.filter((row) => row.state === 'attention').map((row) => row.problem?.code),
    }
  }

  return { models, record, look }
})()
