"""The work list: scope, filters, paging, counts; on both databases."""

from __future__ import annotations

import pytest

import people as folk
from builders_rows import Rows
from lantian.domain.problems import Problem
from lantian.ledger import models, queries
from lantian.ledger.queries import Filters

CITY, LAOCHENG, XIGONG = "4103", "410302", "410303"


@pytest.fixture
def rows(ledger_db):
    return Rows()


def numbers(scope, filters=Filters(), **more):  # noqa: B008 - frozen
    return [row.number for row in queries.worklist(scope, filters, **more).rows]


def test_a_county_never_sees_the_other(rows):
    [ours] = rows.visit()
    [theirs] = rows.visit(site=folk.SITE_XIGONG, by=("zhao",))
    assert numbers(LAOCHENG) == [ours]
    assert numbers(XIGONG) == [theirs]
    assert numbers(CITY) == [theirs, ours]
    assert numbers("410302001") == [ours]
    assert numbers("410302008") == []


def test_an_empty_scope_is_refused_instead_of_showing_everything(rows):
    with pytest.raises(ValueError, match="area code"):
        queries.worklist("", Filters())


def test_a_filter_for_a_foreign_area_shows_nothing(rows):
    rows.visit(site=folk.SITE_XIGONG, by=("zhao",))
    assert numbers(LAOCHENG, Filters(area_code=XIGONG)) == []


def test_a_line_shows_place_people_and_first_photo(rows):
    [number] = rows.visit(photos=2)
    [row] = queries.worklist(LAOCHENG, Filters()).rows
    assert (row.number, row.site_name, row.area_name, row.unit_name) == (number, "示例工地一", "西关街道", "410302 示例执法队")
    assert [officer["name"] for officer in row.officers] == ["李巡", "陈查"]
    first = models.EvidencePhoto.select().where(models.EvidencePhoto.role == "finding").order_by(models.EvidencePhoto.id).first()
    assert (row.photo_count, row.thumbnail) == (2, first.sha256)


def test_a_line_without_photos_has_no_thumbnail(rows):
    rows.visit(photos=0)
    [row] = queries.worklist(LAOCHENG, Filters()).rows
    assert (row.photo_count, row.thumbnail) == (0, None)


def test_a_photo_of_the_visit_as_a_whole_is_not_counted_even_on_a_failed_item(rows):
    [number] = rows.visit(photos=2)
    line = models.Violation.get(models.Violation.number == number)
    models.EvidencePhoto.update(violation=line.id).where(models.EvidencePhoto.role == "overview").execute()
    [row] = queries.worklist(LAOCHENG, Filters()).rows
    [case] = queries.case_files(LAOCHENG, Filters())
    assert row.photo_count == 2
    assert [photo.role for photo in case.photos] == ["finding", "finding", "overview", "signature"]
    assert [photo.role for photo in queries.one_violation(LAOCHENG, number).record_photos] == ["signature"]


