"""Verification: a whole ledger passes, and everything broken by hand is named by the check that is there for it."""

from __future__ import annotations

import hashlib
import json

import pytest

import people as folk
from builders_rows import Rows
from lantian.evidence.storage import open_storage
from lantian.ledger import book, db, models, verify_book, verify_rows
from lantian.ledger.verify import CHECKS, NOT_READ, UNREADABLE, WRONG_SIZE, verify


@pytest.fixture
def rows(ledger_db):
    """Two lines, one acted on, a lead taken over, an export, a waiting photo."""
    made = Rows()
    [made.first] = made.visit()
    made.act(made.first, "Confirmed", reason="属实")
    [made.lead] = made.visit(kind="patrol", by=("sun",))
    made.visit(lead=made.lead)
    made.visit(site=folk.SITE_XIGONG, by=("zhao",))
    made.export()
    made.waiting = made.photo("99999999-9999-4999-8999-999999999999")
    return made


@pytest.fixture
def store(rows, tmp_path):
    """The evidence store with every original of the ledger."""
    storage = open_storage(tmp_path / "originals")
    for sha256, content in rows.originals.items():
        with storage.stage() as stage:
            stage.write(content)
            stage.commit(sha256)
    return storage


def unguard():
    """Take the triggers away, as someone would who wants to rewrite the past."""
    for name in db.trigger_names("ledger_entry"):
        db.database.execute_sql(f"DROP TRIGGER {name}" + (" ON ledger_entry" if db.is_postgresql() else ""))


def forge(seq, **columns):
    """Change an entry behind the triggers' back."""
    unguard()
    models.LedgerEntry.update(**columns).where(models.LedgerEntry.seq == seq).execute()


def reseal():
    """Compute the whole chain anew, as a thorough forger would."""
    unguard()
    prev = book.GENESIS
    for entry in list(book.entries()):
        entry["prev_hash"] = prev
        prev = book.entry_hash(entry)
        models.LedgerEntry.update(prev_hash=entry["prev_hash"], hash=prev).where(models.LedgerEntry.seq == entry["seq"]).execute()


def found(*checks, **more):
    """(check, message) of every finding, of the named checks only."""
    return {(f.check, f.message) for f in verify(**more) if not checks or f.check in checks}


def entry(kind):
    return models.LedgerEntry.select().where(models.LedgerEntry.kind == kind).order_by(models.LedgerEntry.seq).first()


def test_a_whole_ledger_has_nothing_to_say(rows, store):
    assert found(originals=store, full=True) == set()


def test_an_empty_ledger_has_nothing_to_say(ledger_db):
    assert found() == set()


def test_every_finding_is_a_sentence(rows):
    models.Violation.update(state="cleared", last_seq=1).execute()
    for finding in verify():
        assert finding.message % finding.params
        assert finding.subject


def test_a_missing_trigger_is_named(rows):
    unguard()
    assert found() == {("guards", verify_book.NO_GUARD)}


def test_a_disabled_trigger_is_as_good_as_missing(postgresql_db):
    db.database.execute_sql("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_change")
    assert found() == {("guards", verify_book.NO_GUARD)}


SQLITE_BENT = (
    ("ledger_entry_no_update", "BEFORE UPDATE ON ledger_entry WHEN 0 BEGIN SELECT RAISE(ABORT, 'x'); END"),
    ("ledger_entry_no_delete", "BEFORE DELETE ON ledger_entry BEGIN SELECT 1; END"),
    ("ledger_entry_no_replace", "BEFORE INSERT ON ledger_entry WHEN NEW.seq < 0 BEGIN SELECT RAISE(ABORT, 'x'); END"),
)


@pytest.mark.parametrize(("name", "does"), SQLITE_BENT)
def test_a_trigger_of_the_right_name_that_lets_changes_through_is_named(sqlite_db, name, does):
    db.database.execute_sql(f"DROP TRIGGER {name}")
    db.database.execute_sql(f"CREATE TRIGGER {name} {does}")
    assert found() == {("guards", verify_book.BENT_GUARD)}


