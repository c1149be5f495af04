"""What arrives while a record is being judged: nothing is taken on what was read before."""

from __future__ import annotations

import pytest

from lantian.domain.problems import Problem
from lantian.domain.violation import replay
from lantian.ledger import book, models, records_known
from lantian.workflow import receive
from web_fixtures import jpeg

from .conftest import eight_at_once

PLACE = {
    "id": "44444444-4444-4444-8444-444444444444",
    "name": "示例新工地",
    "kind": "construction_site",
    "address": "",
    "area_code": "410302008",
    "lat": 34.7,
    "lon": 112.46,
    "accuracy_m": 9,
}


@pytest.fixture
def meanwhile(monkeypatch):
    """meanwhile(act, before=…): the act is done once, while the next record is judged, before or after its reads."""

    def _meanwhile(act, *, before=False):
        gather, acts = records_known.gather, [act]

        def gathering(*args):
            if before and acts:
                acts.pop()()
            gathered = gather(*args)
            if acts:
                acts.pop()()
            return gathered

        monkeypatch.setattr(receive.records_known, "gather", gathering)

    return _meanwhile


def test_a_record_with_a_new_place_sent_twice_at_once_is_known_the_second_time(office, meanwhile):
    record = office.record() | {"site": {"new": PLACE}}
    answers = []
    meanwhile(lambda: answers.append(office.hand_in(record)), before=True)
    answers.append(office.hand_in(record))
    assert [answer.status for answer in answers] == [201, 200]
    assert answers[0].seq == answers[1].seq


def test_eight_hand_ins_of_a_record_with_a_new_place_at_once_all_succeed(office):
    record = office.record() | {"site": {"new": PLACE}}
    assert eight_at_once(office, record) == [200] * 7 + [201]
    assert (models.Inspection.select().count(), models.Site.select().where(models.Site.id == PLACE["id"]).count()) == (1, 1)


def test_a_place_registered_by_another_record_meanwhile_is_a_fault_in_words(office, meanwhile):
    first, second = (office.record() | {"site": {"new": PLACE}} for _ in range(2))
    meanwhile(lambda: office.hand_in(first))
    with pytest.raises(Problem) as refused:
        office.hand_in(second)
    assert [fault.path for fault in refused.value.fields] == ["site.new.id"]
    assert models.Inspection.select().count() == 1


def _lead(office) -> str:
    body = jpeg((8, 1, 1))
    patrol = office.record(["d6.cover"], [office.line(body, "d6.cover")], officers=["sun"], kind="patrol")
    office.photo("sun", patrol["id"], body)
    return office.hand_in(patrol, "sun").facts["violations"][0]


def test_two_inspections_on_one_lead_at_once_make_a_line_each(office, meanwhile):
    lead = _lead(office)
    numbers = []
    meanwhile(lambda: numbers.append(office.finding("d6.cover", colour=(8, 2, 2), lead=lead)))
    numbers.append(office.finding("d6.cover", colour=(8, 3, 3), lead=lead))
    assert numbers[0] == lead != numbers[1]
    for number in numbers:
        assert replay([entry["kind"] for entry in book.story("violation", number)]) == "reported"


def test_a_photo_acknowledged_meanwhile_must_be_listed_or_withdrawn(office, meanwhile):
    record = office.record()
    late = jpeg((7, 7, 7))
    meanwhile(lambda: office.photo("li", record["id"], late))
    with pytest.raises(Problem) as refused:
        office.hand_in(record)
    assert refused.value.code == "photos_unaccounted"
    assert models.Inspection.select().count() == 0
    record["withdrawn"] = [{"sha256": sha256, "reason": "拍糊了"} for sha256 in refused.value.extra["photos_unaccounted"]]
    assert office.hand_in(record).status == 201