def test_a_patrols_photos_do_not_count_once_an_inspection_took_the_lead_over(rows):
    [lead] = rows.visit(kind="patrol", by=("sun",), due_on=None, photos=3)
    rows.visit(lead=lead, photos=1)
    [row] = queries.worklist(LAOCHENG, Filters()).rows
    assert (row.number, row.origin, row.state, row.photo_count) == (lead, "violation", "reported", 1)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(area_code=LAOCHENG), "ABC"),
        (Filters(checklist_id="dust_six"), "ABCD"),
        (Filters(checklist_id="catering"), ""),
        (Filters(item_id="d6.cover"), "B"),
        (Filters(states=("lead",)), "C"),
        (Filters(states=("confirmed", "lead")), "AC"),
        (Filters(severity="high"), "ABCD"),
        (Filters(severity="low"), ""),
        (Filters(from_on="2026-11-02", to_on="2026-11-02"), "ABCD"),
        (Filters(from_on="2026-11-03"), ""),
        (Filters(to_on="2026-11-01"), ""),
        (Filters(overdue=True, today="2026-11-11"), "ABD"),
        (Filters(overdue=True, today="2026-11-10"), ""),
        (Filters(due_from="2026-11-10"), "ABD"),
        (Filters(due_from="2026-11-11"), ""),
        (Filters(due_to="2026-11-10"), "ABD"),
        (Filters(due_to="2026-11-09"), ""),
        (Filters(party="建设"), "ABCD"),
        (Filters(party="91410300ma"), "ABCD"),
        (Filters(party="示例 建设"), "ABCD"),
        (Filters(party="围挡"), ""),
        (Filters(party="%"), ""),
        (Filters(site_id=folk.SITE_XIGONG), "D"),
        (Filters(text="工地二 缺口"), "D"),
        (Filters(text="工地二 没有"), ""),
        (Filters(text="91410300"), "ABCD"),
        (Filters(text="示例路1号"), "ABCD"),
        (Filters(text="工地一 示例路"), "ABC"),
        (Filters(text="工地二"), "D"),
        (Filters(text="410302-2026-000002"), "B"),
        (Filters(text="缺口"), "ABCD"),
        (Filters(text="建设公司"), "ABCD"),
        (Filters(text="outcome"), ""),
        (Filters(text="%"), ""),
        (Filters(text="_"), ""),
        (Filters(text="'; --"), ""),
        (Filters(origin="lead"), "C"),
        (Filters(origin="violation", area_code=XIGONG), "D"),
    ],
    ids=lambda value: str(value.to_args()) if isinstance(value, Filters) else "",
)
def test_every_filter_narrows_the_list_its_count_and_its_export_alike(rows, filters, found):
    a, b = rows.visit(("d6.hoarding", "d6.cover"))
    [c] = rows.visit(kind="patrol", by=("sun",), due_on=None)
    [d] = rows.visit(site=folk.SITE_XIGONG, by=("zhao",))
    rows.act(a, "Confirmed")
    letters = {a: "A", b: "B", c: "C", d: "D"}
    listed = numbers(CITY, filters)
    assert "".join(sorted(letters[number] for number in listed)) == found
    assert queries.count(CITY, filters) == len(found)
    assert [case.number for case in queries.case_files(CITY, filters)] == listed
    assert [case.number for case in queries.case_files(CITY, filters, light=True)] == listed


def test_officer_finds_the_second_officer_and_who_recorded_a_patrol(rows):
    [ours] = rows.visit(by=("li", "chen"))
    [patrol] = rows.visit(kind="patrol", by=("sun",))
    people = {name: person.id for name, person in rows.people.items()}
    assert numbers(CITY, Filters(officer=people["chen"])) == [ours]
    assert numbers(CITY, Filters(officer=people["sun"])) == [patrol]
    assert numbers(CITY, Filters(officer=people["zhao"])) == []


def test_an_officer_number_does_not_match_a_longer_one_or_a_name(rows):
    rows.visit()
    person = rows.people["li"].id
    models.Violation.update(found_by=[int(f"{person}7"), int(f"7{person}")]).execute()
    assert numbers(CITY, Filters(officer=person)) == []
    models.Violation.update(found_by=[77, person]).execute()
    assert len(numbers(CITY, Filters(officer=person))) == 1
    officers = [{"user_id": int(f"{person}7"), "name": f'"user_id":{person}}}', "card_number": "x"}]
    models.Inspection.update(officers=officers, recorded_by=rows.people["root"].id).execute()
    assert queries.my_inspections(person) == []


def test_what_is_reported_corrected_is_not_overdue(rows):
    [number] = rows.visit()
    for kind in ("Confirmed", "RectificationOrdered", "RectificationReported"):
        rows.act(number, kind)
    assert numbers(CITY, Filters(overdue=True, today="2026-12-01")) == []
    [row] = queries.worklist(CITY, Filters()).rows
    assert not row.is_overdue("2026-12-01")