@pytest.mark.parametrize(
    "bend",
    [
        "CREATE OR REPLACE FUNCTION ledger_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "CREATE OR REPLACE TRIGGER ledger_entry_no_change BEFORE DELETE ON ledger_entry "
        "FOR EACH ROW EXECUTE FUNCTION ledger_entry_refuse()",
        "CREATE OR REPLACE TRIGGER ledger_entry_no_change BEFORE UPDATE OF seq OR DELETE ON ledger_entry "
        "FOR EACH ROW EXECUTE FUNCTION ledger_entry_refuse()",
        "CREATE OR REPLACE TRIGGER ledger_entry_no_change BEFORE UPDATE OR DELETE ON ledger_entry "
        "FOR EACH ROW WHEN (OLD.seq < 0) EXECUTE FUNCTION ledger_entry_refuse()",
    ],
)
def test_a_trigger_of_postgresql_that_lets_changes_through_is_named(postgresql_db, bend):
    db.database.execute_sql(bend)
    assert found() == {("guards", verify_book.BENT_GUARD)}


def test_a_trigger_that_fires_for_replicas_only_is_as_good_as_missing(postgresql_db):
    db.database.execute_sql("ALTER TABLE ledger_entry ENABLE REPLICA TRIGGER ledger_entry_no_change")
    assert found() == {("guards", verify_book.NO_GUARD)}


def test_a_trigger_that_is_none_of_ours_is_named(sqlite_db):
    db.database.execute_sql(
        "CREATE TRIGGER helpful AFTER INSERT ON ledger_entry BEGIN UPDATE person SET name = 'x' WHERE id = 1; END"
    )
    assert found() == {("guards", verify_book.BENT_GUARD)}


def test_a_changed_entry_is_named(rows):
    forge(entry("Confirmed").seq, actor_name="别人")
    assert found("book") == {("book", verify_book.WRONG_HASH)}


def test_an_entry_changed_with_its_hash_breaks_the_chain_behind_it(rows):
    changed = entry("Confirmed")
    row = next(row for row in book.entries() if row["seq"] == changed.seq) | {"actor_name": "别人"}
    forge(changed.seq, actor_name="别人", hash=book.entry_hash(row))
    assert found("book") == {("book", verify_book.BROKEN_CHAIN)}


def test_a_removed_entry_leaves_a_gap(rows):
    unguard()
    models.LedgerEntry.delete().where(models.LedgerEntry.seq == entry("Confirmed").seq).execute()
    assert found("book") == {("book", verify_book.GAP), ("book", verify_book.BROKEN_CHAIN)}


def test_a_time_that_goes_back_is_named_even_when_the_chain_is_sealed_anew(rows):
    forge(entry("Confirmed").seq, recorded_at="2020-01-01T00:00:00.000000+00:00")
    reseal()
    assert found("book") == {("book", verify_book.TIME_BACK)}


@pytest.mark.parametrize("at", ["yesterday", "2026-11-02T09:00:00.000000+08:00", "2026-11-02T01:00:00+00:00"])
def test_a_time_not_in_the_stored_form_is_named(rows, at):
    forge(entry("CaseExported").seq, recorded_at=at)
    reseal()
    assert ("book", verify_book.NOT_A_TIME) in found("book")


@pytest.mark.parametrize("payload", ['{"b":1, "a":2}', '{"a":0.5}', "not json", '{"b":1,"a":2}'])
def test_a_payload_that_is_not_canonical_is_named(rows, payload):
    forge(entry("Confirmed").seq, payload=payload)
    reseal()
    assert ("book", verify_book.NOT_CANONICAL) in found("book")


def test_a_state_changed_in_the_table_is_named(rows):
    models.Violation.update(state="cleared").where(models.Violation.number == rows.first).execute()
    [finding] = verify()
    assert (finding.check, finding.subject, finding.message) == ("violations", rows.first, verify_rows.WRONG_STATE)
    assert finding.params == {"state": "cleared", "replayed": "confirmed"}


