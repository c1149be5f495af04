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
from lantian.ledger.db import snapshot, transaction

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

    ``size_bytes`` is known for tables only. ``seq`` is the number of the entry once it stands. Close it when done with it.
    """

    def __init__(self, wanted: Wanted, pieces: Iterator[bytes], produced: Produced, size_bytes: int | None, enter: Callable[[], int]):
        self.writer = WRITERS[wanted.writer]
        self.produced = produced
        self.size_bytes = size_bytes
        self.seq: int | None = None
        self._pieces = self._kept_back(pieces, enter)
        # The first piece is made at once: what stops an export stops it before an answer has begun.
        self._first: bytes | None = next(self._pieces, None)

    def __iter__(self) -> HandOver:
        return self

    def __next__(self) -> bytes:
        first, self._first = self._first, None
        return first if first is not None else next(self._pieces)

    def close(self) -> None:
        """Let go of the database and of the temporary file."""
        self._pieces.close()  # type: ignore[attr-defined]

    def _kept_back(self, pieces: Iterator[bytes], enter: Callable[[], int]) -> Iterator[bytes]:
        try:
            last = b""
            for piece in pieces:
                if last:
                    yield last
                last = piece
            self.seq = enter()
            yield last
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()


def hand_over(wanted: Wanted, *, by: Acting, clock: Callable[[], datetime]) -> HandOver:
    """Begin an export; iterate what comes back. ``clock`` gives the server's time when the file is finished.

    Raises Problem not_allowed (403), bad_request (400) for an unknown writer, lead_not_evidence (409), export_photo_missing.
    """
    by.must("export")
    if wanted.writer not in WRITERS or wanted.order not in queries.ORDERS:
        raise Problem("bad_request")
    writer, produced = WRITERS[wanted.writer], Produced()

    def enter() -> int:
        return _enter(wanted, produced, replace(by, now=clock()))

    if not writer.light:
        return HandOver(wanted, _streamed(wanted, writer, produced), produced, None, enter)
    file = _in_file(wanted, writer, produced)
    return HandOver(wanted, _read(file), produced, produced.size_bytes, enter)


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


def _streamed(wanted: Wanted, writer: Writer, produced: Produced) -> Iterator[bytes]:
    with snapshot():
        context = _context(wanted, produced)
        download = stream(writer, _counted(wanted, writer, produced), context)
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
    filters = wanted.filters.to_args()
    payload: dict[str, Any] = {
        "writer": wanted.writer, "filters": filters, "rows": produced.row_count, "leads": produced.lead_count, "sha256": produced.sha256,
        "size_bytes": produced.size_bytes, "head_seq": produced.head_seq,
    }
    with transaction():
        seq = book.append(at=by.at, actor=by.actor, kind="CaseExported", subject_kind="export", subject_id=produced.sha256, payload=payload)
        exported.note_export(
            seq=seq, writer=wanted.writer, filters=filters, row_count=produced.row_count, sha256=produced.sha256, by=by.id, at=by.at
        )
    return seq
