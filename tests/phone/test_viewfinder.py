"""The viewfinder shows the stamp as it will stand on copies: the same lines in the same order, as far as they are known."""

from __future__ import annotations

import os

import pytest

import people as folk

pytestmark = pytest.mark.browser


def test_the_viewfinder_shows_the_stamp_of_the_visit_in_the_units_order(phone):
    li = phone("li")
    li.open(f"/i/sites/{folk.SITE}")
    li.tap('[data-start="dust_six"]')
    li.wait_words("已保存", "[data-saved]")
    li.answer("d6.cover", "fail")
    li.page.locator('[data-item="d6.cover"] [data-shoot]').first.click()
    stamp = li.page.locator("dialog[data-camera][open] .camera__line")
    stamp.locator(".camera__row", has_text="±8 米").wait_for()
    stamp.locator(".camera__row", has_text="李巡").wait_for()
    labels = stamp.locator(".camera__row small").all_inner_texts()
    assert labels == ["对象", "地点", "坐标", "人员"], (
        "the time is the head; a phone at rest has no course, number and hash come later"
    )
    assert stamp.locator(".camera__head").inner_text().startswith("20")
    if folder := os.environ.get("LANTIAN_PICTURES"):
        li.page.screenshot(path=f"{folder}/viewfinder.png")
    assert li.errors == []
