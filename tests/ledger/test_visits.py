"""The pages of one line and one visit, a person's own visits, and who may see a photo; on both databases."""

from __future__ import annotations

import pytest

import people as folk
from builders_rows import Rows
from lantian.ledger import models, queries

CITY, LAOCHENG, XIGONG = "4103", "410302", "410303"


@pytest.fixture
def rows(ledger_db):
    return Rows()


def test_a_line_brings_visit_place_answers_photos_and_history(rows):
    [number] = rows.visit(photos=2)
    rows.act(number, "Confirmed", basis="code_1128_1_1")
    rows.act(number, "RectificationOrdered")
    rows.act(number, "RectificationReported", "li", photos=1)
    one = queries.one_violation(LAOCHENG, number)
    assert (one.violation.number, one.violation.state, one.site.name, one.county_name) == (
        number,
        "rectified",
        "示例工地一",
        "老城区",
    )
    assert (one.inspection.recorded_by.name, one.answer.value, len(one.answers)) == ("李巡", "fail", 3)
    assert [photo.role for photo in one.photos] == ["finding", "finding", "after"]
    assert one.photos[0].photo.size_bytes == 640
    assert sorted(photo.role for photo in one.record_photos) == ["overview", "signature"]
    assert [entry["kind"] for entry in one.story] == [
        "ViolationReported",
        "Confirmed",
        "RectificationOrdered",
        "RectificationReported",
    ]
    assert one.story[1]["payload"]["basis"] == "code_1128_1_1"
    assert (one.patrol, one.patrol_photos) == (None, [])


def test_a_line_outside_of_the_area_is_not_there(rows):
    [number] = rows.visit()
    assert queries.one_violation(XIGONG, number) is None
    assert queries.one_violation("410302008", number) is None
    assert queries.one_violation(LAOCHENG, "410302-2026-999999") is None
    assert queries.one_violation(CITY, number) is not None


def test_a_lead_taken_over_shows_the_patrol_and_keeps_its_photos_apart(rows):
    [lead] = rows.visit(kind="patrol", by=("sun",), photos=2)
    rows.visit(lead=lead)
    one = queries.one_violation(LAOCHENG, lead)
    assert (one.violation.origin, len(one.photos), len(one.patrol_photos)) == ("violation", 1, 2)
    assert one.patrol.recorded_by.name == "孙格"
    assert [entry["kind"] for entry in one.story] == ["LeadRecorded", "ViolationReported"]


def test_a_line_costs_a_fixed_number_of_queries(rows, count_queries):
    [number] = rows.visit(photos=5)

    def page():
        one = queries.one_violation(CITY, number)
        return [
            one.site.name,
            one.violation.unit.name,
            one.violation.area.name,
            one.inspection.recorded_by.name,
            [p.photo.media_type for p in one.photos],
        ]

    assert count_queries(page) == 7


def test_a_visit_brings_answers_photos_and_its_lines(rows):
    numbers = rows.visit(("d6.hoarding", "d6.cover"))
    visit = models.Violation.get(models.Violation.number == numbers[0]).inspection_id
    one = queries.inspection(LAOCHENG, visit)
    assert (one.inspection.site.name, one.inspection.unit.name, one.inspection.area.name) == (
        "示例工地一",
        "410302 示例执法队",
        "西关街道",
    )
    assert [answer.item_id for answer in one.answers] == ["d6.hoarding", "d6.cover", "d6.wash"]
    assert [line.number for line in one.violations] == numbers
    assert len(one.photos) == 4
    assert queries.inspection(XIGONG, visit) is None


def test_a_record_keeps_to_the_photos_it_was_handed_in_with(rows):
    [number] = rows.visit(photos=2)
    visit = models.Violation.get(models.Violation.number == number).inspection_id
    rows.act(number, "Confirmed", basis="code_1128_1_1")
    rows.act(number, "RectificationOrdered")
    rows.act(number, "RectificationReported", "li", photos=1)
    assert [photo.role for photo in queries.inspection(LAOCHENG, visit).photos].count("after") == 0
    assert [photo.role for photo in queries.one_violation(LAOCHENG, number).photos].count("after") == 1


