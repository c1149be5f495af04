"""Handing over (导出): the rows of a list become a file, and the book says so.

One export is one consistent state of the database: the count, the rows and the head printed in the file are read in one
snapshot, which ends when the file is written, however slowly somebody fetches it afterwards. The entry ``CaseExported`` is
written when every byte lies on disk and before anybody may have the file:

- nobody can hold a complete file that the book does not know;
- an export that is given up half-way leaves no file and no entry;
- an export that shows a photo whose original was removed while it was made is given up.

Must not choose rows, and must not know HTTP or who waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from lantian.domain.casefile import CaseFile, ExportContext
from lantian.domain.marking import Marking
from lantian.domain.problems import Problem
from lantian.exports.sink import Out
from lantian.exports.writer import WRITERS, HashingSink, Writer
from lantian.ledger import book, custody, exported, queries, removals
from lantian.ledger.db import snapshot, transaction

from .acting import Acting

# What is being done: rows are written, or the last of them is and the file is closed (a workbook packs itself then).
ROWS, PACKING = "rows", "packing"


class Stopped(Exception):
    """The export was told to stop; nothing of it may be kept."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for: writer name, whose rows, which of them, in which order, and how things are named in the file."""

    writer: str
    scope: str
    filters: queries.Filters
    order: str
    make_context: Callable[[int, book.Head], ExportContext]


@dataclass
class Produced:
    """How far a file is and, once finished, what it is: digest, bytes, rows, leads among them, the head of the book it prints."""

    total_rows: int = 0
    row_count: int = 0
    lead_count: int = 0
    phase: str = ROWS
    head_seq: int = 0
    head_hash: str = ""
    sha256: str = ""
    size_bytes: int = 0
    # The originals it holds, and those of which it shows a copy, by their hashes.
    originals: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)


def check(writer: str, order: str, *, by: Acting) -> None:
    """Raise Problem not_allowed (403), or bad_request (400) for a writer or an order that does not exist."""
    by.must("export")
    if writer not in WRITERS or order not in queries.ORDERS:
        raise Problem("bad_request")


def produce(wanted: Wanted, out: Out, produced: Produced, stop: Callable[[], bool] = lambda: False) -> None:
    """Write the file, keeping ``produced`` up to date, so that another thread can look how far it is.

    Raises Problem lead_not_evidence (409), export_photo_missing, export_record_altered (500), OSError when the disk refuses, and
    Stopped soon after ``stop`` says so; what is written by then is no valid file.
    """
    writer, sink = WRITERS[wanted.writer], HashingSink(out)
    with snapshot():
        head = book.head()
        produced.head_seq, produced.head_hash = head.seq, head.hash
        produced.total_rows = queries.count(wanted.scope, wanted.filters)
        context = _noting(wanted.make_context(produced.total_rows, head), produced)
        steps = writer.steps(_counted(wanted, writer, produced), sink, context)
        _run(steps, stop)
    produced.sha256, produced.size_bytes = sink.hexdigest(), sink.size_bytes


def _noting(context: ExportContext, produced: Produced) -> ExportContext:
    """Whatever original a writer opens, and whatever copy of one it shows, leaves with its file."""

    def opened(sha256: str) -> BinaryIO:
        produced.originals.add(sha256)
        return context.open_original(sha256)

    def thumbnail(sha256: str) -> Path | None:
        produced.shown.add(sha256)
        return context.thumbnail(sha256)

    def marked(sha256: str, marking: Marking, kind: str) -> Path | None:
        produced.shown.add(sha256)
        return context.marked(sha256, marking, kind)

    return replace(context, open_original=opened, thumbnail=thumbnail, marked=marked)


def _run(steps: Iterator[None], stop: Callable[[], bool]) -> None:
    """All steps; a writer that is stopped is closed at once, so that its working files go."""
    try:
        for _step in steps:
            if stop():
                raise Stopped
    finally:
        steps.close()  # type: ignore[attr-defined]


def _counted(wanted: Wanted, writer: Writer, produced: Produced) -> Iterator[CaseFile]:
    for case in queries.case_files(wanted.scope, wanted.filters, light=writer.light, order=wanted.order):
        produced.row_count += 1
        produced.lead_count += case.is_lead
        yield case
    produced.phase = PACKING


def enter(wanted: Wanted, produced: Produced, *, by: Acting, beside: Callable[[int], None] = lambda _seq: None) -> int:
    """Enter a finished file into the book; returns the entry's number. ``beside`` is called with it in the same transaction;
    what it raises takes the entry back. Raises Problem export_photo_removed when an original went while the file was made."""
    filters, sha256 = wanted.filters.to_args(), produced.sha256
    payload: dict[str, Any] = {
        "writer": wanted.writer,
        "filters": filters,
        "rows": produced.row_count,
        "leads": produced.lead_count,
        "sha256": sha256,
        "size_bytes": produced.size_bytes,
        "head_seq": produced.head_seq,
    }
    if produced.originals:
        payload |= {"originals": len(produced.originals), "originals_sha256": custody.originals_sha256(produced.originals)}
    with transaction():
        by = by.in_order()
        _nothing_removed(produced)
        seq = book.append(
            at=by.at, actor=by.actor, kind="CaseExported", subject_kind="export", subject_id=sha256, payload=payload
        )
        exported.note_export(
            seq=seq,
            writer=wanted.writer,
            filters=filters,
            row_count=produced.row_count,
            sha256=sha256,
            by=by.id,
            at=by.at,
            originals=produced.originals,
        )
        beside(seq)
    return seq


def _nothing_removed(produced: Produced) -> None:
    """Inside the writer's transaction: a removal is either seen here, or comes after the entry and lets the file expire."""
    for sha256 in sorted(removals.removed_since(produced.head_seq) & (produced.originals | produced.shown)):
        raise Problem("export_photo_removed", sha256=sha256)
