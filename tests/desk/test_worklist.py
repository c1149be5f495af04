"""The work list: what it shows, how it is narrowed, how it grows, and whom it shows nothing."""

from __future__ import annotations

import re

import people as folk
from desk.press import text_of


def numbers(answer) -> list[str]:
    """The numbers of the rows on a page, in order."""
    return re.findall(r'class="worklist__number mono">([^<]+)<', answer.get_data(as_text=True))


def test_an_empty_list_says_what_will_appear_here(sign_in):
    page = sign_in("wang").get("/s/")
    assert page.status_code == 200
    assert "台账还是空的" in text_of(page)


def test_findings_handed_in_by_phone_appear_with_photo_place_and_people(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    page = sign_in("wang").get("/s/")
    assert numbers(page) == [number]
    words = text_of(page)
    for part in ("物料堆放和裸土100%覆盖", "示例工地一", "西关街道", "李巡", "待审核"):
        assert part in words
    assert "/thumb" in page.get_data(as_text=True)


def test_every_filter_narrows_the_list_and_lives_in_the_address(desk, sign_in):
    li = sign_in("li")
    cover, wash = desk.report(li, fails=("d6.cover", "d6.wash"))
    wang = sign_in("wang")
    desk.act(wang, wash, "ReturnedForSupplement", reason="看不清")
    cases = {
        "state=reported": [cover],
        "state=returned": [wash],
        "item=d6.wash": [wash],
        "checklist=dust_six": [wash, cover],
        "checklist=bbq_open": [],
        "area=410302": [wash, cover],
        "area=410303": [],
        "severity=low": [],
        f"q={cover}": [cover],
        "q=示例工地一": [wash, cover],
        "from=2199-01-01": [],
        "to=2001-01-01": [],
        "overdue=1": [],
        "state=reported,returned": [wash, cover],
        "origin=lead": [],
    }
    for query, expected in cases.items():
        page = wang.get(f"/s/?{query}")
        assert (query, numbers(page)) == (query, expected)


def test_a_chosen_filter_is_shown_as_a_chip_that_takes_it_away(desk, sign_in):
    desk.report(sign_in("li"))
    page = sign_in("wang").get("/s/?q=工地&state=reported").get_data(as_text=True)
    assert "搜索文字：工地" in page
    assert re.search(r'class="chip" href="/s/\?state=reported"', page)


def test_a_filter_that_makes_no_sense_is_named_and_left_out(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    page = sign_in("wang").get("/s/?from=yesterday")
    assert page.status_code == 422
    assert "“yesterday”不是日期" in text_of(page)
    assert numbers(page) == [number]


def test_tabs_count_each_state_under_the_other_filters(desk, sign_in):
    _first, second = desk.report(sign_in("li"), fails=("d6.cover", "d6.wash"))
    wang = sign_in("wang")
    desk.act(wang, second, "Dismissed", reason="照片无法说明")
    tabs = re.findall(
        r'class="tabs__tab"[^>]*>([^<]+)<span class="count"[^>]*>(\d+)', wang.get("/s/?q=000001").get_data(as_text=True)
    )
    assert dict(tabs)["全部"] == "1"
    tabs = dict(
        re.findall(r'class="tabs__tab"[^>]*>([^<]+)<span class="count"[^>]*>(\d+)', wang.get("/s/").get_data(as_text=True))
    )
    assert (tabs["全部"], tabs["待审核"], tabs["不予认定"], tabs["已销号"]) == ("2", "1", "1", "0")


def test_a_long_list_comes_in_pages_that_lead_on_and_back(desk, sign_in, monkeypatch):
    from lantian.web import worklist

    monkeypatch.setattr(worklist, "PAGE_ROWS", 2)
    li = sign_in("li")
    made = [number for _visit in range(5) for number in desk.report(li)]
    wang = sign_in("wang")
    seen, address = [], "/s/"
    while address:
        page = wang.get(address)
        assert page.status_code == 200
        seen += numbers(page)
        found = re.search(r'href="([^"]+)" rel="next"', page.get_data(as_text=True))
        address = found.group(1).replace("&amp;", "&") if found else ""
    assert seen == made[::-1]
    assert "第 5–5 条，共 5 条" in text_of(page)
    back = re.search(r'href="([^"]+)" rel="prev"', page.get_data(as_text=True)).group(1).replace("&amp;", "&")
    assert numbers(wang.get(back)) == made[::-1][2:4]


def test_a_broken_paging_key_is_refused_in_words(desk, sign_in):
    desk.report(sign_in("li"))
    page = sign_in("wang").get("/s/?after=nonsense")
    assert page.status_code == 400
    assert "请求无法识别" in text_of(page)


def test_a_limit_that_has_passed_is_marked(app, desk, sign_in):
    from lantian.ledger import db, models

    (number,) = desk.report(sign_in("li"))
    with db.connection():
        models.Violation.update(due_on="2020-01-02").execute()
    wang = sign_in("wang")
    assert numbers(wang.get("/s/?overdue=1")) == [number]
    assert "超期" in text_of(wang.get("/s/"))


def test_the_people_of_another_district_see_nothing_of_it(app, desk, sign_in):
    from lantian.ledger import db, models

    (number,) = desk.report(sign_in("li"))
    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "wang").execute()
    wang = sign_in("wang")
    assert numbers(wang.get("/s/")) == []
    assert wang.get(f"/s/violations/{number}").status_code == 404
    assert wang.get(f"/s/inspections/{desk.last_record['id']}").status_code == 404


def test_inspectors_and_grid_members_have_no_desk(sign_in):
    for username in ("li", "sun"):
        assert sign_in(username).get("/s/").status_code == 403


def test_the_number_of_statements_does_not_grow_with_the_rows(desk, sign_in, statements):
    li, wang = sign_in("li"), sign_in("wang")
    desk.report(li)
    with statements() as few:
        wang.get("/s/")
    for _visit in range(6):
        desk.report(li, fails=("d6.cover", "d6.wash"))
    with statements() as many:
        assert len(numbers(wang.get("/s/"))) == 13
    assert len(many) == len(few)
    assert len(few) <= 9


def test_the_page_speaks_english_to_those_who_ask(desk, sign_in):
    desk.report(sign_in("li"))
    page = sign_in("wang", language="en").get("/s/").get_data(as_text=True)
    assert '<html lang="en"' in page
    assert "Stockpiles and bare soil 100% covered" in page


def test_an_account_named_in_a_site_is_escaped(app, desk, sign_in):
    from lantian.ledger import db, models

    with db.connection():
        models.Site.update(name="<script>alert(1)</script>").where(models.Site.id == folk.SITE).execute()
    (number,) = desk.report(sign_in("li"))
    wang = sign_in("wang")
    for address in ("/s/", f"/s/violations/{number}", f"/s/inspections/{desk.last_record['id']}"):
        assert "<script>alert(1)" not in wang.get(address).get_data(as_text=True)