def test_a_wrong_last_entry_is_named(rows):
    models.Violation.update(last_seq=1).where(models.Violation.number == rows.first).execute()
    assert found() == {("violations", verify_rows.WRONG_LAST)}


def test_a_line_moved_to_another_visit_is_named(rows):
    other = models.Violation.get(models.Violation.number == rows.lead).patrol_id
    models.Violation.update(inspection=other).where(models.Violation.number == rows.first).execute()
    assert ("violations", verify_rows.WRONG_VISIT) in found()
    assert ("inspections", verify_rows.WRONG_COUNT) in found()


def test_an_order_of_events_that_cannot_be_is_named(rows):
    forge(entry("Confirmed").seq, kind="Cleared")
    reseal()
    assert found("violations") == {("violations", verify_rows.IMPOSSIBLE)}


def test_a_line_without_an_entry_is_named(rows):
    line = models.Violation.get(models.Violation.number == rows.first).__data__ | {
        "number": "410302-2026-999999",
        "item_id": "d6.wash",
    }
    line.pop("id")
    models.Violation.insert(**line).execute()
    assert found("violations") == {("violations", verify_rows.NO_ENTRY)}


def test_a_line_taken_out_of_the_table_is_named(rows):
    models.EvidencePhoto.update(violation=None).execute()
    models.Violation.delete().where(models.Violation.number == rows.first).execute()
    assert ("lost_rows", verify_rows.NO_ROW) in found()
    assert ("inspections", verify_rows.WRONG_COUNT) in found()


def test_a_record_changed_in_the_table_is_named(rows):
    models.Inspection.update(content="{}").execute()
    assert found() == {("inspections", verify_rows.CONTENT_CHANGED)}


def test_a_record_changed_together_with_its_hash_is_named(rows):
    models.Inspection.update(content="{}", content_sha256=hashlib.sha256(b"{}").hexdigest()).execute()
    assert found() == {("inspections", verify_rows.CONTENT_NOT_IN_BOOK)}


def test_a_record_without_its_entry_is_named(rows):
    models.Inspection.update(received_seq=1).execute()
    assert found() == {("inspections", verify_rows.NO_ENTRY)}


def test_a_photo_taken_off_its_record_is_named(rows):
    models.EvidencePhoto.delete().where(models.EvidencePhoto.role == "finding").execute()
    assert found() == {("inspections", verify_rows.PHOTOS_DIFFER)}


def test_a_record_taken_out_of_the_table_is_named(rows):
    visit = models.Violation.get(models.Violation.number == rows.first).inspection_id
    models.EvidencePhoto.delete().where(models.EvidencePhoto.inspection == visit).execute()
    models.Violation.delete().where(models.Violation.number == rows.first).execute()
    models.Answer.delete().where(models.Answer.inspection == visit).execute()
    models.Inspection.delete().where(models.Inspection.id == visit).execute()
    assert {f.subject for f in verify() if f.check == "lost_rows"} == {visit, rows.first}


def test_a_photo_row_without_its_entry_is_named(rows):
    models.Photo.insert(
        sha256="a" * 64,
        size_bytes=1,
        media_type="image/jpeg",
        received_at=rows.at(),
        received_by=rows.people["li"].id,
        received_seq=1,
    ).execute()
    assert found() == {("photos", verify_rows.NO_ENTRY)}


def test_a_photo_row_of_another_length_is_named(rows):
    models.Photo.update(size_bytes=1).where(models.Photo.sha256 == rows.waiting).execute()
    assert found() == {("photos", verify_rows.WRONG_SIZE)}


def test_a_photo_taken_out_of_the_table_is_named(rows):
    models.Photo.delete().where(models.Photo.sha256 == rows.waiting).execute()
    [finding] = verify()
    assert (finding.check, finding.subject) == ("lost_rows", rows.waiting)


@pytest.mark.parametrize(
    "columns", [{"row_count": 99}, {"writer": "case_zip"}, {"sha256": "0" * 64}, {"filters": {"area": "41"}}]
)
def test_an_export_row_that_was_changed_is_named(rows, columns):
    models.ExportFile.update(**columns).execute()
    assert found() == {("exports", verify_rows.EXPORT_DIFFERS)}


