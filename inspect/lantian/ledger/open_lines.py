"""The open lines (未销号的问题和线索) that a phone keeps: rows of the work list with their photos and ticked points.

Five queries, however many lines. Owns which lines are kept where there are too many; what a phone shows of them is in web/.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from lantian.domain.violation import OPEN_STATES

from .filters import Filters
from .models import Answer, EvidencePhoto, Inspection, LedgerEntry, Violation
from .worklist import WorklistRow, own_photos, worklist

# So many lines per phone, nearest limit first; some 60 bytes each as sent. A district has a few dozen open.
MOST_LINES = 300
# Enough to find the spot again; the rest is one request away.
PHOTOS_EACH = 3


@dataclass(frozen=True)
class LinePhoto:
    """A photo that shows a line; ``taken_at`` is the phone's claim."""

    sha256: str
    role: str
    taken_at: str


@dataclass(frozen=True)
class OpenLine:
    """A line with what was ticked, the version of the checklist it came from, its first photos, and while it is sent back for
    more the entry that asked for it (``payload`` parsed)."""

    row: WorklistRow
    checklist_version: str
    sub_checks: list[str]
    photos: list[LinePhoto]
    asked: dict[str, Any] | None


def open_lines(scope: str, *, limit: int = MOST_LINES) -> tuple[list[OpenLine], int]:
    """The open lines of an area, nearest limit first and without one last, and how many there are in all."""
    page = worklist(scope, Filters(states=tuple(sorted(OPEN_STATES))), limit=limit, order="due")
    photos, answers, asked = _photos(page.rows), _answers(page.rows), _returns(page.rows)
    lines = [
        OpenLine(row, *answers.get((row.inspection_id, row.item_id), ("", [])), photos[row.id], asked.get(row.last_seq))
        for row in page.rows
    ]
    return lines, page.total


def _photos(rows: list[WorklistRow]) -> dict[int, list[LinePhoto]]:
    found: dict[int, list[LinePhoto]] = defaultdict(list)
    e = EvidencePhoto
    query = e.select(e.violation, e.photo, e.role, e.taken_at).join(Violation)
    for line, *photo in query.where(own_photos() & e.violation.in_([row.id for row in rows])).order_by(e.id).tuples():
        if len(found[line]) < PHOTOS_EACH:
            found[line].append(LinePhoto(*photo))
    return found


def _returns(rows: list[WorklistRow]) -> dict[int, dict[str, Any]]:
    """What sent lines back, by its number: nothing else can have happened to them since."""
    wanted = LedgerEntry.seq.in_([row.last_seq for row in rows if row.state == "returned"])
    entries = LedgerEntry.select().where(wanted).dicts()
    return {entry["seq"]: entry | {"payload": json.loads(entry["payload"])} for entry in entries}


def _answers(rows: list[WorklistRow]) -> dict[tuple[str, str], tuple[str, list[str]]]:
    a = Answer
    query = a.select(a.inspection, a.item_id, Inspection.checklist_version, a.sub_checks).join(Inspection)
    wanted = a.inspection.in_({row.inspection_id for row in rows}) & a.item_id.in_({row.item_id for row in rows})
    return {(visit, item): (version, points) for visit, item, version, points in query.where(wanted).tuples()}
