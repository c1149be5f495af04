"""Photo files whose descriptions are hostile, each with the readings that must come out of it all the same.

Owns ``Hostile``, what a file is and what has to become of it. The pictures in them are sound.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from evidence.photo_files import (
    ASCII,
    BYTE,
    LONG,
    LUOYANG,
    RATIONAL,
    SHORT,
    encoded,
    gps_tags,
    jpeg,
    picture,
    png_chunk,
    tiff,
    with_app1,
    with_exif,
)

SOUND: frozenset[str] = frozenset({""})


@dataclass(frozen=True)
class Hostile:
    """One file. ``faults``: which outcomes of the examination are right ('' sound), empty where the file must be refused at
    the door. ``claims``: readings that must come out exactly, None for one that must be missing."""

    name: str
    content: bytes
    faults: frozenset[str] = SOUND
    claims: dict[str, Any] = field(default_factory=dict)
    note: str = ""


NO_PLACE = {"lat": None, "lon": None}
D, M, S = (34, 1), (36, 1), (0, 1)
EAST = [(112, 1), (27, 1), (0, 1)]
CAMERA = [(0x10F, ASCII, b"HUAWEI\0")]


def described() -> Iterator[Hostile]:
    """All of them."""
    for group in (_loops, _places, _tags, _blocks):
        yield from group()


def _claiming(name: str, block: bytes, **claims: Any) -> Hostile:
    return Hostile(name, with_exif(jpeg(), block), claims=claims)


def _loops() -> Iterator[Hostile]:
    """Directories that point at themselves, at each other and out of the block."""
    for pointers in ({"exif_at": 8}, {"gps_at": 8}, {"exif_at": 8, "gps_at": 8}):
        yield _claiming(f"EXIF loop {pointers}", tiff(ifd0=CAMERA, **pointers), make="HUAWEI", **NO_PLACE)
    for at in (0, 1, 9, 5000, 2**31, 2**32 - 1):
        for pointer in ("exif_at", "gps_at"):
            yield _claiming(f"EXIF {pointer} {at}", tiff(ifd0=CAMERA, **{pointer: at}), make="HUAWEI", **NO_PLACE)
    endless = tiff(ifd0=CAMERA)
    yield _claiming("EXIF whose next directory is the first", endless[:22] + struct.pack("<I", 8) + endless[26:], make="HUAWEI")
    for count in (0xFFFF, 0x7FFF):
        yield _claiming(f"EXIF of {count} tags", endless[:8] + struct.pack("<H", count) + endless[10:], make="HUAWEI")


def _places() -> Iterator[Hostile]:
    """Zero denominators, latitudes out of range, halves of positions."""
    zero = [[(34, 0), M, S], [D, (36, 0), S], [D, M, (0, 0)], [(0, 0)] * 3, [(2**32 - 1, 0), M, S]]
    wide = [[(91, 1), S, S], [(90, 1), S, (1, 1)], [D, (61, 1), S], [D, M, (61, 1)], [(2**32 - 1, 1), S, S], [(180, 1), S, S]]
    short = [[D, M], [D], [D, M, S, S], []]
    for number, lat in enumerate(zero + wide + short):
        yield _claiming(f"latitude {number}: {lat}", tiff(gps=gps_tags(lat, EAST)), **NO_PLACE)
        yield _claiming(f"longitude {number}: {lat}", tiff(gps=gps_tags([D, M, S], _eastern(lat))), **NO_PLACE)
    for north, east in ((b"X\0", b"E\0"), (b"N\0", b"X\0"), (b"\0", b"\0")):
        yield _claiming(f"hemispheres {north!r} {east!r}", tiff(gps=gps_tags([D, M, S], EAST, ns=north, ew=east)), **NO_PLACE)
    yield _claiming("position 0, 0", tiff(gps=gps_tags([S] * 3, [S] * 3)), **NO_PLACE)
    yield _claiming("position at the end of the world", tiff(gps=gps_tags([(90, 1), S, S], [(180, 1), S, S])), lat=90, lon=180)
    yield _claiming(
        "position in the south-west", tiff(gps=gps_tags([D, S, S], [(112, 1), S, S], ns=b"S\0", ew=b"W\0")), lat=-34, lon=-112
    )
    for value in ((1, 0), (0, 0), (2**32 - 1, 1)):
        yield _claiming(f"height {value}", tiff(gps=[*LUOYANG, (5, BYTE, [0]), (6, RATIONAL, [value])]), altitude_m=None)
        yield _claiming(f"direction {value}", tiff(gps=[*LUOYANG, (17, RATIONAL, [value])]), img_direction_deg=None)
        yield _claiming(f"speed {value}", tiff(gps=[*LUOYANG, (13, RATIONAL, [value])]), speed_kmh=None)


def _eastern(lat: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same fault in a longitude: degrees beyond 90 are none there."""
    return [(181, 1) if part in ((91, 1), (90, 1), (180, 1)) and not at else part for at, part in enumerate(lat)]


def _tags() -> Iterator[Hostile]:
    """Dates that are none, names that are weapons, turns that do not exist."""
    dates = [
        b"0000:00:00 00:00:00\0",
        b"2026:02:30 10:00:00\0",
        b"2026:11:21 25:00:00\0",
        b"x" * 3000,
        b"\0" * 20,
        b"\xff\xfe\xfd\0",
    ]
    for date in dates:
        yield _claiming(f"date {date[:20]!r}", tiff(exif=[(0x9003, ASCII, date)]), date_time_original=None, claimed_at=None)
    for written in (b"a\nb\0", b"\x1b[31m\0", "\u202egnp\0".encode(), b"\0HUAWEI", b"A" * 4000):
        yield _claiming(f"camera {written[:12]!r}", tiff(ifd0=[(0x10F, ASCII, written)]), make=None)
    yield _claiming("camera with a script behind", tiff(ifd0=[(0x10F, ASCII, b"HUAWEI\0<script>")]), make="HUAWEI")
    for tag in ((0x112, SHORT, [0]), (0x112, SHORT, [9]), (0x112, SHORT, [6, 6]), (0x112, ASCII, b"6\0"), (0x112, LONG, [2**31])):
        yield _claiming(f"orientation {tag}", tiff(ifd0=[tag]), orientation=None)


def _blocks() -> Iterator[Hostile]:
    """Descriptions of megabytes."""
    plain, block = encoded(picture(), "PNG"), tiff(ifd0=CAMERA)
    yield Hostile(
        "EXIF of 2 MB", plain[:33] + png_chunk(b"eXIf", block.ljust(2 << 20, b"\0")) + plain[33:], claims={"make": None}
    )
    filler = b"Exif\0\0" + tiff(ifd0=[(0x10F, ASCII, b"Second\0")]).ljust(65_000, b"\0")
    yield Hostile("JPEG of 300 EXIF segments", with_exif(with_app1(jpeg(), filler, times=300), block), claims={"make": "HUAWEI"})
    entity = b"http://ns.adobe.com/xap/1.0/\0<!DOCTYPE x [<!ENTITY a '" + b"&b;" * 9000 + b'\'>]>xmp:CreateDate="&a;"'
    yield Hostile("XMP bomb", with_app1(jpeg(), entity), claims={"xmp_date": None})
    for cut in range(1, 26, 3):
        yield Hostile(f"EXIF of {cut} bytes", with_exif(jpeg(), block[:cut]))
