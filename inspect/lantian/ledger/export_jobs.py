"""Rows of exports that are made apart (导出任务): asked for, taken up by the worker, finished, given up.

Every change of state names the state it comes from, so that of two who change the same job only one does. One process works jobs
off (``worker.only_one``). Must not decide who may export, and must not touch files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import db
from .models import ExportJob

UNDER_WAY = ("waiting", "running")
# A job that has taken the worker down so often is given up.
ATTEMPTS = 3


def add(columns: dict[str, Any]) -> None:
    """A new row. Runs inside a transaction."""
    ExportJob.insert(**columns).execute()


def mine(person_id: int, job_id: str) -> ExportJob | None:
    """One job, if this person asked for it."""
    return ExportJob.get_or_none((ExportJob.id == job_id) & (ExportJob.requested_by == person_id))


def all_mine(person_id: int, *, limit: int) -> list[ExportJob]:
    """The jobs of a person: those under way in the order of their making, then the others, latest first."""
    query = ExportJob.select().where((ExportJob.requested_by == person_id) & ExportJob.state.not_in(UNDER_WAY))
    return under_way(person_id) + list(query.order_by(ExportJob.requested_at.desc()).limit(limit))


def under_way(person_id: int) -> list[ExportJob]:
    """What a person asked for that is not finished, in the order of its making."""
    query = ExportJob.select().where((ExportJob.requested_by == person_id) & ExportJob.state.in_(UNDER_WAY))
    return list(query.order_by(ExportJob.state, ExportJob.requested_at, ExportJob.id))


def ahead_of(jobs: Iterable[ExportJob]) -> dict[str, int]:
    """For each waiting job how many, of anybody, come before it."""
    queue = ExportJob.select(ExportJob.id).where(ExportJob.state.in_(UNDER_WAY))
    order = [job_id for (job_id,) in queue.order_by(ExportJob.state, ExportJob.requested_at, ExportJob.id).tuples()]
    waiting = {job.id for job in jobs if job.state == "waiting"}
    return {job_id: place for place, job_id in enumerate(order) if job_id in waiting}


def take(at: str) -> ExportJob | None:
    """The job that has waited longest, now running; None when none waits."""
    waiting = ExportJob.select(ExportJob.id).where(ExportJob.state == "waiting")
    found = waiting.order_by(ExportJob.requested_at, ExportJob.id).first()
    if found is None:
        return None
    begun = {"state": "running", "started_at": at, "beat_at": at, "attempts": ExportJob.attempts + 1} | _NOTHING_DONE
    with db.transaction():
        taken = _change(found.id, ("waiting",), begun)
    return ExportJob.get_by_id(found.id) if taken else None


def note_progress(job_id: str, *, done: int, total: int, phase: str, at: str) -> bool:
    """How far it is; False when the job is no longer to be made."""
    with db.transaction():
        return _change(job_id, ("running",), {"done_rows": done, "total_rows": total, "phase": phase, "beat_at": at})


def note_scope(job_id: str, scope: str) -> bool:
    """Whose rows the file holds; False when the job is no longer to be made."""
    with db.transaction():
        return _change(job_id, ("running",), {"scope": scope})


def finish(job_id: str, columns: dict[str, Any]) -> bool:
    """The file is there. Runs inside the transaction of the book's entry; False when the job was cancelled meanwhile."""
    return _change(job_id, ("running",), columns | {"state": "done", "phase": ""})


def fail(job_id: str, fault: dict[str, Any], at: str) -> None:
    """Given up, with the reason."""
    with db.transaction():
        _change(job_id, ("running",), {"state": "failed", "fault": fault, "finished_at": at})


def put_back(job_id: str) -> None:
    """Let it wait again, as if it had not been begun: the worker was asked to go."""
    with db.transaction():
        columns = {"state": "waiting", "attempts": ExportJob.attempts - 1, "started_at": None, "beat_at": None}
        _change(job_id, ("running",), columns | _NOTHING_DONE)


def cancel(person_id: int, job_id: str, at: str) -> bool:
    """Cancel one's own job; False when there is nothing to cancel any more."""
    with db.transaction():
        if mine(person_id, job_id) is None:
            return False
        return _change(job_id, UNDER_WAY, {"state": "cancelled", "finished_at": at, "phase": ""})


def recover(fault: dict[str, Any], at: str) -> int:
    """What a dead worker left running waits again, or is given up after ``ATTEMPTS``; how many wait again."""
    with db.transaction():
        running = ExportJob.state == "running"
        given_up = running & (ExportJob.attempts >= ATTEMPTS)
        ExportJob.update(state="failed", fault=fault, finished_at=at).where(given_up).execute()
        return int(ExportJob.update(state="waiting", started_at=None, beat_at=None, **_NOTHING_DONE).where(running).execute())


def waiting_count() -> int:
    """How many jobs wait for the worker."""
    return int(ExportJob.select().where(ExportJob.state == "waiting").count())


def to_be_kept(at: str) -> list[ExportJob]:
    """Finished jobs whose files may still be fetched, and those under way."""
    fresh = (ExportJob.state == "done") & (ExportJob.expires_at > at)
    return list(ExportJob.select(ExportJob.id, ExportJob.writer).where(fresh | ExportJob.state.in_(UNDER_WAY)))


_NOTHING_DONE: dict[str, Any] = {"done_rows": 0, "total_rows": 0, "phase": ""}


def _change(job_id: str, sources: Iterable[str], columns: dict[str, Any]) -> bool:
    query = ExportJob.update(**columns).where((ExportJob.id == job_id) & ExportJob.state.in_(list(sources)))
    return int(query.execute()) == 1