def test_an_export_row_without_its_entry_is_named(rows):
    models.ExportFile.update(seq=1).execute()
    assert found() == {("exports", verify_rows.NO_ENTRY), ("lost_rows", verify_rows.NO_ROW)}


def test_a_book_cut_off_at_its_end_leaves_rows_without_entries(rows):
    unguard()
    models.LedgerEntry.delete().where(models.LedgerEntry.seq > entry("Confirmed").seq).execute()
    checks = {check for check, _ in found()} - {"guards"}
    assert checks == {"violations", "inspections", "photos", "exports", "line_columns"}


def test_a_missing_original_is_named(rows, store, tmp_path):
    path = next(path for path in (tmp_path / "originals").rglob(rows.waiting + "*"))
    path.chmod(0o600)
    path.unlink()
    [finding] = verify(store)
    assert (finding.check, finding.subject) == ("originals", rows.waiting)


def test_an_original_of_another_length_is_named(rows, store, tmp_path):
    path = next(path for path in (tmp_path / "originals").rglob(rows.waiting + "*"))
    path.chmod(0o600)
    path.write_bytes(b"x")
    [finding] = verify(store)
    assert finding.params == {"expected": 640, "found": 1}


def test_an_original_changed_in_place_is_named_only_when_all_bytes_are_read(rows, store, tmp_path):
    path = next(path for path in (tmp_path / "originals").rglob(rows.waiting + "*"))
    path.chmod(0o600)
    path.write_bytes(b"x" * 640)
    assert found(originals=store) == set()
    [finding] = verify(store, full=True)
    assert finding.params == {"found": hashlib.sha256(b"x" * 640).hexdigest()}


def test_pages_join_without_a_gap(rows, store, monkeypatch):
    for module in (verify_book, verify_rows):
        monkeypatch.setattr(module, "PAGE", 2)
    monkeypatch.setattr("lantian.ledger.verify.PAGE", 2)
    for path in (0, 1, 2):
        rows.visit(("d6.hoarding", "d6.cover"), photos=path)
    models.Violation.update(state="cleared").execute()
    assert len([f for f in verify() if f.message == verify_rows.WRONG_STATE]) == models.Violation.select().count()


def test_progress_is_told_for_every_check(rows, store):
    told = {}
    list(verify(store, progress=lambda key, done: told.__setitem__(key, done)))
    assert set(told) == {check.key for check in CHECKS} | {"originals"}
    assert told["originals"] == len(rows.originals)
    assert told["book"] == book.head().seq


def test_an_unreadable_payload_does_not_stop_the_checks(rows):
    forge(entry("InspectionReceived").seq, payload=json.dumps([1]))
    reseal()
    assert ("inspections", verify_rows.CONTENT_NOT_IN_BOOK) in found()


def test_a_check_that_cannot_read_what_was_bent_says_so_and_the_others_still_run(rows, monkeypatch):
    def stuck(_marking, _path):
        raise KeyError("shapes")

    monkeypatch.setattr("lantian.ledger.verify_markings.read_marking", stuck)
    monkeypatch.setattr("lantian.ledger.verify_rows.replay", stuck)
    models.Photo.update(size_bytes=1).where(models.Photo.sha256 == rows.waiting).execute()
    assert {check for check, _ in found()} == {"violations", "photos"}
    assert ("violations", UNREADABLE) in found()


def test_one_original_that_the_disk_does_not_give_back_hides_no_other(rows, store, monkeypatch):
    first, second = sorted(rows.originals)[:2]
    models.Photo.update(size_bytes=1).where(models.Photo.sha256 == second).execute()
    size = type(store).size
    monkeypatch.setattr(type(store), "size", lambda self, sha256: refused(size, self, sha256, first))
    assert {(f.subject, f.message) for f in verify(store) if f.check == "originals"} == {(first, NOT_READ), (second, WRONG_SIZE)}


def refused(size, store, sha256, bad):
    if sha256 == bad:
        raise OSError("Input/output error")
    return size(store, sha256)
