"""Places (检查对象) in a person's area, with what is open there, and the history of one of them."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import ModelSelect, fn

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
class SiteHistory:
    """What happened at one place, newest first."""

    visits: list[VisitRow]
    violations: list[WorklistRow]


def sites_in_scope(scope: str, *, text: str = "", kind: str = "", limit: int | None = None) -> list[SiteRow]:
    """The places a person at ``scope`` may choose from, by name; one query. ``text`` is part of a name, address or party."""
    s = Site
    last_visit = Inspection.select(fn.MAX(Inspection.received_at)).where(Inspection.site == s.id)
    columns = (
        s.id, s.name, s.kind, s.address, s.lat, s.lon, s.party, s.uscc, s.active, s.area.alias("area_code"),
        Area.name.alias("area_name"), _open("violation").alias("open_violations"), _open("lead").alias("open_leads"),
        last_visit.alias("last_visit_at"),
    )
    query = s.select(*columns).join(Area).where(within(s.area, scope))
    if text:
        query = query.where(s.name.contains(text) | s.address.contains(text) | s.party.contains(text))
    if kind:
        query = query.where(s.kind == kind)
    return [SiteRow(**row) for row in query.order_by(s.name, s.id).limit(limit).dicts()]


def site(scope: str, site_id: str) -> Site | None:
    """A place by its id with its area, or None when it is not there or not in ``scope``."""
    return Site.select(Site, Area).join(Area).where((Site.id == site_id) & within(Site.area, scope)).first()


def site_history(scope: str, site_id: str) -> SiteHistory:
    """All visits to a place and all its lines, as far as they lie in ``scope``."""
    visits = visit_rows((Inspection.site == site_id) & within(Inspection.area, scope))
    return SiteHistory(visits, rows_of_site(scope, site_id))


def _open(origin: str) -> ModelSelect:
    is_open = Violation.state.in_(sorted(OPEN_STATES))
    return Violation.select(fn.COUNT(Violation.id)).where((Violation.site == Site.id) & (Violation.origin == origin) & is_open)
