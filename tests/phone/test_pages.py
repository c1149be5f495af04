"""The phone's pages over HTTP: who sees what, what the page of a checklist depends on, what its check says."""

from __future__ import annotations

import re

import pytest

import people as folk
from desk.press import token
from web_fixtures import API, jpeg, make_record, photo_line, put_photo, put_record

FILL = "/i/checklists/dust_six?region=410302"
SIX = ["d6.hoarding", "d6.cover", "d6.wash", "d6.hardening", "d6.wet", "d6.truck"]


def _filled(client, **answers):
    data = {f"answers.{item}.value": "pass" for item in SIX} | {
        f"answers.d6.{key}.value": value for key, value in answers.items()
    }
    return data | {"csrf_token": token(client.get(FILL).get_data(as_text=True))}


@pytest.mark.parametrize("path", ["/i/", "/i/sites/new", "/i/capture", FILL, "/i/review", "/i/outbox", "/i/violations"])
def test_the_pages_are_for_those_who_go_out(sign_in, path):
    assert sign_in("li").get(path).status_code == 200
    assert sign_in("sun").get(path).status_code == 200
    assert sign_in("qian").get(path).status_code == 403


def test_a_site_of_another_district_is_not_there(sign_in):
    assert sign_in("li").get(f"/i/sites/{folk.SITE}").status_code == 200
    assert sign_in("li").get(f"/i/sites/{folk.SITE_XIGONG}").status_code == 404
    assert sign_in("zhao").get(f"/i/sites/{folk.SITE}").status_code == 404


def test_a_record_and_its_violations_are_seen_in_their_own_district_only(app, sign_in):
    li, zhao, photo = sign_in("li"), sign_in("zhao"), jpeg()
    record = make_record(app, fails=["d6.cover"], photos=[photo_line(photo, "d6.cover")])
    put_photo(li, photo, record["id"])
    number = put_record(li, record).get_json()["violations"][0]
    for path, words in (
        (f"/i/inspections/{record['id']}", "物料堆放"),
        (f"/i/violations/{number}", number),
        ("/i/violations", "物料堆放"),
    ):
        assert words in li.get(path).get_data(as_text=True)
    assert zhao.get(f"/i/inspections/{record['id']}").status_code == 404
    assert zhao.get(f"/i/violations/{number}").status_code == 404
    assert "物料堆放" not in zhao.get("/i/violations").get_data(as_text=True)


def test_the_page_of_a_checklist_is_the_same_for_everybody_in_a_region(sign_in):
    pages = [re.sub(r'value="[^"]{40,}"', "", sign_in(name).get(FILL).get_data(as_text=True)) for name in ("li", "sun", "zhao")]
    assert pages[0] == pages[1] == pages[2]


def test_the_values_of_the_region_stand_beside_the_criterion(sign_in):
    page = sign_in("li").get(FILL).get_data(as_text=True)
    # No line ends between the sign and its number.
    assert "主干道围挡 ≥\u00a02.5 m" in page
    other = sign_in("li").get("/i/checklists/dust_six?region=410100").get_data(as_text=True)
    assert "主干道围挡 ≥\u00a02.5 m；其他路段围挡 ≥\u00a02 m" in other


def test_every_checklist_for_a_visit_can_be_drawn_in_both_languages(app, sign_in):
    clients = [sign_in("li"), sign_in("chen", language="en")]
    for definition in app.extensions["lantian"].library.all_current():
        for client in clients:
            page = client.get(f"/i/checklists/{definition.id}?region=410302")
            assert page.status_code == 200, definition.id
            assert page.get_data(as_text=True).count("data-item=") >= len(definition.items)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/i/checklists/no_such_list?region=410302", 404),
        ("/i/checklists/dust_six?region=410302&version=1999.1", 404),
        ("/i/checklists/dust_six?region=luoyang", 400),
        ("/i/checklists/dust_six", 400),
        ("/i/sites/none", 404),
        ("/i/inspections/none", 404),
        ("/i/violations/none", 404),
        ("/i/violations?after=broken", 400),
    ],
)
def test_an_address_that_leads_nowhere_says_so(sign_in, path, status):
    assert sign_in("li").get(path).status_code == status


def test_the_check_of_a_complete_list_finds_nothing(sign_in):
    li = sign_in("li")
    answer = li.post(FILL, data=_filled(li))
    assert answer.status_code == 200
    assert "检查填写：没有发现问题" in answer.get_data(as_text=True)


