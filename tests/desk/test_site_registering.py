"""Registering a place with its position, the borders it is held against, and who may keep the register."""

from __future__ import annotations

import pytest

import people as folk
from desk import outlines
from desk.press import text_of
from desk.site_forms import register, stored
from lantian.domain.coordinates import convert
from lantian.domain.geo import distance_m


def test_a_place_is_registered_with_its_position_and_an_entry_in_the_book(app, sign_in):
    answer = register(sign_in("wang"))
    assert answer.status_code == 303, text_of(answer)
    site, story = stored(app, answer.headers["Location"].rsplit("/", 1)[1])
    assert (site.name, site.area_id, site.kind, site.position_source) == ("示例新工地", "410302001", "construction_site", "map")
    assert (site.lat, site.lon) == (34.6845, 112.47)
    assert [entry["kind"] for entry in story] == ["SiteRegistered"]
    assert story[0]["payload"] == {
        "name": "示例新工地", "kind": "construction_site", "area": "410302001", "position": "34.684500, 112.470000",
        "position_source": "map",
    }  # fmt: skip
    assert story[0]["actor_name"] == "王审"


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_position_typed_in_another_system_is_kept_as_wgs84(app, sign_in, datum):
    lat, lon = convert(34.6845, 112.47, "wgs84", datum)
    answer = register(sign_in("wang"), lat=f"{lat:.6f}", lon=f"{lon:.6f}", datum=datum, position_source="typed")
    site, _story = stored(app, answer.headers["Location"].rsplit("/", 1)[1])
    assert distance_m(site.lat, site.lon, 34.6845, 112.47) < 1.5
    assert site.position_source == "typed"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "请填写名称"),
        ({"name": "长" * 121}, "最多 120 个字"),
        ({"name": "示例\x07工地"}, "不可见的控制字符"),
        ({"kind": "castle"}, "有效"),
        ({"area_code": "410399999"}, "有效"),
        ({"lat": "北纬34度"}, "不是度数"),
        ({"lat": "91"}, "不是度数"),
        ({"lon": ""}, "要么都填"),
        ({"lat": "1e9", "lon": "nan"}, "不是度数"),
        ({"datum": "mars"}, "有效"),
        ({"uscc": "1" * 19}, "最多 18 位"),
    ],
)
def test_a_form_that_cannot_be_accepted_says_where_and_stores_nothing(app, sign_in, fields, words):
    from lantian.ledger import book, db, models

    wang = sign_in("wang")
    with db.connection():
        before = (book.head(), models.Site.select().count())
    answer = register(wang, **fields)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "示例路9号" in answer.get_data(as_text=True), "what was typed is still there"
    with db.connection():
        assert (book.head(), models.Site.select().count()) == before


def test_a_second_place_of_the_same_name_is_asked_about(app, sign_in):
    answer = register(sign_in("wang"), name="示例工地一")
    assert answer.status_code == 422
    assert "已有名为“示例工地一”的检查对象" in text_of(answer)
    assert register(sign_in("wang"), name="示例工地一", area_code="410302008").status_code == 303, "elsewhere it is another place"


def test_a_position_outside_of_the_chosen_area_has_to_be_confirmed(app, sign_in):
    from lantian.ledger import db

    with db.connection():
        outlines.draw()
    wang = sign_in("wang")
    answer = register(wang, lat="34.640000")
    assert answer.status_code == 422
    assert "位置在“老城区”的边界之外" in text_of(answer)
    assert 'name="outside"' in answer.get_data(as_text=True)
    assert register(wang, lat="34.640000", outside="y").status_code == 303
    elsewhere = register(wang, name="示例另一工地", lat="34.640000", area_code="410303001")
    assert elsewhere.status_code == 303, "it lies in 西工区"
    assert register(wang, name="示例边上工地", lat="34.669000").status_code == 303, "borders are not known to the metre"


def test_a_place_out_of_its_area_is_pointed_out_on_its_page(app, sign_in):
    from lantian.ledger import db, models

    with db.connection():
        outlines.draw()
        models.Site.update(lat=34.62).where(models.Site.id == folk.SITE).execute()
    assert "登记的位置在“老城区”的边界之外" in text_of(sign_in("wang").get(f"/sites/{folk.SITE}"))


def test_the_server_says_what_a_position_is_and_what_is_near(app, sign_in):
    from lantian.ledger import db

    with db.connection():
        outlines.draw()
    wang = sign_in("wang")
    lat, lon = convert(34.6843, 112.469, "wgs84", "gcj02")
    answer = wang.get(f"/sites/surroundings?lat={lat:.7f}&lon={lon:.7f}&datum=gcj02&area=410302001").get_json()
    assert distance_m(*answer["wgs84"], 34.6843, 112.469) < 1
    assert answer["outside"] == ""
    assert [one["name"] for one in answer["near"]] == ["示例工地一"]
    assert answer["near"][0]["href"] == f"/sites/{folk.SITE}"
    assert [row[2] for row in answer["around"]] == ["示例工地一"]
    itself = wang.get(f"/sites/surroundings?lat=34.684&lon=112.469&area=410303001&except={folk.SITE}").get_json()
    assert (itself["near"], itself["outside"]) == ([], "西工区")
    for query in ("lat=a&lon=1", "lat=1", "lat=99&lon=1", "lat=1&lon=1&datum=mars", "lat=1e5&lon=0"):
        assert wang.get(f"/sites/surroundings?{query}").status_code == 400, query


def test_who_may_keep_the_register_is_in_the_table_of_rights(sign_in):
    from lantian.domain.people import ROLES

    keepers = {key for key, role in ROLES.items() if "keep_sites" in role.rights}
    assert keepers == {"inspector", "supervisor", "administrator"}
    for username, expected in (("li", 200), ("wang", 200), ("root", 200), ("sun", 403), ("qian", 403)):
        assert sign_in(username).get("/sites/new").status_code == expected, username
        assert sign_in(username).get(f"/sites/{folk.SITE}/correction").status_code == expected, username


def test_the_act_itself_refuses_who_has_no_right(app, sign_in):
    from lantian.domain.problems import Problem
    from lantian.domain.site import SiteFacts
    from lantian.ledger import db, models
    from lantian.workflow.acting import acting
    from lantian.workflow.sites import correct_site, register_site

    facts = SiteFacts("示例", "construction_site", "410302001")
    with db.connection():
        clerk = acting(models.Person.get(models.Person.username == "qian"), app.extensions["lantian"].now())
        with pytest.raises(Problem) as refused:
            register_site(facts, by=clerk)
        assert refused.value.code == "not_allowed"
        with pytest.raises(Problem) as refused:
            correct_site(folk.SITE, facts, seen_seq=0, reason="x", by=clerk)
        assert refused.value.code == "not_allowed"