def test_the_row_and_the_filter_agree_on_overdue(rows):
    rows.visit()
    [row] = queries.worklist(CITY, Filters()).rows
    assert (row.is_overdue("2026-11-10"), row.is_overdue("2026-11-11")) == (False, True)


def test_overdue_without_a_day_is_a_mistake_of_the_caller(rows):
    with pytest.raises(ValueError, match="what day"):
        queries.worklist(CITY, Filters(overdue=True))


@pytest.mark.parametrize("order", queries.ORDERS)
def test_pages_lead_through_the_whole_list_and_back(rows, order):
    for number in range(7):
        rows.visit(due_on=None if number % 3 == 0 else f"2026-11-{20 - number // 2}")
    whole = numbers(CITY, order=order)
    page, forth = queries.worklist(CITY, Filters(), limit=3, order=order), []
    assert page.previous_key is None
    while True:
        forth.append([row.number for row in page.rows])
        if page.next_key is None:
            break
        page = queries.worklist(CITY, Filters(), after=page.next_key, limit=3, order=order)
    assert [number for page_rows in forth for number in page_rows] == whole
    assert [len(rows) for rows in forth] == [3, 3, 1]
    back = []
    while page.previous_key:
        page = queries.worklist(CITY, Filters(), after=page.previous_key, limit=3, order=order)
        back.append([row.number for row in page.rows])
    assert back == [forth[1], forth[0]]
    assert page.next_key is not None
    assert [case.number for case in queries.case_files(CITY, Filters(), order=order)] == whole


def test_orders_say_what_they_mean(rows):
    [early] = rows.visit(due_on="2026-12-01")
    [late] = rows.visit(due_on=None)
    [urgent] = rows.visit(due_on="2026-11-05")
    rows.act(early, "Confirmed")
    assert numbers(CITY, order="newest") == [urgent, late, early]
    assert numbers(CITY, order="oldest") == [early, late, urgent]
    assert numbers(CITY, order="due") == [urgent, early, late]
    rows.act(urgent, "Dismissed")
    assert numbers(CITY, order="due") == [early, late, urgent], "what is closed comes last"
    [closed_later] = rows.visit(due_on="2026-11-06")
    rows.act(closed_later, "Dismissed")
    assert numbers(CITY, order="due") == [early, late, urgent, closed_later]
    assert numbers(CITY, order="latest") == [closed_later, urgent, early, late]


def test_a_lead_taken_over_comes_to_the_top_of_the_newest(rows):
    [lead] = rows.visit(kind="patrol", by=("sun",))
    [other] = rows.visit()
    rows.visit(("d6.hoarding",), lead=lead)
    assert numbers(CITY) == [lead, other]


def walk(limit, order="newest", filters=Filters(), between=lambda step: None):  # noqa: B008 - frozen
    """Page through a list as a person does, while ``between`` changes it; returns every number that was seen."""
    seen, after = [], None
    for step in range(20):
        page = queries.worklist(CITY, filters, after=after, limit=limit, order=order)
        seen += [row.number for row in page.rows]
        if not page.next_key:
            return seen
        after = page.next_key
        between(step)
    raise AssertionError("the pages never end")


def test_paging_neither_skips_nor_repeats_while_lines_come_and_go(rows):
    made = [number for _ in range(9) for number in rows.visit()]

    def meanwhile(step):
        rows.visit()  # comes in on top
        rows.act(made[::-1][step * 3], "Dismissed")  # a line already seen leaves the filter

    seen = walk(3, filters=Filters(states=("reported",)), between=meanwhile)
    assert seen == made[::-1]


def test_a_page_says_how_many_lines_stand_before_it_now(rows):
    for _ in range(7):
        rows.visit()
    first = queries.worklist(CITY, Filters(), limit=3)
    second = queries.worklist(CITY, Filters(), after=first.next_key, limit=3)
    assert (first.before, second.before) == (0, 3)
    rows.visit()
    assert queries.worklist(CITY, Filters(), after=first.next_key, limit=3).before == 4


