"""An inspection on the phone from home to handed in, as two officers do it at a building site."""

from __future__ import annotations

import hashlib
import re

import pytest

import people as folk
from lantian.ledger import db, models
from phone.writing import look, start

pytestmark = pytest.mark.browser

NEVER_RESTS = """(note) => setInterval(() => {
    note.value += '土'
    note.dispatchEvent(new Event('input', { bubbles: true }))
}, 50)"""
SIX = ["d6.hoarding", "d6.cover", "d6.wash", "d6.hardening", "d6.wet", "d6.truck"]


def test_six_passes_at_a_known_site_take_at_most_twelve_taps(phone):
    li = phone("li")
    li.tap(li.page.locator(".site-row", has_text="示例工地一").locator("a"))
    li.tap('[data-start="dust_six"]')
    for item in SIX:
        li.answer(item, "pass")
    li.tap("[data-next]")
    li.sign()
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
    assert li.taps <= 12, li.taps
    with db.connection():
        record = models.Inspection.get()
        assert record.site_id == folk.SITE and record.passed_count == 6 and record.failed_count == 0
        assert [row["name"] for row in record.officers] == ["李巡", "陈查"]
        assert record.party["outcome"] == "signed" and re.fullmatch("[0-9a-f]{64}", record.party["signature"])
        assert models.Photo.get_by_id(record.party["signature"]).media_type == "image/png"
    assert li.errors == []


def _shoot(li, strip):
    """One shot with the camera of the page into a strip."""
    count = int(strip.get_attribute("data-count") or 0)
    li.tap(strip.locator("[data-shoot]"))
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.page.locator("[data-count]", has_text="1").first.wait_for()
    li.tap("[data-close]")
    strip.locator("figure").nth(count).wait_for()


def _strip(li, item, role):
    return li.page.locator(f'[data-strip][data-item="{item}"][data-role="{role}"]')


def test_an_inspection_with_two_failed_items_arrives_whole(phone, shared_dir):
    """Camera of the page for one item, an original of a phone's camera for the other: nothing is re-encoded on the way."""
    original = (shared_dir / "photos" / "xiaomi_gps.heic").read_bytes()
    li = phone("li")
    start(li)
    for item in SIX:
        li.answer(item, "fail" if item in ("d6.cover", "d6.wash") else "pass")
    li.tap(li.page.locator('[data-item="d6.cover"] .chip', has_text="裸土"))
    li.page.fill('[name="answers.d6.cover.note"]', "东侧土堆未覆盖")
    _shoot(li, _strip(li, "d6.cover", "finding"))
    _strip(li, "d6.wash", "finding").locator('[data-source="file"]').set_input_files(shared_dir / "photos" / "xiaomi_gps.heic")
    _strip(li, "d6.wash", "finding").locator("figure").wait_for()
    li.until(lambda: look(li)["rows"][0]["answers"]["d6.cover"].get("note") == "东侧土堆未覆盖")
    li.page.reload()
    li.wait_words("已保存", "[data-saved]")
    assert li.page.input_value('[name="answers.d6.cover.note"]') == "东侧土堆未覆盖"
    assert li.page.locator('[data-item="d6.cover"] [value="fail"]').is_checked()
    assert _strip(li, "d6.cover", "finding").locator("figure").count() == 1
    assert _strip(li, "d6.wash", "finding").locator("figure").count() == 1
    li.tap("[data-next]")
    li.sign()
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        assert models.Inspection.get().failed_count == 2
        cover, wash = models.Violation.select().order_by(models.Violation.id)
        assert (cover.item_id, cover.state, cover.note) == ("d6.cover", "reported", "东侧土堆未覆盖")
        assert models.Answer.get(models.Answer.item_id == "d6.cover").sub_checks == ["裸土"]
        shot = models.EvidencePhoto.get(models.EvidencePhoto.violation == cover.id)
        assert (shot.source, shot.role, shot.no_fix_reason) == ("camera", "finding", "")
        assert shot.accuracy_m == 8.0 and shot.distance_m < 50 and shot.fix_at
        chosen = models.EvidencePhoto.get(models.EvidencePhoto.violation == wash.id)
        assert (chosen.photo.sha256, chosen.source) == (hashlib.sha256(original).hexdigest(), "file")
        assert chosen.lat is None and chosen.no_fix_reason == "unavailable"
        assert chosen.photo.size_bytes == len(original)
    assert li.errors == []


def test_a_failed_item_without_a_photo_is_not_handed_in(phone):
    li = phone("li")
    start(li)
    for item in SIX:
        li.answer(item, "fail" if item == "d6.cover" else "pass")
    li.wait_words("须附现场照片", '[data-item="d6.cover"] [data-errors]')
    li.tap("[data-next]")
    li.sign()
    li.tap("[data-hand-in]")
    li.wait_words("须附现场照片", "[data-missing]")
    li.tap(li.page.locator("[data-missing] a", has_text="须附现场照片"))
    li.page.wait_for_url(re.compile("/i/checklists/dust_six.*item-d6.cover"))
    with db.connection():
        assert models.Inspection.select().count() == 0


