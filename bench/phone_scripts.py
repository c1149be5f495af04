"""What bench/phone_page.py runs inside the pages: questions and work in the browser's own language."""

from __future__ import annotations

READY = "() => performance.getEntriesByName('lantian-ready')[0]?.startTime ?? 0"
KEPT = """async () => {
    let pages = 0
    for (const name of await caches.keys())
        if (name.startsWith('pages-')) pages += (await (await caches.open(name)).keys()).length
    const me = JSON.parse(document.getElementById('me').textContent)
    const store = await import(document.querySelector('script[type=module]').src.replace(/js[/].*/, 'js/models/store.js'))
    const forms = (await store.getPack(`checklists:${me.id}`))?.value.forms
    return Boolean(forms) && pages >= forms.length + 9
}"""
FIRST = """async (name) => {
    const me = JSON.parse(document.getElementById('me').textContent)
    const store = await import(document.querySelector('script[type=module]').src.replace(/js[/].*/, 'js/models/store.js'))
    return (await store.getPack(`${name}:${me.id}`)).value
}"""
SAVE = """async (input) => {
    const base = document.querySelector('script[type=module]').src.replace(/js[/].*/, 'js/')
    const { keepFiles } = await import(`${base}controllers/parts/shots.js`)
    const began = performance.now()
    await keepFiles([...input.files], 'camera_app', new Date(), { record: crypto.randomUUID(), item: null, role: 'overview' })
    return performance.now() - began
}"""
FILE_INPUT = """() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'measured' })
    document.body.append(input)
}"""
# Twenty handed-in visits of fifty photos each; 100 kB stand for a photo, because no page may read their bytes anyway.
QUEUE = """async (count) => {
    const base = document.querySelector('script[type=module]').src.replace(/js[/].*/, 'js/')
    const store = await import(`${base}models/store.js`)
    const drafts = await import(`${base}models/drafts.js`)
    const me = JSON.parse(document.getElementById('me').textContent)
    const each = 50
    for (let visit = 0; visit < count / each; visit += 1) {
        const id = crypto.randomUUID()
        const hashes = []
        for (let place = 0; place < each; place += 1) {
            const bytes = new Uint8Array(100000).map((_, index) => (index * 31 + place + visit) % 251).buffer
            const digest = await crypto.subtle.digest('SHA-256', bytes)
            const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
            hashes.push(sha256)
            const at = new Date().toISOString()
            const photo = { id: crypto.randomUUID(), record: id, item: null, role: 'overview', source: 'camera', caption: '',
                sha256, length: bytes.byteLength, media_type: 'image/jpeg',
                taken_at: at, added_at: at, fix: null, no_fix_reason: 'timeout' }
            await drafts.addPhoto(photo, bytes, bytes.slice(0, 8000))
        }
        const at = new Date().toISOString()
        await store.putRecord({ id, what: 'visit', state: 'waiting', kind: 'inspection', hashes, region: '4103',
            person_id: me.id, person_name: me.name, site: { id: 'x', name: '示例', lat: null, lon: null },
            checklist: { id: 'dust_six', version: '2026.11', zh: 'x', en: 'x' }, address: `/api/inspections/${id}`, body: {},
            officers: [], party: {}, answers: {}, header: {}, withdrawn: [], started_at: at, updated_at: at })
    }
}"""