def test_a_page_whose_lines_have_all_gone_shows_the_last_one_instead(rows):
    made = [number for _ in range(5) for number in rows.visit()]
    filters = Filters(states=("reported",))
    first = queries.worklist(CITY, filters, limit=3)
    for number in made[:2]:
        rows.act(number, "Dismissed")
    last = queries.worklist(CITY, filters, after=first.next_key, limit=3)
    assert [row.number for row in last.rows] == made[:1:-1]
    assert (last.next_key, last.previous_key, last.before) == (None, None, 0)


def test_going_back_to_a_beginning_that_has_shrunk_gives_a_full_first_page(rows):
    made = [number for _ in range(7) for number in rows.visit()]
    filters = Filters(states=("reported",))
    second = queries.worklist(CITY, filters, after=queries.worklist(CITY, filters, limit=3).next_key, limit=3)
    for number in made[-2:]:
        rows.act(number, "Dismissed")
    page = queries.worklist(CITY, filters, after=second.previous_key, limit=3)
    assert [row.number for row in page.rows] == made[:5][::-1][:3]
    assert (page.previous_key, page.next_key is not None) == (None, True)


@pytest.mark.parametrize("order", queries.ORDERS)
def test_the_neighbours_of_a_line_are_those_of_the_list(rows, order):
    for number in range(4):
        rows.visit(due_on=None if number % 2 else f"2026-11-{20 - number}")
    whole = numbers(CITY, order=order)
    found = [queries.neighbours(CITY, Filters(), number, order) for number in whole]
    assert found == list(zip([None, *whole[:-1]], [*whole[1:], None], strict=True))


def test_a_line_that_has_left_the_list_still_has_neighbours(rows):
    a, b, c = (rows.visit()[0] for _ in range(3))
    rows.act(b, "Dismissed")
    assert queries.neighbours(CITY, Filters(states=("reported",)), b) == (c, a)
    assert queries.neighbours(XIGONG, Filters(), b) == (None, None)
    assert queries.neighbours(CITY, Filters(), "410302-2026-999999") == (None, None)


@pytest.mark.parametrize(
    "key", ["x", "after~x~1", "after~2026-11-02T01:05:00.000000+00:00~x", "sideways~2026~1", "after~2026-11-02T01~99999999999"]
)
def test_a_broken_page_key_is_named_and_not_a_crash(rows, key):
    with pytest.raises(Problem) as refusal:
        queries.worklist(CITY, Filters(), after=key)
    assert refusal.value.code == "bad_request"


def test_an_unknown_order_is_named_and_not_a_crash(rows):
    with pytest.raises(Problem) as refusal:
        queries.worklist(CITY, Filters(), order="random")
    assert refusal.value.code == "bad_request"


def test_counts_leave_out_their_own_filter_only(rows):
    a, _ = rows.visit(("d6.hoarding", "d6.cover"))
    rows.visit(site=folk.SITE_XIGONG, by=("zhao",))
    rows.act(a, "Confirmed")
    counts = queries.facets(CITY, Filters(states=("confirmed",), area_code=LAOCHENG))
    assert counts.states == {"confirmed": 1, "reported": 1}
    assert counts.checklists == {"dust_six": 1}
    assert [(area.code, area.name, area.count) for area in counts.areas] == [(LAOCHENG, "老城区", 1)]
    assert [area.code for area in queries.facets(LAOCHENG, Filters(text="工地")).areas] == ["410302001"]
    assert queries.facets(XIGONG, Filters()).states == {"reported": 1}


def test_a_page_and_its_counts_cost_a_fixed_number_of_queries(rows, count_queries):
    for _ in range(2):
        rows.visit()
    few = count_queries(lambda: (queries.worklist(CITY, Filters()), queries.facets(CITY, Filters())))
    for _ in range(6):
        rows.visit(("d6.hoarding", "d6.cover"))
    assert count_queries(lambda: (queries.worklist(CITY, Filters()), queries.facets(CITY, Filters()))) == few == 4


