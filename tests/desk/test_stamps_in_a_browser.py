"""The page of a unit's stamp in a real browser: the preview follows every tick, and everything fits the screen."""

from __future__ import annotations

import os

import pytest

from desk.test_in_a_browser import look  # noqa: F401  the fixture
from lantian.ledger import db, models

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chinese_font")]


def test_the_preview_follows_what_is_ticked(app, server, look):  # noqa: F811
    with db.connection():
        unit_id = models.Person.get(models.Person.username == "li").unit_id
    page = look("root", "phone")
    page.goto(f"{server.address}/a/stamps/{unit_id}")
    preview = page.locator("img[data-shape=tall]")
    page.wait_for_function("document.querySelector('[data-preview]').hidden")
    assert "line=unit" not in preview.get_attribute("src")
    with page.expect_response(lambda answer: "line=unit" in answer.url and "tall" in answer.url) as answered:
        page.locator("input[value=unit]").check()
    assert answered.value.status == 200
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    if folder := os.environ.get("LANTIAN_PICTURES"):
        page.screenshot(path=f"{folder}/stamp-phone.png", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.screenshot(path=f"{folder}/stamp-desk.png", full_page=True)
    assert page.complaints == []
