"""Who had which original, and removals, on both databases: what is noted is found again, and what is bent is named."""

from __future__ import annotations

import pytest

from builders_rows import Rows
from lantian.domain.problems import Problem
from lantian.ledger import book, custody, exported, models, removals
from lantian.ledger.db import transaction
from lantian.ledger.verify import verify
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
