"""The viewer of evidence photos in a real browser: zoom, turn, two side by side, by mouse, keys, fingers; originals stay."""

from __future__ import annotations

import re

import pytest

from desk.press import bases, text_of
from desk.test_in_a_browser import look  # noqa: F401  the fixture of a signed-in page
from web_fixtures import API

pytestmark = pytest.mark.browser

PICTURE = "dialog.viewer .viewer__image"
# What a picture shows: its drawn box, its turn and its enlargement, from the browser's own geometry.
DRAWN = """(image) => {
    const box = image.getBoundingClientRect()
    const { a, b } = new DOMMatrix(getComputedStyle(image).transform)
    const turn = Math.round(Math.atan2(b, a) * 180 / Math.PI)
    return { x: box.x, y: box.y, width: box.width, height: box.height, scale: Math.hypot(a, b), turn }
}"""


@pytest.fixture
def pair(app, desk, sign_in):
    """The number of a line with a photo before and one after, both with pictures for the screen."""
    li, wang = sign_in("li"), sign_in("wang")
    (number,) = desk.report(li)
    page = wang.get(f"/s/violations/{number}").get_data(as_text=True)
    desk.act(wang, number, "Confirmed", basis=bases(page)[0], elements=re.findall(r'name="elements" value="([^"]+)"', page)[:1])
    desk.act(wang, number, "RectificationOrdered", due_on="2199-01-01")
    seen = int(re.findall(r"台账第 (\d+) 号", text_of(wang.get(f"/s/violations/{number}")))[-1])
    assert desk.from_phone(li, number, "RectificationReported", seen, photo=True).status_code == 201
    assert app.test_cli_runner().invoke(args=["lantian", "worker", "--until-done"]).exit_code == 0
    return number


@pytest.fixture
def viewer(server, look, pair):  # noqa: F811
    """viewer(…) → a page of that size with the first photo of the pair open."""

    def _viewer(size="desk", **more):
        page = look("wang", size, **more)
        page.goto(f"{server.address}/s/violations/{pair}")
        page.locator("[data-compare]:visible").wait_for()
        page.locator(".proof__frame").first.click()
        page.locator("dialog.viewer[open]").wait_for()
        loaded(page)
        return page

    return _viewer


def loaded(page) -> None:
    """Wait until every picture in the viewer has its size."""
    for image in page.locator(PICTURE).all():
        for _look in range(100):
            if image.evaluate("(image) => image.complete && image.naturalWidth > 0"):
                break
            page.wait_for_timeout(50)
        else:
            raise AssertionError("a picture never came")


def drawn(page, which=0):
    return page.locator(PICTURE).nth(which).evaluate(DRAWN)


def press(page, does: str) -> None:
    page.locator(f'dialog.viewer [data-does="{does}"]').click()


def test_zoom_and_turn_by_keys_and_buttons_and_back_to_the_whole(viewer):
    page = viewer()
    whole = drawn(page)
    page.keyboard.press("+")
    assert drawn(page)["scale"] == pytest.approx(1.5)
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert drawn(page) == whole, "never smaller than whole"
    press(page, "in")
    press(page, "in")
    assert page.locator("[data-zoom]").inner_text() == "225%"
    page.keyboard.press("0")
    assert drawn(page) == whole
    page.keyboard.press("r")
    turned = drawn(page)
    assert turned["turn"] == 90 and turned["width"] < turned["height"], "a landscape picture stands on its side"
    for _quarter in range(3):
        press(page, "turn")
    assert drawn(page) == whole
    assert page.complaints == []


def test_the_wheel_zooms_where_the_pointer_is_and_dragging_moves(viewer):
    page = viewer()
    page.keyboard.press("+")
    page.keyboard.press("+")
    before, x, y = drawn(page), 400, 300
    page.mouse.move(x, y)
    for _notch in range(4):
        page.mouse.wheel(0, -100)
        page.wait_for_timeout(30)
    near = drawn(page)
    assert near["scale"] == pytest.approx(1.5**2 * 1.2**4)
    for place, side, size in ((x, "x", "width"), (y, "y", "height")):
        under = [(place - shown[side]) / shown[size] for shown in (before, near)]
        assert under[0] == pytest.approx(under[1], abs=0.002), "what lay under the pointer stays there"
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=4)
    page.mouse.up()
    assert drawn(page)["x"] == pytest.approx(near["x"] + 60, abs=1)
    page.keyboard.press("Shift+ArrowRight")
    assert drawn(page)["x"] == pytest.approx(near["x"] - 20, abs=1)
    page.mouse.dblclick(x, y)
    assert drawn(page)["scale"] == pytest.approx(1), "a double press shows the whole again"


