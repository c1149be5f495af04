"""Small maps (示意图) made on the server as SVG: outlines of areas, the site, the fixes of photos with their accuracy.

Owns the projection (metres around a centre, good to a few metres over a county) and the drawing. No tiles, no foreign server,
no script: a page shows where things lie relative to each other, to scale. Positions come in as WGS-84 degrees.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from lantian.domain.geo import EARTH_RADIUS_M, Box, bounding_box, box_around, contains

WIDTH_PX, HEIGHT_PX, EDGE_PX = 320.0, 220.0, 22.0
# A map of one site never zooms in further than this: closer, the noise of a phone's position would fill it.
LEAST_HALF_M = 60.0
# An accuracy beyond this is drawn cut off instead of shrinking everything else to a dot.
MOST_SHOWN_ACCURACY_M = 400.0
# Outlines are simplified by up to this on import (commands/outlines), and older than the last change of a border.
BORDER_M = 300.0
# Points of an outline closer than this to the last one drawn are left out.
STEP_PX = 0.8
SCALE_STEPS = (1, 2, 5)
MOST_SCALE_PX = 90.0


@dataclass(frozen=True)
class Mark:
    """A point to show: ``kind`` is site, fix, lead, overdue or station; ``title`` is read out and shown on hover."""

    lat: float
    lon: float
    kind: str
    title: str
    accuracy_m: float | None = None
    href: str = ""


@dataclass(frozen=True)
class Frame:
    """Centre in degrees and metres per pixel of one map."""

    lat: float
    lon: float
    metres_per_px: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """A position in pixels from the top left corner."""
        east_m = math.radians(lon - self.lon) * EARTH_RADIUS_M * math.cos(math.radians(self.lat))
        north_m = math.radians(lat - self.lat) * EARTH_RADIUS_M
        return round(WIDTH_PX / 2 + east_m / self.metres_per_px, 1), round(HEIGHT_PX / 2 - north_m / self.metres_per_px, 1)


def frame_of(box: Box, least_half_m: float = 0.0) -> Frame:
    """A frame that shows a rectangle of degrees whole, with an edge around it."""
    lat, lon = (box.south + box.north) / 2, (box.west + box.east) / 2
    half_high_m = math.radians(box.north - box.south) * EARTH_RADIUS_M / 2
    half_wide_m = math.radians(box.east - box.west) * EARTH_RADIUS_M * math.cos(math.radians(lat)) / 2
    high, wide = max(half_high_m, least_half_m), max(half_wide_m, least_half_m)
    scale = max(high / (HEIGHT_PX / 2 - EDGE_PX), wide / (WIDTH_PX / 2 - EDGE_PX), 0.01)
    return Frame(lat, lon, scale)


def holds(geometry: Mapping[str, Any], lat: float, lon: float) -> bool:
    """Whether a position lies within an outline, or so near to it that a line simplified for maps cannot tell."""
    if contains(geometry, lat, lon):
        return True
    box = box_around(lat, lon, BORDER_M)
    around = ((box.south, lon), (box.north, lon), (lat, box.west), (lat, box.east))
    return any(contains(geometry, *point) for point in around)


def place_map(marks: Sequence[Mark], label: str) -> Markup:
    """The surroundings of one site: marks with their accuracy circles, a scale bar and north. ``label`` is the map in words."""
    if not marks:
        return Markup()
    frame = frame_of(_box_of(marks), LEAST_HALF_M)
    rings = [_accuracy(frame, mark) for mark in marks if mark.accuracy_m]
    return _svg(label, [*_grid(), *rings, *(_mark(frame, mark) for mark in _in_layers(marks)), _scale(frame), _north()])


def area_map(geometry: Mapping[str, Any], marks: Sequence[Mark], label: str) -> Markup:
    """An area's outline with marks in it: where in the district a place lies."""
    frame = frame_of(bounding_box(geometry))
    shown = [_mark(frame, mark) for mark in marks]
    return _svg(label, [_outline(frame, geometry), *shown, _scale(frame), _north()])


def areas_map(geometries: Sequence[Mapping[str, Any]], marks: Sequence[Mark], label: str) -> Markup:
    """The outlines of several areas with marks over them; without outlines the surroundings of the marks alone."""
    if not geometries:
        return place_map(marks, label)
    boxes = [bounding_box(geometry) for geometry in geometries]
    whole = Box(
        min(box.south for box in boxes), min(box.west for box in boxes),
        max(box.north for box in boxes), max(box.east for box in boxes),
    )  # fmt: skip
    frame = frame_of(whole)
    outlines = [_outline(frame, geometry) for geometry in geometries]
    # Marks that lead somewhere are no part of a picture: a picture hides what is in it from screen readers.
    role = "group" if any(mark.href for mark in marks) else "img"
    return _svg(label, [*outlines, *(_mark(frame, mark) for mark in _in_layers(marks)), _scale(frame), _north()], role)


def _box_of(marks: Iterable[Mark]) -> Box:
    corners = [corner for mark in marks for corner in _reach(mark)]
    lats, lons = [lat for lat, _ in corners], [lon for _, lon in corners]
    return Box(min(lats), min(lons), max(lats), max(lons))


