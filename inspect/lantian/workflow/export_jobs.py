"""Exports from the asking to the file (导出任务): small ones at once, large ones by the worker, each fetched by its asker only.

Whoever asks gets a job in any case; a small one is done when ``ask`` returns. A job is made with the rights and the area its
asker has at that moment, not at the time of asking. Must not know HTTP or formats.
"""

from __future__ import annotations

import errno
import logging
import secrets
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lantian.domain.moments import local_date
from lantian.domain.people import may
from lantian.domain.problems import Problem
from lantian.exports.writer import THUMBNAIL_ROWS, WRITERS
from lantian.ledger import db, people, queries
from lantian.ledger import export_jobs as rows
from lantian.ledger.db import Unavailable
from lantian.ledger.models import ExportJob
from lantian.ledger.queries import Filters

from . import hand_over
from .acting import Acting, acting
from .export_making import Asked, Making, Means, file_on_shelf
from .export_pulse import Pulse
from .hand_over import Stopped

log = logging.getLogger("lantian.exports")

# Of one person at a time; more would only wait.
MOST_UNDER_WAY = 5
FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
# A file that belongs to no job and that nobody has written to for so long is of a dead process.
LEFT_OVER_S = 3600.0


def ask(asked: Asked, means: Means, *, by: Acting) -> ExportJob:
    """A job for what is asked, done already when it is small. The same thing asked again while it is under way is one job.

    Raises Problem not_allowed (403), bad_request (400), lead_not_evidence (409), export_pictures (422), export_queue_full (429),
    export_disk_full (507), and for a small one what ``hand_over.produce`` raises.
    """
    hand_over.check(asked.writer, asked.order, by=by)
    count = queries.count(by.area_code, asked.filters)
    if count and not WRITERS[asked.writer].takes_leads and _only_leads(asked.filters, by):
        raise Problem("lead_not_evidence")
    if asked.thumbnails and count > THUMBNAIL_ROWS:
        raise Problem("export_pictures", limit=THUMBNAIL_ROWS, count=count)
    if count * asked.weight <= means.rows_at_once:
        return _at_once(asked, means, by=by)
    return _queued(asked, count, by=by)


def again(job: ExportJob, means: Means, *, by: Acting) -> ExportJob:
    """The same conditions once more, as a new job of today."""
    asked = Asked.of(job)
    today = local_date(by.now).isoformat()
    return ask(replace(asked, filters=replace(asked.filters, today=today)), means, by=by)


def turn(means: Means, stop: Callable[[], bool] = lambda: False) -> bool:
    """Make the job that has waited longest; False when none waits. What goes wrong with it is said to its asker.

    Raises Unavailable when the database is gone; ``recover`` finds the job then.
    """
    job = rows.take(means.at())
    if job is None:
        return False
    try:
        _make(job, means, stop)
    except Unavailable:
        raise
    except Stopped:
        if stop():
            rows.put_back(job.id)
    except Exception as error:  # noqa: BLE001  told to the asker, and logged under a number that they are told
        rows.fail(job.id, _fault(error, job.id), means.at())
    return True


def recover(means: Means) -> int:
    """Let wait again what a worker that died left unfinished; how many. Only for the one process that works jobs off."""
    return rows.recover({"code": "export_interrupted", "params": {}}, means.at())


def sweep(means: Means) -> int:
    """Remove files whose time is over and what dead processes left; how many."""
    return means.shelf.sweep({file_on_shelf(job) for job in rows.to_be_kept(means.at())}, LEFT_OVER_S)


def cancel(job_id: str, means: Means, *, by: Acting) -> bool:
    """Cancel one's own job: a waiting one at once, a running one before its next step. False when it is over already."""
    return rows.cancel(by.id, job_id, means.at())


def _only_leads(filters: Filters, by: Acting) -> bool:
    return filters.origin == "lead" or not queries.count(by.area_code, replace(filters, origin="violation"))


def _at_once(asked: Asked, means: Means, *, by: Acting) -> ExportJob:
    """Nothing is written into the tables before the file is there: what breaks off leaves nothing to mend."""
    job = ExportJob(**_columns(asked, by), state="running", started_at=by.at, attempts=1)
    try:
        Making(job, asked, means, by).run(rows.add)
    except OSError as error:
        raise _disk(error) from error
    return ExportJob.get_by_id(job.id)


def _queued(asked: Asked, count: int, *, by: Acting) -> ExportJob:
    others = rows.under_way(by.id)
    same = next((job for job in others if _same(Asked.of(job), asked)), None)
    if same is not None:
        return same
    if len(others) >= MOST_UNDER_WAY:
        raise Problem("export_queue_full", limit=MOST_UNDER_WAY)
    columns = _columns(asked, by) | {"state": "waiting", "total_rows": count}
    with db.transaction():
        rows.add(columns)
    return ExportJob.get_by_id(columns["id"])


def _same(one: Asked, other: Asked) -> bool:
    """The day of asking makes another export only where what is overdue depends on it."""
    day = one.filters.today if not one.filters.overdue else other.filters.today
    return one == replace(other, filters=replace(other.filters, today=day))


def _columns(asked: Asked, by: Acting) -> dict[str, Any]:
    return asked.columns() | {"id": str(uuid.uuid4()), "requested_by": by.id, "requested_at": by.at}


def _make(job: ExportJob, means: Means, stop: Callable[[], bool]) -> None:
    """A waiting job, with the rights its asker has now. Raises Stopped when it was cancelled or the worker has to go."""
    person = people.active(job.requested_by_id, demo=means.demo)
    if person is None or not may(person.role, "export"):
        raise Problem("export_requester")
    making = Making(job, Asked.of(job), means, acting(person, means.clock()))
    if not rows.note_scope(job.id, making.by.area_code):
        raise Stopped
    with Pulse(lambda: _note(making)) as pulse:
        making.run(lambda columns: _finish(job.id, columns), lambda: pulse.unwanted or stop())


def _note(making: Making) -> bool:
    done = making.produced
    return rows.note_progress(making.job.id, done=done.row_count, total=done.total_rows, phase=done.phase, at=making.means.at())


def _finish(job_id: str, columns: dict[str, Any]) -> None:
    """Cancelled in its last moment: then it is not done, and the entry goes too."""
    if not rows.finish(job_id, columns):
        raise Stopped


def _fault(error: Exception, job_id: str) -> dict[str, Any]:
    problem = _disk(error) if isinstance(error, OSError) else error
    if not isinstance(problem, Problem):
        problem = Problem("export_failed", reference=secrets.token_hex(4))
        log.error("fault %s in export %s", problem.params["reference"], job_id, exc_info=error)
    return {"code": problem.code, "params": problem.params}


def _disk(error: OSError) -> Exception:
    return Problem("export_disk_full") if error.errno in FULL_DISK else error
