"""Places at the desk: the list, one place with photos and counter, registering and correcting with an entry in the book."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from urllib.parse import quote

import pytest

import people as folk
from desk import outlines
from desk.press import bases, text_of, token
from lantian.domain.coordinates import convert
from lantian.domain.geo import distance_m
from web_fixtures import make_record, photo_line, put_photo, put_record

GOOD = {
    "name": "示例新工地",
    "kind": "construction_site",
    "area_code": "410302001",
    "address": "示例路9号",
    "party": "示例建设公司",
    "uscc": "",
    "lat": "34.684500",
    "lon": "112.470000",
    "datum": "wgs84",
    "position_source": "map",
}


def register(client, **fields):
    """Press 登记 with a complete form, but for ``fields``."""
    page = client.get("/sites/new").get_data(as_text=True)
    return client.post("/sites/new", data={"csrf_token": token(page)} | GOOD | fields)


def filled(page: str) -> dict[str, str]:
    """What stands in the form of a page, as a browser would send it."""
    form = re.search(r'<form class="site-form".*?</form>', page, re.S).group(0)
    values = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*type="(?:text|hidden)"[^>]*value="([^"]*)"', form))
    for name in ("kind", "area_code", "datum"):
        select = re.search(rf'<select[^>]*name="{name}".*?</select>', form, re.S).group(0)
        chosen = re.search(r'<option selected value="([^"]*)"', select)
        values[name] = chosen.group(1) if chosen else ""
    values |= {"active": "y"} if re.search(r'name="active"[^>]*', form) and "checked" in form else {}
    return values


def correct(client, site_id=folk.SITE, **fields):
    """Press 保存更正 on a place's form as it stands, but for ``fields``; None leaves a field out."""
    page = client.get(f"/sites/{site_id}/correction").get_data(as_text=True)
    sent = filled(page) | {"csrf_token": token(page), "reason": "现场核对"} | fields
    return client.post(f"/sites/{site_id}/correction", data={key: value for key, value in sent.items() if value is not None})


def stored(app, site_id=folk.SITE):
    """A place as the register has it, and the entries of the book about it."""
    from lantian.ledger import book, db, models

    with db.connection():
        return models.Site.get_by_id(site_id), book.story("site", site_id)


def names(answer) -> list[str]:
    return re.findall(r'class="table__link" href="/sites/[^"]+">([^<]+)<', answer.get_data(as_text=True))


def add_sites(app, count, **columns):
    """More places in 西关街道, in order of their names."""
    from lantian.ledger import db, models

    with db.connection():
        common = {"kind": "restaurant", "area": "410302001", "created_at": folk.NOW, "lat": None, "lon": None, "attributes": {}}
        for number in range(count):
            models.Site.insert(**(common | {"id": str(uuid.uuid4()), "name": f"示例饭店{number:03d}"} | columns)).execute()


# The list


def test_the_list_shows_place_kind_area_what_is_open_and_the_last_visit(desk, sign_in):
    desk.report(sign_in("li"), fails=("d6.cover", "d6.wash"))
    page = sign_in("wang").get("/sites/")
    words = text_of(page)
    for part in ("示例工地一", "示例工地二", "建筑工地", "西关街道", "示例建设公司", "共 2 处"):
        assert part in words, part
    row = re.search(r"示例工地一.*?</tr>", page.get_data(as_text=True), re.S).group(0)
    assert re.search(r'places__count">.*?2</b>', row, re.S)
    assert "还没有" not in row and "还没有" in words


def test_the_list_is_searched_and_narrowed(app, desk, sign_in):
    desk.report(sign_in("li"))
    add_sites(app, 2)
    add_sites(app, 1, name="示例旧址", active=False)
    wang = sign_in("wang")
    cases = {
        "q=建设": ["示例工地一"],
        "q=%25": [],
        "kind=restaurant": ["示例旧址", "示例饭店000", "示例饭店001"],
        "area=410303": ["示例工地二"],
        "only=open": ["示例工地一"],
        "only=unplaced": ["示例旧址", "示例饭店000", "示例饭店001"],
        "only=unused": ["示例旧址"],
        "only=unvisited&kind=construction_site": ["示例工地二"],
    }
    for query, expected in cases.items():
        assert (query, sorted(names(wang.get(f"/sites/?{query}")))) == (query, expected)


