"""A phone's clock (手机时钟) as it describes itself: what it showed, how long its page had run, how it stood against ours.

Owns reading that claim and what follows from it: an estimate of the true time and a word of doubt. Everything here is a claim:
deadlines and receipts use the server's time. Must not read the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .moments import CLOCK_TOLERANCE_S, MomentRefused, parse_instant
from .problems import N_, FieldFault

# A page may stay open for a month; a clock may be wrong by decades, but not by more than JavaScript can count.
MOST_MS = 10**13

# Why an estimate and the phone's own time are shown side by side; '' when they agree.
DOUBTS = {
    "went_back": N_("手机时间曾被调回"),
    "jumped": N_("手机时间在使用中被改动"),
    "ahead": N_("手机时间偏快"),
    "behind": N_("手机时间偏慢"),
}


@dataclass(frozen=True)
class Clock:
    """One reading. ``wall``: what the phone showed (UTC). ``elapsed_ms``: how long its page had run by a clock nobody can set,
    since ``page_began`` (UTC, as the phone showed it). ``offset_ms``: server minus phone when last measured, ``offset_age_ms``
    ago; None when never. ``went_back``: the phone saw its own time run backwards."""

    wall: datetime
    elapsed_ms: int
    page_began: datetime
    offset_ms: int | None
    offset_age_ms: int | None
    went_back: bool

    def estimated(self, claimed: datetime) -> datetime | None:
        """The true time of something the phone dates ``claimed``; None where the phone never met our clock."""
        return None if self.offset_ms is None else claimed + timedelta(milliseconds=self.offset_ms)

    def doubt(self) -> str:
        """A key of DOUBTS, or ''. The tolerance is two minutes, as for records (domain.moments)."""
        jump = self.wall - self.page_began - timedelta(milliseconds=self.elapsed_ms)
        if self.went_back:
            return "went_back"
        if abs(jump.total_seconds()) > CLOCK_TOLERANCE_S:
            return "jumped"
        if abs(self.offset_ms or 0) <= CLOCK_TOLERANCE_S * 1000:
            return ""
        return "ahead" if (self.offset_ms or 0) < 0 else "behind"


def read_clock(value: Any, path: str) -> tuple[Clock | None, list[FieldFault]]:
    """The ``clock`` of a record, photo or act: None for none given. Faults name the place; never raises."""
    if value is None:
        return None, []
    if not isinstance(value, dict):
        return None, [FieldFault(path, N_("应为一组字段"))]
    try:
        return _read(value, path), []
    except _Refused as refused:
        return None, [refused.fault]
    except MomentRefused as refused:
        return None, [refused.fault]


class _Refused(ValueError):
    def __init__(self, path: str):
        super().__init__(path)
        self.fault = FieldFault(path, N_("应为毫秒数"))


def _read(value: dict[str, Any], path: str) -> Clock:
    return Clock(
        wall=parse_instant(value.get("wall"), f"{path}.wall"),
        elapsed_ms=_milliseconds(value, "elapsed_ms", path, least=0) or 0,
        page_began=parse_instant(value.get("page_began"), f"{path}.page_began"),
        offset_ms=_milliseconds(value, "offset_ms", path),
        offset_age_ms=_milliseconds(value, "offset_age_ms", path),
        went_back=value.get("went_back") is True,
    )


def _milliseconds(value: dict[str, Any], key: str, path: str, least: int = -MOST_MS) -> int | None:
    found = value.get(key)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or not least <= found <= MOST_MS:
        raise _Refused(f"{path}.{key}")
    return round(found)
