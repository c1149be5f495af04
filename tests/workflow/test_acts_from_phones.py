"""A later act from a phone, done once: what "the same act" means, and that none of its photos is dropped."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta

import pytest

from lantian.domain.act import read_act
from lantian.domain.problems import Problem
from lantian.ledger import book, models, violations
from lantian.workflow.decide import Decision, decide, decide_from_phone, decision_of
from web_fixtures import jpeg

from .conftest import NOW

LATER = NOW + timedelta(hours=2)
SHOT, DROPPED = jpeg((3, 1, 4)), jpeg((1, 5, 9))


def refused(code, act, *args, **more):
    with pytest.raises(Problem) as caught:
        act(*args, **more)
    assert caught.value.code == code, caught.value.fields
    return caught.value


@pytest.fixture
def number(office):
    """A finding that was returned for a supplement."""
    number = office.finding("d6.cover")
    returned = Decision("ReturnedForSupplement", violations.by_number(number).last_seq, reason="请补拍")
    decide(number, returned, by=office.by("wang"))
    return number


def body_of(office, number, photos=(SHOT,), **more):
    lines = [office.line(photo, role="supplement") for photo in photos]
    seen = violations.by_number(number).last_seq
    return {"event": "Supplemented", "seen_seq": seen, "reason": "补拍了全景", "result": "", "photos": lines} | more


def send(office, number, act_id, body, name="li", now=NOW):
    act, faults = read_act(body, now=now)
    assert faults == []
    return decide_from_phone(number, act_id, body, decision_of(act), by=office.by(name, now))


def test_a_photo_sent_for_an_act_must_be_listed_or_withdrawn(office, number):
    act_id = str(uuid.uuid4())
    for photo in (SHOT, DROPPED):
        office.photo("li", act_id, photo)
    body = body_of(office, number)
    dropped = hashlib.sha256(DROPPED).hexdigest()
    assert refused("photos_unaccounted", send, office, number, act_id, body).extra == {"photos_unaccounted": [dropped]}
    assert violations.by_number(number).state == "returned"
    body["withdrawn"] = [{"sha256": dropped, "reason": "拍糊了"}]
    assert send(office, number, act_id, body).status == 201
    assert book.story("violation", number)[-1]["payload"]["withdrawn"] == body["withdrawn"]


def test_a_photo_that_comes_after_its_act_is_refused_unless_the_act_listed_it(office, number):
    act_id = str(uuid.uuid4())
    office.photo("li", act_id, SHOT)
    assert send(office, number, act_id, body_of(office, number)).status == 201
    refused("photo_not_listed", office.photo, "li", act_id, DROPPED)
    assert office.photo("li", act_id, SHOT).status == 200
    assert models.PhotoReceipt.select().where(models.PhotoReceipt.inspection_id == act_id).count() == 1


@pytest.mark.parametrize("withdrawn", [{}, "x", [7], [{"sha256": "zz", "reason": "x"}], [{"sha256": "0" * 64}]])
def test_a_withdrawal_that_is_none_is_named_by_its_place(office, number, withdrawn):
    _, faults = read_act(body_of(office, number, withdrawn=withdrawn), now=NOW)
    assert faults and all(fault.path.startswith("withdrawn") for fault in faults)


def test_the_same_act_from_another_person_or_for_another_line_is_refused(office, number):
    act_id, body = str(uuid.uuid4()), body_of(office, number, photos=())
    first = send(office, number, act_id, body)
    other = office.finding("d6.wash", colour=(2, 2, 2))
    before = book.head()
    for more in ((number, act_id, body, "chen"), (other, act_id, body)):
        problem = refused("record_differs", send, office, *more, now=LATER)
        assert problem.params["received_at"] == first.received_at
    assert book.head() == before


def test_the_same_id_with_other_content_is_refused_and_changes_nothing(office, number):
    act_id, body = str(uuid.uuid4()), body_of(office, number, photos=())
    send(office, number, act_id, body)
    before = book.head()
    changes = {"reason": "不同", "result": "x", "seen_seq": body["seen_seq"] + 1, "event": "RecheckPassed", "more": 1}
    for key, value in changes.items():
        refused("record_differs", send, office, number, act_id, body | {key: value})
    assert book.head() == before


def test_a_repeat_says_when_it_was_first_received(office, number):
    act_id, body = str(uuid.uuid4()), body_of(office, number)
    photo = office.photo("li", act_id, SHOT)
    again = office.photo("li", act_id, SHOT, now=LATER)
    assert (again.status, again.seq, again.received_at) == (200, photo.seq, photo.received_at)
    first = send(office, number, act_id, body)
    second = send(office, number, act_id, body, now=LATER)
    assert (second.status, second.seq, second.received_at) == (200, first.seq, first.received_at)
