"""Handing over (导出): the rows of a list leave as a file, and the book says so.

One export is one consistent state of the database: the count, the rows and the head printed in the file are read in one
snapshot. The entry ``CaseExported`` is written when every byte has been produced, and before the last piece leaves:

- nobody can hold a complete file that the book does not know, because the last piece is kept back until the entry stands;
- a download that breaks off earlier leaves no entry, because nothing complete has left.

Tables (light writers) are produced into a temporary file first, so that the snapshot is short and the length is known; case
archives are streamed, because they hold the originals. Must not choose rows, and must not know HTTP.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any

from lantian.domain.casefile import CaseFile, ExportContext
from lantian.domain.problems import Problem
from lantian.exports.writer import WRITERS, HashingSink, Writer, stream
from lantian.ledger import book, exported, queries
from lantian.ledger.db import connection, snapshot, transaction

from .acting import Acting

PIECE_BYTES = 65536
# Up to here a table stays in memory while it is produced.
SPOOL_BYTES = 8_000_000


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
    """What a finished file is: its digest, size, number of rows and of leads among them, and the head of the book it prints."""

    sha256: str = ""
    size_bytes: int = 0
    row_count: int = 0
    lead_count: int = 0
    head_seq: int = 0


class HandOver:
    """One export under way: an iterator of pieces that writes the entry before it gives the last one.

    ``size_bytes`` is known for tables only. Close it when done with it.
    """

    def __init__(self, writer: Writer, pieces: Iterator[bytes], enter: Callable[[], int], size_bytes: int | None):
        self.writer = writer
        self.size_bytes = size_bytes
        self._pieces = _kept_back(pieces, enter)

    def __iter__(self) -> HandOver:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """Let go of the database and of the temporary file."""
        self._pieces.close()


def hand_over(wanted: Wanted, *, by: Acting, clock: Callable[[], datetime]) -> HandOver:
    """Begin an export; iterate what comes back. ``clock`` gives the server's time when the file is finished.

    Raises Problem not_allowed (403), bad_request (400) for an unknown writer or order, lead_not_evidence (409) and
    export_photo_missing (500). An original that turns out altered only while it is copied breaks the stream off.
    """
    by.must("export")
    if wanted.writer not in WRITERS or wanted.order not in queries.ORDERS:
        raise Problem("bad_request")
    writer, produced = WRITERS[wanted.writer], Produced()

    def enter() -> int:
        return _enter(wanted, produced, replace(by, now=clock()))

    if writer.light:
        file = _in_file(wanted, writer, produced)
        return HandOver(writer, _read(file), enter, produced.size_bytes)
    _refuse_early(wanted)
    return HandOver(writer, _streamed(wanted, writer, produced), enter, None)


def _kept_back(pieces: Iterator[bytes], enter: Callable[[], int]) -> Iterator[bytes]:
    """The pieces, each one late, and the entry before the last."""
    last = b""
    try:
        for piece in pieces:
            if last:
                yield last
            last = piece
        enter()
        yield last
    finally:
        pieces.close()  # type: ignore[attr-defined]


def _in_file(wanted: Wanted, writer: Writer, produced: Produced) -> IO[bytes]:
    file = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115  handed on; _read closes it
    sink = HashingSink(file)
    with snapshot():
        context = _context(wanted, produced)
        writer.write(_counted(wanted, writer, produced), sink, context)
    produced.sha256, produced.size_bytes = sink.hexdigest(), sink.size_bytes
    file.seek(0)
    return file  # type: ignore[return-value]


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _refuse_early(wanted: Wanted) -> None:
    """Look for what would stop an archive on its way, while an answer in words is still possible: no case, no original."""
    with snapshot():
        context = wanted.make_context(0, book.head())
        leads = cases = 0
        for case in queries.case_files(wanted.scope, wanted.filters, light=True):
            leads, cases = leads + case.is_lead, cases + (not case.is_lead)
            for photo in () if case.is_lead else case.photos:
                _look_up(context, photo.sha256)
    if leads and not cases:
        raise Problem("lead_not_evidence")


def _look_up(context: ExportContext, sha256: str) -> None:
    try:
        context.open_original(sha256).close()
    except (LookupError, OSError) as error:
        raise Problem("export_photo_missing", sha256=sha256) from error


def _streamed(wanted: Wanted, writer: Writer, produced: Produced) -> Iterator[bytes]:
    """Runs after the answer has begun, when the connection of the request is closed already."""
    with connection(), snapshot():
        context = _context(wanted, produced)
        download = stream(writer, _counted(wanted, writer, produced), context)  # type: ignore[arg-type]
        yield from download
    produced.sha256, produced.size_bytes = download.sha256, download.size_bytes


def _context(wanted: Wanted, produced: Produced) -> ExportContext:
    head = book.head()
    produced.head_seq = head.seq
    return wanted.make_context(queries.count(wanted.scope, wanted.filters), head)


def _counted(wanted: Wanted, writer: Writer, produced: Produced) -> Iterator[CaseFile]:
    for case in queries.case_files(wanted.scope, wanted.filters, light=writer.light, order=wanted.order):
        produced.row_count += 1
        produced.lead_count += case.is_lead
        yield case


def _enter(wanted: Wanted, produced: Produced, by: Acting) -> int:
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
    with connection(), transaction():
        seq = book.append(
            at=by.at, actor=by.actor, kind="CaseExported", subject_kind="export", subject_id=sha256, payload=payload
        )
        exported.note_export(
            seq=seq, writer=wanted.writer, filters=filters, row_count=produced.row_count, sha256=sha256, by=by.id, at=by.at
        )
    return seq
