"""Correcting a place: before, after and reason in the book, nothing lost between two who correct, on the phone too."""

from __future__ import annotations

import json

import people as folk
from desk.press import text_of, token
from desk.site_forms import correct, filled, stored


def test_a_place_of_another_district_cannot_be_corrected_with_a_valid_form(app, sign_in):
    zhao = sign_in("zhao")
    page = zhao.get(f"/sites/{folk.SITE_XIGONG}/correction").get_data(as_text=True)
    sent = filled(page) | {"csrf_token": token(page), "name": "示例改名工地", "reason": "现场核对"}
    before, story = stored(app)
    assert zhao.post(f"/sites/{folk.SITE}/correction", data=sent).status_code == 404
    after, story_after = stored(app)
    assert (after.__data__, story_after) == (before.__data__, story)
    assert zhao.post(f"/sites/{folk.SITE_XIGONG}/correction", data=sent).status_code == 303, "at home the same form is taken"


def test_a_correction_keeps_before_and_after_and_the_reason_in_the_book(app, desk, sign_in):
    where = {"lat": "34.685000", "lon": "112.471000", "position_source": "phone", "accuracy_m": "9"}
    answer = correct(sign_in("wang"), name="示例工地一期", **where)
    assert answer.status_code == 303, text_of(answer)
    site, story = stored(app)
    assert (site.name, site.lat, site.lon, site.position_source) == ("示例工地一期", 34.685, 112.471, "phone")
    assert story[-1]["kind"] == "SiteCorrected"
    assert story[-1]["payload"] == {
        "before": {"name": "示例工地一", "position": "34.684000, 112.469000", "position_source": "demo"},
        "after": {"name": "示例工地一期", "position": "34.685000, 112.471000", "position_source": "phone"},
        "reason": "现场核对",
        "accuracy_m": 9,
    }
    words = text_of(sign_in("wang").get(f"/sites/{folk.SITE}"))
    for part in ("更正检查对象：名称、位置", "示例工地一 → 示例工地一期", "现场核对"):
        assert part in words, part


def test_a_corrected_name_is_found_in_the_list_of_lines(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    wang = sign_in("wang")
    correct(wang, name="示例改名工地")
    assert number in wang.get("/s/?state=all&q=改名工地").get_data(as_text=True)


def test_a_correction_does_not_touch_what_records_said(app, desk, sign_in):
    from lantian.ledger import db, verify

    desk.report(sign_in("li"))
    correct(sign_in("wang"), area_code="410302008", lat="34.690000", lon="112.480000")
    with db.connection():
        assert list(verify.verify()) == []
    page = text_of(sign_in("wang").get(f"/sites/{folk.SITE}"))
    assert "西关街道 → 邙山街道" in page


def test_nothing_changed_writes_nothing(app, sign_in):
    answer = correct(sign_in("wang"))
    assert answer.status_code == 303
    site, story = stored(app)
    assert story == [] and (site.lat, site.lon, site.position_source) == (34.684, 112.469, "demo")


def test_a_correction_needs_its_reason(app, sign_in):
    answer = correct(sign_in("wang"), name="示例工地一期", reason=" ")
    assert answer.status_code == 422
    assert "请写明更正原因" in text_of(answer)
    assert stored(app)[0].name == "示例工地一"


def test_the_second_of_two_who_correct_sees_the_first_and_loses_nothing(app, sign_in):
    wang, root = sign_in("wang"), sign_in("root")
    page = wang.get(f"/sites/{folk.SITE}/correction").get_data(as_text=True)
    assert correct(root, address="示例路2号").status_code == 303
    sent = filled(page) | {"csrf_token": token(page), "name": "示例工地一期", "reason": "招牌已换"}
    answer = wang.post(f"/sites/{folk.SITE}/correction", data=sent)
    words = text_of(answer)
    assert answer.status_code == 409
    assert "检查对象已有更正" in words and "示例路1号 → 示例路2号" in words
    assert "招牌已换" in words and "示例工地一期" in answer.get_data(as_text=True)
    assert stored(app)[0].name == "示例工地一"
    again = filled(answer.get_data(as_text=True)) | {"csrf_token": token(page), "reason": "招牌已换"}
    assert wang.post(f"/sites/{folk.SITE}/correction", data=again).status_code == 303
    assert stored(app)[0].name == "示例工地一期"


def test_an_inspector_corrects_on_the_phone_and_comes_back_there(app, sign_in):
    li = sign_in("li")
    page = li.get(f"/sites/{folk.SITE}/correction").get_data(as_text=True)
    assert 'class="phone"' in page and "desk__side" not in page
    answer = correct(li, lat="34.684100", lon="112.469100", position_source="phone", accuracy_m="8")
    assert answer.headers["Location"] == f"/i/sites/{folk.SITE}"
    assert stored(app)[1][-1]["payload"]["accuracy_m"] == 8


def test_an_accuracy_is_kept_only_with_a_position_of_a_device(app, sign_in):
    correct(sign_in("wang"), lat="34.684100", lon="112.469100", position_source="map", accuracy_m="8")
    assert "accuracy_m" not in stored(app)[1][-1]["payload"]


def test_a_code_that_does_not_add_up_is_kept_and_said(app, sign_in):
    wang = sign_in("wang")
    answer = correct(wang, uscc="91410300ma40000000")
    assert answer.status_code == 303
    assert stored(app)[0].uscc == "91410300MA40000000"
    assert "校验码不符" in text_of(wang.get(answer.headers["Location"]))


def test_a_place_no_longer_used_is_not_offered_on_phones(app, sign_in):
    correct(sign_in("wang"), active=None)
    assert stored(app)[0].active is False
    pack = sign_in("li").get("/api/sites", headers={"X-Lantian": "1"}).get_json()
    assert [site["name"] for site in pack["sites"]] == []
    assert "已停用" in text_of(sign_in("wang").get(f"/sites/{folk.SITE}"))
    assert json.dumps(stored(app)[1][-1]["payload"]["after"]) == '{"active": false}'
