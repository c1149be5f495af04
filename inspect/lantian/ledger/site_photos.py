"""Photos of one place through time (检查对象的照片): per checklist item the latest visits, whole; and all of one item.

A later act's photos belong to the visit that found the line, so a visit's photos of an item are one story: before and after.
Signatures are no pictures of a place. Must not query per item.
"""

from __future__ import annotations

from dataclasses import dataclass

from peewee import JOIN, ModelSelect, fn

from .models import EvidencePhoto, Inspection, Photo, Violation
from .scope import within

NO_PICTURES = ("signature",)


@dataclass(frozen=True)
class SitePhoto:
    """One photo of a place. ``item_id`` None: a picture of the whole place; ``number`` to ``title_en`` None: it shows no line."""

    row_id: int
    sha256: str
    item_id: str | None
    role: str
    caption: str
    taken_at: str
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    distance_m: float | None
    no_fix_reason: str
    width_px: int | None
    height_px: int | None
    fault: str
    visit_id: str
    visit_kind: str
    # UTC instant at which the visit's record came in.
    received_at: str
    act_on: str
    checklist_id: str
    number: str | None
    state: str | None
    title: str | None
    title_en: str | None
    # The visit's place among those with photos of this item, 1 the newest; and how many photos the item has in all.
    visit_rank: int
    item_total: int


def latest_by_item(scope: str, site_id: str, *, visits: int = 4) -> list[SitePhoto]:
    """The photos of the latest visits to a place for every item, items as they come, visits newest first: one query."""
    ranked = _ranked(scope, site_id).alias("ranked")
    rows = _columns_of(ranked).where(ranked.c.visit_rank <= visits)
    return [SitePhoto(*row) for row in rows.order_by(ranked.c.item_id, ranked.c.visit_rank, ranked.c.row_id).tuples()]


def of_item(scope: str, site_id: str, item_id: str | None, *, after_rank: int = 0, visits: int = 12) -> list[SitePhoto]:
    """All photos of one item (None: of the whole place) of ``visits`` visits after a rank, newest first: one query."""
    ranked = _ranked(scope, site_id).alias("ranked")
    mine = ranked.c.item_id.is_null() if item_id is None else ranked.c.item_id == item_id
    rows = _columns_of(ranked).where(mine & ranked.c.visit_rank.between(after_rank + 1, after_rank + visits))
    return [SitePhoto(*row) for row in rows.order_by(ranked.c.visit_rank, ranked.c.row_id).tuples()]


def _ranked(scope: str, site_id: str) -> ModelSelect:
    e, i, p, v = EvidencePhoto, Inspection, Photo, Violation
    newest_first = [i.received_at.desc(), i.id]
    rank = fn.DENSE_RANK().over(partition_by=[e.item_id], order_by=newest_first)
    total = fn.COUNT(e.id).over(partition_by=[e.item_id])
    columns = (
        e.id.alias("row_id"), p.sha256, e.item_id, e.role, e.caption, e.taken_at, e.lat, e.lon, e.accuracy_m, e.distance_m,
        e.no_fix_reason, p.width_px, p.height_px, p.fault, i.id.alias("visit_id"), i.kind.alias("visit_kind"), i.received_at,
        i.act_on, i.checklist_id, v.number, v.state, v.title, v.title_en, rank.alias("visit_rank"), total.alias("item_total"),
    )
    query = e.select(*columns).join_from(e, i).join_from(e, p).join_from(e, v, JOIN.LEFT_OUTER)
    return query.where((i.site == site_id) & within(i.area, scope) & e.role.not_in(NO_PICTURES))


def _columns_of(ranked: ModelSelect) -> ModelSelect:
    names = SitePhoto.__dataclass_fields__
    return EvidencePhoto.select(*(getattr(ranked.c, name) for name in names)).from_(ranked)
