"""The ground of a map: the tile server of this installation and its datum, and whether the map library was installed.

Owns turning WGS-84 positions and outlines into the datum in which the tiles are drawn, and back; without tiles everything stays
WGS-84. Must not know what is drawn on the map.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lantian.domain.coordinates import convert

from .assets import assets
from .parts import parts

LIBRARY = ("vendor/leaflet/leaflet.js", "vendor/markercluster/markercluster.js")
# Five digits are 1.1 m: enough for a mark of 30 px, and a third shorter than what the tables hold.
DIGITS = 5
# Decisions 0009: a clustered map must name its deepest zoom. At 18 a screen of a phone shows some 200 m.
DEEPEST = 18


def is_installed() -> bool:
    """Whether the map library lies where pages load it from (deploy/browser-bundles)."""
    return all(name in assets().files for name in LIBRARY)


def datum() -> str:
    """The datum of everything that is drawn on a map page."""
    settings = parts().settings
    return settings.tiles_crs if settings.tiles_url else "wgs84"


def ground() -> dict[str, Any]:
    """What the map's program needs to know about the ground."""
    settings = parts().settings
    return {"url": settings.tiles_url, "attribution": settings.tiles_attribution, "datum": datum(), "deepest": DEEPEST}


def drawn(lat: float, lon: float) -> tuple[float, float]:
    """A WGS-84 position as it is drawn on the map."""
    shown = convert(lat, lon, "wgs84", datum())
    return round(shown[0], DIGITS), round(shown[1], DIGITS)


def drawn_geometry(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A GeoJSON Polygon or MultiPolygon in the datum of the map."""
    return {"type": geometry["type"], "coordinates": _drawn_rings(geometry["coordinates"])}


def _drawn_rings(part: Any) -> Any:
    """Rings of polygons, however deep they are nested; a point is [lon, lat]."""
    if isinstance(part[0], int | float):
        lat, lon = drawn(part[1], part[0])
        return [lon, lat]
    return [_drawn_rings(inner) for inner in part]
