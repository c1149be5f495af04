"""Places, their visits, photos and points on the map; on both databases, in a fixed number of queries, in the reader's area."""

from __future__ import annotations

import pytest

import people as folk
from builders_rows import Rows
from lantian.ledger import models, positions, site_photos, sites, visits
from lantian.ledger.filters import Filters
from lantian.ledger.sites import ONLY, SiteFilter

CITY, LAOCHENG, XIGONG = "4103", "410302", "410303"


@pytest.fixture
def rows(ledger_db):
    return Rows()


def add(name: str, number: int, **columns) -> str:
    """A place in 西关街道."""
    key = f"{number:08d}-0000-4000-8000-000000000000"
    usual = {"kind": "restaurant", "area": "410302001", "created_at": folk.NOW, "attributes": {}}
    models.Site.insert(**(usual | {"id": key, "name": name} | columns)).execute()
    return key


def test_pages_of_places_meet_every_place_once_whatever_their_names(rows):
    keys = [add("示例饭店", number) for number in range(5)] + [add("示例A店", 9), add("示例a店", 10)]
    seen, key = [], None
    while True:
        page = sites.site_page(CITY, SiteFilter(kind="restaurant"), key=key, limit=2)
        assert page.total == 7
        seen += [row.id for row in page.rows]
        if page.next_key is None:
            break
        key = page.next_key
    assert sorted(seen) == sorted(keys)
    last = sites.site_page(CITY, SiteFilter(kind="restaurant"), key=key, limit=2)
    back = sites.site_page(CITY, SiteFilter(kind="restaurant"), key=last.previous_key, back=True, limit=2)
    assert [row.id for row in back.rows] == seen[4:6]
    assert back.next_key is not None and back.previous_key is not None


def test_a_list_page_costs_two_queries_and_counts_what_is_open(rows, count_queries):
    rows.visit(("d6.hoarding", "d6.cover"))
    rows.visit(kind="patrol", by=("sun",))
    add("示例饭店", 1)
    assert count_queries(lambda: sites.site_page(CITY, SiteFilter())) == 2
    found = {row.name: (row.open_violations, row.open_leads) for row in sites.site_page(CITY, SiteFilter()).rows}
    assert found == {"示例工地一": (2, 1), "示例工地二": (0, 0), "示例饭店": (0, 0)}
    assert [row.name for row in sites.site_page(XIGONG, SiteFilter()).rows] == ["示例工地二"]


def test_each_way_to_narrow_finds_its_places(rows):
    rows.visit()
    add("示例旧店", 1, active=False, lat=34.6, lon=112.4)
    add("示例无位置", 2, uscc="91410300MA00000000")
    names = {only: {row.name for row in sites.site_page(CITY, SiteFilter(only=only)).rows} for only in ONLY}
    assert names == {
        "open": {"示例工地一"},
        "unplaced": {"示例无位置"},
        "unvisited": {"示例工地二", "示例旧店", "示例无位置"},
        "unused": {"示例旧店"},
    }
    assert [row.name for row in sites.site_page(CITY, SiteFilter(text="MA0000")).rows] == ["示例无位置"]
    assert sites.site_page(LAOCHENG, SiteFilter(area_code="410303")).rows == []


def test_what_is_near_a_position_comes_nearest_first(rows):
    add("示例隔壁", 1, lat=34.6842, lon=112.4690)
    add("示例远处", 2, lat=34.70, lon=112.469)
    add("示例旧店", 3, lat=34.6841, lon=112.4690, active=False)
    near = sites.nearby(CITY, 34.684, 112.469, 100)
    assert [one.name for one in near] == ["示例工地一", "示例隔壁"]
    assert 20 < near[1].distance_m < 24
    assert sites.nearby(XIGONG, 34.684, 112.469, 100) == []


def test_visits_are_counted_by_month_and_kind(rows):
    rows.visit()
    rows.visit()
    rows.visit(kind="patrol", by=("sun",))
    first = models.Inspection.select().order_by(models.Inspection.received_seq).first()
    models.Inspection.update(act_on="2025-12-31").where(models.Inspection.id == first.id).execute()
    months = {(row.month, row.kind, row.inspection_type): row.count for row in visits.visit_months(LAOCHENG, folk.SITE)}
    assert months == {("2025-12", "inspection", "daily"): 1, ("2026-11", "inspection", "daily"): 1, ("2026-11", "patrol", ""): 1}
    assert visits.visit_months(XIGONG, folk.SITE) == []


def test_visits_follow_a_key(rows):
    for _visit in range(3):
        rows.visit()
    first, *rest = visits.visits_of_site(CITY, folk.SITE)
    assert visits.visits_of_site(CITY, folk.SITE, before=(first.received_at, first.id)) == rest
    assert visits.visits_of_site(XIGONG, folk.SITE) == []


def test_photos_come_by_item_with_the_latest_visits_whole(rows, count_queries):
    numbers = [rows.visit(photos=2)[0] for _visit in range(3)]
    rows.act(numbers[0], "Confirmed", basis="x")
    rows.act(numbers[0], "RectificationOrdered")
    rows.act(numbers[0], "RectificationReported", "li", photos=1)
    assert count_queries(lambda: site_photos.latest_by_item(CITY, folk.SITE)) == 1
    found = site_photos.latest_by_item(CITY, folk.SITE, visits=2)
    hoarding = [row for row in found if row.item_id == "d6.hoarding"]
    assert [(row.number, row.visit_rank) for row in hoarding] == [(numbers[2], 1)] * 2 + [(numbers[1], 2)] * 2
    assert {row.item_total for row in hoarding} == {7}
    whole = site_photos.of_item(CITY, folk.SITE, "d6.hoarding", after_rank=2)
    assert [(row.role, row.number) for row in whole] == [("finding", numbers[0])] * 2 + [("after", numbers[0])]
    assert [row.role for row in site_photos.of_item(CITY, folk.SITE, None)] == ["overview"] * 3, "and no signature"
    assert site_photos.latest_by_item(XIGONG, folk.SITE) == []


def test_points_follow_scope_filter_order_and_limit(rows, count_queries):
    numbers = [rows.visit()[0] for _visit in range(3)]
    elsewhere = rows.visit(site=folk.SITE_XIGONG)[0]
    rows.act(numbers[1], "Dismissed")
    assert count_queries(lambda: positions.points(CITY, Filters())) == 1
    assert [point.number for point in positions.points(CITY, Filters())] == [elsewhere, *numbers[::-1]]
    assert [point.number for point in positions.points(XIGONG, Filters())] == [elsewhere]
    assert [point.number for point in positions.points(CITY, Filters(states=("dismissed",)))] == [numbers[1]]
    assert [point.number for point in positions.points(CITY, Filters(), order="oldest", limit=2)] == numbers[:2]
    point = positions.points(XIGONG, Filters())[0]
    assert (point.lat, point.lon, point.site_name, point.state) == (34.66, 112.42, "示例工地二", "reported")


def test_a_line_lies_where_its_photo_was_taken_when_its_place_lies_nowhere(rows):
    rows.visit(photos=2)
    models.Site.update(lat=None, lon=None).where(models.Site.id == folk.SITE).execute()
    (point,) = positions.points(CITY, Filters())
    assert (point.lat, point.lon) == (34.6841234, 112.4691234)
    models.EvidencePhoto.update(lat=None, lon=None).execute()
    (point,) = positions.points(CITY, Filters())
    assert (point.lat, point.lon) == (None, None)
