"""An update of the server while work is open: nothing is taken from under the hand, and everything still opens."""

from __future__ import annotations

import shutil

import pytest

import people as folk
from lantian.checklists.library import load, relock
from lantian.ledger import db, models
from lantian.settings import ROOT
from lantian.web.joined import program

pytestmark = pytest.mark.browser

SIX = ["d6.hoarding", "d6.cover", "d6.wash", "d6.hardening", "d6.wet", "d6.truck"]
BUILD_OF_PAGE = "() => document.querySelector('script[type=module]').src.split('/')[4]"
LOOK_FOR_UPDATE = "async () => { await (await navigator.serviceWorker.getRegistration()).update() }"
# What became of the worker that an update brings: "redundant" when it was not installed.
END_OF_UPDATE = """async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    const found = new Promise((take) => registration.addEventListener('updatefound', () => take(registration.installing)))
    await registration.update().catch(() => {})
    const worker = await found
    return new Promise((take) => {
        const look = () => worker.state === 'installing' || take(worker.state)
        worker.addEventListener('statechange', look)
        look()
    })
}"""
NEWER_STORE = """async () => new Promise((done, failed) => {
    const opening = indexedDB.open('lantian', 99)
    opening.onsuccess = () => { opening.result.close(); done() }
    opening.onerror = () => failed(opening.error)
})"""


def _begin(li):
    """Start a visit: the form is open."""
    li.open(f"/i/sites/{folk.SITE}")
    li.tap(li.page.locator('[data-start="dust_six"]:enabled'))
    li.wait_words("已保存", "[data-saved]")
    li.answer("d6.cover", "pass")


def _finish(li):
    """Answer the rest, sign and hand in."""
    for item in SIX:
        li.answer(item, "pass")
    li.tap("[data-next]")
    li.page.locator("[name=partner]").select_option(index=1)
    li.sign()
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    li.tap("[data-hand-in]")
    li.page.wait_for_url("**/i/outbox")


def _build(app) -> str:
    with app.app_context():
        return app.extensions["lantian_shell"].build()


def test_a_new_build_waits_while_a_draft_is_open_and_takes_over_afterwards(prepared, app, new_build):
    li, shelf = prepared("li")
    _begin(li)
    old, files = _build(app), li.page.evaluate(BUILD_OF_PAGE)
    new = new_build()
    li.page.evaluate(LOOK_FOR_UPDATE)
    shelf.until(lambda: "waiting" in shelf.workers() and "/i/review" in shelf.pages(new))
    # Everything is there for the new build, and still the draft's own build answers.
    li.page.wait_for_timeout(1500)
    assert "waiting" in shelf.workers()
    li.tap("[data-next]")
    li.page.wait_for_url("**/i/review**")
    assert li.page.evaluate(BUILD_OF_PAGE) == files
    li.open("/i/")
    shelf.until(lambda: shelf.workers() == ["active"] and shelf.builds() == [new])
    assert old != new
    li.open("/i/")
    assert li.page.evaluate(BUILD_OF_PAGE) != files


def test_a_page_stays_as_it_is_when_the_new_build_takes_over(prepared, new_build):
    li, shelf = prepared("li")
    files = li.page.evaluate(BUILD_OF_PAGE)
    li.page.evaluate("() => { window.untouched = true }")
    new = new_build()
    li.page.evaluate(LOOK_FOR_UPDATE)
    shelf.until(lambda: shelf.workers() == ["active"] and shelf.builds() == [new])
    li.page.wait_for_timeout(500)
    assert li.page.evaluate("() => window.untouched") and li.page.evaluate(BUILD_OF_PAGE) == files
    # What the open page has not loaded yet still comes, in its own build.
    later = "(build) => import(`/static/${build}/js/controllers/review.js`).then((part) => typeof part.default)"
    assert li.page.evaluate(later, files) == "function"


