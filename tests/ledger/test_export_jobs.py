"""The rows of export jobs, on both databases: taken once, finished once, never by two; what a dead worker left comes back."""

from __future__ import annotations

import uuid

import pytest

import people as folk
from lantian.ledger import db, export_jobs, models

AT = "2026-11-21T02:0{}:00.000000+00:00"
FAULT = {"code": "export_interrupted", "params": {}}


@pytest.fixture
def add(ledger_db):
    """add('wang', minute) → the id of a waiting job."""
    ids = {name: person.id for name, person in folk.settle().items()}

    def _add(username="wang", minute=0, **columns):
        job = str(uuid.uuid4())
        own = {
            "id": job, "requested_by": ids[username], "requested_at": AT.format(minute), "writer": "ledger_csv", "filters": {},
            "sort": "newest", "options": {}, "language": "zh", "address": "http://localhost", "state": "waiting",
        }  # fmt: skip
        with db.transaction():
            export_jobs.add(own | columns)
        return job

    _add.ids = ids
    return _add


def state(job):
    return models.ExportJob.get_by_id(job).state


def finish(job, **columns):
    with db.transaction():
        return export_jobs.finish(job, columns)


def test_jobs_are_taken_oldest_first_and_each_once(add):
    later, earlier = add(minute=2), add("qian", minute=1)
    assert export_jobs.take(AT.format(5)).id == earlier
    assert export_jobs.take(AT.format(6)).id == later
    assert export_jobs.take(AT.format(7)) is None
    assert models.ExportJob.get_by_id(earlier).attempts == 1


def test_a_finished_job_stays_finished(add):
    job = add()
    assert not finish(job), "it was never begun"
    export_jobs.take(AT.format(1))
    assert finish(job, sha256="a" * 64, size_bytes=5_000_000_000, expires_at=AT.format(9))
    assert not finish(job)
    assert not export_jobs.cancel(add.ids["wang"], job, AT.format(2))
    export_jobs.fail(job, FAULT, AT.format(2))
    assert (state(job), models.ExportJob.get_by_id(job).size_bytes) == ("done", 5_000_000_000)


def test_only_the_asker_cancels_and_only_what_is_under_way(add):
    waiting, running = add(minute=1), add(minute=0)
    export_jobs.take(AT.format(1))
    for job in (waiting, running):
        assert not export_jobs.cancel(add.ids["qian"], job, AT.format(2))
        assert export_jobs.cancel(add.ids["wang"], job, AT.format(2))
        assert not export_jobs.cancel(add.ids["wang"], job, AT.format(3))
    assert not finish(running)
    assert not export_jobs.note_progress(running, done=1, total=2, phase="rows", at=AT.format(3))
    assert export_jobs.take(AT.format(4)) is None


def test_what_a_dead_worker_left_waits_again_until_it_is_given_up(add):
    job = add()
    for _attempt in range(export_jobs.ATTEMPTS):
        assert export_jobs.take(AT.format(1)).id == job
        export_jobs.note_progress(job, done=7, total=9, phase="rows", at=AT.format(1))
        export_jobs.recover(FAULT, AT.format(2))
    row = models.ExportJob.get_by_id(job)
    assert (row.state, row.fault, row.finished_at) == ("failed", FAULT, AT.format(2))
    other = add()
    export_jobs.take(AT.format(3))
    assert export_jobs.recover(FAULT, AT.format(4)) == 1
    row = models.ExportJob.get_by_id(other)
    assert (row.state, row.done_rows, row.phase, row.started_at) == ("waiting", 0, "", None)


def test_a_job_that_was_put_back_has_lost_no_attempt(add):
    job = add()
    export_jobs.take(AT.format(1))
    export_jobs.put_back(job)
    assert (state(job), models.ExportJob.get_by_id(job).attempts) == ("waiting", 0)


def test_the_queue_counts_everybody_and_the_list_only_oneself(add):
    first, second, third = add("qian", 0), add("wang", 1), add("wang", 2)
    done = add("wang", 0, state="done", expires_at=AT.format(9))
    mine = export_jobs.all_mine(add.ids["wang"], limit=10)
    assert [job.id for job in mine] == [second, third, done]
    assert export_jobs.ahead_of(mine) == {second: 1, third: 2}
    export_jobs.take(AT.format(3))
    assert export_jobs.ahead_of(export_jobs.all_mine(add.ids["wang"], limit=10)) == {second: 1, third: 2}
    assert export_jobs.mine(add.ids["wang"], first) is None
    assert export_jobs.waiting_count() == 2


def test_files_are_kept_while_they_may_be_fetched_or_are_being_made(add):
    waiting = add()
    fresh = add(state="done", expires_at=AT.format(5))
    add(state="done", expires_at=AT.format(1))
    add(state="failed")
    assert {job.id for job in export_jobs.to_be_kept(AT.format(3))} == {waiting, fresh}
