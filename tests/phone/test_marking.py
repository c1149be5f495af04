"""Hiding a face on the phone right after the photo, without a signal needed: it is handed in with the photo's line."""

from __future__ import annotations

import pytest

from lantian.ledger import db, markings, models
from phone.test_inspecting import SIX, _shoot, _strip
from phone.writing import start

pytestmark = pytest.mark.browser


def test_what_is_hidden_with_a_finger_arrives_with_the_record(phone):
    li = phone("li")
    start(li)
    for item in SIX:
        li.answer(item, "pass")
    strip = _strip(li, "", "overview")
    _shoot(li, strip)
    li.tap(strip.locator('[data-action="mark"]'))
    li.page.locator(".marker[data-ready]").wait_for()
    stage = li.page.locator(".marker__shapes").bounding_box()
    middle = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    li.page.mouse.move(*middle)
    li.page.mouse.down()
    li.page.mouse.move(middle[0] + 60, middle[1] + 40, steps=3)
    li.page.mouse.up()
    li.page.locator("[data-shape]").wait_for()
    for key in li.page.locator(".marker button:visible").all():
        box = key.bounding_box()
        assert min(box["width"], box["height"]) >= 48, key.get_attribute("aria-label") or key.inner_text()
    li.tap('[data-does="save"]')
    li.wait_words("遮盖 1 处", ".photo__marked")
    li.tap("[data-next]")
    li.sign()
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        photo = models.EvidencePhoto.get(models.EvidencePhoto.role == "overview")
        (hidden,) = markings.standing(photo.sha256).marking.redactions
    assert hidden.at[:2] == pytest.approx((5000, 5000), abs=60)
    assert li.errors == []
