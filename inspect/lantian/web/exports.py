"""Exports over HTTP: asking for one, fetching a finished file, cancelling, asking again. ``workflow.export_jobs`` does the rest.

A small export is answered with its file, a large one with the page that shows how far it is. A file goes to nobody but the person
who asked for it, and only while they may see its rows. Must not shape pages (``export_page``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from lantian.domain.area import contains
from lantian.domain.problems import Problem
from lantian.exports.writer import WRITERS
from lantian.ledger import export_jobs as rows
from lantian.ledger.models import ExportJob
from lantian.workflow import export_jobs
from lantian.workflow.export_making import Asked, file_on_shelf

from . import export_page, worklist
from .language import current
from .parts import by, parts, scope

blueprint = Blueprint("exports", __name__, url_prefix="/s/exports")

# How the page learns that its download has begun (desk-export.js); says nothing and is gone in a minute.
TICKET_COOKIE = "lantian_export"
TICKET = re.compile("[0-9-]{3,40}")
# What stands in the address line and the form as 1.
THUMBNAILS = "thumbnails"

# For supervisor.exports, whose template this fills.
past = export_page.page


def download(form: Mapping[str, Any]) -> Response:
    """What a form asks for: its file, or the way to where it is being made.

    A filter that is not understood is refused and not left out: a file must never hold more than was asked for.
    """
    filters, faults = worklist.read(form)
    writer = str(form.get("writer", ""))
    if faults or writer not in WRITERS:
        raise Problem("bad_request", fields=faults)
    pictures = writer == "ledger_xlsx" and form.get(THUMBNAILS) == "1"
    asked = Asked(writer, filters, str(form.get("order", "")) or "newest", current(), _address(), pictures)
    job = export_jobs.ask(asked, parts().exports, by=by())
    return _sent(job, str(form.get("ticket", ""))) if job.state == "done" else _sent_on(job)


@blueprint.get("/jobs")
def jobs() -> Any:
    """The list of one's own exports as a piece of a page, for the script that keeps it fresh."""
    response = Response(render_template("supervisor/_export_jobs.html", **export_page.own()))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/<job_id>/file")
def file(job_id: str) -> Any:
    """A finished file, whole or in part (Range)."""
    return _sent(_mine(job_id))


@blueprint.post("/<job_id>/cancel")
def cancel(job_id: str) -> Any:
    """Stop a job that is not finished; one that just got finished stays as it is."""
    job = _mine(job_id)
    if export_jobs.cancel(job.id, parts().exports, by=by()):
        flash(_("已取消这次导出，没有留下文件。"), "good")
    return redirect(url_for("supervisor.exports"), 303)


@blueprint.post("/<job_id>/again")
def again(job_id: str) -> Any:
    """The same conditions once more."""
    return _sent_on(export_jobs.again(_mine(job_id), parts().exports, by=by()))


def _mine(job_id: str) -> ExportJob:
    """One's own job, or 404 as for one that does not exist; also when its rows lie in an area that is no longer one's own."""
    job = rows.mine(by().id, job_id)
    if job is None or (job.scope and not contains(scope(), job.scope)):
        raise Problem("not_found")
    return job


def _address() -> str:
    return parts().settings.address or request.url_root.rstrip("/")


def _sent_on(job: ExportJob) -> Response:
    if job.state == "done":
        flash(_("文件已做好，可以下载。"), "good")
    else:
        flash(_("正在后台制作，可以离开此页，稍后回来下载。"), "info")
    return redirect(url_for("supervisor.exports") + f"#job-{job.id}", 303)  # type: ignore[return-value]


def _sent(job: ExportJob, ticket: str = "") -> Response:
    if job.state != "done":
        raise Problem("export_not_ready")
    response = send_file(
        _file_of(job),
        mimetype=WRITERS[job.writer].media_type,
        conditional=True,
        etag=job.sha256,
        last_modified=None,
    )
    # The first name is for programs that know Latin letters only.
    plain = f"ledger-{job.id[:8]}.{WRITERS[job.writer].extension}"
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(job.file_name)}"
    response.headers["Cache-Control"] = "private, no-store"
    # What stands before a server may keep a file of some gigabytes whole before it passes on the first byte.
    response.headers["X-Accel-Buffering"] = "no"
    if TICKET.fullmatch(ticket):
        response.set_cookie(TICKET_COOKIE, ticket, max_age=60, samesite="Strict", secure=parts().settings.https, path="/s/")
    return response


def _file_of(job: ExportJob) -> Path:
    """The file on the shelf. Raises Problem export_expired (410) when its time is over, or when it was cleared away before."""
    path = parts().exports.shelf.path(file_on_shelf(job))
    if export_page.is_over(job) or not path.is_file():
        raise Problem("export_expired", days=parts().settings.export_days)
    return path
