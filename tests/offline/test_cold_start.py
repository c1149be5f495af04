"""A phone that was online once opens everything without a network: pages, lists, forms, pictures; and what it does not take
for ours.
"""

from __future__ import annotations

import functools
import operator
import re
import threading
import time

import pytest
from flask import request
from werkzeug.wrappers import Response

import people as folk
from desk.press import Desk, state_of
from lantian.ledger import db, models

pytestmark = pytest.mark.browser

SIX = ["d6.hoarding", "d6.cover", "d6.wash", "d6.hardening", "d6.wet", "d6.truck"]
TASKS = ["/i/capture", "/i/sites/new", "/i/review", "/i/outbox"]


# Every text the worker keeps, one after the other.
TEXTS_KEPT = """async () => {
    const texts = []
    for (const name of await caches.keys()) {
        const cache = await caches.open(name)
        for (const request of await cache.keys()) texts.push(await (await cache.match(request)).text())
    }
    return texts.join()
}"""


def _reopened(li):
    """The app was closed: another page of the same browser."""
    li.page.close()
    li.page = li.context.new_page()
    li.page.on("pageerror", lambda error: li.errors.append(str(error)))
    li.page.on("console", li._note)
    return li


def _session_ends(li) -> None:
    """The sign-in is gone; an answer that was still under way may bring its cookie back, so until none comes."""
    for _ in range(100):
        li.context.clear_cookies()
        li.page.wait_for_timeout(500)
        if not li.context.cookies():
            return
    raise AssertionError("the session comes back")


def _kept(li) -> bool:
    return li.page.locator("html").get_attribute("data-kept") is not None


def _is_visit() -> bool:
    """Whether the server is asked for a page to show, by the browser or by the worker on its behalf. What the worker fetches to
    keep is asked for without a word about the kind.
    """
    return request.headers.get("Accept", "").startswith("text/html")


def test_after_one_visit_every_page_opens_without_a_network(prepared, server):
    li, shelf = prepared("li", everything=True)
    server.down()
    _reopened(li)
    for path in ["/i/", *TASKS, "/i/violations", "/i/offline"]:
        li.open(path)
        li.page.locator(".top-bar__title").wait_for()
        assert _kept(li), path
    for path in shelf.forms:
        li.open(path)
        assert li.page.locator("[data-item]").count() > 2, path
    assert li.errors == []


def test_the_list_of_places_is_searched_and_sorted_without_a_network(prepared, server):
    li, _shelf = prepared("li")
    server.down()
    _reopened(li).open("/i/")
    li.page.locator("[data-list] [data-distance]", has_text=re.compile(r"\d+ m")).first.wait_for()
    li.page.fill("input[type=search]", "没有这样的名称")
    li.page.locator("[data-controller=site-list] [data-none]:visible").wait_for()
    li.page.fill("input[type=search]", "示例建设")
    li.wait_words("示例工地一", "[data-controller=site-list] [data-list]")


def test_open_problems_are_listed_and_shown_with_their_small_photos(prepared, server, one_violation):
    number, sha256 = one_violation
    li, shelf = prepared("li")
    shelf.until(lambda: f"/photos/{sha256}/thumb" in functools.reduce(operator.iadd, shelf.names().values(), []))
    server.down()
    _reopened(li).open("/i/violations?state=reported")
    assert _kept(li)
    row = li.page.locator(".problem-row")
    assert "物料堆放和裸土" in row.inner_text() and "待审核" in row.inner_text() and "东侧土堆未覆盖" in row.inner_text()
    assert row.locator("img").evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 0
    assert li.page.locator('[data-chip=""] .chip__count').inner_text() == "1"
    li.tap(row.locator("a"))
    li.wait_words(number, "[data-sub]")
    li.wait_words("当前状态由审核人员处理", "main")
    shown = li.page.locator("main").inner_text()
    for words in ("待审核", "示例工地一", "裸土", "东侧土堆未覆盖", "当前状态由审核人员处理"):
        assert words in shown, words
    picture = li.page.locator("[data-photos] img")
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 0
    li.tap("[data-to-site]")
    li.wait_words("示例工地一", ".top-bar__title")
    assert number in li.page.locator("[data-open-list]").inner_text()
    assert li.errors == []


def test_why_a_problem_was_sent_back_is_read_without_a_network(app, prepared, server, sign_in, one_violation):
    number, _sha256 = one_violation
    Desk(app, sign_in).act(sign_in("wang"), number, "ReturnedForSupplement", reason="请补拍能看清位置的全景照片")
    li, _shelf = prepared("li")
    server.down()
    _reopened(li).open(f"/i/violations/{number}")
    li.page.locator("main [data-returned]:visible").wait_for()
    assert _kept(li) and "请补拍能看清位置的全景照片" in li.page.locator("main [data-returned]").inner_text()
    li.tap('[data-act="Supplemented"]')
    li.page.locator("#act [data-returned]:visible").wait_for()
    assert li.errors == []


