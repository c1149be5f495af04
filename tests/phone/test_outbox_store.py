"""The phone's store: it opens what every released version left; no dead connection, no other page and no full disk loses work."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lantian.ledger import db, models
from phone.writing import STORE, hand_in_cut_off, look, picture, start, wait_verified, write

pytestmark = pytest.mark.browser

# Less than what the kept pages alone take.
SMALL_BYTES = 2_000_000
STORES = Path(__file__).parent / "stores"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")

# The shape of each released version's store, written down again: the product's own table of upgrades is what is tested.
SHAPES = """
    const SHAPES = {1: (db) => {
        db.createObjectStore('records', {keyPath: 'id'}).createIndex('person', 'person_id')
        db.createObjectStore('photos', {keyPath: 'id'}).createIndex('record', 'record')
        db.createObjectStore('originals', {keyPath: 'id'})
        db.createObjectStore('events', {keyPath: 'seq', autoIncrement: true}).createIndex('record', 'record')
        db.createObjectStore('packs', {keyPath: 'name'})
    }}
"""
LOAD = (
    "async ({version, stores}) => {"
    + SHAPES
    + """
    const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer
    const whole = (value) => value && typeof value === 'object'
        ? ('$bytes' in value ? bytes(value.$bytes) : Array.isArray(value) ? value.map(whole)
            : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, whole(inner)])))
        : value
    const opening = indexedDB.open('lantian', version)
    opening.onupgradeneeded = () => SHAPES[version](opening.result)
    const db = await new Promise((take, fail) => { opening.onsuccess = () => take(opening.result); opening.onerror = fail })
    const names = Object.keys(stores)
    const transaction = db.transaction(names, 'readwrite')
    for (const name of names) for (const row of stores[name]) transaction.objectStore(name).put(whole(row))
    await new Promise((take, fail) => { transaction.oncomplete = take; transaction.onabort = fail })
    db.close()
}"""
)
VERSION = """async () => {
    const found = (await indexedDB.databases()).find((one) => one.name === 'lantian')
    return found.version
}"""
# One fault each, of the kinds that browsers have been seen to make, at the next use of the connection.
BREAK = """(kind) => {
    const plain = IDBDatabase.prototype.transaction
    const broken = {
        'closing': function () { this.close(); return plain.apply(this, arguments) },
        'unknown': function () { throw new DOMException('Connection to Indexed Database server lost', 'UnknownError') },
        'aborted': function () { const made = plain.apply(this, arguments); queueMicrotask(() => made.abort()); return made },
        'closed': function () { const made = plain.apply(this, arguments); this.dispatchEvent(new Event('close')); return made },
        'versionchange': function () { this.dispatchEvent(new Event('versionchange')); return plain.apply(this, arguments) },
    }[kind]
    IDBDatabase.prototype.transaction = function () {
        IDBDatabase.prototype.transaction = plain
        return broken.apply(this, arguments)
    }
}"""
WHOLE = f"""async (id) => {{
    {STORE}
    const originals = await Promise.all((await store.photosOf(id)).map((photo) => store.originalOf(photo.id)))
    return originals.filter((original) => original && original.bytes.byteLength === original.length).length
}}"""
READ = f"async () => {{ {STORE} return (await store.allRecords()).length }}"
NOTE = f"async (id) => {{ {STORE} await store.note(id, 'looked'); return (await store.eventsOf(id)).map((one) => one.kind) }}"
HOLD_OLD = (
    "async () => {"
    + SHAPES
    + """
    await new Promise((take) => { indexedDB.deleteDatabase('lantian').onsuccess = take })
    window.old = await new Promise((take) => {
        const opening = indexedDB.open('lantian', 1)
        opening.onupgradeneeded = () => SHAPES[1](opening.result)
        opening.onsuccess = () => take(opening.result)
    })
}"""
)


def _fixture(app, version):
    """A released store with today's checklist and times that have just passed."""
    text = (STORES / f"version{version}.json").read_text()
    sheet = app.extensions["lantian"].library.current("dust_six")
    text = text.replace("{checklist_hash}", sheet.hash).replace("{checklist_version}", sheet.version)
    written = datetime.fromisoformat(json.loads(text)["exported_at"])
    later = datetime.now(UTC) - written

    def moved(match):
        moment = datetime.fromisoformat(match[0]) + later
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    return json.loads(MOMENT.sub(moved, text))


