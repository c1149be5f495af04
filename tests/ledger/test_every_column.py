"""Every column of every table is changed by hand, rows are removed, swapped and put in again: ``verify`` names each, or a table
says why it proves nothing about it. The columns come from the schema, so that a new one cannot be forgotten."""

from __future__ import annotations

import json
import shutil
import sqlite3
import uuid
from datetime import timedelta

import pytest

import people as folk
from lantian.evidence.storage import open_storage
from lantian.ledger import db, schema
from lantian.ledger.book import canonical
from lantian.ledger.digests import frozen_sha256
from lantian.ledger.models import TABLES
from lantian.ledger.unproven import UNPROVEN, reason
from lantian.ledger.verify import UNREADABLE, verify
from lantian.ledger.verify_book import NO_GUARD, WRONG_HASH
from lantian.settings import Settings
from web_fixtures import jpeg, make_record, photo_line, put_photo, put_record

COLUMNS = [(table._meta.table_name, field.column_name) for table in TABLES for field in table._meta.sorted_fields]
PROVEN = [pair for pair in COLUMNS if reason(*pair) is None]
NOTHING = "verify proves nothing about {}.{}: add a check, or a row with its reason to ledger/unproven.py"
ROWS = sorted({table for table, _ in PROVEN})


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A ledger made through the product's own doors: a record with two findings, one of them confirmed, and an export."""
    from lantian.ledger import book, custody, exported, models
    from lantian.web.app import create_app
    from lantian.workflow.acting import acting
    from lantian.workflow.decide import Decision, decide

    folder = tmp_path_factory.mktemp("whole")
    app = create_app(Settings(data_dir=folder))
    with db.connection():
        schema.migrate()
        folk.settle()
    client = _signed_in(app, "li")
    bodies = [jpeg((60 * n, 20, 30)) for n in range(3)]
    lines = [photo_line(bodies[0], "d6.cover"), photo_line(bodies[1], "d6.hoarding"), photo_line(bodies[2], None, "overview")]
    record = make_record(app, fails=("d6.cover", "d6.hoarding"), photos=lines)
    assert all(put_photo(client, body, record["id"]).status_code == 201 for body in bodies)
    assert put_record(client, record).status_code == 201
    _numbers_and_texts(app, client)
    with db.connection():
        line = models.Violation.get()
        by = acting(models.Person.get(models.Person.username == "wang"), app.extensions["lantian"].now())
        basis = line.bases[0]["id"] if line.bases else ""
        decide(line.number, Decision("Confirmed", line.last_seq, basis_id=basis, elements_confirmed=True, reason="属实"), by=by)
        with db.transaction():
            held = [models.Photo.get().sha256]
            said = {"writer": "ledger_csv", "filters": {}, "rows": 2, "sha256": "a" * 64}
            said |= {"originals": 1, "originals_sha256": custody.originals_sha256(held)}
            seq = book.append(
                at=by.at, actor=by.actor, kind="CaseExported", subject_kind="export", subject_id="a" * 64, payload=said
            )
            file = {"writer": "ledger_csv", "filters": {}, "row_count": 2, "sha256": "a" * 64}
            exported.note_export(seq=seq, **file, by=by.id, at=by.at, originals=held)
        _alike(by.at)
        _marked(by)
        _removed(app, by)
    _rectified(app, client)
    return folder


def _numbers_and_texts(app, client):
    """A second visit, whose answers are not only passed and failed."""
    record = make_record(app, "coal_household", site=folk.SITE)
    definition = app.extensions["lantian"].library.current("coal_household")
    given = {"number": "12.50", "text": "示例"}
    for item in definition.items:
        if item.answer_type in given:
            record["answers"][item.id] = {"value": given[item.answer_type], "note": "", "sub_checks": [], "corrected": False}
    answer = put_record(client, record)
    assert answer.status_code == 201, answer.get_json()