def test_a_page_is_found_in_an_index_without_reading_the_rows(sqlite_db):
    """Rows carry kilobytes of law text: sorting them by reading them took ten times as long on 50,000 lines."""
    from lantian.ledger import worklist
    from lantian.ledger.db import database

    for filters in (Filters(), Filters(states=("reported",), checklist_id="dust_six"), Filters(overdue=True, today="2026-11-21")):
        for order in queries.ORDERS:
            sql, values = worklist.ordered(worklist.ids_of(LAOCHENG, filters), order).sql()
            [search, *_] = database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
            assert "USING COVERING INDEX" in search[3], (order, search)


def test_every_choice_of_a_filter_is_counted(rows):
    a, _ = rows.visit(("d6.hoarding", "d6.cover"), severity="low")
    rows.visit(kind="patrol", by=("sun",), due_on=None)
    rows.visit(site=folk.SITE_XIGONG, by=("zhao",))
    rows.act(a, "Confirmed")
    people = {name: person.id for name, person in rows.people.items()}
    counts = queries.facets(CITY, Filters(today="2026-11-11"))
    assert counts.severities == {"low": 2, "high": 2}
    assert counts.origins == {"violation": 3, "lead": 1}
    assert counts.items == {"d6.hoarding": 3, "d6.cover": 1}
    assert counts.officers == {people["li"]: 2, people["chen"]: 2, people["sun"]: 1, people["zhao"]: 1}
    assert (counts.overdue, counts.in_area(LAOCHENG), counts.in_area("410302001"), counts.in_area("410302008")) == (3, 3, 3, 0)
    narrowed = queries.facets(CITY, Filters(text="工地二", officer=people["li"], item_id="d6.hoarding", today="2026-11-11"))
    assert (narrowed.officers, narrowed.states) == ({people["zhao"]: 1}, {})
    chosen = queries.facets(CITY, Filters(checklist_id="dust_six", item_id="d6.cover", severity="high"))
    assert (chosen.checklists, chosen.items, chosen.severities) == ({"dust_six": 2}, {"d6.hoarding": 2}, {"low": 1})


def test_counts_with_words_cost_as_many_queries_as_without(rows, count_queries):
    rows.visit()
    plain = count_queries(lambda: queries.facets(CITY, Filters()))
    assert count_queries(lambda: queries.facets(CITY, Filters(text="工地 缺口", party="建设"))) == plain == 2


def test_words_follow_the_place_and_the_line_they_stand_for(rows):
    [number] = rows.visit()
    models.Site.update(name="改名后的工地", party="另一家单位").where(models.Site.id == folk.SITE).execute()
    assert numbers(CITY, Filters(text="改名后")) == [number]
    assert numbers(CITY, Filters(text="工地一")) == []
    assert numbers(CITY, Filters(party="另一家")) == [number]
    models.Violation.update(note="防尘网破损").execute()
    assert numbers(CITY, Filters(text="防尘网")) == [number]
    assert numbers(CITY, Filters(text="缺口")) == []


def test_a_lead_taken_over_is_found_by_the_words_of_its_inspection(rows):
    [lead] = rows.visit(kind="patrol", by=("sun",), note="巡查时看到扬尘")
    rows.visit(("d6.hoarding",), lead=lead, note="检查时围挡倒塌")
    assert numbers(CITY, Filters(text="倒塌")) == [lead]
    assert numbers(CITY, Filters(text="看到扬尘")) == []


def test_words_go_with_their_line(rows):
    rows.visit()
    models.EvidencePhoto.delete().execute()
    models.Violation.delete().execute()
    assert models.ViolationText.select().count() == 0


def test_a_line_shows_the_party_of_its_record_and_of_its_place(rows):
    rows.visit()
    [row] = queries.worklist(LAOCHENG, Filters()).rows
    assert (row.party_name, row.site_party) == ("示例建设公司", "示例建设公司")
