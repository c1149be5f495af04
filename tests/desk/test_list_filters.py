"""The filters of the work list as a page: what they offer with counts, a place typed as a name, chips, tabs, columns."""

from __future__ import annotations

import html
import re

import pytest

import people as folk
from desk.press import text_of
from desk.test_worklist import numbers

CHIP = re.compile(r'class="chip" href="([^"]*)"[^>]*>(?:<svg.*?</svg>)?<span>([^<]*)</span>')


def chips(answer):
    """The chips of set filters: words → where they lead when taken away."""
    return {label: html.unescape(href) for href, label in CHIP.findall(answer.get_data(as_text=True))}


def options(answer, name):
    """The options of one choice: value → words."""
    page = answer.get_data(as_text=True)
    select = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.S).group(0)
    return {value: html.unescape(words) for value, words in re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', select)}


@pytest.fixture
def two(desk, sign_in):
    """Two findings of one visit: cover, wash."""
    return desk.report(sign_in("li"), fails=("d6.cover", "d6.wash"))


def test_a_reviewer_begins_with_what_waits_for_review_and_finds_all_last(desk, sign_in, two):
    wang = sign_in("wang")
    desk.act(wang, two[0], "ReturnedForSupplement", reason="看不清")
    page = wang.get("/s/")
    assert numbers(page) == [two[1]]
    tabs = re.findall(r'class="tabs__tab" href="([^"]+)"( aria-current="page")?>([^<]+)<', page.get_data(as_text=True))
    assert (tabs[0][2], bool(tabs[0][1])) == ("待审核", True)
    assert (tabs[-1][2], tabs[-1][0]) == ("全部", "/s/?state=all")
    assert numbers(wang.get("/s/?state=all")) == two[::-1]


def test_somebody_who_does_not_review_begins_with_everything(desk, sign_in, two):
    desk.act(sign_in("wang"), two[0], "ReturnedForSupplement", reason="看不清")
    assert numbers(sign_in("qian").get("/s/")) == two[::-1]


def test_where_nothing_waits_the_page_says_so_and_leads_to_the_rest(desk, sign_in, two):
    wang = sign_in("wang")
    for number in two:
        desk.act(wang, number, "ReturnedForSupplement", reason="看不清")
    page = wang.get("/s/")
    assert "这一类没有记录" in text_of(page)
    assert 'href="/s/?state=all"' in page.get_data(as_text=True)


def test_every_new_filter_narrows_the_list_and_lives_in_the_address(app, desk, sign_in, two):
    from lantian.ledger import db, models

    with db.connection():
        models.Violation.update(due_on="2027-01-05").where(models.Violation.number == two[0]).execute()
        models.Violation.update(due_on="2027-02-05").where(models.Violation.number == two[1]).execute()
        models.Site.update(uscc="91410300MA12345678").execute()
    wang, both = sign_in("wang"), two[::-1]
    cases = {
        "due_from=2027-01-06": [two[1]],
        "due_to=2027-01-31": [two[0]],
        "due_from=2027-01-01&due_to=2027-03-01": both,
        f"officer={app.folk['chen']}": both,
        f"officer={app.folk['zhao']}": [],
        "party=建设": both,
        "party=91410300MA1": both,
        "party=没有的": [],
        f"site={folk.SITE}": both,
        f"site={folk.SITE_XIGONG}": [],
        "q=示例 裸土": [two[0]],
        "q=91410300MA1": both,
    }
    for query, expected in cases.items():
        assert (query, numbers(wang.get(f"/s/?{query}"))) == (query, expected)


def test_each_set_filter_is_a_chip_in_words_that_takes_it_away(app, sign_in, desk, two):
    where = f"officer={app.folk['li']}&party=建设&due_from=2026-01-01&site={folk.SITE}"
    found = chips(sign_in("wang").get(f"/s/?state=reported&checklist=dust_six&item=d6.cover&{where}"))
    assert {"检查人员：李巡", "责任单位：建设", "检查对象：示例工地一", "期限自：2026-01-01"} <= set(found)
    assert "officer" not in found["检查人员：李巡"]
    assert "party=" in found["检查人员：李巡"]
    assert "state=reported" in found["检查人员：李巡"]
    checklist = next(href for words, href in found.items() if words.startswith("检查表名称："))
    assert "item=" not in checklist, "an item means nothing without its checklist"


def test_every_choice_says_how_many_it_would_give(app, desk, sign_in, two):
    page = sign_in("wang").get("/s/?state=all&checklist=dust_six")
    assert options(page, "area")["410302001"] == "西关街道（2）"
    assert options(page, "area")["410303"] == "西工区全部（0）"
    assert options(page, "officer")[str(app.folk["li"])] == "李巡（2）"
    assert options(page, "item")["d6.cover"].endswith("（1）")
    assert options(page, "item")["d6.hoarding"].endswith("（0）")
    assert sum(int(re.search(r"（(\d+)）$", words).group(1)) for key, words in options(page, "severity").items() if key) == 2
    assert re.search(r"（2）$", options(page, "checklist")["dust_six"])
    assert "只看已超期（0）" in text_of(page)


def test_items_are_offered_only_for_a_chosen_checklist(sign_in, two):
    wang = sign_in("wang")
    assert 'name="item"' not in wang.get("/s/").get_data(as_text=True)
    assert "d6.cover" in options(wang.get("/s/?checklist=dust_six"), "item")


def test_a_place_typed_by_name_becomes_its_filter(sign_in, two):
    answer = sign_in("wang").get("/s/?state=all&q=&area=&site_name=示例工地一&site=")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/s/?state=all&site={folk.SITE}"


def test_the_form_leads_to_an_address_without_empty_fields(sign_in, two):
    answer = sign_in("wang").get("/s/?state=reported&q=工地&area=&checklist=&order=due&site_name=&from=&overdue=1")
    assert answer.headers["Location"] == "/s/?state=reported&overdue=1&q=%E5%B7%A5%E5%9C%B0&order=due"


def test_a_name_that_fits_several_places_asks_which(sign_in, two):
    page = sign_in("wang").get("/s/?state=all&site_name=示例工地&site=")
    assert page.status_code == 200
    assert "的检查对象有多个" in text_of(page)
    assert f"site={folk.SITE}" in page.get_data(as_text=True)
    assert f"site={folk.SITE_XIGONG}" in page.get_data(as_text=True)


def test_a_name_that_fits_no_place_is_said(sign_in, two):
    page = sign_in("wang").get("/s/?state=all&site_name=没有这里")
    assert "没有名称含“没有这里”的检查对象" in text_of(page)
    assert numbers(page) == two[::-1]


def test_a_place_whose_name_was_wiped_out_is_no_filter_any_more(sign_in, two):
    answer = sign_in("wang").get(f"/s/?state=all&site={folk.SITE}&site_name=")
    assert answer.headers["Location"] == "/s/?state=all"
    kept = sign_in("wang").get(f"/s/?state=all&site={folk.SITE}&site_name=示例工地一")
    assert kept.headers["Location"] == f"/s/?state=all&site={folk.SITE}"


def test_a_faulty_value_in_the_form_stays_on_the_page(sign_in, two):
    page = sign_in("wang").get("/s/?state=all&site_name=&due_from=bald")
    assert page.status_code == 422
    assert "没有采用的筛选条件：期限自" in text_of(page)
    assert "“bald”不是日期" in text_of(page)
    assert '<details class="desk-more" open>' in page.get_data(as_text=True)


def test_places_are_offered_while_typing_and_only_ones_own(app, sign_in):
    from lantian.ledger import db, models

    found = sign_in("wang").get("/s/choices/sites?q=示例").get_json()["sites"]
    assert [row["name"] for row in found] == ["示例工地一", "示例工地二"]
    assert "西关街道" in found[0]["note"]
    assert sign_in("wang").get("/s/choices/sites?q=").get_json()["sites"] == []
    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "wang").execute()
    assert [row["name"] for row in sign_in("wang").get("/s/choices/sites?q=示例").get_json()["sites"]] == ["示例工地二"]
    assert sign_in("li").get("/s/choices/sites?q=x").status_code == 403


