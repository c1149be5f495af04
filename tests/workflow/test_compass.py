"""Where the camera looked comes with a photo of a record or an act, is kept with its source, and is proven by the book."""

from __future__ import annotations

import uuid

from lantian.domain.act import read_act
from lantian.ledger import db, models
from lantian.ledger.verify import verify
from lantian.workflow.decide import Decision, decide, decide_from_phone
from web_fixtures import jpeg

from .conftest import NOW
from .test_deciding import seen
from .test_receiving import paths, refused

LOOK = {"deg": 44.5, "source": "absolute"}


def reported(office, **more):
    body = jpeg((7, 7, 7))
    record = office.record(["d6.cover"], [office.line(body, "d6.cover", **more)])
    office.photo("li", record["id"], body)
    return record


def kept():
    return [(row.compass_deg, row.compass_source) for row in models.EvidencePhoto.select().order_by(models.EvidencePhoto.id)]


def test_a_record_keeps_the_direction_and_a_changed_one_is_named(office):
    office.hand_in(reported(office, compass=LOOK))
    assert kept() == [(44.5, "absolute")] and list(verify()) == []
    with db.transaction():
        models.EvidencePhoto.update(compass_deg=200.0).execute()
    assert [finding.params["column"] for finding in verify()] == ["evidence_photo.compass_deg"]


def test_records_of_phones_of_before_are_taken(office):
    office.hand_in(reported(office))
    assert kept() == [(None, "")] and list(verify()) == []


def test_a_direction_that_is_none_is_refused_at_its_place(office):
    assert paths(refused("record_invalid", office.hand_in, reported(office, compass={"deg": 500}))) == {"photos.0.compass"}


def test_an_act_keeps_the_direction_and_a_changed_one_is_named(office):
    number, act_id, body = office.finding(), str(uuid.uuid4()), jpeg((8, 8, 8))
    decide(number, Decision("ReturnedForSupplement", seen(number), reason="补"), by=office.by("wang"))
    office.photo("li", act_id, body)
    wire = {"event": "Supplemented", "seen_seq": seen(number), "photos": [office.line(body, role="supplement", compass=LOOK)]}
    read, _ = read_act(wire, now=NOW)
    decide_from_phone(number, act_id, wire, Decision(read.event, read.seen_seq, photos=read.photos), by=office.by("li"))
    assert kept()[-1] == (44.5, "absolute") and list(verify()) == []
    with db.transaction():
        models.EvidencePhoto.update(compass_deg=None, compass_source="").execute()
    assert list(verify())