def _rectified(app, client):
    """The order, and the inspector's report from the phone with two photos."""
    from lantian.ledger import models
    from lantian.workflow.acting import acting
    from lantian.workflow.decide import Decision, decide

    now = app.extensions["lantian"].now()
    with db.connection():
        line = models.Violation.get(models.Violation.state == "confirmed")
        by = acting(models.Person.get(models.Person.username == "wang"), now)
        decide(line.number, Decision("RectificationOrdered", line.last_seq, due_on=now.date() + timedelta(days=9)), by=by)
        line = models.Violation.get(models.Violation.number == line.number)
    act, bodies = str(uuid.uuid4()), [jpeg((10, 20 * n, 200)) for n in range(1, 3)]
    assert all(put_photo(client, body, act).status_code == 201 for body in bodies)
    photos = [photo_line(body, None, "after", caption="西侧") for body in bodies]
    said = {"event": "RectificationReported", "seen_seq": line.last_seq, "reason": "", "result": "", "photos": photos}
    answer = client.put(f"/api/violations/{line.number}/acts/{act}", json=said, headers={"X-Lantian": "1"})
    assert answer.status_code == 201, answer.get_json()


def _marked(by):
    """One of its photos has something hidden."""
    from lantian.ledger import models
    from lantian.workflow.marking import mark_photo

    body = {"shapes": [{"kind": "redact", "at": [0, 0, 900, 900]}], "seen_version": 0}
    mark_photo(models.Photo.select().first().sha256, body, by=by)


def _alike(at):
    """Two of its photos show the same shot."""
    from lantian.ledger import book, likeness, models

    one, other = models.EvidencePhoto.select().order_by(models.EvidencePhoto.id).limit(2)
    said = {"that": other.photo.sha256, "kind": "cropped", "score": 930, "rows": [one.id, other.id]}
    with db.transaction():
        seq = book.append(
            at=at, actor=book.SYSTEM, kind="PhotoLikenessFound", subject_kind="photo", subject_id=one.photo.sha256, payload=said
        )
        likeness.add(one.id, other.id, kind="cropped", score=930, at=at, seq=seq)


def _removed(app, by):
    """The original of the third photo removed, as two persons decided."""
    from lantian.ledger import models
    from lantian.workflow import removal
    from lantian.workflow.acting import acting

    parts = app.extensions["lantian"]
    sha256 = models.EvidencePhoto.get(models.EvidencePhoto.role == "overview").sha256
    seq = removal.request(sha256, ground="court", document="示例判决 1 号", reason="生效判决", by=by)
    other = acting(models.Person.get(models.Person.username == "root"), parts.now())
    removal.decide(sha256, seq, approved=True, remark="已核对", by=other)
    models.Photo.update(examined_at=by.at).where(models.Photo.sha256 == sha256).execute()
    assert removal.carry_out(parts.storage, parts.settings.derived_dir, parts.now()) == 1


def _signed_in(app, username):
    import re

    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").get_data(as_text=True)).group(1)
    client.post("/sign-in", data={"username": username, "password": folk.PASSWORD, "csrf_token": token})
    return client


@pytest.fixture
def copy(original, tmp_path):
    """copy(*statements) → what verify names after these were run past the product, its triggers and its links."""
    folder = tmp_path / "copy"
    folder.mkdir()
    source = sqlite3.connect(original / "lantian.db")
    target = sqlite3.connect(folder / "lantian.db")
    source.backup(target)
    source.close()

    def tampered(*statements):
        for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f"DROP TRIGGER {name}")
        changed = sum(target.execute(statement).rowcount for statement in statements)
        target.commit()
        target.close()
        db.open_database(f"sqlite:///{folder / 'lantian.db'}")
        with db.connection():
            named = list(verify(open_storage(original / "originals"), full=True))
        tampered.messages = {finding.message for finding in named}
        # The missing triggers are named in any case: that alone would not tell what was changed.
        return changed, {finding.check for finding in named} - {"guards"}

    return tampered


def test_a_ledger_made_through_the_doors_holds(copy):
    assert copy() == (0, set())


def test_every_exception_is_of_a_column_that_exists_and_gives_its_reason():
    names = {table for table, _ in COLUMNS} | {f"{table}.{column}" for table, column in COLUMNS}
    assert set(UNPROVEN) <= names
    assert all(len(text) > 10 for text in UNPROVEN.values())


@pytest.mark.parametrize(("table", "column"), PROVEN, ids=map(".".join, PROVEN))
def test_a_column_changed_by_hand_is_named(copy, table, column):
    place = f"(SELECT MIN(rowid) FROM {table})"
    changed, named = copy(f"UPDATE {table} SET {column} = {_other(table, column)} WHERE rowid = {place}")
    assert changed == 1
    assert named, NOTHING.format(table, column)


