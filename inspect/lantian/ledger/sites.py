"""Places (检查对象) in a person's area, with what is open there, and the history of one of them.

Owns which places a list shows and in which order. Every query takes the reader's area first; a list page costs two statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from peewee import Expression, ModelSelect, fn

from lantian.domain.geo import box_around, distance_m
from lantian.domain.violation import OPEN_STATES

from .models import Area, Inspection, Site, Violation
from .scope import within
from .visits import VisitRow, visit_rows
from .worklist import WorklistRow, rows_of_site


@dataclass(frozen=True)
class SiteRow:
    """One place in a list. Position is WGS-84 degrees, None where nobody has stood yet."""

    id: str
    name: str
    kind: str
    area_code: str
    area_name: str
    address: str
    lat: float | None
    lon: float | None
    party: str
    uscc: str
    active: bool
    open_violations: int
    open_leads: int
    # UTC instant at which the latest record came in; None for a place not visited yet.
    last_visit_at: str | None


@dataclass(frozen=True)
class SiteFilter:
    """What a list of places is narrowed to; an empty field does not narrow. ``only`` is a key of ``ONLY``."""

    text: str = ""
    kind: str = ""
    area_code: str = ""
    only: str = ""


@dataclass(frozen=True)
class SitePage:
    """One page of places by name; the keys (name, id) lead on and back and are None at the ends."""

    rows: list[SiteRow]
    next_key: tuple[str, str] | None
    previous_key: tuple[str, str] | None
    total: int


@dataclass(frozen=True)
class Nearby:
    """A place near a position; ``distance_m`` metres from it."""

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    distance_m: float


@dataclass(frozen=True)
class SiteHistory:
    """What happened at one place, newest first."""

    visits: list[VisitRow]
    violations: list[WorklistRow]


def sites_in_scope(scope: str, *, text: str = "", kind: str = "", limit: int | None = None) -> list[SiteRow]:
    """The places a person at ``scope`` may choose from, by name; one query. ``text`` is part of a name, address or party."""
    query = _rows().where(*_conditions(scope, SiteFilter(text=text, kind=kind)))
    return [SiteRow(**row) for row in query.order_by(Site.name, Site.id).limit(limit).dicts()]


def site_page(
    scope: str, wanted: SiteFilter, *, key: tuple[str, str] | None = None, back: bool = False, limit: int = 50
) -> SitePage:
    """One page of places by name. ``key`` is that of another page's end; with ``back`` the page before it."""
    conditions = list(_conditions(scope, wanted))
    total = int(Site.select(fn.COUNT(Site.id)).where(*conditions).scalar())
    # The ids first, on the narrow table: counting what is open costs a look per row and is done for one page only.
    ids = _in_order(Site.select(Site.id).where(*conditions, *_beyond(key, back)), back).limit(limit + 1)
    found = [SiteRow(**row) for row in _in_order(_rows().where(Site.id.in_(ids)), back).dicts()]
    more, rows = len(found) > limit, found[:limit]
    if back:
        rows.reverse()
    has_next, has_previous = (True, more) if back else (more, key is not None)
    return SitePage(
        rows=rows,
        next_key=(rows[-1].name, rows[-1].id) if rows and has_next else None,
        previous_key=(rows[0].name, rows[0].id) if rows and has_previous else None,
        total=total,
    )


def nearby(scope: str, lat: float, lon: float, radius_m: float, *, limit: int = 20) -> list[Nearby]:
    """The places in use within ``radius_m`` of a WGS-84 position, nearest first: to tell a place that is there already."""
    box = box_around(lat, lon, radius_m)
    inside = Site.lat.between(box.south, box.north) & Site.lon.between(box.west, box.east)
    rows = Site.select(Site.id, Site.name, Site.kind, Site.lat, Site.lon).where(within(Site.area, scope) & Site.active & inside)
    near = [Nearby(*row, distance_m(lat, lon, row[3], row[4])) for row in rows.tuples()]
    return sorted((one for one in near if one.distance_m <= radius_m), key=lambda one: (one.distance_m, one.id))[:limit]


def site(scope: str, site_id: str) -> Site | None:
    """A place by its id with its area, or None when it is not there or not in ``scope``."""
    return Site.select(Site, Area).join(Area).where((Site.id == site_id) & within(Site.area, scope)).first()


def site_history(scope: str, site_id: str) -> SiteHistory:
    """All visits to a place and all its lines, as far as they lie in ``scope``."""
    visits = visit_rows((Inspection.site == site_id) & within(Inspection.area, scope))
    return SiteHistory(visits, rows_of_site(scope, site_id))


def _rows() -> ModelSelect:
    s = Site
    last_visit = Inspection.select(fn.MAX(Inspection.received_at)).where(Inspection.site == s.id)
    columns = (
        s.id, s.name, s.kind, s.address, s.lat, s.lon, s.party, s.uscc, s.active, s.area.alias("area_code"),
        Area.name.alias("area_name"), _open("violation").alias("open_violations"), _open("lead").alias("open_leads"),
        last_visit.alias("last_visit_at"),
    )
    return s.select(*columns).join(Area)


def _conditions(scope: str, wanted: SiteFilter) -> Iterator[Expression]:
    s, text = Site, wanted.text
    yield within(s.area, scope)
    if text:
        yield s.name.contains(text) | s.address.contains(text) | s.party.contains(text) | s.uscc.contains(text)
    if wanted.kind:
        yield s.kind == wanted.kind
    if wanted.area_code:
        yield within(s.area, wanted.area_code)
    if wanted.only:
        yield ONLY[wanted.only]()


def _in_order(query: ModelSelect, back: bool) -> ModelSelect:
    columns = (Site.name, Site.id)
    return query.order_by(*(column.desc() if back else column.asc() for column in columns))


def _beyond(key: tuple[str, str] | None, back: bool) -> Iterator[Expression]:
    """The places that follow a key in the order by name and id, or precede it."""
    if key is None:
        return
    name, row_id = key
    if back:
        yield (Site.name < name) | ((Site.name == name) & (Site.id < row_id))
    else:
        yield (Site.name > name) | ((Site.name == name) & (Site.id > row_id))


def _open(origin: str) -> ModelSelect:
    return _open_lines(fn.COUNT(Violation.id)).where(Violation.origin == origin)


def _open_lines(column: Any) -> ModelSelect:
    return Violation.select(column).where((Violation.site == Site.id) & Violation.state.in_(sorted(OPEN_STATES)))


# What a list may be narrowed to, beside its words: places with something open, unplaced, never visited, no longer in use.
ONLY: dict[str, Callable[[], Expression]] = {
    "open": lambda: fn.EXISTS(_open_lines(Violation.id)),
    "unplaced": lambda: Site.lat.is_null(),
    "unvisited": lambda: ~fn.EXISTS(Inspection.select(Inspection.id).where(Inspection.site == Site.id)),
    "unused": lambda: ~Site.active,
}
