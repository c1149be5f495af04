"""The queue a phone exported (待发记录文件), brought in at the desk: the same doors, the same checks, exactly once.

``rows_of`` opens the file, ``bring_in`` takes its rows one by one under the recorder's name; every entry in the book names who
brought it. A row that is refused says why and stops nobody else's. Must not know HTTP. The format is docs/protocol.md, section 7.
"""

from __future__ import annotations

import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from lantian.checklists.library import Library
from lantian.domain.act import read_act
from lantian.domain.inspection import UUID
from lantian.domain.problems import Problem
from lantian.evidence.storage import Storage, is_sha256
from lantian.ledger import book
from lantian.ledger.db import transaction

from .acting import Acting
from .decide import decide_from_phone, decision_of
from .receive import Accepted, receive_inspection, receive_photo

FORMAT = 1
INDEX = "queue.json"
MOST_ROWS = 2000
# Of the index, which is read at once: some 500 records of an ordinary length; what opens in it costs most of the reading.
INDEX_LIMIT_BYTES = 5_000_000
MOST_PARTS = 200_000
# What reading a damaged, encrypted or foreign ZIP raises, depending on the place and the compression.
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, RuntimeError, OSError)
RECORD = re.compile(r"/api/inspections/(?P<id>[0-9a-f-]{36})")
ACT = re.compile(r"/api/violations/(?P<number>[\w-]{1,40})/acts/(?P<id>[0-9a-f-]{36})", re.ASCII)


@dataclass(frozen=True)
class Queue:
    """An opened file: who recorded it, by their id, and its rows."""

    archive: zipfile.ZipFile
    person_id: int
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Brought:
    """What became of one row: its id, photos sent, and either what the doors answered or why they refused."""

    id: str
    photos: int
    accepted: Accepted | None
    problem: Problem | None


@dataclass(frozen=True)
class Doors:
    """What the doors need beside the row."""

    library: Library
    storage: Storage
    photo_limit_bytes: int


def open_queue(path: Path) -> Queue:
    """Open an exported queue. Raises Problem queue_unreadable with the reason, for anything that is not one."""
    try:
        archive = zipfile.ZipFile(path)
        with archive.open(INDEX) as member:
            raw = member.read(INDEX_LIMIT_BYTES + 1)
        if len(raw) > INDEX_LIMIT_BYTES:
            raise ValueError(f"{INDEX} > {INDEX_LIMIT_BYTES} B")
        if raw.count(b"{") + raw.count(b"[") > MOST_PARTS:
            raise ValueError(f"{INDEX} > {MOST_PARTS} {{ [")
        return _read(archive, json.loads(raw))
    except (KeyError, *UNREADABLE) as error:
        raise Problem("queue_unreadable", reason=str(error)[:120]) from error


def _read(archive: zipfile.ZipFile, index: Any) -> Queue:
    if not isinstance(index, dict) or index.get("lantian_queue") != FORMAT:
        raise ValueError("lantian_queue")
    person = index.get("person")
    person_id = person.get("id") if isinstance(person, dict) else None
    rows = index.get("rows")
    if not isinstance(person_id, int) or isinstance(person_id, bool) or not 0 < person_id < 2**31:
        raise ValueError("person.id")
    if not isinstance(rows, list) or len(rows) > MOST_ROWS or not all(isinstance(row, dict) for row in rows):
        raise ValueError("rows")
    return Queue(archive, person_id, rows)


def bring_in(queue: Queue, recorder: Acting, doors: Doors) -> Iterator[Brought]:
    """Take every row, oldest first; gives what became of each. ``recorder`` names in ``brought_by`` who brought the file."""
    for row in queue.rows:
        sent = 0
        try:
            for photo in _photos(row):
                _bring_photo(queue.archive, row, photo, recorder, doors)
                sent += 1
            yield Brought(_id(row), sent, _bring_row(row, recorder, doors), None)
        except Problem as problem:
            yield Brought(_id(row), sent, None, problem)


def note_import(queue: Queue, brought: list[Brought], sha256: str, by: Acting) -> int:
    """Note in the book that a file was brought in, by whom, whose it is and what was taken; the number of the entry."""
    payload = {
        "person": queue.person_id,
        "file": sha256,
        "accepted": [row.id for row in brought if row.accepted],
        "refused": [{"id": row.id, "code": row.problem.code} for row in brought if row.problem],
    }
    with transaction():
        return book.append(
            at=by.at,
            actor=by.actor,
            kind="QueueImported",
            subject_kind="person",
            subject_id=str(queue.person_id),
            payload=payload,
        )


def _id(row: dict[str, Any]) -> str:
    key = row.get("id")
    return key if isinstance(key, str) and UUID.fullmatch(key) else ""


def _photos(row: dict[str, Any]) -> list[dict[str, Any]]:
    photos = row.get("photos", [])
    if not isinstance(photos, list) or not all(isinstance(photo, dict) and is_sha256(photo.get("sha256")) for photo in photos):
        raise Problem("queue_unreadable", reason="photos")
    return photos


class _Member:
    """A photo's bytes out of the file; what cannot be unpacked is not what its name says."""

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo):
        try:
            self._stream = archive.open(member)
        except UNREADABLE as error:
            raise Problem("photo_mismatch") from error

    def read(self, size: int, /) -> bytes:
        """The next bytes. Raises Problem photo_mismatch."""
        try:
            return self._stream.read(size)
        except UNREADABLE as error:
            raise Problem("photo_mismatch") from error


def _bring_photo(archive: zipfile.ZipFile, row: dict[str, Any], photo: dict[str, Any], recorder: Acting, doors: Doors) -> None:
    """One photo through its door, read out of the file piece by piece; its name in the file follows from its hash."""
    sha256 = photo["sha256"]
    try:
        member = archive.getinfo(f"photos/{sha256}")
    except KeyError:
        raise Problem("queue_photo_missing", sha256=sha256) from None
    receive_photo(
        cast(BinaryIO, _Member(archive, member)),
        sha256=sha256,
        inspection_id=_id(row),
        announced_bytes=member.file_size,
        limit_bytes=doors.photo_limit_bytes,
        storage=doors.storage,
        by=recorder,
    )


def _bring_row(row: dict[str, Any], recorder: Acting, doors: Doors) -> Accepted:
    address = row.get("address")
    address = address if isinstance(address, str) else ""
    if record := RECORD.fullmatch(address):
        return receive_inspection(row.get("body"), inspection_id=record["id"], library=doors.library, by=recorder)
    if act := ACT.fullmatch(address):
        return _bring_act(act["number"], act["id"], row.get("body"), recorder)
    raise Problem("queue_unreadable", reason="address")


def _bring_act(number: str, act_id: str, body: Any, recorder: Acting) -> Accepted:
    act, faults = read_act(body, now=recorder.now)
    if faults:
        raise Problem("act_invalid", fields=faults, count=len(faults))
    decision = decision_of(act)
    return decide_from_phone(number, act_id, body, decision, by=recorder)
