"""A whole ledger for the tests that bend one, made through the product's own doors, with at least two rows in every table."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import people as folk
from lantian.ledger import db, schema
from lantian.ledger.models import TABLES
from lantian.ledger.unproven import reason
from lantian.settings import Settings
from web_fixtures import jpeg, make_record, photo_line, put_photo, put_record

COLUMNS = [(table._meta.table_name, field.column_name) for table in TABLES for field in table._meta.sorted_fields]
PROVEN = [pair for pair in COLUMNS if reason(*pair) is None]
NOTHING = "verify proves nothing about {}.{}: add a check, or a row with its reason to ledger/unproven.py"
ROWS = sorted({table for table, _ in PROVEN})


def make(folder):
    """A ledger made through the product's own doors: a record with two findings, one confirmed and ordered to be corrected,
    exports, likenesses, markings, removals."""
    from lantian.ledger import models
    from lantian.web.app import create_app
    from lantian.workflow.acting import acting
    from lantian.workflow.decide import Decision, decide

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
        first, second = [row.sha256 for row in models.Photo.select().order_by(models.Photo.received_seq).limit(2)]
        _exported(by, "ledger_csv", "a" * 64, 2, [first])
        _exported(by, "case_zip", "b" * 64, 1, [second])
        _alike(by, 0, "cropped", 930)
        _alike(by, 1, "same_shot", 810)
        _marked(by)
        _removed(app, by)
    _rectified(app, client)


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


def _exported(by, writer, sha256, rows, held):
    """A file that was handed out."""
    from lantian.ledger import book, custody, exported

    with db.transaction():
        said = {"writer": writer, "filters": {"state": writer}, "rows": rows, "sha256": sha256}
        said |= {"originals": len(held), "originals_sha256": custody.originals_sha256(held)}
        seq = book.append(at=by.at, actor=by.actor, kind="CaseExported", subject_kind="export", subject_id=sha256, payload=said)
        file = {"writer": writer, "filters": {"state": writer}, "row_count": rows, "sha256": sha256}
        exported.note_export(seq=seq, **file, by=by.id, at=by.at, originals=held)


def _marked(by):
    """One of its photos has something hidden, one is pointed at; the second by another person."""
    from lantian.ledger import models
    from lantian.workflow.acting import acting
    from lantian.workflow.marking import mark_photo

    first, second = [row.sha256 for row in models.Photo.select().order_by(models.Photo.received_seq).limit(2)]
    mark_photo(first, {"shapes": [{"kind": "redact", "at": [0, 0, 900, 900]}], "seen_version": 0}, by=by)
    mark_photo(first, {"shapes": [], "seen_version": 1, "reason": "误遮"}, by=by)
    other = acting(models.Person.get(models.Person.username == "root"), by.now + timedelta(seconds=1))
    mark_photo(second, {"shapes": [{"kind": "redact", "at": [0, 0, 500, 500]}], "seen_version": 0}, by=other)


def _alike(by, place, kind, score):
    """Two of its photos show the same shot."""
    from lantian.ledger import book, likeness, models

    one, other = models.EvidencePhoto.select().order_by(models.EvidencePhoto.id).offset(place).limit(2)
    said = {"that": other.photo.sha256, "kind": kind, "score": score, "rows": [one.id, other.id]}
    with db.transaction():
        at = book.moment((by.now + timedelta(seconds=place)).isoformat(timespec="microseconds"))
        seq = book.append(
            at=at, actor=book.SYSTEM, kind="PhotoLikenessFound", subject_kind="photo", subject_id=one.photo.sha256, payload=said
        )
        likeness.add(one.id, other.id, kind=kind, score=score, at=at, seq=seq)


def _removed(app, by):
    """The original of the third photo removed, as two persons decided; the same asked for the first and rejected."""
    from lantian.ledger import models
    from lantian.workflow import removal
    from lantian.workflow.acting import acting

    parts = app.extensions["lantian"]
    sha256 = models.EvidencePhoto.get(models.EvidencePhoto.role == "overview").sha256
    seq = removal.request(sha256, ground="court", document="示例判决 1 号", reason="生效判决", by=by)
    other = acting(models.Person.get(models.Person.username == "root"), parts.now())
    removal.decide(sha256, seq, approved=True, remark="已核对", by=other)
    kept = models.Photo.select().order_by(models.Photo.received_seq).get().sha256
    seq = removal.request(kept, ground="secret", document="示例函 2 号", reason="涉密", by=other)
    wang = acting(models.Person.get(models.Person.username == "wang"), parts.now())
    removal.decide(kept, seq, approved=False, remark="不属实", by=wang)
    models.Photo.update(examined_at=by.at).where(models.Photo.sha256 == sha256).execute()
    assert removal.carry_out(parts.storage, parts.settings.derived_dir, parts.now()) == 1


def _signed_in(app, username):
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").get_data(as_text=True)).group(1)
    client.post("/sign-in", data={"username": username, "password": folk.PASSWORD, "csrf_token": token})
    return client
