"""Who had which original, and removals, on both databases: what is noted is found again, and what is bent is named."""

from __future__ import annotations

import pytest

from builders_rows import Rows
from lantian.domain.problems import Problem
from lantian.ledger import book, custody, exported, models, removals, verify_custody
from lantian.ledger.db import transaction
from lantian.ledger.verify import MISSING, verify
from lantian.workflow import removal
from lantian.workflow.acting import acting

ASKED = {"ground": "court", "document": "示例判决 1 号", "reason": "生效判决"}


@pytest.fixture
def rows(ledger_db):
    return Rows()


@pytest.fixture
def photo(rows):
    rows.visit()
    return models.EvidencePhoto.get(models.EvidencePhoto.role == "finding").sha256


class Store:
    """Originals as names only."""

    def __init__(self, *names):
        self.names = set(names)

    def exists(self, sha256):
        return sha256 in self.names

    def size(self, sha256):
        return 640

    def remove(self, sha256):
        self.names.discard(sha256)


def exports(rows, *sha256s):
    said = {"writer": "case_zip", "filters": {}, "rows": 1, "sha256": "a" * 64, "originals": len(sha256s)}
    said["originals_sha256"] = custody.originals_sha256(sha256s)
    wang = rows.people["wang"]
    with transaction():
        seq = book.append(
            at=rows.at(),
            actor=book.Actor(wang.id, wang.name),
            kind="CaseExported",
            subject_kind="export",
            subject_id="a" * 64,
            payload=said,
        )
        file = {"writer": "case_zip", "filters": {}, "row_count": 1, "sha256": "a" * 64, "by": wang.id, "at": rows.at()}
        exported.note_export(seq=seq, **file, originals=sha256s)
    return seq


def by(rows, name):
    rows.at()
    return acting(models.Person.get_by_id(rows.people[name].id), rows.now)


def named(store=None):
    return {finding.check for finding in verify(store)}


def test_downloads_and_exports_are_told_in_the_order_they_happened(rows, photo):
    from lantian.workflow.custody import note_original_download

    first = note_original_download(photo, by=by(rows, "qian"))
    second = exports(rows, photo)
    found = custody.takings([photo, "0" * 64])
    assert [(row.seq, row.actor, row.how) for row in found[photo]] == [
        (first, "钱案", "downloaded"),
        (second, "王审", "exported"),
    ]
    assert found["0" * 64] == []
    assert named() == set()


def test_an_original_noted_for_an_export_by_hand_is_named(rows, photo):
    exports(rows, photo)
    models.ExportOriginal.insert(photo=models.Photo.select().where(models.Photo.sha256 != photo).get().sha256, seq=1).execute()
    assert named() == {"export_originals"}


def test_a_use_outside_of_the_scope_is_told_without_its_name(rows, photo):
    [inside] = custody.uses("4103", photo)
    assert (inside.visible, inside.title) == (True, "工地周边围挡")
    assert not custody.uses("410303", photo)[0].visible


def test_a_removal_takes_two_persons_and_verify_knows_it(rows, photo, tmp_path):
    store = Store(*(row.sha256 for row in models.Photo.select()))
    models.Photo.update(examined_at="x").execute()
    seq = removal.request(photo, **ASKED, by=by(rows, "wang"))
    with pytest.raises(Problem, match="removal_same_person"):
        removal.decide(photo, seq, approved=True, remark="可以", by=by(rows, "wang"))
    removal.decide(photo, seq, approved=True, remark="可以", by=by(rows, "root"))
    assert removal.carry_out(store, tmp_path, rows.now) == 1
    assert (store.exists(photo), removal.carry_out(store, tmp_path, rows.now)) == (False, 0)
    assert removals.removed([photo])[photo].document == ASKED["document"]
    assert "originals" not in {finding.check for finding in verify(store) if finding.subject == photo}
    assert "removals" not in named()
    store.names.add(photo)
    assert photo in {finding.subject for finding in verify(store) if finding.check == "originals"}
    assert (removal.remove_again(store, tmp_path), store.exists(photo)) == (1, False)


def test_a_disk_that_refuses_leaves_the_removal_to_be_done(rows, photo, tmp_path):
    class Stuck(Store):
        def remove(self, sha256):
            raise OSError("read-only")

    models.Photo.update(examined_at="x").execute()
    seq = removal.request(photo, **ASKED, by=by(rows, "wang"))
    removal.decide(photo, seq, approved=True, remark="可以", by=by(rows, "root"))
    with pytest.raises(OSError, match="read-only"):
        removal.carry_out(Stuck(photo), tmp_path, rows.now)
    assert not removals.is_removed(photo)
    assert len(removals.approved()) == 1
    assert named() == set()


def test_one_person_who_bent_the_row_is_named(rows, photo):
    seq = removal.request(photo, **ASKED, by=by(rows, "wang"))
    removal.decide(photo, seq, approved=True, remark="可以", by=by(rows, "root"))
    models.PhotoRemoval.update(decided_by=rows.people["wang"].id).execute()
    assert named() == {"removals"}


def entered(kind, sha256, actor, payload):
    """An entry made past the product's doors, chained as it should be."""
    with transaction():
        at = book.moment("2026-11-02T01:00:00.000000+00:00")
        return book.append(at=at, actor=actor, kind=kind, subject_kind="photo", subject_id=sha256, payload=payload)


def test_a_removal_that_nobody_asked_for_is_named_and_its_original_is_missed(rows, photo):
    store = Store(*(row.sha256 for row in models.Photo.select() if row.sha256 != photo))
    entered("OriginalRemoved", photo, book.SYSTEM, {"size_bytes": 640})
    told = {(finding.check, finding.subject, finding.message) for finding in verify(store) if finding.subject == photo}
    assert told == {("removals", photo, verify_custody.NOT_RIGHTFUL), ("originals", photo, MISSING)}


@pytest.mark.parametrize("approver", [None, "wang", "root"])
def test_a_removal_without_the_approval_of_another_person_before_it_is_named(rows, photo, approver):
    """Without any, by the person who asked, and by another one afterwards."""
    store = Store(*(row.sha256 for row in models.Photo.select() if row.sha256 != photo))
    seq = removal.request(photo, **ASKED, by=by(rows, "wang"))
    steps = [("OriginalRemoved", book.SYSTEM)]
    if approver:
        steps.insert(approver == "root", ("OriginalRemovalApproved", rows.actor(approver)))
    for kind, actor in steps:
        entered(kind, photo, actor, {"request": seq})
    bend_the_row_to_fit(photo)
    told = {(finding.check, finding.message) for finding in verify(store) if finding.subject == photo}
    assert {("removals", verify_custody.NOT_RIGHTFUL), ("originals", MISSING)} <= told
    assert ("removals", verify_custody.REMOVAL_DIFFERS) not in told


def bend_the_row_to_fit(photo):
    """What somebody would do who wrote the entries by hand."""
    [(_seq, columns)] = verify_custody._told([photo]).items()
    models.PhotoRemoval.update(**columns).execute()


def test_a_photo_downloaded_often_is_not_read_through_by_the_check_of_its_receipt(rows, photo, monkeypatch):
    from lantian.ledger import verify_rows

    for _ in range(20):
        entered("OriginalDownloaded", photo, rows.actor("qian"), {})
    read, parsed = [], verify_rows.parsed
    monkeypatch.setattr(verify_rows, "parsed", lambda text: (read.append(text), parsed(text))[1])
    assert list(verify_rows.photos(lambda done: None)) == []
    assert len(read) == models.Photo.select().count()
