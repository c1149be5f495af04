"""The ledger on a map: the same lines as the list, in the datum of the ground, for nobody else's eyes."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

import pytest

import people as folk
from desk import outlines
from desk.press import text_of
from desk.test_worklist import numbers
from lantian.domain.coordinates import convert
from lantian.domain.geo import distance_m
from web_fixtures import make_record, photo_line, put_photo, put_record

ALL = "state=all"


@pytest.fixture
def borders(app):
    """Both districts have borders."""
    from lantian.ledger import db

    with db.connection():
        outlines.draw()


def points(client, query=ALL):
    """The rows of the map's points as the page's program reads them, words put in."""
    pack = client.get(f"/ledger/map/points?{query}").get_json()
    keys = ("lat", "lon", "state", "title", "number", "site", "due")
    rows = [dict(zip(keys, row, strict=True)) for row in pack["points"]]
    for row in rows:
        row |= {"state": pack["states"][row["state"]], "title": pack["titles"][row["title"]], "site": pack["sites"][row["site"]]}
        row["due"], row["urgency"] = pack["dues"][row["due"]]
    return rows


def ground(app, **more):
    """The application on tiles."""
    parts = app.extensions["lantian"]
    parts.settings = replace(parts.settings, tiles_url="https://tiles.example.cn/{z}/{x}/{y}.png", **more)


def test_the_map_shows_the_lines_of_the_list_under_every_filter(desk, sign_in):
    li = sign_in("li")
    cover, wash = desk.report(li, fails=("d6.cover", "d6.wash"))
    wang = sign_in("wang")
    desk.act(wang, wash, "ReturnedForSupplement", reason="看不清")
    queries = ("", ALL, "state=returned", "item=d6.wash&state=all", f"q={cover}&state=all", "area=410303&state=all", "overdue=1")
    for query in queries:
        listed = numbers(wang.get(f"/s/?{query}"))
        asked = re.search(r'"points": ?"[^"?]+\?([^"]+)"', wang.get(f"/ledger/map?{query}").get_data(as_text=True))
        shown = points(wang, asked.group(1).replace("\\u0026", "&")) if asked else []
        assert sorted(row["number"] for row in shown) == sorted(listed), query
        assert bool(asked) == bool(listed), "without lines the page says so instead of an empty map"


def test_a_point_says_number_title_state_place_and_limit(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    (point,) = points(sign_in("wang"))
    assert (point["number"], point["state"], point["site"]) == (number, "reported", "示例工地一")
    assert point["title"] == "物料堆放和裸土100%覆盖"
    assert (point["lat"], point["lon"]) == (34.684, 112.469)
    assert re.search(r"\d{4}-\d\d-\d\d|天|今天", point["due"])


def test_a_limit_that_has_passed_is_marked_on_the_map(app, desk, sign_in):
    from lantian.ledger import db, models

    desk.report(sign_in("li"))
    with db.connection():
        models.Violation.update(due_on="2020-01-02").execute()
    (point,) = points(sign_in("wang"))
    assert point["urgency"] == 2 and "超期" in point["due"] and "2020-01-02" in point["due"]


def test_the_way_between_list_and_map_keeps_the_filter(desk, sign_in):
    desk.report(sign_in("li"))
    wang = sign_in("wang")
    page = wang.get("/s/?q=工地&area=410302&state=reported&order=due").get_data(as_text=True)
    there = re.search(r'href="(/ledger/map\?[^"]+)"', page).group(1).replace("&amp;", "&")
    back = re.findall(r'href="(/s/\?[^"]+)"', wang.get(there).get_data(as_text=True))
    for address in (there, next(one.replace("&amp;", "&") for one in back if "order=due" in one)):
        for part in ("area=410302", "state=reported", "order=due", "q="):
            assert part in address, address


def test_a_map_offers_no_order_but_carries_that_of_the_list(desk, sign_in):
    desk.report(sign_in("li"))
    page = sign_in("wang").get("/ledger/map?state=all&order=due").get_data(as_text=True)
    assert 'name="order" value="due"' in page and 'id="order"' not in page


def test_a_legend_names_each_state_by_shape_letter_and_word_and_leads_to_it(desk, sign_in):
    _cover, wash = desk.report(sign_in("li"), fails=("d6.cover", "d6.wash"))
    wang = sign_in("wang")
    desk.act(wang, wash, "Dismissed", reason="照片无法说明")
    page = wang.get(f"/ledger/map?{ALL}").get_data(as_text=True)
    legend = re.search(r'class="map-legend".*?</ul>', page, re.S).group(0)
    shapes = re.findall(r'data-state="(\w+)".*?class="mark__shape" d="([^"]+)".*?mark__letter"[^>]*>([^<]+)<', legend, re.S)
    assert {state for state, _shape, _letter in shapes} == {"reported", "dismissed"}
    assert len({shape for _state, shape, _letter in shapes}) == len({letter for *_rest, letter in shapes}) == 2
    assert "state=dismissed" in legend
    alone = wang.get("/ledger/map?state=dismissed").get_data(as_text=True)
    assert re.search(r'class="map-legend__one"[^>]*aria-current="true"', alone)


def test_all_states_have_their_own_shape_and_letter(app):
    from lantian.domain.violation import STATES
    from lantian.web.ledger_map import letters

    for language in ("zh-CN", "en-US"):
        with app.test_request_context(headers={"Accept-Language": language}):
            found = letters()
            assert set(found) == set(STATES)
            assert len(set(found.values())) == len(STATES), found
            macro = app.jinja_env.get_template("_macros/map.html").module.state_mark
            shapes = {re.search(r'mark__shape" d="([^"]+)"', str(macro(state, "x"))).group(1) for state in STATES}
            assert len(shapes) == len(STATES)


def test_people_of_another_district_see_no_point_and_no_border_of_it(app, desk, sign_in, borders):
    from lantian.ledger import db, models

    desk.report(sign_in("li"))
    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "wang").execute()
    wang = sign_in("wang")
    assert points(wang) == []
    assert points(wang, f"{ALL}&area=410302") == []
    shown = wang.get("/ledger/map/outlines").get_json()["features"]
    assert [feature["properties"]["code"] for feature in shown] == ["410303"]
    assert wang.get("/ledger/map/outlines?area=410302").status_code == 404
    assert "示例工地一" not in wang.get(f"/ledger/map?{ALL}").get_data(as_text=True)


def test_inspectors_have_no_map_of_the_ledger(sign_in):
    for username in ("li", "sun"):
        assert sign_in(username).get("/ledger/map").status_code == 403
        assert sign_in(username).get("/ledger/map/points").status_code == 403


def test_a_filter_that_makes_no_sense_is_named_and_left_out(desk, sign_in):
    desk.report(sign_in("li"))
    wang = sign_in("wang")
    page = wang.get("/ledger/map?from=yesterday")
    assert page.status_code == 422
    assert "“yesterday”不是日期" in text_of(page)
    assert wang.get("/ledger/map/points?from=yesterday").status_code == 400
    assert wang.get("/ledger/map/outlines?area=../../etc").status_code == 404
    assert wang.get("/ledger/map?order=sideways&state=all").status_code == 200


def test_an_empty_list_says_so_instead_of_an_empty_map(sign_in):
    page = sign_in("wang").get(f"/ledger/map?{ALL}")
    assert page.status_code == 200
    assert "没有符合条件的记录" in text_of(page)


def test_a_place_without_a_position_lends_that_of_its_first_photo(app, desk, sign_in):
    from lantian.ledger import db, models

    (number,) = desk.report(sign_in("li"))
    with db.connection():
        models.Site.update(lat=None, lon=None).where(models.Site.id == folk.SITE).execute()
    (point,) = points(sign_in("wang"))
    assert (point["number"], point["lat"], point["lon"]) == (number, 34.6841, 112.4691)


def test_a_line_that_lies_nowhere_is_counted_as_such(app, desk, sign_in):
    from lantian.ledger import db, models

    li, body = sign_in("li"), desk.photo()
    with db.connection():
        models.Site.update(lat=None, lon=None).where(models.Site.id == folk.SITE).execute()
    record = make_record(desk.app, fails=("d6.cover",), photos=[photo_line(body, "d6.cover", fix=None, no_fix_reason="denied")])
    put_photo(li, body, record["id"])
    assert put_record(li, record).status_code == 201
    pack = sign_in("wang").get(f"/ledger/map/points?{ALL}").get_json()
    assert (pack["points"], pack["read"], pack["total"]) == ([], 1, 1)


def test_more_lines_than_a_map_can_show_are_cut_in_the_lists_order_and_counted(desk, sign_in, monkeypatch):
    from lantian.web import ledger_map

    li = sign_in("li")
    made = [number for _visit in range(3) for number in desk.report(li)]
    monkeypatch.setattr(ledger_map, "MOST_POINTS", 2)
    wang = sign_in("wang")
    pack = wang.get(f"/ledger/map/points?{ALL}").get_json()
    assert (pack["read"], pack["total"]) == (2, 3)
    assert [row[4] for row in pack["points"]] == made[:0:-1]
    oldest = wang.get(f"/ledger/map/points?{ALL}&order=oldest").get_json()
    assert [row[4] for row in oldest["points"]] == made[:2]


def test_the_number_of_statements_does_not_grow_with_lines_and_areas(app, desk, sign_in, statements, borders):
    from lantian.ledger import db, models

    li, wang = sign_in("li"), sign_in("wang")
    desk.report(li)
    addresses = (f"/ledger/map?{ALL}", f"/ledger/map/points?{ALL}", "/ledger/map/outlines")
    few = []
    for address in addresses:
        with statements() as seen:
            assert wang.get(address).status_code == 200
        few.append(len(seen))
    for _visit in range(4):
        desk.report(li, fails=("d6.cover", "d6.wash", "d6.hoarding"))
    with db.connection():
        models.Site.update(lat=None, lon=None).execute()
    for address, before in zip(addresses, few, strict=True):
        with statements() as many:
            assert wang.get(address).status_code == 200
        assert len(many) == before, address
    assert few[0] <= 14 and few[1] <= 5 and few[2] <= 4, few


def test_borders_of_the_readers_areas_come_as_geojson_and_once(sign_in, borders):
    wang = sign_in("wang")
    answer = wang.get("/ledger/map/outlines")
    features = answer.get_json()["features"]
    about = [one["properties"] for one in features]
    assert [(one["code"], one["name"], one["own"]) for one in about] == [("410302", "老城区", False), ("410303", "西工区", False)]
    assert features[0]["geometry"] == outlines.square(*outlines.LAOCHENG)
    again = wang.get("/ledger/map/outlines", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_everything_is_drawn_in_the_datum_of_the_tiles(app, desk, sign_in, borders, datum):
    desk.report(sign_in("li"))
    ground(app, tiles_crs=datum)
    wang = sign_in("wang")
    (point,) = points(wang)
    expected = convert(34.684, 112.469, "wgs84", datum)
    assert distance_m(point["lat"], point["lon"], *expected) < 2
    corner = wang.get("/ledger/map/outlines").get_json()["features"][0]["geometry"]["coordinates"][0][0]
    west, south = outlines.LAOCHENG[:2]
    assert distance_m(corner[1], corner[0], *convert(south, west, "wgs84", datum)) < 2
    moved = distance_m(point["lat"], point["lon"], 34.684, 112.469)
    assert moved < 2 if datum == "wgs84" else moved > 400


def test_the_content_policy_lets_in_the_tiles_host_only_where_one_is_configured(app, sign_in):
    wang = sign_in("wang")
    plain = wang.get("/ledger/map").headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob:;" in plain
    ground(app, tiles_crs="gcj02")
    wide = wang.get("/ledger/map").headers["Content-Security-Policy"]
    assert wide == plain.replace("blob:; media", "blob: https://tiles.example.cn; media")


@pytest.mark.parametrize(
    ("url", "datum", "fault"),
    [
        ("https://tiles.example.cn/{z}/{x}.png", "gcj02", "LANTIAN_TILES_URL: write an address with"),
        ("https://tiles.example.cn; script-src *//{z}/{x}/{y}", "gcj02", "LANTIAN_TILES_URL: write an address with"),
        ("javascript:{z}{x}{y}", "gcj02", "LANTIAN_TILES_URL: write an address with"),
        ("https://tiles.example.cn/{z}/{x}/{y}.png", "mars", "LANTIAN_TILES_CRS: write wgs84, gcj02 or bd09"),
        ("https://tiles.example.cn/{z}/{x}/{y}.png", "", "LANTIAN_TILES_CRS: say in which datum"),
    ],
)
def test_a_tile_server_that_cannot_be_right_stops_the_start(url, datum, fault):
    from lantian.settings import SettingsError, from_env

    with pytest.raises(SettingsError, match=re.escape(fault)):
        from_env({"LANTIAN_TILES_URL": url, "LANTIAN_TILES_CRS": datum})


def test_tiles_from_the_same_site_need_no_hole_in_the_policy():
    from lantian.settings import from_env
    from lantian.web.app import content_policy

    settings = from_env({"LANTIAN_TILES_URL": "/tiles/{z}/{x}/{y}.png", "LANTIAN_TILES_CRS": "wgs84"})
    assert settings.tiles_host == ""
    assert "blob:; media-src" in content_policy(settings)


def test_without_the_map_library_the_page_says_so_and_draws_by_itself(app, desk, sign_in, borders, monkeypatch):
    from lantian.web import tiles

    (number,) = desk.report(sign_in("li"))
    monkeypatch.setattr(tiles, "LIBRARY", ("vendor/not/there.js",))
    page = sign_in("wang").get(f"/ledger/map?{ALL}")
    body = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "地图组件没有安装" in text_of(page)
    assert 'class="map__area"' in body and f"/s/violations/{number}" in body
    assert "vendor/" not in body


def test_a_place_named_in_the_filter_is_found_for_the_map_too(desk, sign_in):
    desk.report(sign_in("li"))
    answer = sign_in("wang").get(f"/ledger/map?{ALL}&site_name=示例工地一")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/ledger/map?") and folk.SITE in answer.headers["Location"]


def test_points_of_a_foreign_or_unknown_place_are_none(desk, sign_in):
    desk.report(sign_in("li"))
    assert points(sign_in("wang"), f"{ALL}&site={uuid.uuid4()}") == []


def test_the_command_that_serves_lays_out_the_map_library_first():
    from lantian.settings import ROOT

    needs = re.search(r"^run:([^#\n]*)", (ROOT / "Makefile").read_text(), re.M).group(1).split()
    assert "bundles" in needs