def test_an_update_came_while_my_draft_was_open_and_everything_opened_in_the_valley(prepared, server, new_build):
    """Line 6 of the promises (tests/acceptance); of the store: tests/phone/test_outbox_store.py."""
    li, shelf = prepared("li")
    _begin(li)
    address = li.page.url
    new = new_build()
    li.page.evaluate(LOOK_FOR_UPDATE)
    shelf.until(lambda: "waiting" in shelf.workers() and "/i/review" in shelf.pages(new))
    server.down()
    for path in ("/i/", "/i/outbox", "/i/violations", f"/i/sites/{folk.SITE}", "/i/sites/new", "/i/review"):
        li.open(path)
        li.page.locator(".top-bar__title").wait_for()
    li.open(address.removeprefix(server.address))
    li.wait_words("已保存", "[data-saved]")
    _finish(li)
    li.wait_words("等待", '[data-group="waiting"]')
    server.up()
    li.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    li.wait_words("已校验", '[data-group="received"]')
    assert li.errors == []


def test_after_an_update_drafts_open_without_a_network(prepared, server, new_build):
    li, shelf = prepared("li")
    _begin(li)
    address = li.page.url.removeprefix(server.address)
    li.open("/i/")
    new = new_build()
    li.page.evaluate(LOOK_FOR_UPDATE)
    shelf.until(lambda: shelf.workers() == ["active"] and shelf.builds() == [new])
    server.down()
    li.open("/i/")
    li.page.locator("[data-controller=drafts] a").first.wait_for()
    li.open(address)
    li.wait_words("已保存", "[data-saved]")
    assert li.page.locator('[data-item="d6.cover"] input[value=pass]').is_checked()


def _later_version(app, tmp_path):
    """The same forms with a later version of one list, as after the office has changed it."""
    forms = tmp_path / "forms"
    shutil.copytree(ROOT / "forms", forms)
    first = forms / "checklists/dust_six/2026.11.toml"
    text = first.read_text().replace('version = "2026.11"', 'version = "2026.12"', 1)
    (first.parent / "2026.12.toml").write_text(text)
    relock(forms)
    app.extensions["lantian"].library = load(forms)
    assert app.extensions["lantian"].library.current("dust_six").version == "2026.12"


def test_a_form_of_an_older_version_opens_without_a_network_and_is_handed_in(prepared, server, app, tmp_path, new_build):
    li, shelf = prepared("li")
    _begin(li)
    address = li.page.url.removeprefix(server.address)
    li.open("/i/")
    _later_version(app, tmp_path)
    new = new_build()
    li.page.evaluate(LOOK_FOR_UPDATE)
    shelf.until(lambda: shelf.workers() == ["active"] and shelf.builds() == [new])
    shelf.until(lambda: any("dust_six" in page and "2026.11" in page for page in shelf.pages(new)))
    server.down()
    li.open(address)
    li.wait_words("已保存", "[data-saved]")
    _finish(li)
    server.up()
    li.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    li.wait_words("已校验", '[data-group="received"]')
    with db.connection():
        assert models.Inspection.get().checklist_version == "2026.11"


def test_an_update_whose_files_come_damaged_is_not_installed(prepared, app, new_build):
    li, shelf = prepared("li")
    old = _build(app)
    new_build()
    files = app.extensions["lantian_assets"]
    start = program(files.files, "phone")
    whole = files.files[start]
    # What the list promises is not what comes, as behind a proxy that changes pages, or half-way through an update.
    promised = app.test_client().get("/sw.js").get_data()
    files.files = files.files | {start: whole + b"\n//"}
    files._packed = {}
    app.view_functions["shell.worker"] = lambda: app.response_class(promised, mimetype="text/javascript")
    fetched, asset = [], app.view_functions["pages.asset"]
    app.view_functions["pages.asset"] = lambda build, name: fetched.append(name) or asset(build, name)
    assert li.page.evaluate(END_OF_UPDATE) == "redundant"
    assert start in fetched
    assert shelf.workers() == ["active"]
    assert shelf.builds() == [old]


def test_a_page_older_than_the_store_gives_way_to_the_build_that_waits(prepared, new_build):
    """A newer page has changed the store; a page of the build before cannot read it any more."""
    li, shelf = prepared("li")
    other = li.context.new_page()
    _begin(li)
    new = new_build()
    li.page.evaluate(LOOK_FOR_UPDATE)
    shelf.until(lambda: "waiting" in shelf.workers() and "/i/review" in shelf.pages(new))
    other.goto(li.server.address + "/offline")
    other.evaluate(NEWER_STORE)
    li.page.reload()
    shelf.until(lambda: shelf.workers() == ["active"])
