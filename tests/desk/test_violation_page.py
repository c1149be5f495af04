"""One violation's page: what a reviewer is shown before deciding."""

from __future__ import annotations

import re

import people as folk
from desk.press import bases, text_of
from lantian.domain.geo import distance_m
from web_fixtures import make_record, photo_line, put_photo, put_record


def test_it_shows_criterion_finding_people_law_chain_and_history(desk, sign_in):
    (number,) = desk.report(sign_in("li"), item={"d6.cover": {"note": "北侧裸土未覆盖", "sub_checks": ["裸土"]}})
    words = text_of(sign_in("wang").get(f"/s/violations/{number}"))
    for part in (
        number,
        "待审核",
        "易扬尘物料、裸土、建筑垃圾全部用密闭式防尘网",
        "北侧裸土未覆盖",
        "李巡",
        "YF410302-001",
        "陈查",
        "YF410302-002",
        "记录人",
        "拒绝签名",
        "示例见证人",
        "生态环境法典",
        "处10,000元以上100,000元以下罚款",
        "2026-08-15 起施行",
        "主要负责人",
        "周任",
        "检查发现",
        "台账第",
    ):
        assert part in words, part


def test_unchecked_law_is_marked_where_it_could_be_taken_for_law(desk, sign_in):
    from lantian.web import law

    assert law.CONFIDENCE["from-memory"][1] == "bad"
    (number,) = desk.report(sign_in("li"))
    page = sign_in("wang").get(f"/s/violations/{number}").get_data(as_text=True)
    assert page.count('class="basis"') == len(bases(page)) > 0
    assert page.count("已核对条文") + page.count("据转载，未核对原文") + page.count("凭记忆录入，未核对") >= len(bases(page))


def test_each_text_from_memory_says_so(app):
    from lantian.domain.basis import snapshot
    from lantian.web import law

    library = app.extensions["lantian"].library
    with app.test_request_context():
        for basis in library.bases:
            shown = law.shown(snapshot(basis, library.law(basis.law)))
            assert (shown["tone"] == "good") == (basis.confidence == "verified"), basis.id
            assert shown["validity"] and shown["citation"] and shown["fine"]


def test_an_act_before_the_code_shows_old_and_new_law_to_be_weighed(app, desk, sign_in):
    from datetime import date

    from lantian.domain.basis import choose, snapshot
    from lantian.ledger import db, models

    (number,) = desk.report(sign_in("li"))
    library = app.extensions["lantian"].library
    item = library.current("dust_six").item("d6.cover")
    choice = choose(library.bases_for(item), date(2026, 7, 1), "410302001", date(2026, 11, 21))
    rows = [
        snapshot(row, library.law(row.law)) | {"successor": later}
        for later, group in ((False, choice.applicable), (True, choice.also_show))
        for row in group
    ]
    with db.connection():
        models.Violation.update(bases=rows, act_on="2026-07-01").execute()
    words = text_of(sign_in("wang").get(f"/s/violations/{number}"))
    assert "大气污染防治法" in words
    assert "2026-08-14 后失效" in words
    assert "新法，比较从旧兼从轻" in words


