"""Outlines of areas out of a GeoJSON file: read, moved to WGS-84, simplified along shared borders.

Pure: text in, geometries out. Real outlines cross themselves here and there; they are kept as they are, because they are for
showing where an area lies and must never decide to which area a photo belongs.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from itertools import pairwise
from typing import Any

from lantian.domain.area import is_code
from lantian.domain.coordinates import SYSTEMS, convert
from lantian.domain.problems import N_, FieldFault

Point = tuple[float, float]
Ring = list[Point]
Polygons = list[list[Ring]]

METRES_PER_DEGREE = 111_320.0
# Four digits are eleven metres: finer than the published outlines themselves (1/1024 degree).
DIGITS = 4

NOT_GEOJSON = N_("不是 GeoJSON：%(reason)s。请导出为 FeatureCollection。")
NO_FEATURES = N_("文件中没有任何要素（features）。")
BAD_GEOMETRY = N_("几何类型“%(type)s”不能用，应为 Polygon 或 MultiPolygon，坐标为 [经度, 纬度]。")
UNKNOWN_AREA = N_("“%(name)s”与已登记的区划对不上。请先导入区划，或用 --match 名称=代码 指明。")


def read_outlines(
    text: str, datum: str, names: dict[str, str], matches: dict[str, str]
) -> tuple[dict[str, Polygons], list[FieldFault]]:
    """Polygons in WGS-84 (longitude, latitude) by area code, and a fault for every feature that cannot be used.

    ``names`` is code → name of the known areas, ``matches`` a feature's name → code where the two differ; two features of one
    code become one outline. Raises ValueError for an unknown datum.
    """
    if datum not in SYSTEMS:
        raise ValueError(f"datum {datum!r} is not one of {', '.join(SYSTEMS)}")
    features, faults = _features(text)
    codes = {name: code for code, name in names.items()} | matches
    found: dict[str, Polygons] = defaultdict(list)
    for index, feature in enumerate(features):
        path = f"features.{index}"
        code = _code(feature, codes, names)
        polygons = _polygons(feature, datum)
        if code is None:
            faults.append(FieldFault(path, UNKNOWN_AREA, {"name": _name(feature)}))
        elif polygons is None:
            faults.append(FieldFault(path, BAD_GEOMETRY, {"type": str(_part(feature, "geometry").get("type"))[:30]}))
        else:
            found[code] += polygons
    return dict(found), faults


def _features(text: str) -> tuple[list[Any], list[FieldFault]]:
    try:
        whole = json.loads(text)
        features = whole["features"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        return [], [FieldFault("", NOT_GEOJSON, {"reason": str(error)[:80]})]
    if not isinstance(features, list) or not features:
        return [], [FieldFault("features", NO_FEATURES)]
    return features, []


def _part(feature: Any, key: str) -> dict[str, Any]:
    part = feature.get(key) if isinstance(feature, dict) else None
    return part if isinstance(part, dict) else {}


def _name(feature: Any) -> str:
    return str(_part(feature, "properties").get("name", ""))[:40]


def _code(feature: Any, codes: dict[str, str], names: dict[str, str]) -> str | None:
    """The area a feature is about: by its code if it carries one we know, else by its name."""
    properties = _part(feature, "properties")
    for key in ("code", "adcode"):
        if is_code(str(properties.get(key, ""))) and str(properties[key]) in names:
            return str(properties[key])
    return codes.get(_name(feature))


def _polygons(feature: Any, datum: str) -> Polygons | None:
    geometry = _part(feature, "geometry")
    shapes = {"Polygon": lambda: [geometry["coordinates"]], "MultiPolygon": lambda: geometry["coordinates"]}
    try:
        return [[_ring(ring, datum) for ring in polygon] for polygon in shapes[geometry["type"]]()]
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _ring(ring: Any, datum: str) -> Ring:
    points = []
    for lon, lat, *_ in ring:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError("not degrees")
        north, east = convert(lat, lon, datum, "wgs84")
        points.append((east, north))
    if len(points) < 4:
        raise ValueError("a ring has at least four points")
    return points


def geometry_of(polygons: Polygons) -> dict[str, Any]:
    """The GeoJSON geometry of polygons, rounded to ``DIGITS``."""
    rounded = [[[[round(lon, DIGITS), round(lat, DIGITS)] for lon, lat in ring] for ring in polygon] for polygon in polygons]
    return (
        {"type": "Polygon", "coordinates": rounded[0]} if len(rounded) == 1 else {"type": "MultiPolygon", "coordinates": rounded}
    )


def simplified(outlines: dict[str, Polygons], tolerance_m: float) -> dict[str, Polygons]:
    """The outlines with fewer points, none further than ``tolerance_m`` metres from the old line.

    A border that two areas share is simplified once for both, so no gaps open between neighbours. A ring that would collapse
    stays as it was.
    """
    owners = _edge_owners(outlines)
    return {
        code: [[_simple_ring(ring, owners, tolerance_m) for ring in polygon] for polygon in polygons]
        for code, polygons in outlines.items()
    }


def _edge_owners(outlines: dict[str, Polygons]) -> dict[tuple[Point, Point], set[str]]:
    owners: dict[tuple[Point, Point], set[str]] = defaultdict(set)
    for code, polygons in outlines.items():
        for ring in (ring for polygon in polygons for ring in polygon):
            for one, two in pairwise(ring):
                owners[min(one, two), max(one, two)].add(code)
    return owners


def _simple_ring(ring: Ring, owners: dict[tuple[Point, Point], set[str]], tolerance_m: float) -> Ring:
    arcs = _arcs(ring, owners)
    points = [arcs[0][0]]
    for arc in arcs:
        points += _simple_arc(arc, tolerance_m)[1:]
    return points if len(points) >= 4 else ring


def _arcs(ring: Ring, owners: dict[tuple[Point, Point], set[str]]) -> list[Ring]:
    """The ring cut where the neighbour changes; one with a single neighbour or none is cut in two far-apart points."""
    edges = [owners[min(one, two), max(one, two)] for one, two in pairwise(ring)]
    cuts = [at for at in range(len(edges)) if edges[at] != edges[at - 1]]
    if len(cuts) < 2:
        start = min(range(len(edges)), key=lambda at: ring[at])
        far = max(range(len(edges)), key=lambda at: math.dist(ring[at], ring[start]))
        cuts = sorted({start, far})
    turned = ring[:-1] * 2
    bounds = [*cuts, cuts[0] + len(edges)]
    return [turned[one : two + 1] if two < len(turned) else [*turned[one:], turned[0]] for one, two in pairwise(bounds)]


def _simple_arc(arc: Ring, tolerance_m: float) -> Ring:
    """Douglas–Peucker, always run in the same direction, so that both neighbours get the same points."""
    if arc[0] > arc[-1]:
        return _simple_arc(arc[::-1], tolerance_m)[::-1]
    kept, open_parts = {0, len(arc) - 1}, [(0, len(arc) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        worst, distance_m = _furthest(arc, first, last)
        if distance_m > tolerance_m:
            kept.add(worst)
            open_parts += [(first, worst), (worst, last)]
    return [arc[at] for at in sorted(kept)]


def _furthest(arc: Ring, first: int, last: int) -> tuple[int, float]:
    best, distance_m = first, 0.0
    for at in range(first + 1, last):
        off_m = _off_line_m(arc[at], arc[first], arc[last])
        if off_m > distance_m:
            best, distance_m = at, off_m
    return best, distance_m


def _off_line_m(point: Point, one: Point, two: Point) -> float:
    """Distance of a point from a line piece, metres, on a plane that is good enough within a county."""
    squeeze = math.cos(math.radians(point[1]))
    px, py = (point[0] - one[0]) * squeeze, point[1] - one[1]
    lx, ly = (two[0] - one[0]) * squeeze, two[1] - one[1]
    length = lx * lx + ly * ly
    along = max(0.0, min(1.0, (px * lx + py * ly) / length)) if length else 0.0
    return math.hypot(px - along * lx, py - along * ly) * METRES_PER_DEGREE