def test_what_was_put_right_on_the_spot_has_a_photo_before_and_after(phone):
    li = phone("li")
    start(li)
    for item in SIX:
        li.answer(item, "fail" if item == "d6.truck" else "pass")
    li.page.locator('[name="answers.d6.truck.corrected"]').check()
    li.wait_words("缺整改前照片", '[data-item="d6.truck"] [data-errors]')
    _shoot(li, _strip(li, "d6.truck", "before"))
    li.wait_words("缺整改后照片", '[data-item="d6.truck"] [data-errors]')
    _shoot(li, _strip(li, "d6.truck", "after"))
    li.tap("[data-next]")
    li.sign()
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        assert models.Violation.get().corrected_on_site
        roles = {row.role for row in models.EvidencePhoto.select().where(models.EvidencePhoto.item_id == "d6.truck")}
        assert roles == {"before", "after"}


def test_a_refused_signature_needs_a_witness(phone):
    li = phone("li")
    start(li)
    for item in SIX:
        li.answer(item, "pass")
    li.tap("[data-next]")
    li.tap(li.page.locator(".chip", has_text="拒绝签名"))
    li.wait_words("请填写见证人姓名", "[data-missing]")
    li.page.fill("#witness", "示例见证人")
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        party = models.Inspection.get().party
        assert (party["outcome"], party["witness"], party["signature"]) == ("refused", "示例见证人", None)


def test_one_tap_marks_the_rest_as_not_applicable(phone):
    li = phone("li")
    start(li)
    li.answer("d6.hoarding", "pass")
    li.tap("[data-rest]")
    li.until(lambda: len(look(li)["rows"][0]["answers"]) == len(SIX))
    li.page.reload()
    li.wait_words("已保存", "[data-saved]")
    assert li.page.locator('[data-item="d6.hoarding"] [value="pass"]').is_checked()
    for item in SIX[1:]:
        assert li.page.locator(f'[data-item="{item}"] [value="na"]').is_checked(), item


def test_the_answers_of_the_last_visit_stand_beside_the_new_ones_and_are_not_filled_in(app, sign_in, phone):
    from web_fixtures import make_record, put_record

    record = make_record(app)
    record["answers"]["d6.wet"]["value"] = "na"
    assert put_record(sign_in("li"), record).status_code == 201
    li = phone("li")
    start(li)
    past = li.page.locator('[data-item="d6.wet"] [data-past]')
    past.wait_for()
    assert "上次" in past.inner_text() and "不涉及" in past.inner_text()
    assert li.page.locator('[data-item="d6.wet"] input:checked').count() == 0


def test_checking_asks_the_server_and_shows_its_words_at_the_items(phone):
    li = phone("li")
    start(li)
    li.answer("d6.hoarding", "pass")
    li.tap("[data-check]")
    li.wait_words("有 5 处需要改正", "[data-faults]")
    assert "还没有作答" in li.page.locator('[data-item="d6.cover"] [data-errors]').inner_text()
    assert "#" in li.page.url and re.search(r"#[0-9a-f-]{36}", li.page.url)


def test_checking_lists_the_missing_photo_beside_what_the_server_found(phone):
    """The server knows no photos, the phone does: whoever mends all that is listed is not refused again."""
    li = phone("li")
    start(li)
    li.answer("d6.hoarding", "fail")
    li.tap("[data-check]")
    li.wait_words("有 6 处需要改正", "[data-faults]")
    listed = li.page.locator("[data-faults] .banner__list a")
    assert listed.count() == 6 and "须附现场照片" in listed.first.inner_text()
    assert "差 6 项" in li.page.locator("[data-next]").inner_text()
    assert "须附现场照片" in li.page.locator('[data-item="d6.hoarding"] [data-errors]').inner_text()
    for item in SIX[1:]:
        li.answer(item, "pass")
    li.tap("[data-check]")
    li.wait_words("有 1 处需要改正", "[data-faults]")
    assert li.errors == []


def test_words_are_kept_while_they_are_typed_not_after(phone):
    li = phone("li")
    start(li)
    li.answer("d6.cover", "fail")
    note = '[name="answers.d6.cover.note"]'
    li.page.locator(note).wait_for()
    # A hand that never rests for as long as the page waits to draw: it types on until the store has a word of it.
    li.page.locator(note).evaluate(NEVER_RESTS)
    li.until(lambda: look(li)["rows"][0]["answers"]["d6.cover"].get("note"))
