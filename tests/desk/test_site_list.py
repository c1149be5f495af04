"""The list of places at the desk: what a line shows, searching and narrowing, paging."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

import people as folk
from desk.press import text_of
from desk.site_forms import add_sites, names


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
