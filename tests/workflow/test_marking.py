"""Hiding and pointing on copies: who may, what the book says, that a phone only adds and that nothing is ever overwritten."""

from __future__ import annotations

import hashlib
import json

import pytest

from lantian.domain.problems import Problem
from lantian.ledger import db, markings
from lantian.ledger.models import LedgerEntry, PhotoMarking
from lantian.ledger.verify import verify
from lantian.workflow.marking import check_open, mark_photo
from web_fixtures import jpeg

FACE = {"kind": "redact", "at": [1000, 1000, 3000, 3000]}
PLATE = {"kind": "redact", "at": [5000, 5000, 7000, 6000]}
ARROW = {"kind": "arrow", "at": [0, 0, 4000, 4000], "colour": "red"}
SHA = hashlib.sha256(jpeg((10, 20, 30))).hexdigest()


@pytest.fixture
def mark(office):
    """mark([shape, …], seen=0, by='wang') → the version that then stands on the photo of a finding."""
    office.finding()

    def _mark(shapes, seen=0, by="wang", **more):
        return mark_photo(SHA, {"shapes": shapes, "seen_version": seen, **more}, by=office.by(by))

    return _mark


def entries():
    rows = LedgerEntry.select().where(LedgerEntry.kind.in_(("PhotoRedacted", "RedactionLifted", "PhotoAnnotated")))
    return [(row.kind, row.actor_name, row.subject_id, json.loads(row.payload)) for row in rows.order_by(LedgerEntry.seq)]


def test_each_saving_is_a_version_and_an_entry_that_name_photo_and_recipe(mark):
    mark([FACE, ARROW])
    mark([FACE, PLATE], seen=1, by="qian")
    rows = list(PhotoMarking.select().order_by(PhotoMarking.id))
    assert [(row.version, row.redacts, row.sha256) for row in rows] == [(1, True, SHA), (2, True, SHA)]
    told = entries()
    assert [(kind, actor, subject) for kind, actor, subject, _ in told] == [
        ("PhotoRedacted", "王审", SHA), ("PhotoRedacted", "钱案", SHA),
    ]  # fmt: skip
    assert [payload["recipe_sha256"] for *_, payload in told] == [row.recipe_sha256 for row in rows]
    assert "at" not in str(told[0][3]) and told[0][3]["redactions"] == 1
    assert list(verify()) == []


def test_pointing_at_something_seals_nothing(mark, office):
    mark([ARROW])
    assert [kind for kind, *_ in entries()] == ["PhotoAnnotated"]
    assert check_open(SHA, by=office.by("li")).version == 1


def test_what_is_hidden_is_open_only_to_those_entitled(mark, office):
    mark([FACE])
    for name in ("li", "chen", "sun"):
        with pytest.raises(Problem) as refused:
            check_open(SHA, by=office.by(name))
        assert refused.value.code == "original_sealed"
    for name in ("wang", "qian", "root"):
        assert check_open(SHA, by=office.by(name)).marking.redacts


def _rings(count, row):
    return [{"kind": "ellipse", "at": [200 * n, row, 200 * n + 100, row + 100], "colour": "red"} for n in range(count)]


def test_a_photo_listed_twice_with_more_shapes_than_one_may_have_is_refused_in_words(office):
    body = jpeg((9, 9, 9))
    lines = [office.line(body, "d6.cover"), office.line(body, None, "overview")]
    for line, count, row in zip(lines, (40, 1), (0, 5000), strict=True):
        line["marking"] = {"shapes": _rings(count, row)}
    record = office.record(["d6.cover"], lines)
    office.photo("li", record["id"], body)
    with pytest.raises(Problem) as refused:
        office.hand_in(record)
    (fault,) = refused.value.fields
    assert (refused.value.code, fault.path, fault.params) == (
        "marking_invalid", "photos.1.marking.shapes", {"limit": 40, "count": 41},
    )  # fmt: skip
    assert PhotoMarking.select().count() == 0
    office.hand_in(record | {"photos": [lines[0], lines[1] | {"marking": {"shapes": lines[0]["marking"]["shapes"][:3]}}]})
    assert PhotoMarking.get().version == 1 and list(verify()) == []


