"""The editor of redactions and annotations in a real browser, by mouse and by keys alone, on a photo taken upright."""

from __future__ import annotations

import pytest

from desk.test_in_a_browser import look  # noqa: F401  the fixture of a signed-in page
from lantian.ledger import db
from lantian.ledger.models import PhotoMarking

pytestmark = pytest.mark.browser


def box_of(page):
    """Where the picture itself lies in the stage: as large as fits, in the middle."""
    return page.locator(".marker__shapes").evaluate("""(svg) => {
        const { a, e, f } = svg.getScreenCTM()
        return { x: e, y: f, width: svg.viewBox.baseVal.width * a, height: svg.viewBox.baseVal.height * a }
    }""")


def drag(page, start, end):
    box = box_of(page)
    x, y, to_x, to_y = (box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1],
                        box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1])  # fmt: skip
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def test_a_face_is_hidden_by_mouse_and_words_are_put_by_keys(
    app, desk, sign_in, server, look, make_worker, monkeypatch, shared_dir,  # noqa: F811
):  # fmt: skip
    body = (shared_dir / "photos" / "orientation_portrait_6.jpg").read_bytes()
    monkeypatch.setattr(desk, "photo", lambda: body)
    (number,) = desk.report(sign_in("li"))
    make_worker().run_dry()
    page = look("wang")
    page.goto(f"{server.address}/s/violations/{number}")
    page.locator("[data-mark]:visible").first.focus()
    page.keyboard.press("Enter")
    page.locator(".marker[data-ready]").wait_for()
    box = box_of(page)
    assert box["height"] > box["width"], "an upright photo stands upright"
    drag(page, (0.3, 0.1), (0.6, 0.4))
    page.locator('[data-tool="text"]').focus()
    page.keyboard.press("Enter")
    page.keyboard.type("未覆盖")
    page.locator('[data-does="middle"]').focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.locator("[data-shape]").count() == 2
    page.locator('[data-does="save"]').focus()
    page.keyboard.press("Enter")
    page.locator(".marks__words", has_text="遮盖 1 处，标注 1 处").wait_for()
    with db.connection():
        hidden, words = PhotoMarking.get().recipe["shapes"]
    assert hidden["at"] == pytest.approx([3000, 1000, 6000, 4000], abs=40)
    assert (words["text"], words["at"]) == ("未覆盖", [3500, 4800])
    assert page.complaints == []
