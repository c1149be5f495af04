"""Where the lines of a list lie (台账地图): one point per line, for the same scope, filters and order as the list.

A line lies where its place is registered; where the register has no position, where its first located photo was taken. One
statement however many lines. Positions are WGS-84 degrees; a map's datum is the page's affair.
"""

from __future__ import annotations

from dataclasses import dataclass

from peewee import ModelSelect, fn

from .filters import Filters
from .models import EvidencePhoto, Site, Violation
from .worklist import ids_of, ordered, own_photos


@dataclass(frozen=True, slots=True)
class Point:
    """One line on the map; ``lat`` and ``lon`` None where neither its place nor a photo has a position."""

    number: str
    state: str
    title: str
    title_en: str
    due_on: str | None
    due_provisional: bool
    site_name: str
    lat: float | None
    lon: float | None


def points(scope: str, filters: Filters, *, order: str = "newest", limit: int = 5000) -> list[Point]:
    """The first ``limit`` lines of a list in its order, each with its position."""
    v, s = Violation, Site
    ids = ordered(ids_of(scope, filters), order).limit(limit)
    lat, lon = fn.COALESCE(s.lat, _of_first_photo("lat")), fn.COALESCE(s.lon, _of_first_photo("lon"))
    columns = (v.number, v.state, v.title, v.title_en, v.due_on, v.due_provisional, s.name, lat, lon)
    query = v.select(*columns).join_from(v, s).where(v.id.in_(ids))
    return [Point(*row) for row in ordered(query, order).tuples()]


def _of_first_photo(column: str) -> ModelSelect:
    e = EvidencePhoto
    located = own_photos() & e.lat.is_null(False) & e.lon.is_null(False)
    return e.select(getattr(e, column)).where(located).order_by(e.id).limit(1)