def test_what_waits_to_be_looked_at_again_is_on_the_first_page(prepared, server, one_violation):
    number, _sha256 = one_violation
    with db.connection():
        models.Violation.update(state="rectified", due_on="2026-01-05").where(models.Violation.number == number).execute()
    li, _shelf = prepared("li")
    assert "物料堆放和裸土" in li.page.locator("[data-controller=rechecks]").inner_text()
    server.down()
    _reopened(li).open("/i/")
    box = li.page.locator("[data-controller=rechecks]")
    li.wait_words("已反馈整改", "[data-controller=rechecks]")
    assert "2026-01-05" in box.inner_text() and box.locator("[data-count]").inner_text() == "1"


def test_a_recheck_is_recorded_without_a_network_and_handed_in_later(prepared, server, one_violation):
    number, _sha256 = one_violation
    with db.connection():
        models.Violation.update(state="ordered").where(models.Violation.number == number).execute()
    li, _shelf = prepared("li")
    server.down()
    _reopened(li).open(f"/i/violations/{number}")
    li.tap(li.page.locator('[data-act="RectificationReported"]:enabled'))
    li.tap("#act [data-shoot]")
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.page.locator(".camera__count", has_text="1").wait_for()
    li.tap("[data-close]")
    li.page.locator("#act figure.photo").first.wait_for()
    li.page.locator("#act [type=submit]").tap()
    li.page.wait_for_url("**/i/outbox")
    li.wait_words("等待", '[data-group="waiting"]')
    server.up()
    li.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    li.wait_words("已校验", '[data-group="received"]')
    assert state_of(number) == "rectified"


def test_a_whole_inspection_begins_without_a_network_and_is_handed_in_later(prepared, server, shot):
    li, _shelf = prepared("li")
    server.down()
    _reopened(li).open("/i/")
    li.wait_words("示例工地一", "[data-controller=site-list]")
    shot(li, "1-home")
    li.tap(li.page.locator("[data-controller=site-list] [data-list] a"))
    shot(li, "2-place")
    li.tap(li.page.locator('[data-start="dust_six"]:enabled'))
    li.wait_words("已保存", "[data-saved]")
    for item in SIX:
        li.answer(item, "fail" if item == "d6.cover" else "pass")
    li.tap(li.page.locator('[data-strip][data-item="d6.cover"][data-role="finding"] [data-shoot]'))
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.page.locator(".camera__count", has_text="1").wait_for()
    li.tap("[data-close]")
    shot(li, "3-form")
    # The phone is put away and the app closed: the draft is on the first page.
    address = li.page.url
    _reopened(li).open("/i/")
    li.tap(li.page.locator("[data-controller=drafts] a"))
    li.page.wait_for_url(address)
    li.tap(li.page.locator("[data-next]:enabled"))
    li.page.locator("[name=partner]").select_option(index=1)
    li.sign()
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    shot(li, "4-review")
    li.tap("[data-hand-in]")
    li.page.wait_for_url("**/i/outbox")
    li.wait_words("等待", '[data-group="waiting"]')
    shot(li, "5-outbox")
    with db.connection():
        assert models.Inspection.select().count() == 0
    server.up()
    _reopened(li).open("/i/")
    li.open("/i/outbox")
    li.wait_words("已校验", '[data-group="received"]')
    shot(li, "6-received")
    with db.connection():
        assert models.Inspection.get().recorded_by.username == "li"
        assert models.Violation.get().item_id == "d6.cover"
    assert li.errors == []


def test_a_new_place_is_registered_without_a_network(prepared, server):
    li, _shelf = prepared("li")
    server.down()
    _reopened(li).open("/i/sites/new")
    li.page.fill("[name=name]", "示例新工地")
    li.page.select_option("[name=kind]", "construction_site")
    li.page.select_option("[name=area_code]", "410302008")
    li.tap(li.page.locator("[data-lists] button").first)
    li.wait_words("已保存", "[data-saved]")
    assert "示例新工地" in li.page.locator("[data-place]").inner_text()


def test_a_grid_member_has_only_patrols_without_a_network(prepared, server):
    sun, _shelf = prepared("sun")
    server.down()
    _reopened(sun).open(f"/i/sites/{folk.SITE}")
    sun.page.locator("[data-start]:enabled").first.wait_for()
    assert "网格巡查只登记线索" in sun.page.locator("main").inner_text()
    assert sun.page.locator("[name=kind]").count() == 0


def test_a_page_that_is_not_on_the_phone_says_what_to_do_in_both_languages(prepared, server):
    li, _shelf = prepared("li")
    server.down()
    li.open("/i/inspections/33333333-3333-4333-8333-333333333333")
    shown = li.page.locator("main").inner_text()
    assert "没有网络，手机上也没有这一页" in shown and li.page.locator("main [lang=en]").count() == 1
    li.tap(li.page.locator("main .button--primary"))
    li.wait_words("现场", ".top-bar__title")


