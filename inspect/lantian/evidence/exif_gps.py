"""The place a photo file claims: position, height, direction, speed and time of the satellite fix.

Owns the reading of the GPS tags (CIPA DC-008-2024, 4.6.6). A position of which one half is unusable is no position. Must not
convert between coordinate systems or judge plausibility (``domain.geo``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lantian.evidence.exif_tags import Tags, choice
from lantian.evidence.tiff import BadValue, Entry, number, numbers, text

_KMH = {"K": 1.0, "M": 1.609344, "N": 1.852}
_BELOW = {1, 3}
_DATE = re.compile(r"(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class Place:
    """The GPS part of ``exif.Claims``, under the same names and in the same units."""

    lat: float | None
    lon: float | None
    altitude_m: float | None
    img_direction_deg: float | None
    img_direction_ref: str | None
    h_positioning_error_m: float | None
    speed_kmh: float | None
    map_datum: str | None
    gps_at: str | None


def read_place(tags: Tags) -> Place:
    """The place in the tags; None for whatever is absent or unusable, the latter noted in ``tags.faults``."""
    lat, lon = _position(tags)
    return Place(
        lat=lat,
        lon=lon,
        altitude_m=_altitude_m(tags),
        img_direction_deg=tags.take("GPSImgDirection", number, 0, 360),
        img_direction_ref=tags.take("GPSImgDirectionRef", choice, "TM"),
        h_positioning_error_m=tags.take("GPSHPositioningError", number, 0, 1e7),
        speed_kmh=_speed_kmh(tags),
        map_datum=tags.take("GPSMapDatum", text),
        gps_at=_gps_at(tags),
    )


def _position(tags: Tags) -> tuple[float, float] | tuple[None, None]:
    """Both halves or none. Exactly 0, 0 is what phones without a fix write; that spot of sea has no building site."""
    lat = _degrees(tags, "GPSLatitude", "NS", 90)
    lon = _degrees(tags, "GPSLongitude", "EW", 180)
    if lat is None or lon is None:
        return None, None
    if lat == 0 and lon == 0:
        tags.fault("GPSLatitude", "zero_filled")
        return None, None
    return lat, lon


def _degrees(tags: Tags, name: str, hemispheres: str, limit: int) -> float | None:
    """Signed degrees: the first letter of ``hemispheres`` is positive, the second negative."""
    degrees = tags.take(name, _sexagesimal, limit)
    hemisphere = tags.take(name + "Ref", choice, hemispheres)
    if degrees is None:
        return None
    if hemisphere is None:
        tags.fault(name, "hemisphere_missing")
        return None
    return degrees if hemisphere == hemispheres[0] else -degrees


def _sexagesimal(entry: Entry, limit: int) -> float:
    values = numbers(entry)
    if len(values) != 3:
        raise BadValue("wrong_count")
    degrees, minutes, seconds = values
    total = degrees + minutes / 60 + seconds / 3600
    if min(values) < 0 or max(minutes, seconds) > 60 or total > limit:
        raise BadValue("out_of_range")
    return total


def _altitude_m(tags: Tags) -> float | None:
    """Metres above sea level. The reference is a number: 0 and 2 above, 1 and 3 below; absent means above."""
    reference = tags.take("GPSAltitudeRef", number, 0, 3) if tags.has("GPSAltitudeRef") else 0
    altitude_m = tags.take("GPSAltitude", number, -12_000, 100_000)
    if altitude_m is None or reference is None:
        return None
    return -altitude_m if reference in _BELOW else altitude_m


def _speed_kmh(tags: Tags) -> float | None:
    """Kilometres per hour, whatever unit it is written in; absent unit means km/h, as the standard has it."""
    unit = tags.take("GPSSpeedRef", choice, "KMN") if tags.has("GPSSpeedRef") else "K"
    speed = tags.take("GPSSpeed", number, 0, 1e5)
    return None if speed is None or unit is None else speed * _KMH[unit]


def _gps_at(tags: Tags) -> str | None:
    """The UTC instant of the fix; date and time of day are two tags and only both together say anything."""
    day = tags.take("GPSDateStamp", _day)
    clock = tags.take("GPSTimeStamp", _time_of_day)
    if day is None or clock is None:
        return None
    return (day + clock).isoformat(timespec="microseconds")


def _day(entry: Entry) -> datetime:
    if not (match := _DATE.fullmatch(text(entry))):
        raise BadValue("not_a_time")
    year, month, day = map(int, match.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        raise BadValue("not_a_time") from None


def _time_of_day(entry: Entry) -> timedelta:
    values = numbers(entry)
    if len(values) != 3:
        raise BadValue("wrong_count")
    hours, minutes, seconds = values
    if min(values) < 0 or hours >= 24 or minutes >= 60 or seconds >= 60:
        raise BadValue("not_a_time")
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
