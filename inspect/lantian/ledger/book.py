"""The append-only, hash-chained book (台账): the only writer of ``ledger_entry``.

Owns ``append``, ``head``, ``entries``. Call ``append`` inside ``db.transaction()`` only: the lock taken there keeps the chain
single. Must not decide anything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from . import sql
from .db import database
from .models import LedgerEntry

GENESIS = "0" * 64
# Ten columns each: below the 32,766 values that a plain SQLite takes in one statement.
ROWS_AT_ONCE = 1000
# An act overtaken by another (a slow upload, a wait for the writer's place, a clock set back a little) is entered under its time.
# Further back than this the clock itself was wrong: that error is not carried on, and ``verify`` remarks on it.
OVERTAKEN_AT_MOST = timedelta(hours=1)


@dataclass(frozen=True)
class Head:
    """Number and hash of the last entry; (0, 64 zeros) for an empty book."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Actor:
    """Who acts: person id and name as of now; id None for the system itself."""

    id: int | None
    name: str


SYSTEM = Actor(None, "系统")


def canonical(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8, no floats (they print differently elsewhere).

    Raises TypeError on a float.
    """
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical form: write it as text")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _refuse_floats(inner)


def entry_hash(row: dict[str, Any]) -> str:
    """SHA-256 (hex) over the canonical JSON of an entry's columns but ``hash`` itself; ``payload`` stays text."""
    columns = ("seq", "recorded_at", "actor_id", "actor_name", "kind", "subject_kind", "subject_id", "payload", "prev_hash")
    return hashlib.sha256(canonical({name: row[name] for name in columns}).encode()).hexdigest()


def head() -> Head:
    """The last entry's number and hash."""
    last = sql.row("SELECT seq, hash FROM ledger_entry ORDER BY seq DESC LIMIT 1")
    return Head(*last) if last else Head(0, GENESIS)


def moment(at: str) -> str:
    """The time under which an act that began at ``at`` stands in the book: that of the last entry, when the act was overtaken.

    Call it inside ``db.transaction()``, and use it for the rows and the receipt too.
    """
    last = sql.row("SELECT recorded_at FROM ledger_entry ORDER BY seq DESC LIMIT 1")
    return _in_order(at, last[0]) if last else at


def _in_order(at: str, last: str) -> str:
    if at >= last:
        return at
    try:
        overtaken = datetime.fromisoformat(last) - datetime.fromisoformat(at) <= OVERTAKEN_AT_MOST
    except (ValueError, TypeError):  # no time that we wrote
        return at
    return last if overtaken else at


def append(*, at: str, actor: Actor, kind: str, subject_kind: str, subject_id: str, payload: dict[str, Any]) -> int:
    """Add one entry and return its number. ``at`` is UTC ISO text of the server. Must run inside ``db.transaction()``."""
    return append_many(at=at, actor=actor, entries=[(kind, subject_kind, subject_id, payload)])[0]


def append_many(*, at: str, actor: Actor, entries: list[tuple[str, str, str, dict[str, Any]]]) -> list[int]:
    """Add several entries (kind, subject kind, subject id, payload) of one act; returns their numbers. Their time is the
    ``moment`` of ``at``."""
    if not database.in_transaction():
        raise RuntimeError("book.append needs db.transaction()")
    last, at = head(), moment(at)
    rows: list[dict[str, Any]] = []
    seq, prev = last.seq, last.hash
    for kind, subject_kind, subject_id, payload in entries:
        seq += 1
        row = {
            "seq": seq,
            "recorded_at": at,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "kind": kind,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "payload": canonical(payload),
            "prev_hash": prev,
        }
        row["hash"] = prev = entry_hash(row)
        rows.append(row)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        sql.insert(LedgerEntry, rows[start : start + ROWS_AT_ONCE])
    return [row["seq"] for row in rows]


def entries(*, after: int = 0, page: int = 2000) -> Iterator[dict[str, Any]]:
    """All entries from ``after`` on, oldest first, read in pages so that memory stays flat."""
    while True:
        rows = list(LedgerEntry.select().where(LedgerEntry.seq > after).order_by(LedgerEntry.seq).limit(page).dicts())
        if not rows:
            return
        yield from rows
        after = rows[-1]["seq"]


def story(subject_kind: str, subject_id: str) -> list[dict[str, Any]]:
    """The entries of one subject, oldest first, with ``payload`` parsed."""
    query = LedgerEntry.select().where((LedgerEntry.subject_kind == subject_kind) & (LedgerEntry.subject_id == subject_id))
    return [row | {"payload": json.loads(row["payload"])} for row in query.order_by(LedgerEntry.seq).dicts()]
