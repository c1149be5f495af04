"""The demo city: made through the real acts, whole, marked as a sample, and shut outside demo mode."""

from __future__ import annotations

import io
import itertools
import json
import re

import pytest
from PIL import Image

from lantian.demo.accounts import CREWS, PASSWORD, PEOPLE, SIGN_INS
from lantian.demo.mark import is_marked
from lantian.demo.places import PLACES, position
from lantian.domain.geo import plausibility
from lantian.domain.people import ROLES
from lantian.domain.violation import EVENTS, STATES
from lantian.evidence.agreement import agreement
from lantian.evidence.exif import read_claims
from lantian.evidence.marks import LONGEST_PX, Question, Stored, marks_of, scaled
from lantian.evidence.storage import open_storage
from lantian.ledger import book, people
from lantian.ledger.models import Area, EvidencePhoto, Inspection, LedgerEntry, Person, Photo, Site, Violation
from lantian.ledger.verify import verify


def test_loading_a_second_time_changes_nothing(copy, load_city):
    from lantian.ledger import db

    db.open_database(copy.database)
    with db.connection():
        before = book.head()
    again = load_city(copy)
    with db.connection():
        assert book.head() == before
    assert not again.new


def test_every_state_is_there(demo):
    assert {row.state for row in Violation.select(Violation.state)} == set(STATES)


def test_every_event_has_happened(demo):
    happened = {row.kind for row in LedgerEntry.select(LedgerEntry.kind)}
    assert set(EVENTS) - happened == set()


def test_the_book_is_whole(demo):
    assert list(verify(open_storage(demo.originals_dir), full=True)) == []


def test_nothing_happened_in_the_future(demo, today):
    last = [row.recorded_at for row in LedgerEntry.select().order_by(LedgerEntry.seq)]
    assert max(last) <= today.isoformat(timespec="microseconds")


def test_every_topic_is_covered(demo):
    lists = {row.checklist_id for row in Inspection.select(Inspection.checklist_id)}
    assert {"dust_six", "catering_fume", "coal_vendor", "coal_household", "open_burning", "burning_patrol"} <= lists


def test_some_lines_are_overdue_and_some_are_not(demo):
    ordered = [row.due_on for row in Violation.select().where(Violation.state == "ordered")]
    assert any(due < "2026-11-21" for due in ordered)
    assert any(due >= "2026-11-21" for due in ordered)


def test_every_picture_says_that_it_is_a_sample(demo):
    storage = open_storage(demo.originals_dir)
    hashes = [row.sha256 for row in Photo.select(Photo.sha256)]
    unmarked = []
    for sha256 in hashes:
        with storage.open(sha256) as original, Image.open(original) as image:
            if not is_marked(image):
                unmarked.append(sha256)
    assert hashes
    assert unmarked == []


def test_a_plain_picture_is_not_taken_for_a_marked_one():
    assert not is_marked(Image.new("RGB", (1280, 960), (40, 40, 40)))
    assert not is_marked(Image.new("RGB", (1280, 960), "white"))


def test_pictures_carry_time_and_place_as_a_phone_writes_them(demo):
    storage = open_storage(demo.originals_dir)
    row = EvidencePhoto.select().where(EvidencePhoto.lat.is_null(False) & (EvidencePhoto.role == "finding")).first()
    with storage.as_file(row.sha256) as path:
        claims = read_claims(path, "image/jpeg")
    assert claims.faults == ()
    assert claims.claimed_at[:19] == row.taken_at[:19]
    assert (claims.lat, claims.lon) == (pytest.approx(row.lat, abs=1e-6), pytest.approx(row.lon, abs=1e-6))


def test_before_and_after_are_two_pictures_of_one_spot(demo):
    pairs = {}
    for row in EvidencePhoto.select().where(EvidencePhoto.role.in_(["before", "after"]) & EvidencePhoto.act_seq.is_null()):
        pairs.setdefault((row.inspection_id, row.item_id), {})[row.role] = row.sha256
    assert pairs
    assert all(set(pair) == {"before", "after"} and len(set(pair.values())) == 2 for pair in pairs.values())


def test_a_few_photos_give_a_reviewer_something_to_doubt(demo):
    rows = list(EvidencePhoto.select())
    assert any(row.distance_m is not None and row.distance_m > 500 for row in rows)
    assert any(row.lat is None and row.no_fix_reason for row in rows)
    assert any(row.source == "file" for row in rows)


