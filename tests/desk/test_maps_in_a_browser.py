"""Maps in a real browser without any network but our own: clusters, cards, keys, and a place set by pressing on the map."""

from __future__ import annotations

import json
import re

import pytest

import people as folk
from desk import outlines
from desk.site_forms import add_sites, stored
from desk.test_in_a_browser import look  # noqa: F401  the fixture of a signed-in page
from lantian.domain.coordinates import convert
from lantian.domain.geo import distance_m

pytestmark = pytest.mark.browser

PLACE = "() => ['lat', 'lon'].map((name) => document.querySelector(`[name=${name}]`).value)"


@pytest.fixture
def city(app, desk, sign_in):
    """Seven lines at one place, two at another, in two states, one past its limit; borders of two districts."""
    from lantian.ledger import db, models

    li, zhao = sign_in("li"), sign_in("zhao")
    with db.connection():
        outlines.draw()
        models.Person.update(area="4103").where(models.Person.username == "zhao").execute()
    numbers = [desk.report(li)[0] for _visit in range(7)]
    others = [desk.report(zhao, site=folk.SITE_XIGONG, officers=("zhao", "chen"))[0] for _visit in range(2)]
    desk.act(sign_in("wang"), numbers[0], "ReturnedForSupplement", reason="看不清")
    with db.connection():
        models.Violation.update(due_on="2020-01-02").where(models.Violation.number == others[0]).execute()
    return numbers, others


@pytest.fixture
def open_map(server, look):  # noqa: F811
    """open_map(query) → the map, drawn; requests that left this machine are in ``page.abroad``."""

    def _is_home(address):
        return address.startswith((server.address, "data:"))

    def _open(query="state=all", size="desk", **more):
        page = look("wang", size, **more)
        page.abroad = []
        page.on("request", lambda request: _is_home(request.url) or page.abroad.append(request.url))
        page.goto(f"{server.address}/ledger/map?{query}")
        page.locator("[data-said]", has_text="地图显示").wait_for()
        return page

    return _open


def test_lines_of_one_neighbourhood_stand_in_a_cluster_that_names_its_states(open_map, city):
    page = open_map()
    clusters = page.locator(".map-cluster").all_inner_texts()
    assert sorted(re.findall(r"\d+", text)[0] for text in clusters) == ["2", "7"]
    words = " ".join(clusters)
    for part in ("待审核 6", "退回补充 1", "超期 1 条"):
        assert part in words, words
    assert page.locator("path.outline").count() == 2
    assert page.locator(".cluster-mark[data-late]").count() == 1, "what is late has a ring of its own"
    assert page.abroad == [] and page.complaints == []


def test_a_cluster_opens_by_key_and_a_mark_shows_its_card(open_map, city):
    _numbers, others = city
    page = open_map("state=all&area=410303")
    page.locator(".map-cluster").focus()
    page.keyboard.press("Enter")
    page.locator(".map-mark").first.wait_for()
    late = page.locator(".map-mark:has(.mark[data-late])")
    assert late.count() == 1
    assert "待审核" in late.get_attribute("title") and "示例工地二" in late.get_attribute("title")
    late.focus()
    page.keyboard.press("Enter")
    card = page.locator(".map-card")
    card.wait_for()
    for part in (others[0], "待审核", "示例工地二", "超期", "物料堆放和裸土100%覆盖"):
        assert part in card.inner_text(), part
    card.locator("a").click()
    page.wait_for_url(re.compile(rf"/s/violations/{others[0]}"))


