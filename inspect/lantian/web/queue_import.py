"""Bringing in the queue a phone exported: the page, and the door that takes the file and tells what became of each record.

The file comes as the raw body of a PUT, is counted, hashed and written aside before anything is read, and is removed at the
end. The answer is a line of JSON per record, as each is done, so that a long file shows how far it is. Must not judge a record.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context
from werkzeug.exceptions import ClientDisconnected

from lantian.domain.area import contains
from lantian.domain.people import may
from lantian.domain.problems import Problem
from lantian.ledger import people
from lantian.workflow.acting import Acting, acting
from lantian.workflow.queue_file import Brought, Doors, Queue, bring_in, note_import, open_queue

from . import api
from .errors import words
from .parts import by, parts, scope

blueprint = Blueprint("queue_import", __name__, url_prefix="/s/queue-import")

PIECE_BYTES = 1 << 18


@blueprint.get("/")
def page() -> Any:
    """Choose the file; what became of each record appears below."""
    return render_template("supervisor/queue_import.html", most_bytes=parts().settings.queue_limit_bytes)


@api.blueprint.put("/queue-files")
def put_queue_file() -> Any:
    """Take a file and answer line by line: first how many records, then each one, at the end the entry in the book."""
    path, sha256 = _kept_aside()
    try:
        queue = open_queue(path)
        recorder = _recorder(queue)
    except BaseException:
        path.unlink()
        raise
    lines = stream_with_context(_told(queue, recorder, sha256, path))
    response = Response(lines, mimetype="application/x-ndjson", headers={"X-Accel-Buffering": "no"})
    # Also where the reader left before the first line.
    response.call_on_close(lambda: _put_away(queue, path))
    return response


def _put_away(queue: Queue, path: Path) -> None:
    queue.archive.close()
    path.unlink(missing_ok=True)


def _kept_aside() -> tuple[Path, str]:
    """The body in a temporary file of the data folder, and its SHA-256. Raises Problem too_large, queue_unreadable."""
    limit_bytes = parts().settings.queue_limit_bytes
    if request.content_length is None:
        raise Problem("queue_unreadable", reason="Content-Length")
    if request.content_length > limit_bytes:
        raise Problem("too_large", limit=f"{limit_bytes / 1_000_000_000:.3g} GB")
    request.max_content_length = limit_bytes
    handle, name = tempfile.mkstemp(dir=parts().settings.data_dir, prefix="queue-", suffix=".zip")
    digest = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as aside:
            while piece := request.stream.read(PIECE_BYTES):
                digest.update(piece)
                aside.write(piece)
    except BaseException as error:
        os.unlink(name)
        if isinstance(error, (ClientDisconnected, OSError)):
            raise Problem("queue_unreadable", reason=type(error).__name__) from error
        raise
    return Path(name), digest.hexdigest()


def _recorder(queue: Queue) -> Acting:
    """Who recorded it, acting now, brought by who is signed in. Raises Problem queue_recorder outside the own area."""
    person = people.active(queue.person_id, demo=parts().settings.demo)
    if person is None or not contains(scope(), person.area_id) or not may(person.role, "patrol"):
        raise Problem("queue_recorder")
    return replace(acting(person, parts().now()), brought_by=by().actor)


def _told(queue: Queue, recorder: Acting, sha256: str, path: Path) -> Iterator[str]:
    settings = parts().settings
    doors = Doors(parts().library, parts().storage, settings.photo_limit_bytes)
    brought: list[Brought] = []
    try:
        yield _line(total=len(queue.rows), person={"id": recorder.id, "name": recorder.name})
        for row in bring_in(queue, recorder, doors):
            brought.append(row)
            yield _line(row=_row(row))
        yield _line(entry=note_import(queue, brought, sha256, by()), sha256=sha256)
    finally:
        _put_away(queue, path)


def _row(row: Brought) -> dict[str, Any]:
    if row.accepted is None:
        return {"id": row.id, "photos": row.photos, "problem": words(row.problem) if row.problem else None}
    known = row.accepted.status == 200
    return {"id": row.id, "photos": row.photos, "seq": row.accepted.seq, "known": known, **_numbers(row)}


def _numbers(row: Brought) -> dict[str, Any]:
    facts = row.accepted.facts if row.accepted else {}
    return {"violations": facts.get("violations") or [number for number in [facts.get("violation")] if number]}


def _line(**facts: Any) -> str:
    return json.dumps({"lantian": 1, **facts}, ensure_ascii=False) + "\n"
