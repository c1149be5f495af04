"""Large exports beside the photos: made by the worker process, also when one of them is killed in the middle."""

from __future__ import annotations

import hashlib
import json
import signal
import uuid
import zipfile

import pytest

from lantian.ledger import book, db, models
from lantian.worker import Beside
from waiting import PATIENCE_S, wait_for
from web_fixtures import jpeg, make_record, photo_line, put_photo, put_record

LINES = 30_000
# One line of a real record, many times over: what an export reads, not what acts need.
MANY = """
WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {lines})
INSERT INTO violation ({names}) SELECT {values} FROM violation v CROSS JOIN copy
"""


@pytest.fixture
def many_lines(app, sign_in):
    """A ledger that takes seconds to export."""
    li, body = sign_in("li"), jpeg((1, 2, 3))
    record = make_record(app, fails=("d6.cover",), photos=[photo_line(body, "d6.cover")])
    assert put_photo(li, body, record["id"]).status_code == 201
    assert put_record(li, record).status_code == 201
    own = {"number": "'410302-2026-9' || printf('%05d', n)", "item_id": "'x' || n"}
    names = [field.column_name for field in models.Violation._meta.sorted_fields if field.column_name != "id"]
    with db.connection():
        values = ", ".join(own.get(name, f"v.{name}") for name in names)
        db.database.execute_sql(MANY.format(lines=LINES, names=", ".join(names), values=values))


@pytest.fixture
def asked(app):
    """asked('ledger_csv') → the id of a waiting job of 王审."""

    def ask(writer="ledger_xlsx"):
        job = str(uuid.uuid4())
        with db.connection(), db.transaction():
            models.ExportJob.insert(
                id=job, requested_by=app.folk["wang"], requested_at="2026-11-21T02:00:00.000000+00:00", writer=writer,
                filters={}, sort="newest", options={}, language="zh", address="http://localhost", state="waiting",
            ).execute()  # fmt: skip
        return job

    return ask


def row(job) -> models.ExportJob:
    with db.connection():
        return models.ExportJob.get_by_id(job)


def in_state(job, *states):
    return wait_for(lambda: (found := row(job)).state in states and found)


def files(settings) -> list[str]:
    """What lies on the shelf; the working files of a killed process are swept after an hour."""
    return [path.name for path in settings.exports_dir.iterdir() if path.is_file()]


def entries():
    with db.connection():
        return [json.loads(line["payload"]) for line in book.entries() if line["kind"] == "CaseExported"]


def test_the_worker_makes_what_waits_and_ends_when_told(asked, many_lines, started, settings):
    job = asked("ledger_geojson")
    process = started("--until-done")
    assert process.wait(PATIENCE_S) == 0
    done = row(job)
    assert (done.state, done.done_rows, done.attempts) == ("done", LINES + 1, 1)
    body = (settings.exports_dir / f"{job}.geojson").read_bytes()
    assert hashlib.sha256(body).hexdigest() == done.sha256 == entries()[0]["sha256"]
    assert len(json.loads(body)["features"]) == LINES + 1


def test_a_worker_killed_in_the_middle_leaves_no_half_file_and_one_entry(asked, many_lines, started, settings):
    job = asked()
    first = started()
    wait_for(lambda: row(job).done_rows > 0)
    first.send_signal(signal.SIGKILL)
    first.wait()
    left = row(job)
    assert (left.state, left.done_rows < LINES, entries()) == ("running", True, [])
    assert files(settings) == [f"{job}.xlsx.part"]
    started()
    done = in_state(job, "done", "failed")
    assert (done.state, done.attempts, done.done_rows) == ("done", 2, LINES + 1)
    (entry,) = entries()
    path = settings.exports_dir / f"{job}.xlsx"
    assert [entry["sha256"], entry["rows"]] == [hashlib.sha256(path.read_bytes()).hexdigest(), LINES + 1]
    assert files(settings) == [path.name]
    assert zipfile.ZipFile(path).testzip() is None


def test_a_worker_told_to_go_in_the_middle_puts_the_job_back_and_goes(asked, many_lines, started, settings):
    job = asked()
    process = started()
    wait_for(lambda: row(job).done_rows > 0)
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    assert (row(job).state, row(job).attempts, entries()) == ("waiting", 0, [])
    assert list(settings.exports_dir.iterdir()) == [], "nor any working files"


def test_photos_do_not_wait_for_an_export(asked, many_lines, started, hand_in, photos):
    job = asked()
    started()
    wait_for(lambda: row(job).state == "running")
    hand_in(jpeg((9, 9, 200)))
    wait_for(lambda: all(photo.examined_at for photo in photos()))
    assert row(job).state == "running", "the photo was looked at while the export was being made"
    assert in_state(job, "done", "failed").state == "done"


def test_a_turn_that_fails_is_prepared_again_and_tried_again(app):
    told, turns = [], iter([RuntimeError("the database went away"), True, False])

    def turn(_stop):
        told.append("turn")
        found = next(turns, False)
        if isinstance(found, Exception):
            raise found
        return found

    with Beside(turn, lambda: told.append("first"), lambda: False):
        wait_for(lambda: told.count("turn") >= 3)
    assert told[:5] == ["first", "turn", "first", "turn", "turn"]