@pytest.mark.parametrize("column", [column for table, column in PROVEN if table == "evidence_photo"])
def test_a_column_of_a_photo_of_a_later_act_is_named(copy, column):
    place = "(SELECT MIN(rowid) FROM evidence_photo WHERE act_seq IS NOT NULL)"
    changed, named = copy(f"UPDATE evidence_photo SET {column} = {_other('evidence_photo', column)} WHERE rowid = {place}")
    assert changed == 1
    assert "line_columns" in named, NOTHING.format("evidence_photo", column)


@pytest.mark.parametrize("change", ["DELETE FROM evidence_photo", "UPDATE evidence_photo SET violation_id = NULL"])
def test_a_photo_of_a_later_act_taken_away_is_named(copy, change):
    changed, named = copy(f"{change} WHERE rowid = (SELECT MAX(rowid) FROM evidence_photo WHERE act_seq IS NOT NULL)")
    assert changed == 1
    assert "line_columns" in named


def test_a_photo_slipped_in_among_those_of_a_later_act_is_named(copy):
    columns = ", ".join(column for table, column in COLUMNS if table == "evidence_photo" and column != "id")
    _, named = copy(f"INSERT INTO evidence_photo ({columns}) SELECT {columns} FROM evidence_photo WHERE act_seq IS NOT NULL")
    assert "line_columns" in named


LINE = "(SELECT MIN(rowid) FROM violation)"


@pytest.mark.parametrize(
    ("column", "value"),
    [("site_id", f"'{folk.SITE_XIGONG}'"), ("act_on", "'2026-01-01'"), ("found_by", "'[]'"), ("area_code", "'410303'"),
     ("unit_id", "unit_id + 1"), ("checklist_id", "'open_burning'")],
)  # fmt: skip
def test_what_a_line_repeats_of_its_visit_is_proven_without_a_seal_too(copy, column, value):
    """Entries of before this version carry ``frozen_sha256`` or nothing; the visit is proven by itself."""
    unseal = "UPDATE ledger_entry SET payload = replace(payload, 'fixed_sha256', 'nothing_of_it')"
    changed, named = copy(f"UPDATE violation SET {column} = {value} WHERE rowid = {LINE}", unseal)
    assert changed > 1
    assert "line_columns" in named


def test_lines_and_records_of_before_this_version_hold(original, copy):
    """As older entries were: the seal over four columns, no area, no unit, no mark beside the limit."""
    _changed, named = copy(*older(original))
    assert named == {"book"}, "the entries were changed by hand here; nothing else is"
    assert copy.messages <= {NO_GUARD, WRONG_HASH}


def older(path):
    """Statements that take out of the entries what this version added."""
    from lantian.ledger.digests import FROZEN

    source = sqlite3.connect(path / "lantian.db")
    source.row_factory = sqlite3.Row
    lines = {row["number"]: dict(row) | {"bases": json.loads(row["bases"])} for row in source.execute("SELECT * FROM violation")}
    said = list(source.execute("SELECT seq, subject_id, payload FROM ledger_entry"))
    source.close()
    for seq, subject, text in said:
        payload = json.loads(text)
        if payload.pop("fixed_sha256", None):
            kept = {name: bool(lines[subject][name]) if name == "order_only" else lines[subject][name] for name in FROZEN}
            payload["frozen_sha256"] = frozen_sha256(kept)
        for name in ("area", "unit", "due_provisional"):
            payload.pop(name, None)
        text = canonical(payload).replace("'", "''")
        yield f"UPDATE ledger_entry SET payload = '{text}' WHERE seq = {seq}"


@pytest.mark.parametrize("photo", ["NULL", "(SELECT MIN(id) FROM violation WHERE id <> violation_id)"])
def test_a_photo_of_a_record_taken_off_its_line_or_hung_on_another_is_named(copy, photo):
    first = "(SELECT MIN(id) FROM evidence_photo WHERE violation_id IS NOT NULL)"
    changed, named = copy(f"UPDATE evidence_photo SET violation_id = {photo} WHERE id = {first}")
    assert (changed, named) == (1, {"record_columns"})


def test_every_answer_is_proven_whatever_its_kind(original, copy):
    source = sqlite3.connect(original / "lantian.db")
    kinds = {
        value.strip('"') in ("pass", "fail", "na") for (value,) in source.execute("SELECT value FROM answer WHERE value > ''")
    }
    source.close()
    assert kinds == {True, False}
    place = """(SELECT MIN(rowid) FROM answer WHERE value NOT IN ('"pass"', '"fail"', '"na"'))"""
    changed, named = copy(f"UPDATE answer SET value = '\"99\"' WHERE rowid = {place}")
    assert (changed, named) == (1, {"record_columns"})