def test_there_is_a_store_of_every_released_version():
    upgrades = (Path(__file__).parents[2] / "static/js/models/upgrades.js").read_text()
    versions = len(re.search(r"UPGRADES = \[(.*?)\]", upgrades, re.S)[1].split(","))
    assert [path.name for path in sorted(STORES.glob("*.json"))] == [f"version{number}.json" for number in range(1, versions)]


@pytest.mark.parametrize("version", [1])
def test_what_an_older_version_left_is_read_shown_and_sent(phone, app, version):
    li = phone(None)
    old = _fixture(app, version)
    # The page of signing in opens no store of ours.
    li.open("/sign-in")
    li.page.evaluate(LOAD, old)
    li.sign_in("li")
    li.open("/i/outbox")
    wait_verified(li)
    assert li.page.evaluate(VERSION) > version
    found = look(li)
    assert sorted(row["state"] for row in found["rows"]) == ["received", "received", "saved", "saved"]
    assert len(found["photos"]) == len(old["stores"]["photos"])
    # What waited was sent with both its photos. What version 1 had sent has no receipt: it is called received, not checked.
    assert len(found["receipts"]) == 3
    assert "已接收" in li.page.locator('[data-group="received"] [data-list]').inner_text()
    with db.connection():
        waited = next(row for row in old["stores"]["records"] if row["state"] == "waiting")
        assert [row.id for row in models.Inspection.select()] == [waited["id"]]
    assert li.page.locator('[data-group="saved"] .row').count() == 2
    li.tap(li.page.locator('[data-group="saved"] [data-open][href*="/checklists/"]'))
    picture_of = li.page.locator('[data-strip][data-item="d6.cover"] figure img[src^="blob:"]').first
    picture_of.wait_for()
    assert li.errors == []


def test_a_dead_connection_is_opened_again(phone):
    li = phone("li")
    start(li)
    (row,) = look(li)["rows"]
    for kind in ("closing", "unknown", "aborted", "closed", "versionchange"):
        li.page.evaluate(BREAK, kind)
        assert li.page.evaluate(READ) == 1, kind
        li.page.evaluate(BREAK, kind)
        assert li.page.evaluate(NOTE, row["id"])[-1] == "looked", kind


def test_a_page_that_will_not_let_go_of_the_old_store_is_named(phone):
    li = phone("li")
    old = li.context.new_page()
    old.goto(li.server.address + "/health")
    li.page.goto(li.server.address + "/health")
    old.evaluate(HOLD_OLD)
    li.open("/i/outbox")
    li.wait_words("另一个页面正开着旧版本", "#limit-store")
    old.close()
    li.open("/i/outbox")
    li.page.locator("[data-nothing]:not([hidden])").wait_for()


def test_when_the_browser_takes_no_more_what_is_safe_goes_first_and_the_person_is_told(phone):
    """The browser's own limit is lowered below what is in use, so the refusals are real."""
    li = phone("li")
    devtools = li.context.new_cdp_session(li.page)
    write(li)
    li.tap("[data-hand-in]")
    wait_verified(li)
    write(li)
    hand_in_cut_off(li)
    sent, waits = sorted(look(li)["rows"], key=lambda row: row["state"])
    assert li.page.evaluate(WHOLE, sent["id"]) == 2
    li.open("/i/capture")
    li.tap("[data-close]")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": li.server.address, "quotaSize": SMALL_BYTES})
    _fill(li)
    assert li.page.evaluate(WHOLE, sent["id"]) == 0
    assert li.page.evaluate(WHOLE, waits["id"]) == len(waits["hashes"])
    kept = li.page.locator("[data-strip] figure").count()
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": li.server.address})
    for _ in range(60):
        _choose(li, picture((3, 2, 1)))
        li.page.wait_for_timeout(500)
        if li.page.locator("[data-strip] figure").count() > kept:
            return
    raise AssertionError("nothing can be stored although there is room again")


def _fill(li):
    """Choose large photos until the browser refuses: it notices a lowered limit after some seconds only."""
    for place in range(60):
        _choose(li, picture((1, 2, place), os.urandom(1_500_000)))
        li.page.wait_for_timeout(500)
        if "手机存储已满" in li.page.locator("#toasts").inner_text():
            return
    raise AssertionError("the browser never refused")


def _choose(li, body):
    files = [{"name": "x.jpg", "mimeType": "image/jpeg", "buffer": body}]
    li.page.locator('[data-strip] input[data-source="file"]').set_input_files(files)