@pytest.mark.parametrize("path", ["/i/sites/33333333-3333-4333-8333-333333333333", "/i/violations/410302-2026-999999"])
def test_a_place_or_problem_that_is_not_on_the_phone_says_so(prepared, server, path):
    li, _shelf = prepared("li")
    server.down()
    li.open(path)
    li.page.locator("[data-gone]:visible").wait_for()


class _Elsewhere:
    """What answers instead of our server: a hotel's page for everything, with every sign of success."""

    def __call__(self, environ, start_response):
        return Response("<html><body>Welcome to the hotel</body></html>", 200, mimetype="text/html")(environ, start_response)


class _Silent:
    """A line on which nothing comes until it is let go."""

    def __init__(self):
        self.asked, self.let_go = threading.Event(), threading.Event()

    def __call__(self, environ, start_response):
        self.asked.set()
        self.let_go.wait(120)
        return Response("too late", 504)(environ, start_response)


def test_a_hotels_page_is_never_taken_for_ours(prepared, server, app):
    li, _shelf = prepared("li")
    server.down()
    server._app = _Elsewhere()
    server.up()
    _reopened(li).open("/i/")
    li.wait_words("示例工地一", "[data-controller=site-list]")
    assert _kept(li) and "hotel" not in li.page.content()
    li.open(f"/i/sites/{folk.SITE}")
    li.wait_words("示例工地一", ".top-bar__title")
    li.page.wait_for_timeout(1000)
    assert li.page.evaluate(TEXTS_KEPT).count("hotel") == 0
    server.down()
    server._app = app
    server.up()
    li.open("/i/")
    assert not _kept(li)


def test_a_line_on_which_nothing_comes_does_not_keep_a_person_waiting(prepared, server):
    li, _shelf = prepared("li")
    server.down()
    server._app = silent = _Silent()
    server.up()
    try:
        li.page.goto(f"{server.address}/i/", wait_until="domcontentloaded")
        assert _kept(li)
        assert silent.asked.is_set() and not silent.let_go.is_set()
    finally:
        silent.let_go.set()


def test_who_must_sign_in_again_sees_the_sign_in_page_and_loses_no_copy(prepared, server):
    li, shelf = prepared("li")
    before = shelf.pages()
    _session_ends(li)
    li.open("/i/")
    li.page.wait_for_url("**/sign-in**")
    assert before <= shelf.pages()
    server.down()
    li.open("/i/")
    li.wait_words("示例工地一", "[data-controller=site-list]")


def test_a_form_that_is_on_the_phone_opens_without_asking_the_server(prepared, app):
    asked = []
    note = lambda: asked.append(request.path) if _is_visit() else None  # noqa: E731
    app.before_request_funcs.setdefault(None, []).append(note)
    li, shelf = prepared("li")
    form = next(page for page in shelf.forms if "dust_six" in page)
    asked.clear()
    li.open("/account")
    assert asked == ["/account"]
    asked.clear()
    li.open(form)
    assert li.page.locator("[data-item]").count() > 2
    assert not _kept(li), "it is no lesser page"
    # The other forms may still be on their way in the background.
    assert asked == []


def test_after_signing_out_the_pages_are_nobodys(prepared, server):
    li, _shelf = prepared("li")
    li.open("/account")
    li.page.locator("form[data-controller=sign-out] [type=submit]").tap()
    li.page.wait_for_url("**/sign-in**")
    server.down()
    li.open("/i/")
    li.wait_words("没有网络，手机上也没有这一页", "main")


def test_another_person_on_the_same_phone_gets_their_own_pages(prepared, server):
    li, shelf = prepared("li")
    _session_ends(li)
    li.sign_in("chen")
    chen_id = li.page.evaluate("JSON.parse(document.getElementById('me').textContent).id")
    shelf.until(lambda: "/i/" in shelf.pages(person=chen_id))
    server.down()
    li.open("/i/")
    assert "陈查" in li.page.locator(".top-bar__sub").inner_text()
    assert "李巡" not in li.page.content()


@pytest.mark.parametrize("waits", [0, 4], ids=["good-network", "network-so-slow-that-the-old-copy-shows"])
def test_pages_are_kept_in_the_language_the_person_reads(prepared, server, app, waits):
    li, shelf = prepared("li")
    li.open("/account")
    with li.page.expect_navigation():
        li.page.locator("form[action$=language] [value=en]").first.tap()
    slow = lambda: time.sleep(waits) if _is_visit() else None  # noqa: E731
    app.before_request_funcs.setdefault(None, []).append(slow)
    li.open("/i/")
    assert _kept(li) or not waits, "the copy did not show"
    language = "async () => (await caches.match('/i/review')).headers.get('Content-Language')"
    shelf.until(lambda: li.page.evaluate(language) == "en")
    server.down()
    li.open("/i/review")
    assert li.page.locator("html").get_attribute("lang") == "en"


def test_the_worker_keeps_nothing_of_what_is_sent_and_no_packs(prepared):
    _li, shelf = prepared("li")
    kept = functools.reduce(operator.iadd, shelf.names().values(), [])
    assert kept
    assert [address for address in kept if address.startswith(("/api/", "/sign-in", "/account"))] == []
