"""Instants and days (时间): reading times from outside, writing them for storage, and the day they belong to in China.

Owns the one stored form of a time (UTC, microseconds, "+00:00"), the zone of display and of every ``_on`` date
(Asia/Shanghai), and the doubt about a device's clock. Must not read the clock: every time is passed in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .problems import N_, FieldFault

FIRST_YEAR, LAST_YEAR = 2000, 2100
# Phones kept in step by their network are within seconds; two minutes leaves room for a slow upload.
CLOCK_TOLERANCE_S = 120
FUTURE_LIMIT = timedelta(days=7)
ISO_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)

NOT_TEXT = N_("时间必须是文本，例如 2026-11-21T02:03:04Z。")
NOT_ISO = N_("“%(value)s”不是可识别的时间，应写成 2026-11-21T02:03:04Z。")
NO_ZONE = N_("时间“%(value)s”没有注明时区，应以 Z 或 +08:00 结尾。")
OUT_OF_RANGE = N_("时间“%(value)s”不在 %(first)s 年至 %(last)s 年之间，请检查手机时钟。")


class MomentRefused(ValueError):
    """A time that cannot be used; ``fault`` names the place and says what is wrong with it."""

    def __init__(self, fault: FieldFault):
        super().__init__(fault.message % fault.params)
        self.fault = fault


@dataclass(frozen=True)
class ClockDoubt:
    """How a device's clock stood against the server's: ``kind`` is none, ahead or behind, ``seconds`` by how much."""

    kind: str
    seconds: int


def china_zone() -> tzinfo:
    """Asia/Shanghai; where the machine has no zone table, a fixed +08:00, which China has kept since 1991."""
    try:
        return ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        return timezone(timedelta(hours=8), "Asia/Shanghai")


CHINA = china_zone()


def parse_instant(value: object, path: str = "") -> datetime:
    """An ISO-8601 instant with a zone, as an aware UTC time; digits of a second beyond six are cut off.

    Raises MomentRefused, its fault at ``path``, for anything else and for years outside 2000 to 2100: such a time comes
    from a dead clock battery, not from a visit.
    """
    if not isinstance(value, str):
        raise _refused(path, NOT_TEXT)
    match = ISO_INSTANT.fullmatch(value)
    if match is None:
        raise _refused(path, NOT_ISO, value=value[:40])
    if match.group(3) is None:
        raise _refused(path, NO_ZONE, value=value)
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise _refused(path, NOT_ISO, value=value) from None
    return _in_range(instant, value, path)


def format_instant(instant: datetime) -> str:
    """The stored form: 2026-11-21T02:03:04.000000+00:00. Raises ValueError for a time without a zone."""
    return _aware(instant).astimezone(UTC).isoformat(timespec="microseconds")


def local_time(instant: datetime) -> datetime:
    """The instant on a clock in China, for display. Raises ValueError for a time without a zone."""
    return _aware(instant).astimezone(CHINA)


def local_date(instant: datetime) -> date:
    """The day an instant belongs to in China. Raises ValueError for a time without a zone."""
    return local_time(instant).date()


def day_start(day: date) -> datetime:
    """The UTC instant at which a day begins in China; the day ends where the next one begins."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA).astimezone(UTC)


def clock_doubt(device_at: datetime, server_at: datetime, tolerance_s: int = CLOCK_TOLERANCE_S) -> ClockDoubt:
    """Whether two clocks read at the same moment differ by more than the tolerance.

    ``device_at`` is the device's clock when it sent, not the time of a photo: a record made off-line lies in the past
    by right.
    """
    seconds = round((_aware(device_at) - _aware(server_at)).total_seconds())
    if abs(seconds) <= tolerance_s:
        return ClockDoubt("none", abs(seconds))
    return ClockDoubt("ahead" if seconds > 0 else "behind", abs(seconds))


def act_date(device_at: datetime, received_at: datetime) -> date:
    """The date of the act (行为日), by which the law is chosen: the device's day, but never a day after the server's.

    How far ahead a device may be is judged where its clock is known (``domain.inspection``).
    """
    return min(local_date(device_at), local_date(received_at))


def _in_range(instant: datetime, value: str, path: str) -> datetime:
    """The instant in UTC; the year is looked at before too, because year 1 cannot be moved to another zone."""
    if FIRST_YEAR - 1 <= instant.year <= LAST_YEAR + 1:
        in_utc = instant.astimezone(UTC)
        if FIRST_YEAR <= in_utc.year <= LAST_YEAR:
            return in_utc
    raise _refused(path, OUT_OF_RANGE, value=value, first=FIRST_YEAR, last=LAST_YEAR)


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no time zone")
    return instant


def _refused(path: str, message: str, **params: object) -> MomentRefused:
    return MomentRefused(FieldFault(path, message, params))