def test_a_long_list_comes_in_pages_that_lead_on_and_back(app, sign_in, monkeypatch):
    from lantian.web import sites

    monkeypatch.setattr(sites, "PAGE_ROWS", 2)
    add_sites(app, 5, name="示例同名饭店")
    wang = sign_in("wang")
    seen, address = [], "/sites/?kind=restaurant"
    while address:
        page = wang.get(address)
        assert page.status_code == 200
        seen.append(re.findall(r'data-href="(/sites/[^"]+)"', page.get_data(as_text=True)))
        found = re.search(r'href="([^"]+)" rel="next"', page.get_data(as_text=True))
        address = found.group(1).replace("&amp;", "&") if found else ""
    assert [len(rows) for rows in seen] == [2, 2, 1]
    assert len({row for rows in seen for row in rows}) == 5, "same names, and yet none twice"
    back = re.search(r'href="([^"]+)" rel="prev"', page.get_data(as_text=True)).group(1).replace("&amp;", "&")
    assert re.findall(r'data-href="(/sites/[^"]+)"', wang.get(back).get_data(as_text=True)) == seen[1]


BROKEN = ("after=nonsense", "after=~x", "before=" + "9" * 400, "after=" + quote(f"{folk.SITE}~a\x00"))


@pytest.mark.parametrize("query", BROKEN)
def test_a_broken_paging_key_is_refused_in_words(sign_in, query):
    page = sign_in("wang").get(f"/sites/?{query}")
    assert page.status_code == 400
    assert "请求无法识别" in text_of(page)


@pytest.mark.parametrize("query", ["kind=castle", "area=41x", "only=everything", "q=" + "长" * 61])
def test_a_condition_that_makes_no_sense_is_named_and_left_out(sign_in, query):
    page = sign_in("wang").get(f"/sites/?{query}")
    assert page.status_code == 422
    assert "有一个筛选条件没有采用" in text_of(page)
    assert len(names(page)) == 2


# One place


def test_one_place_shows_facts_what_is_open_visits_and_the_entries_about_it(desk, sign_in):
    (number,) = desk.report(sign_in("li"), item={"d6.cover": {"note": "北侧裸土"}})
    page = sign_in("wang").get(f"/sites/{folk.SITE}")
    words = text_of(page)
    said = ("示例工地一", "34.684000, 112.469000", "GCJ-02", "示例建设公司", number, "待审核", "物料堆放和裸土100%覆盖", "不合格")
    assert [part for part in said if part not in words] == []
    assert f"/s/violations/{number}" in page.get_data(as_text=True)
    assert f"site={folk.SITE}" in page.get_data(as_text=True)


def test_photos_stand_by_item_through_time_with_before_and_after_together(desk, sign_in):
    li, wang = sign_in("li"), sign_in("wang")
    (first,) = desk.report(li)
    page = wang.get(f"/s/violations/{first}").get_data(as_text=True)
    elements = re.findall(r'name="elements" value="([^"]+)"', page)
    desk.act(wang, first, "Confirmed", basis=bases(page)[0], elements=elements[:1])
    desk.act(wang, first, "RectificationOrdered", due_on="2199-01-01")
    seen = int(re.findall(r"台账第 (\d+) 号", text_of(wang.get(f"/s/violations/{first}")))[-1])
    assert desk.from_phone(li, first, "RectificationReported", seen, photo=True).status_code == 201
    (second,) = desk.report(li)
    desk.report(li, fails=("d6.wash",))
    body = wang.get(f"/sites/{folk.SITE}").get_data(as_text=True)
    items = re.findall(r'<article class="by-item__row">.*?</article>', body, re.S)
    titles = [re.search(r"by-item__title\">([^<]+)<", item).group(1) for item in items]
    assert titles == ["出入车辆100%冲洗", "物料堆放和裸土100%覆盖"]
    cover = re.findall(r'<li class="moment.*?</li>', items[1], re.S)
    assert [re.search(r"/s/violations/([\d-]+)", moment).group(1) for moment in cover] == [second, first], "newest visit first"
    assert [re.findall(r'data-role="(\w+)"', moment) for moment in cover] == [["finding"], ["finding", "after"]]
    assert "moment--pair" in cover[1] and "前后间隔" in cover[1] and "moment--pair" not in cover[0]
    assert "距检查对象" in cover[0] and "±8 m" in cover[0], "the line of facts for the viewer"


