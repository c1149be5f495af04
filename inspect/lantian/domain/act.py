"""A later act on a violation as a phone hands it in: event, words, photos, what was taken back.

Owns the reading of an act's body into plain values with every fault named by its path. Must not say which act is possible when,
nor what it needs: ``violation`` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .inspection import MAX_PHOTOS, PHOTO_ROLES, RecordPhoto, read_photo, read_withdrawn
from .problems import N_, FieldFault
from .reading import Reader


@dataclass(frozen=True)
class ActBody:
    """A later act on a violation as a phone sends it: event, words, photos, what was taken back, and the entry the person had
    seen."""

    event: str
    seen_seq: int
    reason: str
    result: str
    photos: list[RecordPhoto]
    withdrawn: list[tuple[str, str]]


def read_act(body: Any, *, now: datetime) -> tuple[ActBody, list[FieldFault]]:
    """Read an act's body of any shape; returns it with all faults; never raises."""
    reader = Reader(now)
    body = reader.mapping(body, "act")
    reader.own_clock(body)
    seen = body.get("seen_seq")
    if isinstance(seen, bool) or not isinstance(seen, int) or not 0 <= seen < 2**31:
        reader.fault("seen_seq", N_("请刷新页面后重试"))
        seen = 0
    photos = []
    for index, row in enumerate(reader.rows(body.get("photos"), "photos", MAX_PHOTOS)):
        path = f"photos.{index}."
        photos.append(read_photo(reader, reader.mapping(row, path.rstrip(".")), path, tuple(PHOTO_ROLES)))
    act = ActBody(
        event=reader.text(body, "event", "", 40, needed=True),
        seen_seq=seen,
        reason=reader.text(body, "reason", "", 2000),
        result=reader.text(body, "result", "", 20),
        photos=photos,
        withdrawn=read_withdrawn(reader, body),
    )
    return act, reader.faults
