"""Proof that the book, the tables and the originals still tell one story (核验): many small checks in one table.

Each check is a generator of findings and reads in pages, so that memory stays flat however large the ledger is. Nothing is
repaired here. What only an outside copy can show, a book cut off at its end with all that hung on it or computed anew from end to
end, is why heads are published and every export prints one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO, Protocol

from lantian.domain.problems import N_

from . import book, db, verify_book, verify_columns, verify_custody, verify_likeness, verify_lines, verify_markings, verify_rows
from .models import Photo

PAGE = 1000
CHUNK_BYTES = 1 << 20


class Originals(Protocol):
    """The part of the evidence store that is needed here."""

    def exists(self, sha256: str) -> bool:
        """Whether an original of this name is kept."""

    def size(self, sha256: str) -> int:
        """Its length in bytes."""

    def open(self, sha256: str) -> BinaryIO:
        """Its bytes."""


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: which check, about what, and the msgid of a sentence with its values."""

    check: str
    subject: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def is_remark(self) -> bool:
        """Whether it is only to be known, and nothing is broken by it."""
        return self.message in verify_book.REMARKS


@dataclass(frozen=True)
class Check:
    """One row of the table: key, name (msgid) and a generator of (subject, message, params)."""

    key: str
    name: str
    run: Callable[[Callable[[int], None]], Iterator[tuple[str, str, dict[str, Any]]]]


# Order of the report: the book itself first, then what is derived from it, then the originals.
CHECKS: tuple[Check, ...] = (
    Check("guards", N_("台账防改触发器"), verify_book.guards),
    Check("book", N_("台账链条"), verify_book.chain),
    Check("heads", N_("公布的末条都在"), verify_book.heads),
    Check("violations", N_("违法行为状态与台账一致"), verify_rows.violations),
    Check("inspections", N_("检查记录与台账一致"), verify_rows.inspections),
    Check("photos", N_("照片登记与台账一致"), verify_rows.photos),
    Check("record_columns", N_("检查记录各栏与原文一致"), verify_columns.records_again),
    Check("photo_columns", N_("照片登记各栏与台账一致"), verify_columns.photos_again),
    Check("line_columns", N_("违法行为各栏与台账一致"), verify_lines.lines_again),
    Check("exports", N_("导出记录与台账一致"), verify_rows.exports),
    Check("export_originals", N_("导出所含原件与台账一致"), verify_custody.export_originals),
    Check("removals", N_("移除原件与台账一致"), verify_custody.removals),
    Check("likenesses", N_("相似照片登记与台账一致"), verify_likeness.pairs),
    Check("markings", N_("照片遮盖和标注与台账一致"), verify_markings.versions),
    Check("lost_rows", N_("台账提到的内容都在"), verify_rows.lost_rows),
)
ORIGINALS = ("originals", N_("照片原件"))

MISSING = N_("照片原件不在存储中。")
UNREADABLE = N_("此项核对到这里中断，其后没有核对：数据无法解读（%(error)s）。")
NOT_READ = N_("照片原件无法读取：%(error)s。")
STILL_THERE = N_("台账记为已移除的照片原件仍在存储中。")
WRONG_SIZE = N_("照片原件应为 %(expected)s 字节，实为 %(found)s 字节。")
WRONG_HASH = N_("照片原件内容已改变，SHA-256 实为 %(found)s。")


def verify(
    originals: Originals | None = None,
    *,
    full: bool = False,
    progress: Callable[[str, int], None] | None = None,
    since: book.Head | None = None,
    published: Iterable[book.Head] = (),
) -> Iterator[Finding]:
    """Run every check; findings come as they are found, none means that all holds.

    ``originals`` is the evidence store; without it only the database is looked at. ``full`` reads every original and
    compares its SHA-256, else only presence and length are. ``progress`` is told (check key, rows done so far). ``since`` is a
    checkpoint: the chain up to it was looked at before. ``published`` are heads given out earlier.
    """
    given = {"book": partial(verify_book.chain, since=since), "heads": partial(verify_book.heads, published=published)}
    tell = progress or (lambda key, done: None)
    for check in CHECKS:
        with db.snapshot():
            yield from _whole(check.key, given.get(check.key, check.run)(lambda done, key=check.key: tell(key, done)))
    if originals is not None:
        yield from _whole(ORIGINALS[0], _originals(originals, full, lambda done: tell(ORIGINALS[0], done)))


def _whole(key: str, found: Iterator[tuple[str, str, dict[str, Any]]]) -> Iterator[Finding]:
    """The findings of one check. What was bent may be bent in ways no check foresees: then that is the finding, and the other
    checks still run."""
    try:
        for subject, message, params in found:
            yield Finding(key, subject, message, params)
    except Exception as error:  # noqa: BLE001  each of them is the finding
        yield Finding(key, key, UNREADABLE, {"error": f"{type(error).__name__}: {error}"[:200]})


def _originals(store: Originals, full: bool, tell: Callable[[int], None]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Outside of any snapshot: reading all originals takes hours and changes nothing."""
    done, after = 0, ""
    query = Photo.select(Photo.sha256, Photo.size_bytes).order_by(Photo.sha256).limit(PAGE)
    while rows := list(query.where(Photo.sha256 > after).tuples()):
        removed = verify_custody.removed_by_the_book(sha256 for sha256, _size in rows)
        for sha256, size_bytes in rows:
            for message, params in _looked_at(store, sha256, size_bytes, full, gone=sha256 in removed):
                yield sha256, message, params
        done, after = done + len(rows), rows[-1][0]
        tell(done)


def _looked_at(
    store: Originals, sha256: str, size_bytes: int, full: bool, *, gone: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """One original; a disk that does not give it back is a finding about this one only."""
    try:
        yield from _removed(store, sha256) if gone else _original(store, sha256, size_bytes, full)
    except OSError as error:
        yield NOT_READ, {"error": str(error)[:200]}


def _removed(store: Originals, sha256: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The book says that it is gone: it must be."""
    if store.exists(sha256):
        yield STILL_THERE, {}


def _original(store: Originals, sha256: str, size_bytes: int, full: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        there = store.exists(sha256)
    except ValueError:  # no name that an original could have
        there = False
    if not there:
        yield MISSING, {}
        return
    if (found := store.size(sha256)) != size_bytes:
        yield WRONG_SIZE, {"expected": size_bytes, "found": found}
    elif full and (digest := _digest(store, sha256)) != sha256:
        yield WRONG_HASH, {"found": digest}


def _digest(store: Originals, sha256: str) -> str:
    digest = hashlib.sha256()
    with store.open(sha256) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