@pytest.mark.parametrize("name", ["li", "sun"])
def test_others_cannot_mark(mark, name):
    with pytest.raises(Problem) as refused:
        mark([FACE], by=name)
    assert refused.value.code == "not_allowed"
    assert entries() == []


def test_lifting_needs_a_reason_and_stands_in_the_book_with_it(mark):
    mark([FACE, PLATE])
    with pytest.raises(Problem) as refused:
        mark([FACE], seen=1)
    assert [fault.path for fault in refused.value.fields] == ["reason"]
    assert markings.standing(SHA).version == 1
    mark([FACE], seen=1, reason="车牌为执法对象，需要辨认")
    kind, actor, _, payload = entries()[-1]
    assert (kind, actor, payload["reason"]) == ("RedactionLifted", "王审", "车牌为执法对象，需要辨认")
    mark([], seen=2, reason="全部恢复")
    assert not markings.standing(SHA).marking.redacts


def test_whoever_saw_an_older_version_overwrites_nothing(mark):
    mark([FACE])
    with pytest.raises(Problem) as refused:
        mark([FACE, ARROW], by="qian")
    assert (refused.value.code, refused.value.params) == ("marking_moved_on", {"actor": "王审"})


def test_saving_the_same_again_writes_nothing(mark):
    mark([FACE])
    mark([FACE], seen=1)
    assert len(entries()) == 1


@pytest.mark.parametrize("body", [None, [], {"shapes": "x"}, {"shapes": [{"kind": "blur"}]}, {"shapes": [FACE], "reason": 5},
                                  {"shapes": [FACE], "reason": "a\nb"}, {"shapes": [FACE], "reason": "理" * 201}])  # fmt: skip
def test_what_is_no_marking_is_refused_in_words(mark, office, body):
    with pytest.raises(Problem) as refused:
        mark_photo(SHA, body if not isinstance(body, dict) else body | {"seen_version": 0}, by=office.by("wang"))
    assert refused.value.code == "marking_invalid" and refused.value.fields


def hand_in(office, marking, colour=(90, 20, 30)):
    body = jpeg(colour)
    record = office.record(["d6.cover"], [office.line(body, "d6.cover", marking=marking)])
    office.photo("li", record["id"], body)
    return record, hashlib.sha256(body).hexdigest()


def test_a_phones_marking_comes_with_the_record_once(office):
    record, sha256 = hand_in(office, {"shapes": [FACE, ARROW]})
    assert office.hand_in(record).status == 201
    assert office.hand_in(record).status == 200
    ((kind, actor, subject, payload),) = entries()
    assert (kind, actor, subject, payload["inspection"]) == ("PhotoRedacted", "李巡", sha256, record["id"])
    assert markings.standing(sha256).version == 1
    assert list(verify()) == []


def test_a_phones_later_marking_only_adds(office):
    record, sha256 = hand_in(office, {"shapes": [FACE]})
    office.hand_in(record)
    again, _ = hand_in(office, {"shapes": [ARROW]})
    office.hand_in(again)
    assert [shape.kind for shape in markings.standing(sha256).marking.shapes] == ["redact", "arrow"]


def test_a_record_with_a_marking_that_is_none_is_refused_whole(office):
    record, sha256 = hand_in(office, {"shapes": [{"kind": "redact", "at": [0, 0, 20000, 10]}]})
    with pytest.raises(Problem) as refused:
        office.hand_in(record)
    assert [fault.path for fault in refused.value.fields] == ["photos.0.marking.shapes.0"]
    assert markings.standing(sha256).version == 0


def test_a_recipe_bent_by_hand_hides_everything_and_is_named(mark):
    mark([FACE])
    db.database.execute_sql("UPDATE photo_marking SET recipe = '{\"shapes\":[{}]}'")
    assert markings.standing(SHA).marking == markings.ALL_HIDDEN
    assert {finding.check for finding in verify()} == {"markings"}
