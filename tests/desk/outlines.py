"""Borders for tests of maps: a square around the two places of 老城区 and one around 西工区, as an import would set them."""

from __future__ import annotations

from typing import Any

LAOCHENG = (112.40, 34.67, 112.55, 34.75)
XIGONG = (112.38, 34.60, 112.55, 34.67)


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A GeoJSON polygon, WGS-84."""
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}


def draw() -> None:
    """Give both districts their borders; needs an open database."""
    from lantian.ledger import models

    for code, corners in (("410302", LAOCHENG), ("410303", XIGONG)):
        models.Area.update(outline=square(*corners)).where(models.Area.code == code).execute()
