"""What a photo file says about itself: camera, times, place, direction. Claims, not facts: anybody can write them.

Owns ``Claims`` and the meaning of the EXIF tags in it (CIPA DC-008-2024). A value that cannot be used becomes None and is
listed in ``Claims.faults``; no file, however broken, raises. Must not decode pixels, nor judge whether a claim is true.
Missing claims are normal: phones and browsers strip them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO

from lantian.evidence.exif_gps import read_place
from lantian.evidence.exif_tags import REASONS, ClaimFault, Tags
from lantian.evidence.heif import HeifPicture
from lantian.evidence.layout import MAX_BLOCK_BYTES, file_bytes, read_layout
from lantian.evidence.sniff import HEIC, HEIF
from lantian.evidence.tiff import BadValue, Entry, number, text

__all__ = ["REASONS", "ClaimFault", "Claims", "china_time", "claims_of", "read_claims"]

_LOCAL_TIME = re.compile(r"(\d{4})[:\-/.](\d\d)[:\-/.](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?", re.ASCII)
_SUB_SEC = re.compile(r"\d{1,9}", re.ASCII)
_OFFSET = re.compile(r"[+-]\d\d:\d\d", re.ASCII)
_CHINA = "+08:00"
_XMP_DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate")


@dataclass(frozen=True)
class Claims:
    """What the file says; None where it says nothing usable. Times: UTC ISO 8601 unless said otherwise."""

    make: str | None = None
    model: str | None = None
    software: str | None = None
    orientation: int | None = None
    """EXIF orientation 1..8 as written; for HEIC it repeats the file's own rotation and is not applied."""
    date_time_original: str | None = None
    """Local time as written (``2018:07:19 17:33:15.166``): of no known zone unless ``offset_time`` is there."""
    sub_sec: str | None = None
    """Digits after the second, as written."""
    offset_time: str | None = None
    """Distance of the local time from UTC, as written (``+08:00``)."""
    claimed_at: str | None = None
    """The instant of the shutter in UTC, where it can be derived."""
    claimed_at_source: str | None = None
    """``offset``: local time and offset; ``gps``: time of the satellite fix, which may be older than the photo."""
    lat: float | None = None
    """Degrees north, as written; WGS-84 by the standard, but some phones write GCJ-02 without saying so."""
    lon: float | None = None
    """Degrees east."""
    altitude_m: float | None = None
    """Metres above sea level, negative below."""
    img_direction_deg: float | None = None
    """Where the camera looked, 0..360 clockwise from north."""
    img_direction_ref: str | None = None
    """``T`` true north, ``M`` magnetic north."""
    h_positioning_error_m: float | None = None
    speed_kmh: float | None = None
    map_datum: str | None = None
    gps_at: str | None = None
    """Instant of the satellite fix."""
    xmp_date: str | None = None
    """Creation date in the XMP packet, as written."""
    faults: tuple[ClaimFault, ...] = ()


def read_claims(source: Path | BinaryIO, media_type: str) -> Claims:
    """The claims of the file at ``source``, of an accepted ``media_type``. Raises OSError when it cannot be opened."""
    if media_type not in (HEIC, HEIF):
        with file_bytes(source) as data:
            layout = read_layout(data, media_type)
        return claims_of(layout.exif, layout.xmp)
    try:
        picture = HeifPicture(source)
    except FileNotFoundError:
        raise
    except Exception:  # noqa: BLE001 - libheif has many words for "broken"; the caller needs one
        return Claims(faults=(ClaimFault("EXIF", "unreadable_file"),))
    return claims_of(picture.exif, picture.xmp)


