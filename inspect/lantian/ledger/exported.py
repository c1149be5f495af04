"""Finished exports (导出记录): writing the row that ties an entry of the book to a file, and listing them.

Writers run inside ``db.transaction()``. Must not produce files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from . import sql
from .models import ExportFile, ExportOriginal, LedgerEntry, Person
from .scope import within

ROWS_AT_ONCE = 1000

def note_export(
    *,
    seq: int,
    writer: str,
    filters: dict[str, str],
    row_count: int,
    sha256: str,
    by: int,
    at: str,
    originals: Iterable[str] = (),
) -> None:
    """Note a finished file and the originals it holds beside its entry ``seq`` of the book."""
    held = [{"photo": photo, "seq": seq} for photo in sorted(originals)]
    for start in range(0, len(held), ROWS_AT_ONCE):
        sql.insert(ExportOriginal, held[start : start + ROWS_AT_ONCE])
    columns = {"seq": seq, "writer": writer, "filters": filters, "row_count": row_count, "sha256": sha256}
    ExportFile.insert(**columns, exported_by=by, exported_at=at).execute()


def exports_within(scope: str, *, before: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Exports made by people of an area, newest first, with who made them and the hash of their entry in the book.

    ``before`` is the ``seq`` of the last row of the page before.
    """
    e = ExportFile
    columns = (
        e.seq,
        e.writer,
        e.filters,
        e.row_count,
        e.sha256,
        e.exported_at,
        Person.name.alias("exporter"),
        LedgerEntry.payload,
        LedgerEntry.hash.alias("entry_hash"),
    )
    query = e.select(*columns).join_from(e, Person).join_from(e, LedgerEntry, on=(LedgerEntry.seq == e.seq))
    query = query.where(within(Person.area, scope))
    if before is not None:
        query = query.where(e.seq < before)
    rows = query.order_by(e.seq.desc()).limit(limit).dicts()
    return [row | {"size_bytes": json.loads(row["payload"]).get("size_bytes")} for row in rows]
