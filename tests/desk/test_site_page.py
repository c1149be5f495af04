"""The page of one place: facts, photos through time, visits, and who finds it at all."""

from __future__ import annotations

import re
import shutil
import uuid

import people as folk
from desk.press import bases, text_of
from desk.site_forms import add_sites, names
from web_fixtures import make_record, photo_line, put_photo, put_record


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
