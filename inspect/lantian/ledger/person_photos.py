"""Photos of the same person around the time of others, for the questions about journeys and repeated positions: one query.

Of the person who handed them in; their time and position only, so that nothing of another area is shown. Must not judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from lantian.domain.moments import MomentRefused, parse_instant
from lantian.domain.photo_questions import Other

from .models import EvidencePhoto, Photo

AROUND = timedelta(days=1)
# A day's work is a few hundred photos; more than this of one stretch of days are not read.
MOST = 3000
Stretch = tuple[str, str]


def beside(rows: Sequence[Any]) -> dict[int, tuple[Other, ...]]:
    """For every row of evidence (``.photo`` read along) the other placed photos that its person handed in within a day of any of
    the rows, by time; one file in several places counts once."""
    placed = [row for row in rows if row.lat is not None]
    if not placed:
        return {}
    by_person: dict[int, dict[str, Other]] = defaultdict(dict)
    for person, sha256, taken_at, lat, lon, accuracy_m in _read(placed):
        if (taken := _instant(taken_at)) is not None:
            by_person[person].setdefault(sha256, Other(taken, lat, lon, accuracy_m))
    return {row.id: _but(by_person[row.photo.received_by_id], row.photo.sha256) for row in placed}


def _read(placed: Sequence[Any]) -> list[tuple[Any, ...]]:
    e, p = EvidencePhoto, Photo
    people = sorted({row.photo.received_by_id for row in placed})
    found = stretches(row.photo.received_at for row in placed)
    query = e.select(p.received_by, p.sha256, e.taken_at, e.lat, e.lon, e.accuracy_m).join(p)
    around = reduce(or_, (p.received_at.between(*stretch) for stretch in found))
    query = query.where(p.received_by.in_(people) & around & e.lat.is_null(False))
    return list(query.order_by(e.id).limit(MOST * len(found)).tuples())


def stretches(times: Iterable[str]) -> list[Stretch]:
    """The days around each of these times (as tables keep them), first to last; what overlaps is one stretch."""
    found: list[Stretch] = []
    for time in sorted(map(datetime.fromisoformat, times)):
        begin, end = ((time + apart).isoformat(timespec="microseconds") for apart in (-AROUND, AROUND))
        if found and begin <= found[-1][1]:
            begin = found.pop()[0]
        found.append((begin, end))
    return found


def _but(photos: dict[str, Other], sha256: str) -> tuple[Other, ...]:
    return tuple(sorted((other for key, other in photos.items() if key != sha256), key=lambda other: other.taken_at))


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text)
    except MomentRefused:
        return None
