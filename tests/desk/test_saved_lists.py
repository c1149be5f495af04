"""Saved lists over HTTP: kept under a name, opened, shared, renamed, deleted; never more than its reader may see."""

from __future__ import annotations

import html
import re

import pytest

from desk.press import text_of, token
from desk.test_worklist import numbers


@pytest.fixture
def csrf():
    """The form token of a client."""
    return lambda client: token(client.get("/account").get_data(as_text=True))


def keep(client, csrf, name="我的待审", **more):
    return client.post("/s/views", data={"csrf_token": csrf(client), "name": name, "state": "reported", "q": "工地"} | more)


def menu(client):
    """The saved lists above the filters: words → address."""
    page = client.get("/s/?state=all").get_data(as_text=True)
    nav = re.search(r'<nav class="list-views".*?</nav>', page, re.S)
    found = re.findall(r'class="chip" href="([^"]+)"[^>]*>.*?<span>([^<]+)</span>', nav.group(0), re.S) if nav else []
    return {words: html.unescape(href) for href, words in found}


def test_a_list_is_kept_and_opened_by_its_address(desk, sign_in, csrf):
    (number,) = desk.report(sign_in("li"))
    wang = sign_in("wang")
    answer = keep(wang, csrf, order="due")
    assert answer.status_code == 303
    assert "已保存常用列表“我的待审”" in text_of(wang.get(answer.headers["Location"]))
    assert menu(wang) == {"我的待审": "/s/?order=due&q=%E5%B7%A5%E5%9C%B0&state=reported"}
    page = wang.get(menu(wang)["我的待审"])
    assert numbers(page) == [number]
    assert re.search(r'class="chip" href="[^"]+" aria-current="true"', page.get_data(as_text=True)), (
        "the list that is shown is marked"
    )
    assert menu(sign_in("qian")) == {}


def test_a_list_keeps_its_columns_when_asked_to(desk, sign_in, csrf):
    desk.report(sign_in("li"))
    wang = sign_in("wang")
    keep(wang, csrf, columns=["party", "due"], with_columns="1")
    assert "columns=party,due" in menu(wang)["我的待审"]
    head = re.search(r"<thead>.*?</thead>", wang.get(menu(wang)["我的待审"]).get_data(as_text=True), re.S).group(0)
    assert re.findall(r"责任单位|期限|状态", head) == ["责任单位", "期限"]


def test_a_shared_list_is_seen_with_its_owner_and_cannot_be_changed_by_others(desk, sign_in, csrf):
    desk.report(sign_in("li"))
    wang, qian = sign_in("wang"), sign_in("qian")
    keep(wang, csrf, shared="unit")
    assert list(menu(qian)) == ["我的待审（王审）"]
    page = qian.get("/s/views")
    assert "王审共享" in text_of(page)
    assert 'action="/s/views/' not in page.get_data(as_text=True)
    address = re.search(r'action="(/s/views/\d+)"', wang.get("/s/views").get_data(as_text=True)).group(1)
    assert qian.post(address, data={"csrf_token": csrf(qian), "name": "改", "shared": ""}).status_code == 404
    assert qian.post(address, data={"csrf_token": csrf(qian), "delete": "1"}).status_code == 404
    assert list(menu(wang)) == ["我的待审"]


def test_a_list_is_renamed_and_deleted(desk, sign_in, csrf):
    desk.report(sign_in("li"))
    wang = sign_in("wang")
    keep(wang, csrf)
    page = wang.get("/s/views")
    assert "状态：待审核" in text_of(page)
    address = re.search(r'action="(/s/views/\d+)"', page.get_data(as_text=True)).group(1)
    assert wang.post(address, data={"csrf_token": csrf(wang), "name": "改过", "shared": "area"}).status_code == 303
    assert list(menu(wang)) == ["改过"]
    assert "共享：本辖区" in text_of(wang.get("/s/views"))
    wang.post(address, data={"csrf_token": csrf(wang), "delete": "1"})
    assert menu(wang) == {}
    assert "还没有常用列表" in text_of(wang.get("/s/views"))


@pytest.mark.parametrize("name", ["", "   ", "名" * 21, "a\u0007b"])
def test_a_name_that_is_none_is_refused_in_words(desk, sign_in, csrf, name):
    desk.report(sign_in("li"))
    wang = sign_in("wang")
    answer = keep(wang, csrf, name=name)
    assert "请填写名称，最多 20 个字" in text_of(wang.get(answer.headers["Location"]))
    assert menu(wang) == {}


def test_a_shared_list_never_shows_more_than_its_reader_may_see(app, desk, sign_in, csrf):
    from lantian.ledger import db, models

    desk.report(sign_in("li"))
    keep(sign_in("wang"), csrf, shared="area")
    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "qian").execute()
    qian = sign_in("qian")
    assert numbers(qian.get(menu(qian)["我的待审（王审）"])) == []


def test_the_page_of_saved_lists_asks_a_fixed_number_of_times(desk, sign_in, csrf, statements):
    wang = sign_in("wang")
    keep(wang, csrf)
    with statements() as few:
        wang.get("/s/views")
    for number in range(6):
        keep(wang, csrf, name=f"列表{number}", officer=str(desk.app.folk["li"]))
    with statements() as many:
        wang.get("/s/views")
    assert len(many) <= len(few) + 1


def test_inspectors_keep_no_lists(sign_in, csrf):
    li = sign_in("li")
    assert li.get("/s/views").status_code == 403
    assert keep(li, csrf).status_code == 403