def test_the_check_names_every_open_item_at_its_place_and_keeps_what_was_filled_in(app, sign_in):
    li = sign_in("li")
    data = _filled(li, cover="fail") | {"answers.d6.cover.note": "东侧未覆盖"}
    del data["answers.d6.wet.value"]
    answer = li.post(FILL, data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#item-d6.wet"' in page and "还没有作答" in page
    assert "东侧未覆盖" in page
    assert re.search(r'name="answers.d6.cover.value" value="fail" checked', page)


def test_the_check_stores_nothing(app, sign_in):
    from lantian.ledger import book, db, models

    li = sign_in("li")
    with db.connection():
        before = book.head().seq
    li.post(FILL, data=_filled(li, cover="fail"))
    with db.connection():
        assert book.head().seq == before
        assert models.Inspection.select().count() == 0


@pytest.mark.parametrize("value", ["maybe", "", "pass\x01", "通过" * 5000])
def test_the_check_answers_nonsense_with_a_sentence(sign_in, value):
    li = sign_in("li")
    assert li.post(FILL, data=_filled(li, wet=value)).status_code == 422


def test_the_pack_of_sites_holds_the_own_area_and_is_sent_once(sign_in):
    li = sign_in("li")
    answer = li.get("/api/sites", headers=API)
    (site,) = answer.get_json()["sites"]
    assert (site["id"], site["lat"], site["open_violations"]) == (folk.SITE, 34.684, 0)
    again = li.get("/api/sites", headers=API | {"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_the_pack_of_checklists_names_the_officers_and_the_person(app, sign_in):
    pack = sign_in("li").get("/api/checklists", headers=API).get_json()
    assert {officer["name"] for officer in pack["officers"]} == {"李巡", "陈查"}
    assert pack["person"]["name"] == "李巡" and pack["person"]["card_number"] == "YF410302-001"
    dust = next(row for row in pack["checklists"] if row["id"] == "dust_six")
    assert dust["hash"] == app.extensions["lantian"].library.current("dust_six").hash
    assert [item["id"] for item in dust["items"]] == SIX


def test_a_grid_member_is_offered_patrols_only(sign_in):
    page = sign_in("sun").get(f"/i/sites/{folk.SITE}").get_data(as_text=True)
    assert "网格巡查只登记线索" in page
    assert 'value="inspection"' not in page


def test_a_new_place_lies_in_the_own_area(sign_in):
    page = sign_in("li").get("/i/sites/new").get_data(as_text=True)
    assert "410302001" in page and "410302008" in page and "410303001" not in page
    assert "410302008" not in sign_in("sun").get("/i/sites/new").get_data(as_text=True)


def test_the_search_works_without_a_script(sign_in):
    li = sign_in("li")
    assert "示例工地一" in li.get("/i/?q=示例建设").get_data(as_text=True)
    assert "示例工地一" not in li.get("/i/?q=不存在").get_data(as_text=True)


def _reported(app, li):
    """A violation of 裸土 reported by li; its number."""
    photo = jpeg((9, 9, 90))
    record = make_record(app, fails=["d6.cover"], photos=[photo_line(photo, "d6.cover")])
    put_photo(li, photo, record["id"])
    return put_record(li, record).get_json()["violations"][0]


@pytest.mark.parametrize(("days", "words"), [(3, "剩 3 天"), (0, "今天到期"), (-2, "超期 2 天")])
def test_limits_are_told_in_days_as_at_the_desk(app, sign_in, days, words):
    from datetime import timedelta

    from lantian.domain.moments import local_date
    from lantian.ledger import db, models

    li = sign_in("li")
    number = _reported(app, li)
    with app.app_context():
        due_on = local_date(app.extensions["lantian"].now()) + timedelta(days=days)
    with db.connection():
        models.Violation.update(state="ordered", due_on=due_on.isoformat()).execute()
    for path in ("/i/violations", f"/i/violations/{number}", f"/i/sites/{folk.SITE}"):
        assert words in li.get(path).get_data(as_text=True), path


def test_what_an_officer_came_for_stands_before_a_mere_receipt(app, sign_in):
    from lantian.ledger import db, models

    li = sign_in("li")
    number = _reported(app, li)
    with db.connection():
        models.Violation.update(state="ordered").execute()
    acts = re.findall(r'data-act="([^"]+)"', li.get(f"/i/violations/{number}").get_data(as_text=True))
    assert acts.index("RectificationReported") < acts.index("Acknowledged")


def test_a_place_shows_three_checklists_and_folds_the_rest(sign_in):
    page = sign_in("li").get(f"/i/sites/{folk.SITE}").get_data(as_text=True)
    open_part, folded = page.split("data-more", 1)
    shown = re.findall(r'<li class="row" data-kinds="[^"]*">', open_part)
    rest = int(re.search(r"其余检查表（(\d+)）", page).group(1))
    assert len(shown) == 3 and rest > 1
    assert folded.count("data-start=") == rest


def test_one_checklist_more_than_fits_is_not_folded_away():
    from types import SimpleNamespace

    from lantian.web.phone_view import folded

    lists = [SimpleNamespace(visit_kinds=("inspection",)) for _number in range(4)] + [SimpleNamespace(visit_kinds=("patrol",))]
    assert [len(part) for part in folded(lists, "inspection").values()] == [5, 0]
    assert [len(part) for part in folded([*lists, lists[0]], "inspection").values()] == [4, 2]


def test_the_name_of_the_product_is_the_same_everywhere_but_under_the_icon(sign_in):
    li = sign_in("li")
    assert "<title>发件箱 · 蓝天巡查</title>" in li.get("/i/outbox").get_data(as_text=True)
    about = li.get("/manifest.webmanifest").get_json(force=True)
    assert (about["name"], about["short_name"]) == ("蓝天巡查", "蓝天")


def test_photos_and_records_are_told_about_in_the_same_words(sign_in):
    page = sign_in("li").get("/i/outbox").get_data(as_text=True)
    for word in ("已存手机", "等待", "已接收", "需处理"):
        assert f'data-word>{word}<' in page, word
    tile = sign_in("li").get("/i/capture").get_data(as_text=True)
    assert "待上传" not in tile and "已收到" not in tile
