"""Photos on the phone: within three taps, with our own position, kept as they came, found again."""

from __future__ import annotations

import hashlib
import re

import pytest

from phone.writing import start

pytestmark = pytest.mark.browser


KEPT = """async () => {
    const models = document.querySelector('script[type=module]').src.replace(/js[/].*/, 'js/models/')
    const [store, digest] = [await import(models + 'store.js'), await import(models + 'digest.js')]
    const [row] = await store.allRecords()
    const [photo] = await store.photosOf(row.id)
    const kept = await store.originalOf(photo.id)
    const sha256 = await digest.sha256(kept.bytes)
    return {sha256, noted: photo.sha256, blob: kept.bytes instanceof ArrayBuffer, length: kept.length}
}"""


def _loose(li):
    return li.page.locator("[data-strip] figure")


def test_the_first_photo_is_saved_within_three_taps(phone):
    li = phone("li")
    li.tap(".tab-bar__tab--main")
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.wait_words("已存手机", "[data-saved]")
    assert li.taps <= 3, li.taps
    assert _loose(li).count() == 1
    li.page.reload()
    _loose(li).first.wait_for()
    assert li.errors == []


def test_several_shots_in_a_row_stay_in_the_camera(phone):
    li = phone("li")
    li.open("/i/capture")
    for number in (1, 2, 3):
        li.tap(li.page.locator("[data-shutter]:not([disabled])"))
        li.page.locator(".camera__count", has_text=str(number)).wait_for()
    li.page.locator("[data-line-place]", has_text="北纬 34.684100° 东经").wait_for()
    line = li.page.locator("[data-line-place]").inner_text()
    assert "±8 米" in line and "人员" in line and "编号" not in line
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", li.page.locator("[data-line-time]").inner_text())
    li.tap("[data-close]")
    assert _loose(li).count() == 3


def test_loose_photos_are_given_to_an_item_of_a_draft(phone):
    li = phone("li")
    start(li)
    li.answer("d6.cover", "fail")
    li.open("/i/capture")
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.wait_words("已存手机", "[data-saved]")
    li.tap("[data-close]")
    li.tap("[data-assign]:not([disabled])")
    li.page.select_option("[name=item]", "d6.cover")
    li.tap("[data-confirm]")
    li.page.wait_for_url(re.compile("dust_six"))
    li.page.locator('[data-strip][data-item="d6.cover"] figure').first.wait_for()


def test_without_leave_for_the_position_the_page_and_the_photo_say_so(phone):
    li = phone("li", position=None)
    li.open("/i/capture")
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.wait_words("已存手机", "[data-saved]")
    li.tap("[data-close]")
    assert li.page.locator("#limit-position").is_visible()
    assert "无定位" in _loose(li).first.inner_text()
    reason = li.page.evaluate(
        """async () => {
            const store = await import(document.querySelector('script[type=module]').src.replace(/js[/].*/, 'js/models/store.js'))
            const [row] = await store.allRecords()
            return (await store.photosOf(row.id))[0].no_fix_reason
        }"""
    )
    assert reason == "denied"


def test_without_leave_for_the_camera_the_phones_own_camera_and_files_remain(phone, shared_dir):
    li = phone("li", camera=False)
    li.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    li.open("/i/capture")
    li.wait_words("没有获得相机权限", "[data-line-time]")
    li.wait_words("允许本站使用相机", "[data-line-place]")
    assert "坐标" not in li.page.locator("[data-line-place]").inner_text()
    assert li.page.locator("[data-shutter]").is_disabled()
    li.page.locator("[data-camera] [data-file]").set_input_files(shared_dir / "photos" / "nokia83_gps.jpg")
    li.page.locator(".camera__count", has_text="1").wait_for()
    li.tap("[data-close]")
    assert li.page.locator("#limit-camera").is_visible()
    assert _loose(li).count() == 1
    li.page.locator('.pill[data-state="kept"]', has_text="1 张照片未归类").wait_for()


def test_a_file_that_is_no_photo_is_refused_in_words(phone, tmp_path):
    li = phone("li")
    li.open("/i/capture")
    li.tap("[data-close]")
    drawing = tmp_path / "drawing.jpg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    li.page.locator('[data-source="file"]').set_input_files(drawing)
    li.wait_words("不是可接受的照片", "#toasts")
    assert _loose(li).count() == 0


def test_a_photo_of_a_draft_is_deleted_after_a_question(phone):
    li = phone("li")
    li.open("/i/capture")
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.wait_words("已存手机", "[data-saved]")
    li.tap("[data-close]")
    li.tap(_loose(li).locator('[data-action="remove"]'))
    li.tap(li.page.locator("#drop-photo [data-closes]").last)
    assert _loose(li).count() == 1
    li.tap(_loose(li).locator('[data-action="remove"]'))
    li.tap("#drop-photo [data-confirms]")
    _loose(li).first.wait_for(state="detached")


def test_the_bytes_of_a_chosen_original_are_kept_to_the_last(phone, shared_dir):
    original = shared_dir / "photos" / "xiaomi_gps.heic"
    li = phone("li")
    li.open("/i/capture")
    li.tap("[data-close]")
    li.page.locator('[data-source="file"]').set_input_files(original)
    _loose(li).first.wait_for()
    kept = li.page.evaluate(KEPT)
    digest = hashlib.sha256(original.read_bytes()).hexdigest()
    assert kept == {"sha256": digest, "noted": digest, "blob": True, "length": original.stat().st_size}
