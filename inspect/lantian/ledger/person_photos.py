"""Photos of the same person around the time of others, for the questions about journeys and repeated positions: one query.

Of the person who handed them in; their time and position only, so that nothing of another area is shown. Must not judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from lantian.domain.moments import MomentRefused, parse_instant
from lantian.domain.photo_questions import Other

from .models import EvidencePhoto, Photo

AROUND = timedelta(days=1)
# A day's work is a few hundred photos; more than this of several people are not read.
MOST = 3000


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
    times = sorted(datetime.fromisoformat(row.photo.received_at) for row in placed)
    ends = ((times[0] - AROUND).isoformat(timespec="microseconds"), (times[-1] + AROUND).isoformat(timespec="microseconds"))
    people = sorted({row.photo.received_by_id for row in placed})
    query = e.select(p.received_by, p.sha256, e.taken_at, e.lat, e.lon, e.accuracy_m).join(p)
    around = p.received_by.in_(people) & p.received_at.between(*ends) & e.lat.is_null(False)
    return list(query.where(around).order_by(e.id).limit(MOST).tuples())


def _but(photos: dict[str, Other], sha256: str) -> tuple[Other, ...]:
    return tuple(sorted((other for key, other in photos.items() if key != sha256), key=lambda other: other.taken_at))


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text)
    except MomentRefused:
        return None