def test_many_visits_of_an_item_lead_to_a_page_of_their_own(desk, sign_in, monkeypatch):
    from lantian.ledger import site_photos

    li, wang = sign_in("li"), sign_in("wang")
    numbers = [desk.report(li)[0] for _visit in range(6)]
    body = wang.get(f"/sites/{folk.SITE}").get_data(as_text=True)
    assert re.findall(r'class="moment__head"><a href="/s/violations/([\d-]+)', body) == numbers[:1:-1]
    address = re.search(r'href="([^"]+)">全部照片', body).group(1).replace("&amp;", "&")
    monkeypatch.setattr(site_photos.of_item, "__kwdefaults__", {"after_rank": 0, "visits": 4})
    seen = []
    while address:
        page = wang.get(address).get_data(as_text=True)
        seen += re.findall(r'class="moment__head"><a href="/s/violations/([\d-]+)', page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        address = more.group(1).replace("&amp;", "&") if more else ""
    assert seen == numbers[::-1]
    assert wang.get(f"/sites/{folk.SITE}/photos?item=d6.unknown").status_code == 404
    assert wang.get(f"/sites/{folk.SITE}/photos?item=d6.cover&after=x").status_code == 400


def test_inspections_are_counted_by_month_and_year_and_patrols_apart(app, desk, sign_in):
    from lantian.ledger import db, models

    li, sun = sign_in("li"), sign_in("sun")
    desk.report(li)
    desk.report(li)
    desk.report(li, inspection_type="single_case")
    desk.report(sun, kind="patrol", officers=("sun",))
    with db.connection():
        rows = list(models.Inspection.select().order_by(models.Inspection.received_seq))
        for row, day in zip(rows, ("2025-03-04", "2026-03-04", "2026-03-09", "2026-05-01"), strict=True):
            models.Inspection.update(act_on=day).where(models.Inspection.id == row.id).execute()
    page = sign_in("wang").get(f"/sites/{folk.SITE}?year=2026")
    body = page.get_data(as_text=True)
    columns = re.findall(r'class="columns__value">(\d+)', body)
    assert columns == ["0", "0", "2", *["0"] * 9], "the patrol of May is no inspection"
    years = re.findall(r'<tr[^>]*><th scope="row">(.*?)</th>(.*?)</tr>', re.search(r"year-table.*?</table>", body, re.S).group(0))
    plain = re.compile("<[^>]+>")
    table = {plain.sub("", year): [plain.sub("", cell) for cell in re.findall(r"<td>(.*?)</td>", row)] for year, row in years}
    assert table["2026"] == ["1", "–", "1", "2", "1"]
    assert table["2025"] == ["1", "–", "–", "1", "–"]
    assert "本地尚未录入年度检查次数上限" in text_of(page)


def test_a_local_limit_on_inspections_is_held_against_the_year(app, desk, sign_in, tmp_path):
    from lantian.checklists.library import load
    from lantian.settings import ROOT

    shutil.copytree(ROOT / "forms", tmp_path / "forms")
    with (tmp_path / "forms" / "regions" / "410300.toml").open("a") as region:
        region.write('\n[items."ip.freq".params]\nyearly_cap = 2\n')
    app.extensions["lantian"].library = load(tmp_path / "forms")
    li, wang = sign_in("li"), sign_in("wang")
    for expected in ("本年已检查 1 次，上限 2 次", "本年已检查 2 次，上限 2 次", "本年已检查 3 次，超过上限 2 次"):
        desk.report(li)
        assert expected in text_of(wang.get(f"/sites/{folk.SITE}"))


def test_visits_come_in_pages(desk, sign_in, monkeypatch):
    from lantian.web import site_page

    monkeypatch.setattr(site_page, "VISIT_ROWS", 2)
    li, wang = sign_in("li"), sign_in("wang")
    made = []
    for _visit in range(5):
        desk.report(li)
        made.append(desk.last_record["id"])
    seen, address = [], f"/sites/{folk.SITE}"
    while address:
        body = wang.get(address).get_data(as_text=True)
        seen += re.findall(r'data-href="/s/inspections/([^"]+)"', body)
        more = re.search(r'href="([^"]+)" rel="next"', body)
        address = more.group(1).replace("&amp;", "&") if more else ""
    assert seen == made[::-1]


def test_people_of_another_district_find_no_such_place(app, desk, sign_in):
    from lantian.ledger import db, models

    desk.report(sign_in("li"))
    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "wang").execute()
    wang, zhao = sign_in("wang"), sign_in("zhao")
    assert names(wang.get("/sites/")) == ["示例工地二"]
    for path in ("", "/photos?item=d6.cover", "/correction"):
        assert wang.get(f"/sites/{folk.SITE}{path}").status_code == 404
    assert zhao.get(f"/sites/{folk.SITE}/correction").status_code == 404
    page = wang.get("/sites/new").get_data(as_text=True)
    assert "西关街道" not in page and "王城路街道" in page
    answer = zhao.get("/sites/surroundings?lat=34.684&lon=112.469&area=410302001").get_json()
    assert (answer["near"], answer["around"], answer["outside"]) == ([], [], "")


