"""Whose photos a record or an act may list: to know a hash is not to have the photo."""

from __future__ import annotations

import hashlib
import uuid

import pytest

import people as folk
from lantian.domain.act import read_act
from lantian.ledger import book, db, models
from lantian.workflow.decide import Decision, decide, decide_from_phone
from web_fixtures import jpeg

from .conftest import NOW
from .test_deciding import seen
from .test_receiving import refused

BODY = jpeg((10, 20, 30))
HASH = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def number(office):
    """A line of county A (老城区) that stands on BODY, handed in by li, returned for supplement."""
    number = office.finding()
    decide(number, Decision("ReturnedForSupplement", seen(number), reason="补"), by=office.by("wang"))
    return number


def of_the_next_county(office, body=BODY):
    photos = [office.line(body, "d6.cover")]
    return office.record(["d6.cover"], photos, officers=("zhao", "chen"), site=folk.SITE_XIGONG)


def supplement(office, number, name, act_id=None, body=BODY):
    wire = {"event": "Supplemented", "seen_seq": seen(number), "photos": [office.line(body, role="supplement")]}
    read, faults = read_act(wire, now=NOW)
    assert faults == []
    decision = Decision(read.event, read.seen_seq, photos=read.photos)
    return decide_from_phone(number, act_id or str(uuid.uuid4()), wire, decision, by=office.by(name))


def test_a_hash_of_another_county_does_not_bring_its_photo_into_mine(office, number):
    before = book.head()
    problem = refused("photos_missing", office.hand_in, of_the_next_county(office), "zhao")
    assert problem.extra["photos_missing"] == [HASH]
    assert book.head() == before
    assert models.EvidencePhoto.select().where(models.EvidencePhoto.photo == HASH).count() == 1


def test_whoever_has_the_bytes_sends_them_and_the_record_is_taken(office, number):
    record = of_the_next_county(office)
    refused("photos_missing", office.hand_in, record, "zhao")
    assert office.photo("zhao", record["id"], BODY).status == 200
    assert office.hand_in(record, "zhao").status == 201


def test_the_number_of_somebody_elses_record_opens_its_photos_to_nobody_else(office, number):
    theirs = models.Inspection.get().id
    problem = refused("photos_missing", supplement, office, number, "chen", act_id=theirs)
    assert problem.extra["photos_missing"] == [HASH]


def test_a_drawn_signature_must_be_ones_own_too(office, number):
    record = office.record(officers=("zhao", "chen"), site=folk.SITE_XIGONG)
    record["party"] |= {"outcome": "signed", "signature": HASH}
    assert refused("photos_missing", office.hand_in, record, "zhao").extra["photos_missing"] == [HASH]


def test_the_same_person_may_use_a_photo_in_the_record_and_in_an_act(office, number):
    assert supplement(office, number, "li").status == 201


def test_two_officers_phones_may_hold_the_same_photo(office, number):
    act_id = str(uuid.uuid4())
    refused("photos_missing", supplement, office, number, "chen", act_id=act_id)
    office.photo("chen", act_id, BODY)
    assert supplement(office, number, "chen", act_id=act_id).status == 201


def test_a_photo_sent_for_one_record_counts_for_the_next_of_the_same_person(office):
    draft, begun_again = office.record(), office.record(["d6.cover"], [office.line(BODY, "d6.cover")])
    office.photo("li", draft["id"], BODY)
    assert office.hand_in(begun_again).status == 201


def test_a_removed_original_cannot_be_listed_again(office, number):
    with db.transaction():
        models.PhotoRemoval.create(
            photo=HASH, ground="court", document="示例", reason="示例", requested_by=office.by("wang").id,
            requested_at=folk.NOW, requested_seq=1, removed_at=folk.NOW, removed_seq=1,
        )  # fmt: skip
    assert refused("photos_missing", supplement, office, number, "li").extra["photos_missing"] == [HASH]
    refused("photo_removed", office.photo, "li", str(uuid.uuid4()), BODY)
