"""Lines put straight into the tables, as a year of work would leave them; the book stays as it is.

Owns the rows of one invented finding, table by table. Must not measure anything.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lantian.checklists.library import Library
from lantian.domain.basis import snapshot
from lantian.ledger import db
from lantian.ledger.models import Answer, EvidencePhoto, Inspection, Person, Photo, Violation

from .installation import AREA, CHECKLIST, TOWNSHIP, Installation

LINES, MANY_LINES, SLICE = 10_000, 100_000, 10_000
STATES = ("reported", "returned", "confirmed", "ordered", "rectified", "cleared", "dismissed", "referred")
PER_STATEMENT = 40
FIRST_AT = datetime(2026, 8, 20, 1, tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One finding: its number, the instant it was found, and all that its rows refer to."""

    number: int
    at: datetime
    definition: Any
    item: Any
    site: str
    person: int

    @property
    def key(self) -> str:
        """The id of its inspection, the same in every run."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"bench line {self.number}"))

    @property
    def stamp(self) -> str:
        """The instant as the tables keep it."""
        return self.at.isoformat(timespec="microseconds")


def fill(installation: Installation, count: int = LINES) -> None:
    """Put that many lines into the tables, beyond those that are there; the first photo there is stands on each."""
    with db.connection():
        base = Violation.select().count()
        lines = _lines(installation, range(base, base + count))
        sha256 = Photo.select(Photo.sha256).limit(1).scalar()
        with db.transaction():
            _insert(Inspection, map(_inspection, lines))
            _insert(Answer, map(_answer, lines))
            _insert(Violation, [_violation(line, installation.library) for line in lines])
            if sha256:
                ids = dict(Violation.select(Violation.inspection, Violation.id).tuples())
                _insert(EvidencePhoto, [_photo(line, sha256, ids[line.key]) for line in lines])


def fill_up(installation: Installation, count: int) -> None:
    """Until there are that many lines, a slice at a time."""
    while (there := line_count()) < count:
        fill(installation, min(SLICE, count - there))


def line_count() -> int:
    """How many lines there are."""
    with db.connection():
        return int(Violation.select().count())


def _lines(installation: Installation, numbers: Iterable[int]) -> list[Line]:
    person = Person.get(Person.username == "bench0").id
    definition, sites = installation.library.current(CHECKLIST), installation.sites
    return [
        Line(
            number, FIRST_AT + timedelta(minutes=12 * number), definition, definition.items[number % 8],
            sites[number % len(sites)], person,
        )
        for number in numbers
    ]  # fmt: skip


def _insert(table: type, rows: Iterable[Row]) -> None:
    rows = list(rows)
    for start in range(0, len(rows), PER_STATEMENT):
        table.insert_many(rows[start : start + PER_STATEMENT]).execute()  # type: ignore[attr-defined]


def _inspection(line: Line) -> Row:
    return {
        "id": line.key,
        "kind": "inspection",
        "inspection_type": "daily",
        "checklist_id": line.definition.id,
        "checklist_version": line.definition.version,
        "checklist_hash": line.definition.hash,
        "site": line.site,
        "area": TOWNSHIP,
        "unit": 1,
        "recorded_by": line.person,
        "officers": _officers(line.number),
        "party": _party(line.number),
        "header": {},
        "started_at": line.stamp,
        "finished_at": line.stamp,
        "received_at": line.stamp,
        "act_on": line.stamp[:10],
        "passed_count": 11,
        "failed_count": 1,
        "content": "{}",
        "content_sha256": "0" * 64,
        "received_seq": 1,
    }


def _officers(number: int) -> list[Row]:
    return [{"card_number": f"示例-{at:03}", "name": f"示例{at}", "user_id": at} for at in (number % 8, (number + 1) % 8)]


def _party(number: int) -> Row:
    return {
        "name": f"示例店{number}",
        "uscc": "",
        "person": "示例负责人",
        "phone": "",
        "outcome": "refused",
        "signature": None,
        "witness": "",
        "reason": "",
    }


def _answer(line: Line) -> Row:
    return {
        "inspection": line.key,
        "item_id": line.item.id,
        "position": 0,
        "value": "fail",
        "note": "",
        "sub_checks": [],
        "corrected": False,
    }


def _violation(line: Line, library: Library) -> Row:
    return {
        "number": f"{AREA}-2026-9{line.number:06}",
        "inspection": line.key,
        "item_id": line.item.id,
        "title": line.item.zh,
        "title_en": line.item.en,
        "checklist_id": line.definition.id,
        "site": line.site,
        "area": TOWNSHIP,
        "unit": 1,
        "origin": "violation",
        "state": STATES[line.number % len(STATES)],
        "severity": line.item.severity,
        "note": "示例：油烟净化器未开启",
        "act_on": line.stamp[:10],
        "reported_at": line.stamp,
        "due_on": (line.at + timedelta(days=7)).date().isoformat(),
        "department": "urban",
        "bases": _bases(line.item, library),
        "chain": [],
        "last_seq": line.number + 1,
        "found_by": [line.person],
    }


def _bases(item: Any, library: Library) -> list[Row]:
    """The law of an item as a record keeps it."""
    return [snapshot(basis, library.law(basis.law)) | {"successor": False} for basis in library.bases_for(item)[:1]]


def _photo(line: Line, sha256: str, violation: int) -> Row:
    return {
        "inspection": line.key,
        "violation": violation,
        "photo": sha256,
        "item_id": line.item.id,
        "role": "finding",
        "position": 0,
        "taken_at": line.stamp,
        "source": "camera",
        "lat": 34.68,
        "lon": 112.47,
        "accuracy_m": 8.0,
        "crs": "wgs84",
    }