def test_columns_are_chosen_and_remembered(sign_in, two):
    from desk.press import token

    wang = sign_in("wang")
    page = wang.get("/s/").get_data(as_text=True)
    assert ">责任单位<" not in re.search(r"<thead>.*?</thead>", page, re.S).group(0)
    answer = wang.post("/s/columns", data={"csrf_token": token(page), "state": "reported", "column": ["party", "due"]})
    assert answer.headers["Location"] == "/s/?state=reported"
    head = re.search(r"<thead>.*?</thead>", wang.get("/s/").get_data(as_text=True), re.S).group(0)
    assert re.findall(r"责任单位|期限|问题|照片|状态", head) == ["问题", "责任单位", "期限"]
    assert "示例建设公司" in text_of(wang.get("/s/"))
    wang.post("/s/columns", data={"csrf_token": token(page), "state": "all", "usual": "1", "column": "due"})
    assert "照片" in re.search(r"<thead>.*?</thead>", wang.get("/s/").get_data(as_text=True), re.S).group(0)


def test_columns_in_the_address_come_before_ones_own(sign_in, two):
    head = re.search(r"<thead>.*?</thead>", sign_in("wang").get("/s/?columns=unit,nonsense").get_data(as_text=True), re.S).group(
        0
    )
    assert re.findall(r"登记单位|期限|问题", head) == ["问题", "登记单位"]


def test_the_head_of_a_column_changes_the_order(sign_in, two):
    page = sign_in("wang").get("/s/?state=all&order=due&columns=due,reported").get_data(as_text=True)
    assert 'aria-sort="ascending"><a class="table__sort"' in page
    heads = re.findall(r'class="table__sort" href="([^"]+)"', page)
    assert [html.unescape(href) for href in heads] == ["/s/?state=all&columns=due,reported", "/s/?state=all&columns=due,reported"]


def test_a_line_opens_with_the_address_of_its_list_so_that_the_next_one_is_known(app, sign_in, two):
    from lantian.web import worklist

    wang = sign_in("wang")
    href = re.search(r'class="table__link" href="([^"]+)"', wang.get("/s/?checklist=dust_six").get_data(as_text=True)).group(1)
    assert html.unescape(href) == f"/s/violations/{two[1]}?state=all&checklist=dust_six"
    with app.test_request_context("/s/"):
        from flask_login import login_user

        from lantian.ledger import db, people
        from lantian.web.auth import Account

        with db.connection():
            login_user(Account(people.active(app.folk["wang"], demo=False)))
            found = worklist.around(two[1], {"state": "all", "checklist": "dust_six"})
            assert worklist.around(two[1], {}) is None
    assert found["previous"] is None
    assert found["next"] == f"/s/violations/{two[0]}?state=all&checklist=dust_six"
