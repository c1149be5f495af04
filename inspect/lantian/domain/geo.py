"""Positions (定位): distance, a fix and what is odd about it, and whether a point lies in an outline.

Owns the reading of a fix from outside and the questions a reviewer should ask about it. A position says where a device
believed to be, not where a photo was taken: nothing here is a verdict, and an odd fix is kept as it came.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeGuard

from .coordinates import SYSTEMS, convert
from .moments import MomentRefused, parse_instant
from .problems import N_, FieldFault

# Mean radius of the earth (IUGG). A sphere is off by 0.5 % at most, far below the accuracy of a phone.
EARTH_RADIUS_M = 6_371_008.8
# Where the position comes from: the device at the shutter, the file's own EXIF, or a point set by hand on a map.
SOURCES = ("device", "exif", "hand")
# Least and most of each number of a fix; outside them it cannot be true of anything on earth.
RANGES: dict[str, tuple[float, float]] = {
    "lat": (-90.0, 90.0),
    "lon": (-180.0, 180.0),
    "accuracy_m": (0.0, 20_000_000.0),
    "altitude_m": (-12_000.0, 100_000.0),
    "heading_deg": (0.0, 360.0),
}
REQUIRED = ("lat", "lon")
WORDS = {"crs": SYSTEMS, "source": SOURCES}

NOT_A_FIX = N_("定位应是一组数值，现在无法读取。")
NUMBER_MISSING = N_("定位缺少这一项数值。")
NOT_A_NUMBER = N_("应为数字，不能是文字、是/否或其他内容。")
OUT_OF_RANGE = N_("数值 %(value)s 不在 %(least)s 至 %(most)s 之间。")
UNKNOWN_WORD = N_("“%(value)s”不在可接受的范围内，应为 %(choices)s 之一。")

ACCURACY_MISSING = N_("定位没有给出精度，照片位置偏差有多大？")
ACCURACY_ZERO = N_("定位精度为 0 米，真实设备不会如此，是否为模拟定位？")
ACCURACY_COARSE = N_("定位精度为 %(accuracy_m)s 米，只能说明大致区域，能否从画面确认地点？")
FAR_FROM_SITE = N_("定位距检查对象 %(distance_m)s 米，精度 %(accuracy_m)s 米，照片是否在现场拍摄？")
TIME_MISSING = N_("定位没有时间，是否为拍照时的位置？")
FIX_BEFORE_SHOT = N_("定位时间比拍照时间早 %(seconds)s 秒，拍照时是否已离开该位置？")
FIX_AFTER_SHOT = N_("定位时间比拍照时间晚 %(seconds)s 秒，是否为拍照后补的定位？")


@dataclass(frozen=True)
class Fix:
    """One position as the device gave it: degrees in ``crs``, metres, degrees clockwise from north, UTC.

    ``accuracy_m`` is the radius that holds the true position with 95 % (W3C Geolocation); None means not given.
    """

    lat: float
    lon: float
    accuracy_m: float | None = None
    altitude_m: float | None = None
    heading_deg: float | None = None
    fix_at: datetime | None = None
    crs: str = "wgs84"
    source: str = "device"


@dataclass(frozen=True)
class Limits:
    """From where on a reviewer is asked; defaults of this product, not of a law."""

    accuracy_m: float = 200.0
    distance_m: float = 500.0
    age_s: float = 120.0


@dataclass(frozen=True)
class Question:
    """Something to look at: the name of the check, a sentence (msgid) and its values."""

    name: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Shot:
    """What a fix is compared with: when the photo was taken and where the site lies (WGS-84), as far as known."""

    taken_at: datetime | None
    site: tuple[float, float] | None
    limits: Limits


@dataclass(frozen=True)
class Box:
    """A rectangle in degrees that does not cross the date line."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies in the rectangle or on its edge."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres along the ground between two positions of the same coordinate system (haversine)."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    turn = math.radians(other_lon - lon) / 2
    half = math.sin((other_phi - phi) / 2) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin(turn) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def distance_to_site_m(fix: Fix, site: tuple[float, float]) -> float:
    """Metres from a fix, in whatever coordinate system it came, to a site whose (lat, lon) is WGS-84."""
    return distance_m(*convert(fix.lat, fix.lon, fix.crs, "wgs84"), *site)


def read_fix(raw: object, path: str = "fix", source: str = "device") -> tuple[Fix | None, list[FieldFault]]:
    """A fix from outside, or None and every fault in it, each at its own path (``photos.0.fix.lat``).

    Text, booleans, NaN and numbers outside the world are refused, not mended. ``source`` counts where the sender gives
    none; keys that no fix has are left to the caller.
    """
    if not isinstance(raw, Mapping):
        return None, [FieldFault(path, NOT_A_FIX)]
    faults = [fault for name in RANGES for fault in _number_faults(raw.get(name), name, f"{path}.{name}")]
    given = {name: raw[name] for name in WORDS if raw.get(name) is not None}
    words = {"crs": "wgs84", "source": source} | given
    faults += [fault for name, word in words.items() for fault in _word_faults(word, WORDS[name], f"{path}.{name}")]
    fix_at = _time(raw.get("fix_at"), f"{path}.fix_at", faults)
    if faults:
        return None, faults
    numbers = {name: None if raw.get(name) is None else float(raw[name]) for name in RANGES}
    return Fix(**numbers, fix_at=fix_at, **words), []


def plausibility(
    fix: Fix,
    taken_at: datetime | None = None,
    site: tuple[float, float] | None = None,
    limits: Limits = Limits(),
) -> tuple[Question, ...]:
    """The questions a reviewer should ask about a fix; ``site`` is (lat, lon) in WGS-84. None of them is a verdict."""
    shot = Shot(taken_at, site, limits)
    return tuple(question for check in CHECKS for question in [check(fix, shot)] if question)