def _reach(mark: Mark) -> Iterator[tuple[float, float]]:
    up = math.degrees(min(mark.accuracy_m or 0.0, MOST_SHOWN_ACCURACY_M) / EARTH_RADIUS_M)
    across = up / math.cos(math.radians(mark.lat))
    yield mark.lat - up, mark.lon - across
    yield mark.lat + up, mark.lon + across


# What lies over the other marks of its place: what is overdue is never hidden, and the site is on top of the photos around it.
_LAYERS = {"overdue": 1, "site": 2}


def _in_layers(marks: Sequence[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: _LAYERS.get(mark.kind, 0))


def _svg(label: str, parts: Iterable[Markup], role: str = "img") -> Markup:
    start = Markup('<svg class="map__svg" viewBox="0 0 {w:.0f} {h:.0f}" role="{role}" aria-label="{label}">')
    return start.format(w=WIDTH_PX, h=HEIGHT_PX, role=role, label=label) + Markup("").join(parts) + Markup("</svg>")


def _grid() -> Iterator[Markup]:
    """Quiet lines that give the eye something to measure distance against."""
    line = Markup('<path class="map__grid" d="{d}"></path>')
    across = "".join(f"M0 {y}H{WIDTH_PX:.0f}" for y in range(20, int(HEIGHT_PX), 40))
    down = "".join(f"M{x} 0V{HEIGHT_PX:.0f}" for x in range(40, int(WIDTH_PX), 40))
    yield line.format(d=across + down)


def _accuracy(frame: Frame, mark: Mark) -> Markup:
    x, y = frame.at(mark.lat, mark.lon)
    radius = (mark.accuracy_m or 0.0) / frame.metres_per_px
    return Markup('<circle class="map__accuracy" cx="{x}" cy="{y}" r="{r:.1f}"></circle>').format(x=x, y=y, r=radius)


# One outline each, so that no colour is needed to tell them apart: diamond, ring, square, triangle, disc.
_SHAPES = {
    "site": '<path class="map__site" d="M0 -8L8 0L0 8L-8 0Z"></path>',
    "lead": '<circle class="map__lead" r="5"></circle>',
    "overdue": '<path class="map__overdue" d="M-5.5 -5.5H5.5V5.5H-5.5Z"></path>',
    "station": '<path class="map__station" d="M0 -6L6 5H-6Z"></path>',
    "fix": '<circle class="map__fix" r="4.5"></circle>',
}
# What a legend explains: the marks, and the circle around a fix.
_KEYS = _SHAPES | {"accuracy": '<circle class="map__accuracy" r="7"></circle>'}


def key(kind: str) -> Markup:
    """The sign of a legend: the mark exactly as the map draws it. ``kind`` is that of a Mark, or accuracy."""
    start = Markup('<svg class="map__key" viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">')
    return start + Markup(_KEYS[kind]) + Markup("</svg>")


def _mark(frame: Frame, mark: Mark) -> Markup:
    x, y = frame.at(mark.lat, mark.lon)
    shape = Markup(_SHAPES[mark.kind])
    body = Markup('<g transform="translate({x} {y})"><title>{title}</title>{shape}</g>').format(
        x=x, y=y, title=mark.title, shape=shape
    )
    return Markup('<a href="{href}">{body}</a>').format(href=mark.href, body=body) if mark.href else body


def _outline(frame: Frame, geometry: Mapping[str, Any]) -> Markup:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    path = "".join(_ring(frame, ring) for polygon in polygons for ring in polygon)
    return Markup('<path class="map__area" fill-rule="evenodd" d="{d}"></path>').format(d=path)


def _ring(frame: Frame, ring: Sequence[Sequence[float]]) -> str:
    drawn: list[tuple[float, float]] = []
    for lon, lat, *_ in ring:
        x, y = frame.at(lat, lon)
        if not drawn or math.hypot(x - drawn[-1][0], y - drawn[-1][1]) >= STEP_PX:
            drawn.append((x, y))
    return f"M{'L'.join(f'{x} {y}' for x, y in drawn)}Z" if len(drawn) > 2 else ""


def _scale(frame: Frame) -> Markup:
    metres = _round_length(MOST_SCALE_PX * frame.metres_per_px)
    end = round(10 + metres / frame.metres_per_px, 1)
    words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    bar = Markup('<g class="map__scale"><path d="M10 {y1}V{y2}H{end}V{y1}"></path><text x="14" y="{ty}">{words}</text></g>')
    return bar.format(y1=HEIGHT_PX - 14, y2=HEIGHT_PX - 10, end=end, ty=HEIGHT_PX - 16, words=escape(words))


def _round_length(most_m: float) -> float:
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(step * power for step in SCALE_STEPS if step * power <= most_m)


def _north() -> Markup:
    return Markup(
        '<g class="map__north" transform="translate({x} 20)"><path d="M0 -11L5 6L0 2L-5 6Z"></path><text y="18">N</text></g>'
    ).format(x=WIDTH_PX - 18)
