"""Before handing in the phone says what a reviewer would send back, leads there, and never blocks."""

from __future__ import annotations

import pytest

from phone.writing import write

pytestmark = pytest.mark.browser


def test_the_review_page_says_what_a_reviewer_would_ask_for_and_still_hands_in(phone):
    li = phone("li")
    write(li)
    meter = li.page.locator("[data-meter]")
    meter.wait_for()
    for words in ("没有现场全景照片", "问题照片不足两张", "没有写现场负责人姓名"):
        meter.locator("a", has_text=words).wait_for()
    assert all(box.bounding_box()["height"] >= 48 for box in meter.locator("a").all())
    li.tap(meter.locator("a", has_text="没有写现场负责人姓名"))
    li.page.locator('[name="party.person"]:focus').fill("王某")
    meter.locator("a", has_text="没有写现场负责人姓名").wait_for(state="detached")
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
    assert li.errors == []
