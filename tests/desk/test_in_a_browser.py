"""The desk in a real browser: every page fits the screen and keeps the content policy, photos open large, keys walk the list."""

from __future__ import annotations

import re

import pytest

import people as folk
from waiting import of_page, wait_for

pytestmark = pytest.mark.browser
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


@pytest.fixture
def look(chromium, server):
    """look('wang', 'desk') → a signed-in page of that size; everything it complains about is in ``page.complaints``."""
    contexts = []

    def _look(username, size="desk", **more):
        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **more)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{server.address}/sign-in")
        page.fill("[name=username]", username)
        page.fill("[name=password]", folk.PASSWORD)
        page.click("button[type=submit] >> text=登录")
        page.wait_for_load_state()
        return page

    yield _look
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_fits_the_screen_and_breaks_no_policy(desk, sign_in, server, look, size, theme):
    (number,) = desk.report(sign_in("li"))
    visit = desk.last_record["id"]
    pages = {
        "wang": [
            "/s/", "/s/?q=x", f"/s/violations/{number}", f"/s/inspections/{visit}", "/s/checklists", "/s/checklists/dust_six",
            "/s/exports", "/s/book", "/account",
        ],
        "root": ["/a/people", "/a/people/new", f"/a/people/{desk.app.folk['li']}"],
    }  # fmt: skip
    for username, addresses in pages.items():
        page = look(username, size, color_scheme=theme)
        for address in addresses:
            page.goto(server.address + address)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{address} is {wide} px wider than the screen"
        assert page.complaints == []


def test_pages_survive_letters_of_twice_the_size_on_a_phone(desk, sign_in, server, look):
    (number,) = desk.report(sign_in("li"))
    page = look("wang", "phone")
    for address in ("/s/", f"/s/violations/{number}", "/s/exports", "/s/book"):
        page.goto(server.address + address)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px wider than the screen"


def test_what_is_pressed_on_a_phone_is_large_enough_for_a_thumb(desk, sign_in, server, look):
    (number,) = desk.report(sign_in("li"))
    page = look("wang", "phone", has_touch=True, is_mobile=True)
    for address in ("/s/", f"/s/violations/{number}"):
        page.goto(server.address + address)
        small = page.evaluate(
            """() => [...document.querySelectorAll('.button, summary, .input, .tabs__tab, .choice')]
                .filter((one) => one.offsetParent && !one.closest('.found, .basis'))
                .map((one) => [one.className || one.tagName, Math.round(one.getBoundingClientRect().height)])
                .filter(([, height]) => height < 40)"""
        )
        assert small == [], address


def test_a_photo_opens_large_and_goes_away_with_escape(desk, sign_in, server, look):
    (number,) = desk.report(sign_in("li"))
    page = look("wang")
    page.goto(f"{server.address}/s/violations/{number}")
    wait_for(lambda: page.evaluate("performance.getEntriesByName('lantian-ready').length"), pause=of_page(page))
    page.click(".proof__frame")
    viewer = page.locator("dialog.viewer")
    viewer.wait_for()
    assert page.url.endswith(number), "the page stays"
    page.keyboard.press("Escape")
    viewer.wait_for(state="detached")
    assert page.evaluate("document.activeElement.matches('.proof__frame')"), "the focus comes back"


def test_the_list_is_walked_by_keys(desk, sign_in, server, look):
    numbers = desk.report(sign_in("li"), fails=("d6.cover", "d6.wash"))
    page = look("wang")
    page.goto(f"{server.address}/s/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/s/violations/"))
    assert f"/s/violations/{numbers[0]}" in page.url, "the second row, newest first"


def test_a_finding_is_confirmed_and_ordered_with_the_mouse(desk, sign_in, server, look):
    (number,) = desk.report(sign_in("li"))
    page = look("wang")
    page.goto(f"{server.address}/s/violations/{number}")
    page.check("#act-Confirmed input[name=basis] >> nth=0")
    page.fill("#Confirmed-reason", "证据充分")
    page.click("#act-Confirmed button[type=submit]")
    page.wait_for_load_state()
    assert page.locator(".badge[data-state=confirmed]").first.is_visible()
    page.click("#act-RectificationOrdered button[type=submit]")
    page.wait_for_load_state()
    assert page.locator(".badge[data-state=ordered]").first.is_visible()
    assert page.complaints == []


def test_a_list_is_exported_as_a_download(desk, sign_in, server, look, tmp_path):
    from python_calamine import CalamineWorkbook

    desk.report(sign_in("li"))
    page = look("wang")
    page.goto(f"{server.address}/s/")
    page.click(".export-menu__button")
    with page.expect_download() as download:
        page.click("text=台账 Excel")
    download.value.save_as(tmp_path / "ledger.xlsx")
    assert download.value.suggested_filename.startswith("台账-")
    page.wait_for_selector("text=已开始下载")
    assert page.locator(".desk-export button:disabled").count() == 0
    assert len(CalamineWorkbook.from_path(str(tmp_path / "ledger.xlsx")).get_sheet_by_index(0).to_python()) == 2


def test_the_desk_works_without_scripts(desk, sign_in, server, look):
    (number,) = desk.report(sign_in("li"))
    page = look("wang", "desk", java_script_enabled=False)
    page.goto(f"{server.address}/s/?state=reported")
    page.click(".worklist .table__link")
    page.wait_for_url(re.compile(number))
    page.click("#act-Dismissed > summary")
    page.fill("#Dismissed-reason", "照片不清")
    page.click("#act-Dismissed button[type=submit]")
    page.wait_for_load_state()
    assert page.locator(".badge[data-state=dismissed]").first.is_visible()
