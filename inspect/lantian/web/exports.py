"""Exports over HTTP: the form that asks for one, the download, the list of past ones. ``workflow.hand_over`` does the rest.

Owns how things are named in a file: in the page's language, or in Chinese for a document that is always Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, stream_with_context, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from lantian.domain.casefile import ExportContext
from lantian.domain.moments import local_time
from lantian.domain.problems import Problem
from lantian.exports.writer import WRITERS
from lantian.ledger import areas, book, exported
from lantian.ledger.queries import Filters
from lantian.workflow.hand_over import HandOver, Wanted, hand_over

from . import worklist
from .errors import translate
from .language import current, size, when
from .parts import by, parts, scope

PAGE_ROWS = 50
# How the page learns that its download has begun (desk-export.js); says nothing and is gone in a minute.
TICKET_COOKIE = "lantian_export"
TICKET = re.compile("[0-9-]{3,40}")


def download(form: Mapping[str, Any]) -> Response:
    """The file that a form asks for, as an attachment. Raises Problem bad_request for filters that cannot be read.

    A filter that is not understood is refused and not left out: a file must never hold more than was asked for.
    """
    filters, faults = worklist.read(form)
    if faults:
        raise Problem("bad_request", fields=faults)
    name = str(form.get("writer", ""))
    if name not in WRITERS:
        raise Problem("bad_request")
    language = WRITERS[name].language or current()
    order = str(form.get("order", "")) or "newest"
    wanted = Wanted(name, scope(), filters, order, lambda count, head: _context(filters, count, head, language))
    return _answer(hand_over(wanted, by=by(), clock=parts().now), str(form.get("ticket", "")))


def _answer(leaving: HandOver, ticket: str) -> Response:
    response = Response(stream_with_context(leaving), mimetype=leaving.writer.media_type)
    if leaving.size_bytes is not None:
        response.content_length = leaving.size_bytes
    moment = local_time(parts().now())
    name = f"{moment:%Y%m%d-%H%M}.{leaving.writer.extension}"
    local = quote(_("台账") + "-" + name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"ledger-{name}\"; filename*=UTF-8''{local}"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Accel-Buffering"] = "no"
    if TICKET.fullmatch(ticket):
        response.set_cookie(TICKET_COOKIE, ticket, max_age=60, samesite="Strict", secure=parts().settings.https, path="/s/")
    return response


def _context(filters: Filters, count: int, head: book.Head, language: str) -> ExportContext:
    library, person = parts().library, by()
    with force_locale(language):
        places = areas.areas_within(scope(), deepest=12)
        said = [(_(label), value) for label, value in filters.words(worklist.names(places))]
    return ExportContext(
        exporter=person.name,
        exported_at=person.at,
        filters=said,
        row_count=count,
        head_seq=head.seq,
        head_hash=head.hash,
        translate=_in(language),
        language=language,
        site_kind_name=lambda key: library.site_kind_name(key, language),
        department_name=lambda key: library.department_name(key, language),
        checklist_name=lambda key: worklist.checklist_words(library, key, language),
        header_name=_header_name(language),
        item_name=lambda _checklist, item: worklist.item_words(library, item, language),
        record_link=lambda inspection_id: url_for("supervisor.record", inspection_id=inspection_id, _external=True),
        open_original=parts().storage.open,
    )


def _in(language: str) -> Callable[[str], str]:
    """Texts in the language of the document: Chinese is the language of the msgids themselves."""
    return (lambda text: text) if language == "zh" else _


def _header_name(language: str) -> Callable[[str], str]:
    fields = parts().library.vocabulary.header_fields
    return lambda key: fields[key].text(language) if key in fields else key


def past(before: str) -> dict[str, Any]:
    """Finished exports of the reader's area, newest first, with what they hold and the digest of each file."""
    key = int(before) if before.isdecimal() and len(before) < 10 else None
    rows = exported.exports_within(scope(), before=key, limit=PAGE_ROWS + 1)
    names = worklist.names(areas.areas_within(scope(), deepest=12))
    more = len(rows) > PAGE_ROWS
    return {"rows": [_row(row, names) for row in rows[:PAGE_ROWS]], "older": rows[PAGE_ROWS - 1]["seq"] if more else None}


def _row(row: dict[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    filters, _faults = Filters.from_args(row["filters"], today=row["exported_at"][:10])
    writer = WRITERS.get(row["writer"])
    return {
        "seq": row["seq"],
        "at": when(row["exported_at"]),
        "at_iso": row["exported_at"],
        "writer": translate(writer.label) if writer else row["writer"],
        "rows": row["row_count"],
        "sha256": row["sha256"],
        "exporter": row["exporter"],
        "size": size(row["size_bytes"]),
        "filters": [
            _("%(label)s：%(value)s", label=_(label), value=_(value) if value else "") for label, value in filters.words(names)
        ],
        "href": worklist.address(filters),
    }
