"""Acts on the register that everything else stands on: areas, outlines, units, sites. Each one transaction with its entry.

Called by the command line and by the demo city. Readers of files have already judged what comes in; must not parse files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lantian.ledger import book
from lantian.ledger.db import transaction
from lantian.ledger.models import Area, AreaPerson, Site, Unit

# Below the number of values one statement may carry on the oldest SQLite that Python 3.11 ships with.
_ROWS_PER_STATEMENT = 100


def register_areas(rows: list[dict[str, Any]], *, at: str, actor: book.Actor, digest: str) -> int:
    """Add areas (code, name, name_en) or rename those that exist; in the book by number and file digest. Returns how many."""
    full = [row | {"level": len(row["code"])} for row in rows]
    with transaction():
        for part in _parts(full):
            kept = [Area.name, Area.name_en, Area.level]
            Area.insert_many(part).on_conflict(conflict_target=[Area.code], preserve=kept).execute()
        payload = {"areas": len(full), "sha256": digest}
        book.append(at=at, actor=actor, kind="AreasRegistered", subject_kind="book", subject_id="areas", payload=payload)
    return len(full)


def set_outlines(outlines: dict[str, dict[str, Any]], *, at: str, actor: book.Actor, digest: str) -> int:
    """Give areas their outlines (GeoJSON geometry, WGS-84) by code; in the book. Returns how many areas were found."""
    with transaction():
        found = sum(Area.update(outline=outline).where(Area.code == code).execute() for code, outline in outlines.items())
        payload = {"areas": sorted(outlines), "sha256": digest}
        book.append(at=at, actor=actor, kind="OutlinesSet", subject_kind="book", subject_id="areas", payload=payload)
    return found


def area_names() -> dict[str, str]:
    """Code → name of every area."""
    return dict(Area.select(Area.code, Area.name).tuples())


def unit_for(name: str, area_code: str, department: str) -> Unit:
    """The unit of that name, made when it is new; an existing one keeps its area and department."""
    known = Unit.get_or_none(Unit.name == name)
    if known is not None:
        return known
    with transaction():
        return Unit.create(name=name, area=area_code, department=department)


def register_chain(rows: list[dict[str, Any]], *, at: str, actor: book.Actor) -> None:
    """Lay down responsible persons of areas (area, duty, rank, name, phone, document, from_on, to_on); in the book."""
    with transaction():
        AreaPerson.insert_many(rows).execute()
        payload = {"persons": len(rows), "areas": sorted({row["area"] for row in rows})}
        book.append(at=at, actor=actor, kind="ChainLaidDown", subject_kind="book", subject_id="areas", payload=payload)


def register_sites(rows: list[dict[str, Any]], *, at: str, actor: book.Actor) -> None:
    """Add places (columns of ``Site`` without created_at); one entry each, all or none."""
    entries = [
        ("SiteRegistered", "site", row["id"], {"name": row["name"], "kind": row["kind"], "area": row["area"]}) for row in rows
    ]
    with transaction():
        at = book.moment(at)
        for part in _parts([row | {"created_at": at} for row in rows]):
            Site.insert_many(part).execute()
        for part in _parts(entries):
            book.append_many(at=at, actor=actor, entries=part)


def known_sites(areas: Iterable[str]) -> set[tuple[str, str]]:
    """(area code, name) of every active place in these areas, to tell a second import of the same list."""
    return set(Site.select(Site.area, Site.name).where(Site.area.in_(list(areas)) & Site.active).tuples())


def known_site_ids(ids: Iterable[str]) -> set[str]:
    """Which of these ids name a place already."""
    return {key for (key,) in Site.select(Site.id).where(Site.id.in_(list(ids))).tuples()}


def _parts(rows: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(rows), _ROWS_PER_STATEMENT):
        yield rows[start : start + _ROWS_PER_STATEMENT]