def test_two_fingers_zoom(viewer):
    page = viewer("phone", has_touch=True, is_mobile=True)
    box = page.locator(".viewer__room").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hand = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 40), ("touchMove", 60), ("touchMove", 80), ("touchEnd", None)):
        fingers = [] if apart is None else [{"x": middle[0] + side * apart, "y": middle[1], "id": side} for side in (-1, 1)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    assert drawn(page)["scale"] == pytest.approx(2, abs=0.15)


def test_before_and_after_stand_side_by_side_and_zoom_together(viewer):
    page = viewer()
    press(page, "compare")
    loaded(page)
    assert page.locator(".viewer__pane").count() == 2
    facts = page.locator(".viewer__words").all_inner_texts()
    assert "问题照片" in facts[0] and "整改后" in facts[1]
    for part in ("±8 m", "34.684100, 112.469100", "距检查对象"):
        assert all(part in line for line in facts), facts
    page.keyboard.press("+")
    assert drawn(page, 0)["scale"] == drawn(page, 1)["scale"] == pytest.approx(1.5)
    press(page, "together")
    page.keyboard.press("+")
    assert (drawn(page, 0)["scale"], drawn(page, 1)["scale"]) == (pytest.approx(1.5), pytest.approx(2.25)), "apart when wished"
    page.locator(".viewer__choice").nth(1).select_option("0")
    assert page.locator(PICTURE).nth(0).get_attribute("src") == page.locator(PICTURE).nth(1).get_attribute("src")
    press(page, "compare")
    assert page.locator(".viewer__pane").count() == 1
    assert page.complaints == []


def test_the_pair_opens_from_the_page_in_one_press(server, look, pair):  # noqa: F811
    page = look("wang")
    page.goto(f"{server.address}/s/violations/{pair}")
    page.locator("[data-compare]").click()
    assert page.locator("dialog.viewer[open] .viewer__pane").count() == 2


def test_arrows_walk_the_photos_and_escape_gives_the_focus_back(viewer):
    page = viewer()
    first = page.locator(PICTURE).get_attribute("src")
    page.keyboard.press("ArrowRight")
    assert page.locator(PICTURE).get_attribute("src") != first
    assert page.locator("[data-place]").inner_text() == "2 / 2"
    page.keyboard.press("ArrowLeft")
    assert page.locator(PICTURE).get_attribute("src") == first
    page.keyboard.press("Escape")
    page.locator("dialog.viewer").wait_for(state="detached")
    assert page.evaluate("document.activeElement.matches('.proof__frame')")


def test_everything_to_press_in_the_viewer_fits_a_thumb(viewer):
    page = viewer("phone", has_touch=True, is_mobile=True)
    press(page, "compare")
    small = page.evaluate(
        """() => [...document.querySelectorAll('dialog.viewer button, dialog.viewer select')].filter((one) => one.offsetParent)
            .map((one) => [one.dataset.does || one.className, one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 48 || box.height < 48).map(([name, box]) => `${name} ${box.width}×${box.height}`)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_turning_and_zooming_leave_the_original_as_it_was(desk, sign_in, viewer):
    sha256 = desk.last_record["photos"][0]["sha256"]
    wang = sign_in("wang")
    before = wang.get(f"/photos/{sha256}/original").get_data()
    page = viewer()
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    for key in ("r", "+", "r", "c"):
        page.keyboard.press(key)
    assert set(sent) <= {"GET"}
    assert wang.get(f"/photos/{sha256}/original").get_data() == before


def test_without_scripts_a_photo_is_a_link_to_the_picture(server, look, pair, chromium):  # noqa: F811
    signed_in = look("wang").context.storage_state()
    context = chromium.new_context(storage_state=signed_in, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.address}/s/violations/{pair}")
    assert page.locator("[data-compare]").is_hidden(), "what needs scripts is not offered"
    page.locator(".proof__frame").first.click()
    page.wait_for_url(re.compile(r"/photos/[0-9a-f]{64}/view$"))
    context.close()


def test_the_place_of_a_photo_is_kept_free_until_it_comes(app, desk, sign_in, pair):
    from lantian.evidence.derived import KINDS
    from lantian.web import photo_facts

    assert KINDS["view"] == photo_facts.VIEW_PX
    page = sign_in("wang").get(f"/s/violations/{pair}", headers=API).get_data(as_text=True)
    assert re.findall(r'class="proof__image"[^>]*width="(\d+)" height="(\d+)"', page) == [("640", "480")] * 2