def test_a_mark_says_its_state_by_shape_and_letter(open_map, city):
    page = open_map("state=all&area=410303")
    page.locator(".map-cluster").click()
    page.locator(".map-mark").first.wait_for()
    assert page.locator(".map-mark .mark__letter").all_text_contents() == ["审", "审"]
    shape = page.locator(".map-mark .mark__shape").first.get_attribute("d")
    assert shape == page.locator(".map-legend .mark[data-state=reported] .mark__shape").get_attribute("d")


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_the_map_fits_the_screen(open_map, city, size, scheme):
    page = open_map(size=size, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.complaints == []


def test_a_failed_request_for_points_is_said_and_can_be_tried_again(open_map, server, look, city):  # noqa: F811
    page = look("wang")
    page.route("**/ledger/map/points*", lambda route: route.abort())
    page.goto(f"{server.address}/ledger/map?state=all")
    page.locator("[data-problem]", has_text="点位没有取到").wait_for()
    page.unroute("**/ledger/map/points*")
    page.locator("[data-retry]").click()
    page.locator(".map-cluster").first.wait_for()
    assert page.locator("[data-problem]").is_hidden()


def test_tiles_are_fetched_from_the_configured_server_alone_and_their_loss_is_said(app, open_map, city):
    from dataclasses import replace

    parts = app.extensions["lantian"]
    address = "http://tiles.example.cn/{z}/{x}/{y}.png"
    parts.settings = replace(parts.settings, tiles_url=address, tiles_crs="gcj02", tiles_attribution="<b>示例底图</b>")
    page = open_map()
    page.locator("text=底图暂时取不到").wait_for()
    assert page.abroad and all(one.startswith("http://tiles.example.cn/") for one in page.abroad)
    assert page.locator(".leaflet-control-attribution").inner_text() == "<b>示例底图</b>", "words, not markup"
    assert page.locator(".map-cluster").count() == 2
    assert [one for one in page.complaints if "Content Security Policy" in one] == []


def test_a_new_place_is_set_by_pressing_on_the_map(app, server, look, city):  # noqa: F811
    page = look("wang")
    page.goto(f"{server.address}/sites/new")
    page.locator("path.outline").first.wait_for()
    page.fill("[name=name]", "示例点选工地")
    page.select_option("[name=kind]", "construction_site")
    page.select_option("[name=area_code]", "410302001")
    canvas = page.locator("[data-canvas]").bounding_box()
    with page.expect_response("**/sites/surroundings*") as asked:
        page.mouse.click(canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] / 4)
    page.locator("[data-said]", has_text="已取地图上的位置").wait_for()
    lat, lon = map(float, page.evaluate(PLACE))
    assert [lat, lon] == asked.value.json()["wgs84"]
    south, north = outlines.LAOCHENG[1], outlines.LAOCHENG[3]
    assert south < lat < north, "the upper quarter of both borders is the northern district"
    page.locator(".map-pin").wait_for()
    assert page.locator("[data-outside]").is_hidden()
    page.click("text=登记 >> nth=-1")
    page.wait_for_url(re.compile(r"/sites/[0-9a-f-]{36}$"))
    site, _story = stored(app, page.url.rsplit("/", 1)[1])
    assert (site.lat, site.lon, site.position_source) == (lat, lon, "map")


def test_a_position_out_of_the_chosen_area_is_said_at_once(server, look, city):  # noqa: F811
    page = look("wang")
    page.goto(f"{server.address}/sites/{folk.SITE}/correction")
    page.locator(".map-pin").wait_for()
    with page.expect_response("**/sites/surroundings*"):
        page.fill("[name=lat]", "34.62")
        page.locator("[name=lat]").blur()
    page.locator("[data-outside]", has_text="位置在“老城区”的边界之外").wait_for()
    with page.expect_response("**/sites/surroundings*"):
        page.select_option("[name=area_code]", "410303001")
    page.locator("[data-outside]").wait_for(state="hidden")
    assert page.input_value("[name=lat]") == "34.62", "what was typed stays as it was typed"


def test_this_phones_position_is_taken_with_its_accuracy(app, phone):
    li = phone("li")
    li.open(f"/sites/{folk.SITE}/correction")
    page = li.page
    page.locator("[data-picker]:visible").wait_for()
    with page.expect_response("**/sites/surroundings*"):
        li.tap("用这台设备的位置")
    page.locator("[data-said]", has_text="精度 ±8 m").wait_for()
    page.fill("[name=reason]", "站在大门口")
    li.tap("保存更正")
    page.wait_for_url(re.compile(rf"/i/sites/{folk.SITE}$"))
    site, story = stored(app)
    assert (site.lat, site.lon, site.position_source) == (34.6841, 112.4691, "phone")
    assert story[-1]["payload"]["accuracy_m"] == 8
    assert li.errors == []


def test_a_place_near_by_is_named_before_it_is_registered_twice(app, server, look, city):  # noqa: F811
    add_sites(app, 1, name="示例隔壁饭店", lat=34.6842, lon=112.4692)
    page = look("wang")
    page.goto(f"{server.address}/sites/new")
    page.fill("[name=lat]", "34.6841")
    with page.expect_response("**/sites/surroundings*"):
        page.fill("[name=lon]", "112.4691")
        page.locator("[name=lon]").blur()
    near = page.locator("[data-near]")
    near.locator("li").first.wait_for()
    assert "示例工地一" in near.inner_text() and "示例隔壁饭店" in near.inner_text()


def test_on_shifted_tiles_a_press_is_turned_back_into_wgs84(app, server, look, city):  # noqa: F811
    from dataclasses import replace

    parts = app.extensions["lantian"]
    parts.settings = replace(parts.settings, tiles_url="/tiles/{z}/{x}/{y}.png", tiles_crs="gcj02")
    page = look("wang")
    page.goto(f"{server.address}/sites/{folk.SITE}/correction")
    page.locator(".map-pin").wait_for()
    with page.expect_response("**/sites/surroundings*") as asked:
        page.locator("[data-centre]").click()
    assert "datum=gcj02" in asked.value.url
    page.locator("[data-said]", has_text="已取地图上的位置").wait_for()
    lat, lon = map(float, page.evaluate(PLACE))
    assert distance_m(lat, lon, 34.684, 112.469) < 3, "the map was centred on the place"
    drawn = json.loads(asked.value.text())["drawn"]
    assert distance_m(*drawn, *convert(34.684, 112.469, "wgs84", "gcj02")) < 3