def test_photos_show_time_place_accuracy_distance_and_digest(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    sha256 = desk.last_record["photos"][0]["sha256"]
    page = sign_in("wang").get(f"/s/violations/{number}")
    words = text_of(page)
    for part in ("34.684100, 112.469100", "±8 m", "距检查对象", "手机时间；本页相机", sha256[:16], "文件尚未检查"):
        assert part in words, part
    assert f"/photos/{sha256}/original" in page.get_data(as_text=True)


def test_what_the_file_claims_stands_beside_our_own_fix(app, desk, sign_in):
    from lantian.ledger import db, models

    (number,) = desk.report(sign_in("li"))
    claims = {
        "make": "示例牌",
        "model": "X1",
        "lat": 34.75,
        "lon": 112.47,
        "claimed_at": "2026-01-02T03:04:05.000000+00:00",
        "claimed_at_source": "offset",
        "faults": [{"tag": "GPSAltitude", "reason": "zero_denominator"}],
    }
    with db.connection():
        models.Photo.update(claims=claims, examined_at="2026-11-21T00:00:00.000000+00:00", fault="truncated").execute()
    words = text_of(sign_in("wang").get(f"/s/violations/{number}"))
    for part in (
        "示例牌 X1",
        "34.750000, 112.470000",
        "文件自述的位置与手机定位相距 7.",
        "文件自述拍摄于 2026-01-02 11:04:05",
        "GPSAltitude 分母为零",
        "照片文件不完整",
    ):
        assert part in words, part


def test_a_photo_taken_far_away_and_an_imported_one_raise_questions(desk, sign_in):
    li, body = sign_in("li"), desk.photo()
    far = {"lat": 34.90, "lon": 112.469, "accuracy_m": 12.0, "fix_at": None, "crs": "wgs84"}
    record = make_record(desk.app, fails=("d6.cover",), photos=[photo_line(body, "d6.cover", source="file", fix=far)])
    put_photo(li, body, record["id"])
    (number,) = put_record(li, record).get_json()["violations"]
    words = text_of(sign_in("wang").get(f"/s/violations/{number}"))
    assert "照片是否在现场拍摄" in words
    assert "照片从文件导入" in words


def test_the_place_is_given_in_both_systems_and_drawn_to_scale(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    page = sign_in("wang").get(f"/s/violations/{number}").get_data(as_text=True)
    assert "34.684000, 112.469000" in page
    lat, lon = map(float, re.search(r"GCJ-02.*?(\d+\.\d{6}), (\d+\.\d{6})", page, re.S).groups())
    assert 400 < distance_m(34.684, 112.469, lat, lon) < 700, "in Luoyang the two systems differ by some 580 m"
    assert 'class="map__accuracy"' in page and 'class="map__site"' in page and "50 m" in page


def test_a_photo_without_a_fix_says_why(desk, sign_in):
    li, body = sign_in("li"), desk.photo()
    record = make_record(desk.app, fails=("d6.cover",), photos=[photo_line(body, "d6.cover", fix=None, no_fix_reason="denied")])
    put_photo(li, body, record["id"])
    (number,) = put_record(li, record).get_json()["violations"]
    assert "未授权定位" in text_of(sign_in("wang").get(f"/s/violations/{number}"))


def test_a_patrols_lead_says_that_it_is_no_evidence(desk, sign_in):
    (number,) = desk.report(sign_in("sun"), kind="patrol", officers=("sun",))
    words = text_of(sign_in("wang").get(f"/s/violations/{number}"))
    assert "这是线索，不是处罚证据" in words
    assert "不予认定" in words


def test_the_penalty_clerk_reads_but_has_nothing_to_press(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    page = sign_in("qian").get(f"/s/violations/{number}")
    assert page.status_code == 200
    assert "/acts/" not in page.get_data(as_text=True)
    assert "须由有相应岗位权限的人员处理" in text_of(page)


def test_what_is_not_possible_is_listed_with_the_reason(desk, sign_in):
    wang = sign_in("wang")
    (number,) = desk.report(sign_in("li"))
    desk.act(wang, number, "Confirmed", basis=bases(wang.get(f"/s/violations/{number}").get_data(as_text=True))[0])
    words = text_of(wang.get(f"/s/violations/{number}"))
    assert "立行立改须有整改前、后照片" in words


def test_a_number_that_does_not_exist_is_not_found(sign_in):
    page = sign_in("wang").get("/s/violations/410302-2026-999999")
    assert page.status_code == 404
    assert "找不到" in text_of(page)


def test_the_number_of_statements_does_not_grow_with_photos_and_history(desk, sign_in, statements):
    li, wang = sign_in("li"), sign_in("wang")
    (plain,) = desk.report(li)
    with statements() as few:
        wang.get(f"/s/violations/{plain}")
    bodies = [desk.photo() for _ in range(9)]
    record = make_record(desk.app, fails=("d6.cover",), photos=[photo_line(body, "d6.cover") for body in bodies])
    for body in bodies:
        put_photo(li, body, record["id"])
    (rich,) = put_record(li, record).get_json()["violations"]
    for _round in range(3):
        desk.act(wang, rich, "ReturnedForSupplement", reason="请补拍")
        seen = int(re.findall(r"台账第 (\d+) 号", text_of(wang.get(f"/s/violations/{rich}")))[-1])
        assert desk.from_phone(li, rich, "Supplemented", seen, reason="已补充").status_code == 201
    with statements() as many:
        page = wang.get(f"/s/violations/{rich}")
    assert page.get_data(as_text=True).count("proof__image") == 9
    assert len(many) == len(few)
    assert len(few) <= 16


def test_the_record_of_the_visit_shows_every_answer_and_its_digest(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    page = sign_in("wang").get(f"/s/inspections/{desk.last_record['id']}")
    words = text_of(page)
    assert page.status_code == 200
    for part in (
        "现场检查记录",
        "工地周边100%围挡",
        "渣土车辆100%密闭运输",
        "合格",
        "不合格",
        number,
        "内容摘要",
        "检查人员（签字）",
        "示例工地一",
    ):
        assert part in words, part


def test_an_unknown_visit_is_not_found(sign_in):
    assert sign_in("wang").get("/s/inspections/99999999-9999-4999-8999-999999999999").status_code == 404


def test_an_outline_of_the_district_is_drawn_when_there_is_one(app, desk, sign_in):
    from lantian.ledger import db, models

    square = {
        "type": "Polygon",
        "coordinates": [[[112.40, 34.60], [112.55, 34.60], [112.55, 34.75], [112.40, 34.75], [112.40, 34.60]]],
    }
    (number,) = desk.report(sign_in("li"))
    with db.connection():
        models.Area.update(outline=square).where(models.Area.code == "410302").execute()
    page = sign_in("wang").get(f"/s/violations/{number}").get_data(as_text=True)
    assert 'class="map__area"' in page
    assert folk.SITE not in page
