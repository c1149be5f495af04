"""The page of exports: one's own, with how far they are, and what everybody of the area took, from the book.

Owns how a job is said in words. Two queries for the jobs, one for the book, however many there are. Must not change anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lantian.domain.problems import CATALOGUE
from lantian.exports.writer import WRITERS
from lantian.ledger import areas, exported
from lantian.ledger import export_jobs as rows
from lantian.ledger.models import ExportJob
from lantian.ledger.queries import Filters
from lantian.workflow.hand_over import PACKING

from . import worklist
from .errors import translate
from .language import number, size, when
from .parts import parts, scope

PAGE_ROWS, OWN_ROWS = 50, 30
# Nobody has taken up or gone on with a job for so long: the worker does not run.
SILENT = timedelta(seconds=30)
# Before that the rest of the time is a guess.
GUESS_AFTER = timedelta(seconds=3)


def page(before: str) -> dict[str, Any]:
    """All that the page shows; ``before`` is the number of the book's entry to go on from."""
    key = int(before) if before.isdecimal() and len(before) < 10 else None
    found = exported.exports_within(scope(), before=key, limit=PAGE_ROWS + 1)
    older = found[PAGE_ROWS - 1]["seq"] if len(found) > PAGE_ROWS else None
    found = found[:PAGE_ROWS]
    filters = [_filters(row["filters"], row["exported_at"]) for row in found]
    names = _names(filters)
    entries = [_entry(row, one, names) for row, one in zip(found, filters, strict=True)]
    return own() | {"rows": entries, "older": older, "first_page": key is None}


def own() -> dict[str, Any]:
    """One's own exports, those under way first; ``live`` tells whether any is."""
    found = rows.all_mine(current_user.person.id, limit=OWN_ROWS)
    filters, ahead = [_filters(job.filters, job.requested_at) for job in found], rows.ahead_of(found)
    names = _names(filters)
    return {
        "jobs": [_job(job, one, names, ahead.get(job.id, 0)) for job, one in zip(found, filters, strict=True)],
        "live": any(job.state in rows.UNDER_WAY for job in found),
        "keep_days": parts().settings.export_days,
    }


def is_over(job: ExportJob) -> bool:
    """Whether a finished job's file may no longer be fetched."""
    return job.state == "done" and datetime.fromisoformat(job.expires_at) <= parts().now()


def _filters(stored: Mapping[str, str], at: str) -> Filters:
    filters, _faults = Filters.from_args(stored, today=at[:10])
    return filters


def _names(filters: list[Filters]) -> Mapping[str, Any]:
    """How the keys of all these filters are said; asked once for a page."""
    return worklist.names(areas.areas_within(scope(), deepest=12), *filters)


def _job(job: ExportJob, filters: Filters, names: Mapping[str, Any], ahead: int) -> dict[str, Any]:
    state = "expired" if is_over(job) else job.state
    return {
        "id": job.id,
        "state": state,
        "writer": _writer(job.writer),
        "thumbnails": bool(job.options.get("thumbnails")),
        "filters": _filter_words(filters, names),
        "list_href": worklist.address(filters, job.sort),
        "requested_at": when(job.requested_at),
        "requested_iso": job.requested_at,
        "expires_at": when(job.expires_at),
        "rows": number(job.total_rows) if job.total_rows or state in ("done", "expired") else "",
        "size": size(job.size_bytes),
        "sha256": job.sha256,
        "seq": job.seq,
        "file_href": url_for("exports.file", job_id=job.id),
        "progress": _progress(job, ahead) if job.state in rows.UNDER_WAY else None,
        "fault": _fault(job) if job.state == "failed" else None,
    }


def _progress(job: ExportJob, ahead: int) -> dict[str, Any]:
    """What is being done and how far it is. ``value`` is None while there is nothing to measure by; ``bar`` is False while
    nothing goes on."""
    shown: dict[str, Any] = {"text": "", "value": None, "max": 1, "bar": False, "silent": False}
    if _silent(job) and not ahead:
        return shown | {"words": _("后台处理没有响应，恢复后会自动继续"), "silent": True}
    if job.state == "waiting":
        return shown | {"words": _waiting(ahead)}
    if job.phase == PACKING:
        return shown | {"words": _("正在打包文件"), "bar": True}
    if not job.done_rows:
        return shown | {"words": _("正在读取台账"), "bar": True}
    counts = {"done": number(job.done_rows), "total": number(job.total_rows)}
    told = ngettext("%(done)s / %(total)s 条", "%(done)s / %(total)s 条", job.total_rows, **counts)
    words = " · ".join(part for part in (_("正在写入"), _left(job)) if part)
    return shown | {"words": words, "text": told, "value": _written(job) or None, "max": job.total_rows, "bar": True}


def _waiting(ahead: int) -> str:
    return ngettext("排队中，前面还有 %(num)s 个", "排队中，前面还有 %(num)s 个", ahead) if ahead else _("排队中，即将开始")


def _written(job: ExportJob) -> int:
    """How many rows are behind. The last one counted is being written: seconds for a case, no time for a row of a table."""
    return job.done_rows if WRITERS[job.writer].light else max(job.done_rows - 1, 0)


def _left(job: ExportJob) -> str:
    """How long it may still take, judged by what is done."""
    elapsed, done = parts().now() - datetime.fromisoformat(job.started_at), _written(job)
    if not done or elapsed < GUESS_AFTER:
        return ""
    seconds = elapsed.total_seconds() * (job.total_rows - done) / done
    if seconds < 60:
        return ngettext("约剩 %(num)s 秒", "约剩 %(num)s 秒", max(1, round(seconds)))
    return ngettext("约剩 %(num)s 分钟", "约剩 %(num)s 分钟", round(seconds / 60))


def _silent(job: ExportJob) -> bool:
    last = job.beat_at if job.state == "running" else job.requested_at
    return parts().now() - datetime.fromisoformat(last) > SILENT


def _fault(job: ExportJob) -> dict[str, str]:
    """Why it failed, in the reader's words."""
    kind, params = CATALOGUE.get(job.fault["code"], CATALOGUE["export_failed"]), job.fault["params"]
    return {"detail": translate(kind.detail, params), "mend": translate(kind.mend, params)}


def _writer(name: str) -> str:
    writer = WRITERS.get(name)
    return translate(writer.label) if writer else name


def _filter_words(filters: Filters, names: Mapping[str, Any]) -> list[str]:
    return [_("%(label)s：%(value)s", label=_(label), value=value) for label, value in filters.words(names)]


def _entry(row: dict[str, Any], filters: Filters, names: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "seq": row["seq"],
        "at": when(row["exported_at"]),
        "at_iso": row["exported_at"],
        "writer": _writer(row["writer"]),
        "rows": row["row_count"],
        "sha256": row["sha256"],
        "exporter": row["exporter"],
        "size": size(row["size_bytes"]),
        "filters": _filter_words(filters, names),
        "href": worklist.address(filters),
    }
