"""Grid members, new places, leads taken over, and the same pages in English."""

from __future__ import annotations

import re

import pytest

import people as folk
from lantian.ledger import db, models
from phone.writing import look
from web_fixtures import jpeg, make_record, photo_line, put_photo, put_record

pytestmark = pytest.mark.browser

SIX = ["d6.hoarding", "d6.cover", "d6.wash", "d6.hardening", "d6.wet", "d6.truck"]
CJK = re.compile("[\u4e00-\u9fff]")


def _shoot(li, item):
    strip = li.page.locator(f'[data-strip][data-item="{item}"][data-role="finding"]')
    li.tap(strip.locator("[data-shoot]"))
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.page.locator(".camera__count", has_text="1").wait_for()
    li.tap("[data-close]")


def test_a_grid_members_patrol_makes_a_lead_and_says_so(phone):
    sun = phone("sun")
    sun.open(f"/i/sites/{folk.SITE}")
    sun.wait_words("网格巡查只登记线索")
    sun.tap('[data-start="dust_six"]')
    sun.wait_words("已保存", "[data-saved]")
    for item in SIX:
        sun.answer(item, "fail" if item == "d6.cover" else "pass")
    _shoot(sun, "d6.cover")
    sun.tap("[data-next]")
    sun.wait_words("网格巡查只形成线索", "[data-patrol]")
    assert not sun.page.locator("[data-pad]").is_visible()
    assert not sun.page.locator("[name=partner]").is_visible()
    sun.tap("[data-hand-in]")
    sun.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        lead = models.Violation.get()
        assert (lead.state, lead.origin) == ("lead", "lead")
        assert models.Inspection.get().kind == "patrol"
    assert sun.errors == []


def test_a_place_nobody_has_registered_goes_in_with_its_first_record(phone):
    li = phone("li")
    li.tap("登记新地点")
    li.page.fill("[name=name]", "示例新工地")
    li.page.select_option("[name=kind]", "construction_site")
    li.page.select_option("[name=area_code]", "410302008")
    li.page.fill("[name=address]", "示例街2号")
    li.wait_words("±8 m", "[data-fix]")
    # As on the page of a known place.
    li.wait_words("检查表未审定", "[data-offers] .row__meta")
    li.tap("[data-offers] button")
    li.wait_words("已保存", "[data-saved]")
    for item in SIX:
        li.answer(item, "pass")
    li.tap("[data-next]")
    li.sign()
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        site = models.Site.get(models.Site.name == "示例新工地")
        assert (site.kind, site.area_id, site.address, site.position_source) == (
            "construction_site",
            "410302008",
            "示例街2号",
            "phone",
        )
        assert models.Inspection.get().site_id == site.id


def test_a_place_without_a_name_is_not_started(phone):
    li = phone("li")
    li.open("/i/sites/new")
    li.page.select_option("[name=kind]", "construction_site")
    li.page.select_option("[name=area_code]", "410302008")
    li.tap("[data-offers] button")
    li.page.locator(".field--faulty [name=name]").wait_for()
    assert look(li)["rows"] == []
    assert li.page.url.endswith("/i/sites/new")


def _lead(app, sign_in):
    sun = sign_in("sun")
    photo = jpeg()
    record = make_record(app, fails=["d6.cover"], photos=[photo_line(photo, "d6.cover")], officers=("sun",), kind="patrol")
    put_photo(sun, photo, record["id"])
    assert put_record(sun, record).status_code == 201
    with db.connection():
        return models.Violation.get().number


def test_an_inspector_takes_a_lead_over_by_inspecting_the_place(app, sign_in, phone):
    number = _lead(app, sign_in)
    li = phone("li")
    li.open("/i/violations")
    li.tap(li.page.locator(".row__link", has_text="物料堆放"))
    li.wait_words("这是线索，不是处理依据")
    li.tap("现场核查")
    li.wait_words("核查线索")
    li.tap('[data-start="dust_six"]')
    li.wait_words(number, "[data-lead]")
    for item in SIX:
        li.answer(item, "fail" if item == "d6.cover" else "pass")
    _shoot(li, "d6.cover")
    li.tap("[data-next]")
    li.sign()
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        line = models.Violation.get()
        assert (line.number, line.state, line.origin) == (number, "reported", "violation")
        assert models.Inspection.get(models.Inspection.kind == "inspection").inspection_type == "single_case"


def test_a_grid_member_cannot_take_a_lead_over(app, sign_in, phone):
    number = _lead(app, sign_in)
    sun = phone("sun")
    sun.open(f"/i/violations/{number}")
    sun.wait_words("这是线索")
    assert sun.page.get_by_text("现场核查", exact=True).count() == 0
    assert sun.page.locator("[data-act]").count() == 0


def test_the_site_shows_a_red_dot_and_its_open_lines(app, sign_in, phone):
    li_client = sign_in("li")
    photo = jpeg()
    record = make_record(app, fails=["d6.wash"], photos=[photo_line(photo, "d6.wash")])
    put_photo(li_client, photo, record["id"])
    assert put_record(li_client, record).status_code == 201
    li = phone("li")
    row = li.page.locator(".site-row", has_text="示例工地一")
    row.locator(".row__icon--dot").wait_for()
    assert "1 项未销号" in row.inner_text()
    li.page.locator(".site-row", has_text="14 m").wait_for()
    li.tap(row.locator("a"))
    li.wait_words("出入车辆100%冲洗")
    li.wait_words("发现问题 1 项")


def test_the_site_list_is_searched_while_typing(phone):
    li = phone("li")
    row = li.page.locator(".site-row", has_text="示例工地一")
    row.wait_for()
    li.page.fill("[name=q]", "没有这个")
    li.wait_words("没有找到检查对象", "[data-none]")
    li.page.fill("[name=q]", "示例建设")
    row.wait_for()


PAGES = ["/i/", f"/i/sites/{folk.SITE}", "/i/sites/new", "/i/outbox", "/i/violations"]
LISTS = ["/i/checklists/dust_six?region=410302", "/i/checklists/open_burning?region=410302"]
WORDS = "() => document.querySelector('main').innerText + ' ' + document.querySelector('header').innerText"


def _review_of_a_draft(li):
    li.open(f"/i/sites/{folk.SITE}")
    li.tap('[data-start="dust_six"]')
    li.page.wait_for_url("**/i/checklists/**")
    li.answer("d6.cover", "fail")
    li.tap("[data-next]")
    li.page.locator("[data-missing] a").first.wait_for()


def test_in_english_no_chinese_is_left_but_names(phone):
    """Widths and sizes of the same pages: tests/accessibility."""
    li, left = phone("li", language="en-GB"), []
    for reach in [*PAGES, *LISTS, _review_of_a_draft]:
        li.open(reach) if isinstance(reach, str) else reach(li)
        li.page.wait_for_load_state("networkidle")
        words = li.page.evaluate(WORDS)
        for name in ("李巡", "陈查", "示例工地一", "示例路1号", "示例建设公司", "西关街道"):
            words = words.replace(name, "")
        left += [(li.page.url, line) for line in words.splitlines() if CJK.search(line)]
    assert left == []
