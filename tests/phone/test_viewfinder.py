"""The viewfinder shows the stamp as it will stand on copies: the same lines in the same order, as far as they are known."""

from __future__ import annotations

import os

import pytest

from phone.writing import start

pytestmark = pytest.mark.browser


def test_the_viewfinder_shows_the_stamp_of_the_visit_in_the_units_order(phone):
    li = phone("li")
    start(li)
    li.answer("d6.cover", "fail")
    li.page.locator('[data-item="d6.cover"] [data-shoot]').first.click()
    stamp = li.page.locator("dialog[data-camera][open] .camera__line")
    stamp.locator(".camera__row", has_text="±8 米").wait_for()
    stamp.locator(".camera__row", has_text="李巡").wait_for()
    labels = stamp.locator(".camera__row small").all_inner_texts()
    assert labels == ["对象", "地点", "坐标", "方向", "人员"], "the time is the head; number and hash come later"
    assert "未测得" in stamp.locator(".camera__row", has_text="方向").inner_text()
    assert stamp.locator(".camera__head").inner_text().startswith("20")
    if folder := os.environ.get("LANTIAN_PICTURES"):
        li.page.screenshot(path=f"{folder}/viewfinder.png")
    assert li.errors == []


# What a phone held upright, its camera to the north-east, says many times a second.
TURNED = """() => { window.said = setInterval(() => window.dispatchEvent(new DeviceOrientationEvent(
    'deviceorientationabsolute', {alpha: 316, beta: 90, gamma: 0, absolute: true})), 50) }"""


def test_the_direction_at_the_shutter_stands_on_viewfinder_and_photo(phone):
    li = phone("li")
    start(li)
    li.answer("d6.cover", "fail")
    li.context.grant_permissions(["camera", "geolocation", "accelerometer", "gyroscope", "magnetometer"])
    li.page.evaluate(TURNED)
    li.page.locator('[data-item="d6.cover"] [data-shoot]').first.click()
    li.page.locator("dialog[data-camera][open] .camera__row", has_text="东北 44°（罗盘）").wait_for()
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.page.locator(".camera__count", has_text="1").wait_for()
    li.tap("[data-close]")
    photos = li.page.evaluate(KEPT_PHOTOS)
    assert [photo["compass"] for photo in photos] == [{"deg": 44, "source": "absolute"}]
    assert li.errors == []


KEPT_PHOTOS = """async () => {
    const done = (request) => new Promise((take) => { request.onsuccess = () => take(request.result) })
    const db = await done(indexedDB.open('lantian'))
    const rows = await done(db.transaction('photos').objectStore('photos').getAll())
    db.close()
    return rows
}"""


# An iPhone's browser: leave is asked for by a function, which counts how it was called.
IPHONE = """
window.asked = []
DeviceOrientationEvent.requestPermission = () => {
    window.asked.push(navigator.userActivation.isActive)
    return Promise.resolve('granted')
}
"""


def test_an_iphone_is_asked_for_its_compass_only_within_a_tap(phone):
    li = phone("li")
    li.page.add_init_script(IPHONE)
    li.open("/i/capture")
    shutter = li.page.locator("[data-shutter]:not([disabled])")
    shutter.wait_for()
    li.tap(shutter)
    li.page.locator(".camera__count", has_text="1").wait_for()
    asked = li.page.evaluate("window.asked")
    assert asked and all(asked)
    assert li.errors == []
