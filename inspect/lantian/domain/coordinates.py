"""Coordinate systems (坐标系): WGS-84 as satellites give it, GCJ-02 of Chinese maps, BD-09 of Baidu.

Owns the conversions, in degrees, always latitude before longitude. Positions are stored as they came (WGS-84 from a
phone) and converted only to show them on a map or to compare them with data in another system.

Source: the formulas are the ones commonly published for the three systems (as in the open conversion libraries gcoord
and eviltransform); no official text is public. Limits: measured against the city pairs of gcoord the forward formula is
off by 0.74 m at most, and it agrees with eviltransform to the last digit; the inverses are iterated to far below a metre.
"Outside China" is a rectangle, so the shift is also applied in neighbouring countries, where maps do not use it, and
within a kilometre of the rectangle's edge no inverse is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable

Position = tuple[float, float]

# Krasovsky 1940, the ellipsoid of the published formula: half axis in metres and squared eccentricity.
HALF_AXIS_M = 6378245.0
ECCENTRICITY_2 = 0.00669342162296594323
# The formula's own rectangle, in degrees: south, north, west, east.
SOUTH, NORTH, WEST, EAST = 0.8293, 55.8271, 72.004, 137.8347
BAIDU_TURN = math.pi * 3000.0 / 180.0
# A tenth of a millimetre on the ground; each round of the inverse gains about two digits.
INVERSE_STEP_DEG = 1e-9
INVERSE_ROUNDS = 30


def outside_china(lat: float, lon: float) -> bool:
    """Whether a position lies outside the rectangle in which Chinese maps are shifted."""
    return not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST)


def wgs84_to_gcj02(lat: float, lon: float) -> Position:
    """GCJ-02 of a WGS-84 position; unchanged outside China."""
    if outside_china(lat, lon):
        return lat, lon
    north_m, east_m = _shift_m(lon - 105.0, lat - 35.0)
    phi = math.radians(lat)
    flat = 1 - ECCENTRICITY_2 * math.sin(phi) ** 2
    meridian_m = HALF_AXIS_M * (1 - ECCENTRICITY_2) / flat**1.5
    parallel_m = HALF_AXIS_M / math.sqrt(flat) * math.cos(phi)
    return lat + math.degrees(north_m / meridian_m), lon + math.degrees(east_m / parallel_m)


def gcj02_to_wgs84(lat: float, lon: float) -> Position:
    """WGS-84 of a GCJ-02 position; unchanged outside China."""
    return _inverse(wgs84_to_gcj02, lat, lon)


def gcj02_to_bd09(lat: float, lon: float) -> Position:
    """BD-09 of a GCJ-02 position; unchanged outside China."""
    if outside_china(lat, lon):
        return lat, lon
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * BAIDU_TURN)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * BAIDU_TURN)
    return radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065


def bd09_to_gcj02(lat: float, lon: float) -> Position:
    """GCJ-02 of a BD-09 position; unchanged outside China."""
    return _inverse(gcj02_to_bd09, lat, lon)


def wgs84_to_bd09(lat: float, lon: float) -> Position:
    """BD-09 of a WGS-84 position; unchanged outside China."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lat, lon))


def bd09_to_wgs84(lat: float, lon: float) -> Position:
    """WGS-84 of a BD-09 position; unchanged outside China."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lat, lon))


CONVERSIONS: dict[tuple[str, str], Callable[[float, float], Position]] = {
    ("wgs84", "gcj02"): wgs84_to_gcj02,
    ("wgs84", "bd09"): wgs84_to_bd09,
    ("gcj02", "wgs84"): gcj02_to_wgs84,
    ("gcj02", "bd09"): gcj02_to_bd09,
    ("bd09", "wgs84"): bd09_to_wgs84,
    ("bd09", "gcj02"): bd09_to_gcj02,
}
SYSTEMS = ("wgs84", "gcj02", "bd09")


def convert(lat: float, lon: float, source: str, target: str) -> Position:
    """A position of one system in another (``SYSTEMS``). Raises ValueError for an unknown system."""
    for system in (source, target):
        if system not in SYSTEMS:
            raise ValueError(f"coordinate system {system!r} is not one of {', '.join(SYSTEMS)}")
    return (lat, lon) if source == target else CONVERSIONS[source, target](lat, lon)


def _inverse(forward: Callable[[float, float], Position], lat: float, lon: float) -> Position:
    """The position that ``forward`` moves to (lat, lon), found by taking away what it is still off by."""
    if outside_china(lat, lon):
        return lat, lon
    guess = lat, lon
    for _ in range(INVERSE_ROUNDS):
        reached = forward(*guess)
        off = reached[0] - lat, reached[1] - lon
        guess = guess[0] - off[0], guess[1] - off[1]
        if max(abs(off[0]), abs(off[1])) < INVERSE_STEP_DEG:
            break
    return guess


def _shift_m(x: float, y: float) -> Position:
    """The published shift north and east, in metres of the formula; x, y are degrees from 105°E 35°N."""
    root, product = math.sqrt(abs(x)), x * y
    both = 20 * _wave(6 * x) + 20 * _wave(2 * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * product + 0.2 * root
    north += (both + 20 * _wave(y) + 40 * _wave(y / 3) + 160 * _wave(y / 12) + 320 * _wave(y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * product + 0.1 * root
    east += (both + 20 * _wave(x) + 40 * _wave(x / 3) + 150 * _wave(x / 12) + 300 * _wave(x / 30)) * 2 / 3
    return north, east


def _wave(half_turns: float) -> float:
    return math.sin(half_turns * math.pi)
