"""The work list under keys, mouse and thumb: ticks and ranges, summaries, the sheet of filters, the field for a place."""

from __future__ import annotations

import re

import pytest

import people as folk
from desk.press import state_of

pytestmark = pytest.mark.browser
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


@pytest.fixture
def look(chromium, server):
    """look('desk') → the supervisor's signed-in page of that size; what it complains about is in ``page.complaints``."""
    contexts = []

    def _look(size="desk", **more):
        width, height = SIZES[size]
        touch = {"has_touch": True, "is_mobile": True} if size == "phone" else {}
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **touch, **more)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{server.address}/sign-in")
        page.fill("[name=username]", "wang")
        page.fill("[name=password]", folk.PASSWORD)
        page.click("button[type=submit] >> text=登录")
        page.wait_for_url("**/s/")
        return page

    yield _look
    for context in contexts:
        context.close()


@pytest.fixture
def five(desk, sign_in):
    """Five findings of three visits, oldest first."""
    li = sign_in("li")
    return [
        *desk.report(li, fails=("d6.cover", "d6.wash")),
        *desk.report(li, fails=("d6.cover", "d6.wash")),
        *desk.report(li),
    ]


def ready(page, address):
    """Go there and wait until the programs of the list run."""
    page.goto(address)
    page.locator("[data-all]:not([hidden])").wait_for(state="attached")
    return page


def picked(page):
    return page.locator("[name=line]:checked").count()


def test_lines_are_walked_ticked_and_returned_with_keys_alone(server, look, five):
    page = ready(look(), f"{server.address}/s/")
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    assert picked(page) == 3
    assert page.locator("[data-count]").inner_text() == "已选 3 条"
    page.keyboard.press("r")
    page.wait_for_url("**/s/bulk")
    assert "可以办理的 3 条" in page.inner_text("main")
    assert {state_of(number) for number in five} == {"reported"}, "a key alone never acts"
    page.fill("[name=reason]", "请补拍全景")
    page.click("[data-act]")
    page.wait_for_url("**/bulk/ReturnedForSupplement")
    assert "已办理 3 条" in page.inner_text("main")
    assert [state_of(number) for number in five] == ["reported", "reported", "returned", "returned", "returned"]
    assert page.complaints == []


def test_a_key_without_ticks_takes_the_line_under_it(server, look, five):
    page = ready(look(), f"{server.address}/s/")
    page.keyboard.press("c")
    page.locator(".toast", has_text="先用 j、k 走到一条").wait_for()
    assert page.url.endswith("/s/")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.wait_for_url("**/s/bulk")
    assert five[-1] in page.inner_text("main")
    assert "可以办理的 1 条" in page.inner_text("main")


def test_keys_list_themselves_and_can_be_switched_off(server, look, five):
    page = ready(look(), f"{server.address}/s/")
    page.keyboard.press("?")
    page.locator("#list-keys[open]").wait_for()
    assert "退回补充" in page.inner_text("#list-keys")
    page.uncheck("[data-single-keys]")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert picked(page) == 0
    assert page.evaluate("document.activeElement.closest('.table__row')") is None
    ready(page, f"{server.address}/s/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.table__row')") is None, "remembered"


def test_letters_typed_into_a_field_are_no_commands(server, look, five):
    page = ready(look(), f"{server.address}/s/")
    page.keyboard.press("/")
    page.keyboard.type("crdx")
    assert page.input_value("[name=q]") == "crdx"
    assert page.url.endswith("/s/")


def test_ranges_and_all_of_a_page_are_ticked_with_the_mouse(server, look, five):
    page = ready(look(), f"{server.address}/s/")
    ticks = page.locator("[name=line]")
    ticks.nth(0).click()
    ticks.nth(3).click(modifiers=["Shift"])
    assert picked(page) == 4
    ticks.nth(1).click()
    assert picked(page) == 3
    page.check("[data-all] input")
    assert picked(page) == 5
    page.click("[data-pick-none]")
    assert picked(page) == 0
    assert not page.locator("[data-bar]").is_visible()
    assert page.url.endswith("/s/"), "ticking opens nothing"


def test_a_summary_says_how_many_are_left_in_it(server, look, five):
    page = ready(look(), f"{server.address}/s/")
    page.click("[data-all]")
    page.click("[data-key=d]")
    page.wait_for_url("**/s/bulk")
    page.locator("[data-act]", has_text="5 条").wait_for()
    page.locator("[name=line]").first.uncheck()
    page.locator("[data-act]", has_text="4 条").wait_for()


def test_several_are_returned_without_scripts(server, look, five):
    page = look(java_script_enabled=False)
    page.goto(f"{server.address}/s/?state=reported")
    page.locator("[name=line]").nth(0).check()
    page.locator("[name=line]").nth(2).check()
    page.click(".bulk button:has-text('退回补充')")
    page.fill("[name=reason]", "请补拍")
    page.click("main form button[type=submit]")
    assert "已办理 2 条" in page.inner_text("main")
    page.click("text=返回列表")
    assert page.url.endswith("/s/?state=reported")


def test_filters_lie_in_a_sheet_on_the_phone(server, look, five):
    page = ready(look("phone"), f"{server.address}/s/")
    assert not page.locator("[name=area]").is_visible()
    page.tap("[data-filters]")
    sheet = page.locator("#filter-sheet[open]")
    sheet.wait_for()
    page.fill("#filter-sheet [name=party]", "建设")
    page.tap("#filter-sheet .filters__actions button")
    page.wait_for_url(re.compile("party="))
    assert "state=reported" in page.url
    assert page.locator("main .chip", has_text="责任单位：建设").is_visible()
    ready(page, page.url).tap("[data-filters]")
    page.keyboard.press("Escape")
    sheet.wait_for(state="hidden")
    assert page.evaluate("document.querySelector('.filters > [data-body]') !== null"), "the fields are back in their place"
    assert page.complaints == []


def test_cards_are_ticked_with_the_thumb(server, look, five):
    page = ready(look("phone"), f"{server.address}/s/")
    tick = page.locator("tbody .worklist__pick label").nth(0)
    box = tick.bounding_box()
    assert min(box["width"], box["height"]) >= 48
    tick.tap()
    assert picked(page) == 1
    assert page.url.endswith("/s/"), "the card did not open"
    page.tap("[data-key=r]")
    page.wait_for_url("**/s/bulk")


def test_a_place_is_found_while_typing(server, look, five):
    page = ready(look(), f"{server.address}/s/?state=all")
    page.click(".desk-more summary")
    page.locator("#site_name[role=combobox]").wait_for()
    page.type("#site_name", "工地")
    page.locator("#site-found [role=option]").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#site_name", "aria-activedescendant") == "site-found-0"
    page.keyboard.press("Enter")
    assert page.input_value("#site_name") == "示例工地一"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"site={folk.SITE}"))
    assert page.locator("main .chip", has_text="检查对象：示例工地一").is_visible()
    assert page.complaints == []


def test_columns_are_chosen_with_the_keyboard(server, look, five):
    page = ready(look(), f"{server.address}/s/?state=all")
    page.locator(".list-menu summary").first.focus()
    page.keyboard.press("Enter")
    for _step in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "party"
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator("thead", has_text="责任单位").wait_for()


def test_a_narrow_window_opened_wide_keeps_its_filters(server, look, five):
    page = ready(look(), f"{server.address}/s/")
    page.set_viewport_size({"width": 600, "height": 800})
    page.click("[data-filters]")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("#filter-sheet").wait_for(state="hidden")
    assert page.locator("[name=area]").is_visible()