def claims_of(exif: bytes | None, xmp: bytes | None) -> Claims:
    """The claims in an EXIF block and an XMP packet already taken from their file. Never raises."""
    tags = Tags(_not_oversized(exif))
    for name, block in (("EXIF", exif), ("XMP", xmp)):
        if _not_oversized(block) is not block:
            tags.fault(name, "too_long")
    place = read_place(tags)
    date_time, sub_sec, offset_time = _local_time(tags)
    claimed_at, source = _instant(date_time, sub_sec, offset_time, place.gps_at)
    return Claims(
        make=tags.take("Make", text),
        model=tags.take("Model", text),
        software=tags.take("Software", text),
        orientation=tags.take("Orientation", _orientation),
        date_time_original=date_time,
        sub_sec=sub_sec,
        offset_time=offset_time,
        claimed_at=claimed_at,
        claimed_at_source=source,
        **vars(place),
        xmp_date=_xmp_date(_not_oversized(xmp) or b""),
        faults=tuple(tags.faults),
    )


def _not_oversized(block: bytes | None) -> bytes | None:
    return None if block and len(block) > MAX_BLOCK_BYTES else block


def _orientation(entry: Entry) -> int:
    orientation = number(entry, 1, 8)
    if orientation != int(orientation):
        raise BadValue("out_of_range")
    return int(orientation)


def _local_time(tags: Tags) -> tuple[str | None, str | None, str | None]:
    """Date and time, fraction and offset as written, each None unless it is what it should be."""
    offset_time = tags.take("OffsetTimeOriginal", _matching, _OFFSET) or tags.take("OffsetTime", _matching, _OFFSET)
    sub_sec = tags.take("SubSecTimeOriginal", _matching, _SUB_SEC)
    return tags.take("DateTimeOriginal", _valid_local_time), sub_sec, offset_time


def _matching(entry: Entry, pattern: re.Pattern[str]) -> str:
    written = text(entry)
    if not pattern.fullmatch(written):
        raise BadValue("not_a_time")
    return written


def _valid_local_time(entry: Entry) -> str:
    written = _matching(entry, _LOCAL_TIME)
    _parse(written, None)
    return written


def _parse(written: str, sub_sec: str | None) -> datetime:
    """The local time without a zone. A fraction in the text itself (Samsung) wins over the tag for it."""
    match = _LOCAL_TIME.fullmatch(written)
    assert match is not None, "checked by _valid_local_time"
    *parts, fraction = match.groups()
    microsecond = int(f"{fraction or sub_sec or 0:0<6}"[:6])
    try:
        return datetime(*map(int, parts), microsecond)  # type: ignore[arg-type,misc]  # noqa: DTZ001 - no zone is known
    except ValueError:
        raise BadValue("not_a_time") from None


def _instant(
    date_time: str | None, sub_sec: str | None, offset_time: str | None, gps_at: str | None
) -> tuple[str | None, str | None]:
    """The shutter's instant in UTC and where it comes from; the satellite fix serves when there is no offset."""
    if date_time and offset_time and (instant := _in_utc(_parse(date_time, sub_sec), offset_time)):
        return instant, "offset"
    return (gps_at, "gps") if gps_at else (None, None)


def china_time(written: str) -> str | None:
    """A local time as written (``Claims.date_time_original``) as if it were China's, in UTC: what a file without a zone would
    mean here. A guess to ask a question from, never a claim; None for what is no time."""
    try:
        return _in_utc(_parse(written, None), _CHINA) if _LOCAL_TIME.fullmatch(written) else None
    except BadValue:
        return None


def _in_utc(local: datetime, offset_time: str) -> str | None:
    """None for an offset no zone has, or a time outside the calendar."""
    sign, hours, minutes = offset_time[0], int(offset_time[1:3]), int(offset_time[4:6])
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > timedelta(hours=14) or minutes > 59:
        return None
    zone = timezone(-offset if sign == "-" else offset)
    try:
        return local.replace(tzinfo=zone).astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:
        return None


def _xmp_date(packet: bytes) -> str | None:
    """The first creation date as an attribute or a plain element; XMP is searched, not parsed, so it cannot expand."""
    for name in _XMP_DATES:
        found = re.search(name.encode() + rb"\s*(?:=\s*[\"']|>)\s*([0-9T:+.Z -]{4,40})", packet)
        if found:
            return found.group(1).decode("ascii").strip()
    return None
