"""What the office hears when a phone hands in."""

from __future__ import annotations

from datetime import timedelta

import pytest

import people as folk
from lantian.domain.problems import Problem
from lantian.ledger import book, models
from lantian.ledger.verify import verify
from web_fixtures import jpeg

from .conftest import NOW, eight_at_once


def refused(code, act, *args, **more):
    with pytest.raises(Problem) as caught:
        act(*args, **more)
    assert caught.value.code == code, caught.value.fields
    return caught.value


def paths(problem):
    return {fault.path for fault in problem.fields}


def test_a_failed_item_becomes_a_line_with_number_law_deadline_and_chain(office):
    number = office.finding("d6.cover")
    assert number == "410302-2026-000001"
    violation = models.Violation.get(models.Violation.number == number)
    assert (violation.state, violation.origin, violation.severity, violation.act_on) == (
        "reported",
        "violation",
        "high",
        "2026-11-20",
    )
    assert "cn.ecc.1128.1.1" in [basis["id"] for basis in violation.bases]
    assert "cn.air.115.1.1" not in [basis["id"] for basis in violation.bases], "the old law was repealed on 2026-08-15"
    assert violation.due_on == "2026-11-23", "1 day ends on Saturday 21st and moves to Monday"
    assert [person["name"] for person in violation.chain] == ["孙格", "周任"]


def test_an_act_before_the_code_is_judged_by_the_old_law_and_shows_the_new_one_beside_it(office):
    then = NOW.replace(month=8, day=10)
    body = jpeg((1, 2, 3))
    record = office.record(["d6.hoarding"], [office.line(body, "d6.hoarding", now=then)], now=then)
    office.photo("li", record["id"], body)
    office.hand_in(record)
    bases = {basis["id"]: basis["successor"] for basis in models.Violation.get().bases}
    assert bases["cn.air.115.1.1"] is False
    assert bases["cn.ecc.1128.1.1"] is True


def test_numbers_run_on_without_gaps(office):
    assert [office.finding(colour=(n, n, n)) for n in range(3)] == [f"410302-2026-00000{n}" for n in (1, 2, 3)]


def test_a_record_all_passed_makes_no_line(office):
    assert office.hand_in(office.record()).facts["violations"] == []
    assert models.Violation.select().count() == 0


def test_sending_the_same_record_again_makes_no_second_one(office):
    record = office.record()
    first, second = office.hand_in(record), office.hand_in(record)
    assert (first.status, second.status) == (201, 200)
    assert first.seq == second.seq
    assert models.Inspection.select().count() == 1


def test_the_same_id_with_other_content_is_refused_and_changes_nothing(office):
    record = office.record()
    office.hand_in(record)
    before = book.head()
    refused("record_differs", office.hand_in, record | {"notice_number": "另一份"})
    refused("record_differs", office.hand_in, record, "chen")
    assert book.head() == before


def test_eight_hand_ins_of_the_same_record_at_once_make_one_row(office):
    body = jpeg((9, 9, 9))
    record = office.record(["d6.wash"], [office.line(body, "d6.wash")])
    office.photo("li", record["id"], body)
    assert eight_at_once(office, record) == [200] * 7 + [201]
    assert (models.Inspection.select().count(), models.Violation.select().count()) == (1, 1)


def test_it_refuses_a_record_with_a_missing_photo_and_names_it(office):
    body = jpeg((5, 5, 5))
    record = office.record(["d6.cover"], [office.line(body, "d6.cover")])
    problem = refused("photos_missing", office.hand_in, record)
    assert problem.extra["photos_missing"] == [record["photos"][0]["sha256"]]
    assert models.Inspection.select().count() == 0
    office.photo("li", record["id"], body)
    assert office.hand_in(record).status == 201


def test_a_failed_item_without_a_photo_is_refused_at_its_place(office):
    problem = refused("record_invalid", office.hand_in, office.record(["d6.cover"]))
    assert paths(problem) == {"answers.d6.cover"}


def test_a_photo_that_was_acknowledged_must_be_listed_or_withdrawn(office):
    kept, dropped = jpeg((1, 1, 1)), jpeg((2, 2, 2))
    record = office.record(["d6.cover"], [office.line(kept, "d6.cover")])
    for body in (kept, dropped):
        office.photo("li", record["id"], body)
    forgotten = refused("photos_unaccounted", office.hand_in, record).extra["photos_unaccounted"]
    assert len(forgotten) == 1
    record["withdrawn"] = [{"sha256": forgotten[0], "reason": "拍糊了"}]
    assert office.hand_in(record).status == 201


