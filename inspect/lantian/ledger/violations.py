"""Rows of violations: numbering, opening, changing the cached state. Writers run inside ``db.transaction()``; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import sql
from .models import Act, Violation


def next_numbers(area_code: str, year: int, count: int) -> list[str]:
    """The next readable numbers of a county and year: ``410302-2026-000123``. Gapless within committed acts."""
    if count == 0:
        return []
    name = f"{area_code[:6]}-{year}"
    last = sql.row(
        "INSERT INTO counter (name, last) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET last = counter.last + excluded.last RETURNING last",
        name,
        count,
    )
    assert last is not None
    return [f"{name}-{number:06d}" for number in range(last[0] - count + 1, last[0] + 1)]


def lead_for(lead: Violation | None, item_id: str) -> Violation | None:
    """The lead when it is still open and is about the same item; lists share items by the word after the dot."""
    if lead is None or lead.state != "lead":
        return None
    same = lead.item_id.rpartition(".")[2] == item_id.rpartition(".")[2]
    return lead if same else None


def add(lines: list[dict[str, Any]]) -> list[int]:
    """Insert lines; returns their ids in order."""
    return [line_id for (line_id,) in sql.insert(Violation, lines, returning="id")]


def change(violation_id: int, columns: dict[str, Any]) -> None:
    """Change cached columns of one line."""
    Violation.update(**columns).where(Violation.id == violation_id).execute()


def by_number(number: str) -> Violation | None:
    """One line by its number."""
    return Violation.get_or_none(Violation.number == number)


@dataclass(frozen=True)
class KnownAct:
    """An act already taken: its content's hash, the line it is about, who did it, its entry and when it came in."""

    content_sha256: str
    number: str
    done_by: int
    seq: int
    received_at: str


def known_act(act_id: str) -> KnownAct | None:
    """An act already taken from a phone, or None."""
    found = sql.row(
        "SELECT a.content_sha256, v.number, e.actor_id, a.seq, e.recorded_at FROM act a "
        "JOIN violation v ON v.id = a.violation_id JOIN ledger_entry e ON e.seq = a.seq WHERE a.id = ?",
        act_id,
    )
    return KnownAct(*found) if found else None


def note_act(act_id: str, violation_id: int, digest: str, seq: int) -> None:
    """Note an act's own id, so that it is done once."""
    Act.insert(id=act_id, violation=violation_id, content_sha256=digest, seq=seq).execute()
