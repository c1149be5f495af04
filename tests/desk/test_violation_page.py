"""One violation's page: what a reviewer is shown before deciding."""

from __future__ import annotations

import re

import people as folk
from desk.press import bases, last_seq, text_of, token
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


def test_each_photo_carries_its_evidence_sheet(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    words = text_of(sign_in("wang").get(f"/s/violations/{number}"))
    for part in ("证据说明", "制作方法", "李巡（执法证号 YF410302-001）", "发现问题时的现场", "当事人确认", "没有文字说明"):
        assert part in words, part


def test_it_says_what_would_be_sent_back(desk, sign_in):
    (number,) = desk.report(sign_in("li"), item={"d6.cover": {"note": "裸土", "sub_checks": []}})
    words = text_of(sign_in("wang").get(f"/s/violations/{number}"))
    assert re.search(r"完整性 \d+ / \d+ 项", words)
    for part in ("情况说明不足 6 个字", "没有勾选不合格的要点", "没有现场全景照片", "问题照片不足两张"):
        assert part in words, part
    assert "没有见证人，" not in words and "没有选第二名执法人员" not in words


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


def test_the_record_of_a_visit_shows_no_photo_that_came_after_it(desk, sign_in):
    li, wang = sign_in("li"), sign_in("wang")
    (number,) = desk.report(li)
    record = f"/s/inspections/{desk.last_record['id']}"
    before = re.findall(r'data-role="(\w+)"', wang.get(record).get_data(as_text=True))
    desk.act(wang, number, "ReturnedForSupplement", reason="请补拍")
    seen = int(re.findall(r"台账第 (\d+) 号", text_of(wang.get(f"/s/violations/{number}")))[-1])
    assert desk.from_phone(li, number, "Supplemented", seen, photo=True, reason="已补充").status_code == 201
    assert "补充材料：已补充" in text_of(wang.get(f"/s/violations/{number}")), "what is new stands beside the acts"
    assert re.findall(r'data-role="(\w+)"', wang.get(record).get_data(as_text=True)) == before == ["finding"]
    assert wang.get(f"/s/violations/{number}").get_data(as_text=True).count("proof__image") == 2


def test_a_patrol_is_signed_by_who_patrolled_and_not_by_officers(desk, sign_in):
    (number,) = desk.report(sign_in("sun"), kind="patrol", officers=("sun",))
    for address in (f"/s/violations/{number}", f"/s/inspections/{desk.last_record['id']}"):
        page = sign_in("wang").get(address)
        assert re.search(r'card__title[^>]*>(?:<svg.*?</svg>)?\s*巡查人员', page.get_data(as_text=True), re.S), address
        assert "检查人员" not in text_of(page), address


def test_a_reader_who_may_export_is_led_to_the_one_line_in_the_list(desk, sign_in):
    (number, _other) = desk.report(sign_in("li"), fails=("d6.cover", "d6.truck"))
    for name in ("wang", "qian"):
        client = sign_in(name)
        page = client.get(f"/s/violations/{number}").get_data(as_text=True)
        address = re.search(r'class="acts__export"><a href="([^"]+)"', page).group(1).replace("&amp;", "&")
        assert "共 1 条" in text_of(client.get(address)), name


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


def test_the_place_stands_in_the_middle_and_only_the_acts_beside(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    page = sign_in("wang").get(f"/s/violations/{number}").get_data(as_text=True)
    middle, aside = re.search(r"<main.*?</main>", page, re.S).group(0), re.search(r"<aside.*?</aside>", page, re.S).group(0)
    assert 'class="map__site"' in middle and f"site={folk.SITE}" in middle, "the sketch, and the way to the map"
    assert "map__" not in aside and 'id="act-Confirmed"' in aside
    assert f"/sites/{folk.SITE}" in middle, "the place has a page of its own"


def test_how_far_each_photo_was_taken_is_said_beside_the_sketch(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    words = re.sub(r"\s+", " ", text_of(sign_in("wang").get(f"/s/violations/{number}")))
    away = f"{distance_m(34.684, 112.469, 34.6841, 112.4691):.0f} m，精度 ±8 m"
    assert f"问题照片 距检查对象 {away}" in words


def test_a_limit_that_has_passed_is_one_phrase_with_its_day(app, desk, sign_in):
    from lantian.ledger import db, models

    (number,) = desk.report(sign_in("li"))
    with db.connection():
        models.Violation.update(due_on="2020-01-02").execute()
    page = sign_in("wang").get(f"/s/violations/{number}").get_data(as_text=True)
    tag = re.search(r'<span class="tag tag--due" data-tone="bad">.*?</span>', page, re.S).group(0)
    assert re.search(r"超期 \d+ 天 · 2020-01-02", tag), tag


def test_a_line_without_law_says_in_words_what_is_left_to_do(app, desk, sign_in):
    from lantian.ledger import db, models

    (number,) = desk.report(sign_in("li"))
    with db.connection():
        models.Violation.update(bases=[]).execute()
    answer = sign_in("wang").get(f"/s/violations/{number}")
    form = re.search(r'id="act-Confirmed".*?</details>', answer.get_data(as_text=True), re.S).group(0)
    assert re.search(r'class="act__without"><svg.*?</svg><span>行为发生日没有登记生效的处罚依据', form, re.S)
    assert "没有可选的依据" in form and "逐项确认构成要件" not in form, "the hint does not ask for what is not there"


def test_every_photo_carries_its_facts_to_the_viewer_and_opens_without_it(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    sha256 = desk.last_record["photos"][0]["sha256"]
    page = sign_in("wang").get(f"/s/violations/{number}").get_data(as_text=True)
    link = re.search(r'<a class="proof__frame".*?>', page).group(0)
    assert f'href="/photos/{sha256}/view"' in link and 'data-role="finding"' in link
    facts = re.search(r'data-facts="([^"]+)"', link).group(1)
    assert re.fullmatch(r"问题照片 · [\d-]{10} [\d:]{8} · 34\.684100, 112\.469100 ±8 m · 距检查对象 14 m", facts), facts


def test_the_story_says_how_long_each_step_took(app, desk, sign_in):
    from lantian.web import story

    at = ("2026-11-02T01:00:00.000000+00:00", "2026-11-02T01:20:00.000000+00:00", "2026-11-05T01:20:00.000000+00:00")
    kinds = ("ViolationReported", "ReturnedForSupplement", "Supplemented")
    rows = [
        {"kind": kind, "payload": {"state": "reported"}, "recorded_at": moment, "actor_id": 1, "actor_name": "李巡", "seq": seq}
        for seq, (kind, moment) in enumerate(zip(kinds, at, strict=True), 1)
    ]
    with app.test_request_context():
        assert [chapter.get("after", "") for chapter in story.told(rows)] == ["", "", "3 天后"]


def test_photos_of_a_record_open_in_the_viewer_too(desk, sign_in):
    desk.report(sign_in("li"))
    page = sign_in("wang").get(f"/s/inspections/{desk.last_record['id']}").get_data(as_text=True)
    shown = re.search(r'class="answered__photos" data-controller="desk-photos">(.*?)</div>', page, re.S).group(1)
    assert "data-facts=" in shown and "<b>问题照片</b>" in shown


def test_a_line_opened_from_a_list_leads_on_and_back_within_that_list(desk, sign_in):
    li, wang = sign_in("li"), sign_in("wang")
    first, second, third = (desk.report(li)[0] for _visit in range(3))
    asked = "state=reported&order=oldest"
    page = wang.get(f"/s/violations/{second}?{asked}").get_data(as_text=True)
    previous, following = (re.search(rf'href="([^"]+)" rel="{rel}"', page).group(1) for rel in ("prev", "next"))
    assert first in previous and third in following and "order=oldest" in following
    assert re.search(r'class="page-head__back" href="/s/\?state=reported&amp;order=oldest"', page)
    form = {"csrf_token": token(page), "seen_seq": str(last_seq(page)), "reason": "看不清"}
    action = re.search(r'action="(/s/violations/[^"]+/acts/ReturnedForSupplement[^"]*)"', page).group(1).replace("&amp;", "&")
    answer = wang.post(action, data=form)
    assert answer.status_code == 303 and "order=oldest" in answer.headers["Location"]
    alone = wang.get(f"/s/violations/{second}").get_data(as_text=True)
    assert 'rel="next"' not in alone and 'rel="prev"' not in alone