def test_a_photo_for_a_record_that_does_not_list_it_is_refused_after_the_hand_in(office):
    record = office.record()
    office.hand_in(record)
    refused("photo_not_listed", office.photo, "li", record["id"], jpeg((7, 7, 7)))


def test_the_same_photo_twice_is_kept_once(office):
    record = office.record()
    body = jpeg((4, 4, 4))
    assert office.photo("li", record["id"], body).status == 201
    assert office.photo("li", record["id"], body).status == 200
    assert models.Photo.select().count() == 1
    assert [entry["kind"] for entry in book.entries()].count("PhotoReceived") == 1


def test_a_patrol_makes_a_lead_only(office):
    body = jpeg((3, 3, 3))
    record = office.record(["d6.cover"], [office.line(body, "d6.cover")], officers=["sun"], kind="patrol")
    office.photo("sun", record["id"], body)
    office.hand_in(record, "sun")
    violation = models.Violation.get()
    assert (violation.origin, violation.state, violation.due_on) == ("lead", "lead", None)


def test_a_grid_member_cannot_hand_in_an_inspection(office):
    refused("not_allowed", office.hand_in, office.record(officers=["sun", "chen"]), "sun")


def test_one_officer_is_not_enough(office):
    assert paths(refused("record_invalid", office.hand_in, office.record(officers=["li"]))) == {"officers"}


def test_two_officers_with_the_same_card_are_one(office):
    record = office.record()
    record["officers"][1] = dict(record["officers"][0])
    assert "officers" in paths(refused("record_invalid", office.hand_in, record))


def test_a_borrowed_card_number_is_noticed(office):
    record = office.record()
    record["officers"][1]["card_number"] = "YF-OTHER"
    assert paths(refused("record_invalid", office.hand_in, record)) == {"officers.1"}


def test_nobody_hands_in_for_others(office):
    assert paths(refused("record_invalid", office.hand_in, office.record(officers=["chen", "zhao"]), "li")) == {"officers"}


def test_a_site_of_another_county_does_not_exist_for_me(office):
    assert paths(refused("record_invalid", office.hand_in, office.record(site=folk.SITE_XIGONG))) == {"site.id"}


def test_a_new_place_is_registered_with_the_record(office):
    new = {
        "id": "44444444-4444-4444-8444-444444444444",
        "name": "示例新工地",
        "kind": "construction_site",
        "address": "",
        "area_code": "410302008",
        "lat": 34.7,
        "lon": 112.46,
        "accuracy_m": 9,
    }
    record = office.record() | {"site": {"new": new}}
    office.hand_in(record)
    site = models.Site.get_by_id(new["id"])
    assert (site.name, site.area_id, site.position_source) == ("示例新工地", "410302008", "phone")
    assert "SiteRegistered" in [entry["kind"] for entry in book.entries()]


def test_corrected_on_site_needs_a_photo_before_and_one_after(office):
    before, after = jpeg((6, 6, 6)), jpeg((7, 6, 6))
    record = office.record(["d6.cover"])
    record["answers"]["d6.cover"] |= {"corrected": True, "note": "当场覆盖"}
    for body in (before, after):
        office.photo("li", record["id"], body)
    record["photos"] = [office.line(before, "d6.cover", "before")]
    record["withdrawn"] = []
    assert paths(refused("record_invalid", office.hand_in, record)) == {"answers.d6.cover"}
    record["photos"].append(office.line(after, "d6.cover", "after"))
    office.hand_in(record)
    assert models.Violation.get().corrected_on_site is True


def test_an_inspection_takes_over_the_patrols_lead_on_the_same_line(office):
    seen = jpeg((8, 1, 1))
    patrol = office.record(["d6.cover"], [office.line(seen, "d6.cover")], officers=["sun"], kind="patrol")
    office.photo("sun", patrol["id"], seen)
    number = office.hand_in(patrol, "sun").facts["violations"][0]
    later = NOW + timedelta(hours=3)
    assert office.finding("d6.cover", now=later, colour=(8, 2, 2), lead=number) == number
    violation = models.Violation.get()
    assert (violation.origin, violation.state, violation.patrol_id) == ("violation", "reported", patrol["id"])
    assert models.Violation.select().count() == 1


def test_finders_with_numbers_of_several_digits_are_proven_as_they_are(office):
    for name in ("a", "b", "c", "d", "e"):
        columns = office.everyone["chen"].__data__ | {"username": name, "card_number": f"YF410302-9{name}"}
        columns.pop("id")
        office.everyone[name] = models.Person.create(**columns)
    office.finding(officers=("li", "e"))
    assert [len(str(person)) for person in models.Violation.get().found_by] == [1, 2]
    assert list(verify()) == []