KINDS = (
    "PhotoReceived", "InspectionReceived", "ViolationReported", "Confirmed", "RectificationOrdered", "RectificationReported",
    "CaseExported", "PhotoLikenessFound", "PhotoRedacted", "OriginalRemovalRequested", "OriginalRemovalApproved",
    "OriginalRemoved",
)  # fmt: skip
BENT = (
    "payload || 'x'",
    "'[]'",
    """'{"findings":3,"originals":[],"photos":7,"request":[1],"rows":{},"version":{}}'""",
    "replace(hex(zeroblob(3000)), '00', '[')",
)


def test_every_kind_of_entry_of_this_ledger_is_bent_below(original):
    source = sqlite3.connect(original / "lantian.db")
    assert {kind for (kind,) in source.execute("SELECT kind FROM ledger_entry")} == set(KINDS)
    source.close()


@pytest.mark.parametrize("payload", BENT, ids=["one byte more", "a list", "other types", "nested too deep"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_of_any_kind_bent_to_what_nobody_can_read_is_named_and_stops_nothing(copy, kind, payload):
    changed, named = copy(f"UPDATE ledger_entry SET payload = {payload} WHERE kind = '{kind}'")
    assert changed
    assert "book" in named
    assert UNREADABLE not in copy.messages


def _other(table: str, column: str) -> str:
    """Another value of the same kind, as SQL."""
    model = next(model for model in TABLES if model._meta.table_name == table)
    kind = type(model._meta.columns[column]).__name__
    if kind in ("IntegerField", "DoubleField", "AutoField", "BigIntegerField"):
        return f"COALESCE({column}, 0) + 1000"
    if kind == "BooleanField":
        return f"1 - {column}"
    if kind == "JsonField":
        return "'{\"x\":1}'"
    return f"COALESCE({column}, '') || 'x'"


@pytest.mark.parametrize("table", ROWS)
def test_a_removed_row_is_named(copy, table):
    changed, named = copy(f"DELETE FROM {table} WHERE rowid = (SELECT MIN(rowid) FROM {table})")
    assert changed == 1
    assert named, table


@pytest.mark.parametrize("table", ["ledger_entry"])
def test_two_swapped_entries_are_named(copy, table):
    changed, named = copy(
        f"UPDATE {table} SET seq = -1 WHERE seq = 2",
        f"UPDATE {table} SET seq = 2 WHERE seq = 3",
        f"UPDATE {table} SET seq = 3 WHERE seq = -1",
    )
    assert changed == 3
    assert "book" in named


def test_an_entry_put_in_again_at_the_end_is_named(copy):
    columns = "recorded_at, actor_id, actor_name, kind, subject_kind, subject_id, payload, prev_hash"
    last = "(SELECT MAX(seq) + 1 FROM ledger_entry)"
    again = f"SELECT {last}, {columns}, 'x' FROM ledger_entry WHERE seq = 2"
    _, named = copy(f"INSERT INTO ledger_entry (seq, {columns}, hash) {again}")
    assert "book" in named


def test_two_swapped_photos_are_named(copy):
    _, named = copy(
        "UPDATE evidence_photo SET sha256 = 'a' || sha256 WHERE id = 1",
        "UPDATE evidence_photo SET sha256 = (SELECT substr(sha256, 2) FROM evidence_photo WHERE id = 1) WHERE id = 2",
    )
    assert named


@pytest.mark.parametrize("how", ["removed", "changed", "swapped"])
def test_a_file_removed_changed_or_swapped_is_named(original, copy, tmp_path, how, monkeypatch):
    store = tmp_path / "originals"
    shutil.copytree(original / "originals", store)
    first, second = sorted(path for path in store.rglob("*") if path.is_file())[:2]
    contents = first.read_bytes(), second.read_bytes()
    for path in (first, second):
        path.chmod(0o600)
    if how == "removed":
        first.unlink()
    elif how == "changed":
        first.write_bytes(contents[0][:-1] + bytes([contents[0][-1] ^ 1]))
    else:
        first.write_bytes(contents[1])
        second.write_bytes(contents[0])
    db.open_database(f"sqlite:///{original / 'lantian.db'}")
    with db.connection():
        assert {finding.check for finding in verify(open_storage(store), full=True)} == {"originals"}