def test_every_name_is_marked_as_invented(demo):
    assert all("示例" in row.name and (not row.party or "示例" in row.party) and row.uscc == "" for row in Site.select())
    assert all("示例" in row.name and row.demo for row in Person.select())
    assert all("示例" in (row.party.get("person") or "示例") for row in Inspection.select())


def test_every_role_has_a_sign_in():
    assert {person.role for person in SIGN_INS} == set(ROLES)
    assert len({person.area_code[:6] for person in SIGN_INS if person.role == "inspector"}) == 2


def test_no_demo_account_opens_outside_demo_mode(demo):
    for person in PEOPLE:
        assert people.by_username(person.username, demo=False) is None
        assert people.by_username(person.username, demo=True) is not None
        row = Person.get(Person.username == person.username)
        assert people.active(row.id, demo=False) is None


@pytest.mark.parametrize(("demo_mode", "status"), [(True, 302), (False, 401)])
def test_signing_in_depends_on_the_mode(copy, demo_mode, status):
    from dataclasses import replace

    from lantian.web.app import create_app

    client = create_app(replace(copy, demo=demo_mode)).test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    form = {"username": "inspector", "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=form).status_code == status


def test_inspectors_of_another_county_are_apart(demo):
    counties = {Person.get(Person.username == crew[0]).area_id for crew in CREWS.values()}
    assert len(counties) == len(CREWS)


def test_areas_carry_outlines_but_where_none_is_known(demo):
    counties = list(Area.select().where(Area.level == 6))
    without = {row.code for row in counties if row.outline is None}
    assert without == {"410371"}
    assert Area.select().where(Area.level == 9).count() == 194


def test_sites_lie_in_their_county(demo):
    outlines = {row.code: row.outline for row in Area.select().where(Area.outline.is_null(False))}
    outside = [place.key for place in PLACES if not _holds(outlines[place.area_code[:6]], *position(place))]
    assert outside == []


def _holds(geometry, lat, lon):
    """Whether a position lies in a GeoJSON geometry: ray casting on its outer rings."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return any(_in_ring(polygon[0], lat, lon) for polygon in polygons)


def _in_ring(ring, lat, lon):
    inside = False
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def test_no_fix_claims_the_impossible(demo):
    from lantian.domain.geo import Fix
    from lantian.domain.moments import parse_instant

    for row in EvidencePhoto.select().where(EvidencePhoto.lat.is_null(False), EvidencePhoto.distance_m < 200):
        fix = Fix(row.lat, row.lon, row.accuracy_m, None, None, parse_instant(row.fix_at), row.crs)
        assert plausibility(fix, parse_instant(row.taken_at), None) == ()


def test_the_load_is_signed_in_the_book(demo):
    entry = LedgerEntry.select().order_by(LedgerEntry.seq.desc()).first()
    assert entry.kind == "DemoLoaded"
    assert json.loads(entry.payload)["photos"] >= Photo.select().count()


def test_a_signature_is_a_picture_too(demo):
    rows = list(EvidencePhoto.select().where(EvidencePhoto.role == "signature"))
    with open_storage(demo.originals_dir).open(rows[0].sha256) as original:
        assert Image.open(io.BytesIO(original.read())).format == "PNG"


def test_one_rectification_hands_in_its_own_finding_again(demo):
    """For the visitor of the demo to see: the picture cut and encoded anew is found to be the same shot."""
    copy = EvidencePhoto.get((EvidencePhoto.role == "after") & (EvidencePhoto.source == "file"))
    first = EvidencePhoto.get((EvidencePhoto.inspection == copy.inspection_id) & (EvidencePhoto.role == "finding"))
    storage = open_storage(demo.originals_dir)
    pictures = []
    for row in (first, copy):
        with storage.open(row.sha256) as original, Image.open(original) as image:
            pictures.append(scaled(image.convert("L"), 400))
    question = Question(pictures[1])
    marks = [Stored(mark.key, 0, mark.x, mark.y) for mark in marks_of(scaled(pictures[0], LONGEST_PX))]
    suspected = question.candidates(stored for stored in marks if stored.key in question)
    assert agreement(pictures[1], pictures[0], suspected).kind == "cropped"