def test_my_visits_are_those_i_recorded_or_took_part_in(rows):
    [first] = rows.visit(by=("li", "chen"))
    [second] = rows.visit(by=("chen", "li"))
    rows.visit(kind="patrol", by=("sun",))
    mine = queries.my_inspections(rows.people["li"].id)
    assert [visit.numbers for visit in mine] == [[second], [first]]
    assert (mine[0].site_name, mine[0].area_name, mine[0].failed_count) == ("示例工地一", "西关街道", 1)
    assert len(queries.my_inspections(rows.people["li"].id, limit=1)) == 1
    assert queries.my_inspections(rows.people["zhao"].id) == []


def test_a_patrols_visit_names_the_line_an_inspection_took_over(rows):
    [lead] = rows.visit(kind="patrol", by=("sun",))
    rows.visit(lead=lead)
    assert [visit.numbers for visit in queries.my_inspections(rows.people["sun"].id)] == [[lead]]
    assert [visit.numbers for visit in queries.my_inspections(rows.people["li"].id)] == [[lead]]


def test_a_photo_is_seen_in_its_area_and_by_who_sent_it(rows):
    rows.visit(site=folk.SITE_XIGONG, by=("zhao",))
    placed = models.EvidencePhoto.select().first().sha256
    waiting = rows.photo("99999999-9999-4999-8999-999999999999", "li")
    li, zhao = rows.people["li"].id, rows.people["zhao"].id
    assert queries.photo_visible(XIGONG, placed)
    assert queries.photo_visible(CITY, placed)
    assert not queries.photo_visible(LAOCHENG, placed)
    assert not queries.photo_visible(LAOCHENG, placed, li)
    assert queries.photo_visible(LAOCHENG, waiting, li)
    assert not queries.photo_visible(LAOCHENG, waiting, zhao)
    assert not queries.photo_visible(CITY, waiting)
    assert not queries.photo_visible(CITY, "0" * 64, li)


def test_places_in_my_area_say_what_is_open_there(rows):
    a, _ = rows.visit(("d6.hoarding", "d6.cover"))
    rows.visit(kind="patrol", by=("sun",))
    rows.act(a, "Dismissed")
    [site] = queries.sites_in_scope(LAOCHENG)
    assert (site.id, site.name, site.area_name, site.open_violations, site.open_leads) == (
        folk.SITE,
        "示例工地一",
        "西关街道",
        1,
        1,
    )
    assert site.last_visit_at == models.Inspection.select().order_by(models.Inspection.received_at.desc()).first().received_at
    [other] = queries.sites_in_scope(XIGONG)
    assert (other.open_violations, other.last_visit_at) == (0, None)


def test_places_are_searched_by_words_and_kind(rows):
    assert len(queries.sites_in_scope(CITY)) == 2
    assert [site.name for site in queries.sites_in_scope(CITY, text="建设")] == ["示例工地一"]
    assert queries.sites_in_scope(CITY, text="%") == []
    assert len(queries.sites_in_scope(CITY, kind="construction_site", limit=1)) == 1
    assert queries.sites_in_scope(CITY, kind="restaurant") == []


def test_places_cost_one_query(rows, count_queries):
    rows.visit()
    assert count_queries(lambda: queries.sites_in_scope(CITY)) == 1


def test_a_place_outside_of_the_area_is_not_there(rows):
    rows.visit(site=folk.SITE_XIGONG, by=("zhao",))
    assert queries.site(LAOCHENG, folk.SITE_XIGONG) is None
    assert queries.site(XIGONG, folk.SITE_XIGONG).area.name == "王城路街道"
    history = queries.site_history(LAOCHENG, folk.SITE_XIGONG)
    assert (history.visits, history.violations) == ([], [])


def test_a_places_history_is_newest_first(rows):
    [first] = rows.visit()
    [second] = rows.visit()
    history = queries.site_history(CITY, folk.SITE)
    assert [row.number for row in history.violations] == [second, first]
    assert [visit.numbers for visit in history.visits] == [[second], [first]]