def ask_accuracy(fix: Fix, shot: Shot) -> Question | None:
    """Accuracy missing, exactly zero (no receiver says so) or too coarse to tell one site from the next."""
    if fix.accuracy_m is None:
        return Question("accuracy_missing", ACCURACY_MISSING)
    if fix.accuracy_m == 0:
        return Question("accuracy_zero", ACCURACY_ZERO)
    if fix.accuracy_m > shot.limits.accuracy_m:
        return Question("accuracy_coarse", ACCURACY_COARSE, {"accuracy_m": round(fix.accuracy_m)})
    return None


def ask_distance(fix: Fix, shot: Shot) -> Question | None:
    """Further from the site than the limit, even if the accuracy is granted in full."""
    if shot.site is None:
        return None
    away_m = distance_to_site_m(fix, shot.site)
    accuracy_m = fix.accuracy_m or 0.0
    if away_m - accuracy_m <= shot.limits.distance_m:
        return None
    return Question("far_from_site", FAR_FROM_SITE, {"distance_m": round(away_m), "accuracy_m": round(accuracy_m)})


def ask_age(fix: Fix, shot: Shot) -> Question | None:
    """Taken well before or after the shot: a cached position, or one added later."""
    if shot.taken_at is None:
        return None
    if fix.fix_at is None:
        return Question("time_missing", TIME_MISSING)
    late_s = (fix.fix_at - shot.taken_at).total_seconds()
    if abs(late_s) <= shot.limits.age_s:
        return None
    name, message = ("fix_after_shot", FIX_AFTER_SHOT) if late_s > 0 else ("fix_before_shot", FIX_BEFORE_SHOT)
    return Question(name, message, {"seconds": round(abs(late_s))})


CHECKS: tuple[Callable[[Fix, Shot], Question | None], ...] = (ask_accuracy, ask_distance, ask_age)


def contains(geometry: Mapping[str, Any], lat: float, lon: float) -> bool:
    """Whether a point lies in a GeoJSON Polygon or MultiPolygon, in the coordinate system of that geometry.

    Even-odd rule over all rings of a polygon: a ray from the point crosses the outline an odd number of times. Holes
    need no care, and a ring that crosses itself (half of the outlines in use do) is neither mended nor refused: where
    it covers itself twice counts as outside. A point on the line itself may fall to either side. Raises ValueError
    for any other geometry.
    """
    return any(_odd_crossings(polygon, lat, lon) for polygon in _polygons(geometry))


def bounding_box(geometry: Mapping[str, Any]) -> Box:
    """The smallest rectangle around a Polygon or MultiPolygon. Raises ValueError for any other or an empty one."""
    points = [point for polygon in _polygons(geometry) for ring in polygon for point in ring]
    if not points:
        raise ValueError("an outline without points has no bounding box")
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return Box(min(lats), min(lons), max(lats), max(lons))


def box_around(lat: float, lon: float, radius_m: float) -> Box:
    """A rectangle that holds every point within ``radius_m``, for a first, cheap search before ``distance_m``."""
    reach = radius_m / EARTH_RADIUS_M
    up = math.degrees(reach)
    south, north = max(-90.0, lat - up), min(90.0, lat + up)
    if south == -90.0 or north == 90.0:
        return Box(south, -180.0, north, 180.0)
    across = math.degrees(math.asin(min(1.0, math.sin(reach) / math.cos(math.radians(lat)))))
    return Box(south, max(-180.0, lon - across), north, min(180.0, lon + across))


def _number_faults(value: object, name: str, path: str) -> Iterator[FieldFault]:
    least, most = RANGES[name]
    if value is None:
        if name in REQUIRED:
            yield FieldFault(path, NUMBER_MISSING)
    elif not _is_number(value):
        yield FieldFault(path, NOT_A_NUMBER)
    elif not least <= value <= most:
        yield FieldFault(path, OUT_OF_RANGE, {"value": _short(value), "least": f"{least:g}", "most": f"{most:,.0f}"})


def _is_number(value: object) -> TypeGuard[float]:
    """An integer or a float that is not NaN; a boolean is an integer to Python, but no measurement."""
    if isinstance(value, float):
        return not math.isnan(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _short(value: float) -> str:
    """A number as text of bearable length: an integer of a thousand digits must not fill the page."""
    text = f"{value:d}" if isinstance(value, int) and abs(value) < 10**15 else ""
    return text or (f"{value:.10g}" if isinstance(value, float) else "…")


def _word_faults(value: object, choices: Sequence[str], path: str) -> Iterator[FieldFault]:
    if value not in choices:
        yield FieldFault(path, UNKNOWN_WORD, {"value": str(value)[:20], "choices": "、".join(choices)})


def _time(value: object, path: str, faults: list[FieldFault]) -> datetime | None:
    """The time of the fix, None where it has none; a time that cannot be read joins ``faults``."""
    try:
        return None if value is None else parse_instant(value, path)
    except MomentRefused as refused:
        faults.append(refused.fault)
        return None


def _polygons(geometry: Mapping[str, Any]) -> list[Any]:
    kind = geometry.get("type")
    if kind == "Polygon":
        return [geometry["coordinates"]]
    if kind == "MultiPolygon":
        return list(geometry["coordinates"])
    raise ValueError(f"an outline must be a Polygon or MultiPolygon, not {kind!r}")


def _odd_crossings(rings: Sequence[Sequence[Sequence[float]]], lat: float, lon: float) -> bool:
    """Ray towards the east; each edge is half open in latitude, so that a corner is counted once."""
    odd = False
    for ring in rings:
        for (x1, y1, *_), (x2, y2, *_) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
                odd = not odd
    return odd