def test_a_place_of_another_district_cannot_be_corrected_with_a_valid_form(app, sign_in):
    zhao = sign_in("zhao")
    page = zhao.get(f"/sites/{folk.SITE_XIGONG}/correction").get_data(as_text=True)
    sent = filled(page) | {"csrf_token": token(page), "name": "示例改名工地", "reason": "现场核对"}
    before, story = stored(app)
    assert zhao.post(f"/sites/{folk.SITE}/correction", data=sent).status_code == 404
    after, story_after = stored(app)
    assert (after.__data__, story_after) == (before.__data__, story)
    assert zhao.post(f"/sites/{folk.SITE_XIGONG}/correction", data=sent).status_code == 303, "at home the same form is taken"


def test_an_unknown_place_is_not_found(sign_in):
    assert sign_in("wang").get(f"/sites/{uuid.uuid4()}").status_code == 404
    assert sign_in("wang").get("/sites/none").status_code == 404


def test_the_number_of_statements_does_not_grow_with_places_visits_and_photos(app, desk, sign_in, statements):
    li, wang = sign_in("li"), sign_in("wang")
    desk.report(li)
    few = {}
    for address in ("/sites/", f"/sites/{folk.SITE}", f"/sites/{folk.SITE}/photos?item=d6.cover"):
        with statements() as seen:
            assert wang.get(address).status_code == 200
        few[address] = len(seen)
    add_sites(app, 30)
    for _visit in range(3):
        bodies = [desk.photo() for _ in range(3)]
        lines = [photo_line(body, item) for body, item in zip(bodies, ("d6.cover", "d6.cover", "d6.wash"), strict=True)]
        record = make_record(desk.app, fails=("d6.cover", "d6.wash"), photos=lines)
        for body in bodies:
            put_photo(li, body, record["id"])
        assert put_record(li, record).status_code == 201
    for address, before in few.items():
        with statements() as many:
            wang.get(address)
        assert len(many) == before, address
    assert max(few.values()) <= 18, few


# Registering and correcting


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
    assert "已被他人更正" in words and "示例路1号 → 示例路2号" in words
    assert "招牌已换" in words and "示例工地一期" in answer.get_data(as_text=True)
    assert stored(app)[0].name == "示例工地一"
    again = filled(answer.get_data(as_text=True)) | {"csrf_token": token(page), "reason": "招牌已换"}
    assert wang.post(f"/sites/{folk.SITE}/correction", data=again).status_code == 303
    assert stored(app)[0].name == "示例工地一期"


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