def test_a_lead_taken_over_by_another_list_or_at_another_place_keeps_a_book_that_holds(office):
    """Lists share items by the word after the dot; the line keeps its item, its place and its title."""
    seen, again = jpeg((8, 1, 1)), jpeg((8, 2, 2))
    other = office.library.current("dust_ten")
    item = next(item.id for item in other.items if item.id.endswith(".cover"))
    patrol = office.record([], [office.line(seen, item)], officers=["sun"], kind="patrol") | {
        "checklist": {"id": other.id, "version": other.version, "hash": other.hash},
        "answers": {one.id: {"value": "fail" if one.id == item else "pass"} for one in other.items},
    }
    office.photo("sun", patrol["id"], seen)
    number = office.hand_in(patrol, "sun").facts["violations"][0]
    record = office.record(["d6.cover"], [office.line(again, "d6.cover")], site=folk.SITE, lead=number)
    office.photo("li", record["id"], again)
    assert office.hand_in(record).facts["violations"] == [number]
    assert (models.Violation.get().item_id, models.Violation.get().checklist_id) == (item, "dust_ten")
    assert list(verify(office.storage, full=True)) == []
    models.Violation.update(patrol=record["id"]).execute()
    assert "line_columns" in {finding.check for finding in verify()}


def test_a_phone_a_day_ahead_is_accepted_marked_and_counts_from_the_servers_time(office):
    ahead = NOW + timedelta(days=1)
    body = jpeg((2, 9, 9))
    record = office.record(["d6.cover"], [office.line(body, "d6.cover", now=ahead)], now=ahead)
    office.photo("li", record["id"], body)
    office.hand_in(record)
    assert models.Inspection.get().clock_doubt == "ahead"
    violation = models.Violation.get()
    assert (violation.act_on, violation.due_on) == ("2026-11-20", "2026-11-23")


def test_a_phone_a_month_ahead_is_told_to_set_its_clock(office):
    problem = refused("record_invalid", office.hand_in, office.record(now=NOW + timedelta(days=30)))
    assert paths(problem) == {"started_at", "finished_at"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"answers": {"d6.none": {"value": "pass"}}}, "answers.d6.none"),
        ({"answers": []}, "answers"),
        ({"answers": {f"x{n}": {"value": "pass"} for n in range(10_000)}}, "answers"),
        ({"header": {"nobody": "x"}}, "header.nobody"),
        ({"site": {"id": "../../etc/passwd"}}, "site.id"),
        ({"site": {"id": 7}}, "site.id"),
        ({"kind": "raid"}, "kind"),
        ({"officers": "li"}, "officers"),
        ({"notice_number": "一\x00二"}, "notice_number"),
        ({"notice_number": "长" * 61}, "notice_number"),
        ({"photos": [{"sha256": "../x"}]}, "photos.0.sha256"),
        ({"protocol": 2}, "protocol"),
        ({"checklist": None}, "checklist"),
    ],
)
def test_bad_input_is_named_by_its_place_and_nothing_is_stored(office, change, path):
    problem = refused("record_invalid", office.hand_in, office.record() | change)
    assert path in paths(problem) or any(found.startswith(path) for found in paths(problem)), paths(problem)
    assert all(fault.message % fault.params for fault in problem.fields)
    assert models.Inspection.select().count() == 0


def test_coordinates_outside_the_world_are_refused(office):
    body = jpeg((3, 9, 1))
    line = office.line(body, "d6.cover")
    for wrong in (91, -91, float("nan"), True, "34"):
        line["fix"] = line["fix"] | {"lat": wrong}
        problem = refused("record_invalid", office.hand_in, office.record(["d6.cover"], [line]))
        assert "photos.0.fix.lat" in paths(problem)


def test_emoji_and_rare_characters_are_kept_as_written(office):
    note = "土堆🚧旁𠮷野家"
    body = jpeg((1, 7, 7))
    record = office.record(["d6.cover"], [office.line(body, "d6.cover", caption=note)])
    record["answers"]["d6.cover"]["note"] = note
    office.photo("li", record["id"], body)
    office.hand_in(record)
    assert models.Violation.get().note == note
    assert models.EvidencePhoto.get().caption == note


def test_the_distance_to_the_site_is_kept_with_each_photo(office):
    office.finding()
    photo = models.EvidencePhoto.get()
    assert 5 < photo.distance_m < 30
    assert (photo.crs, photo.accuracy_m) == ("wgs84", 8.0)
