"""Lines and names picked out one by one: what was ticked in a list, places to choose from, names for ids. Reads only.

Every question is one query, however many are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .models import Area, EvidencePhoto, LedgerEntry, Person, Site, Violation
from .scope import within
from .worklist import own_photos


@dataclass(frozen=True)
class SiteChoice:
    """A place as a choice."""

    id: str
    name: str
    address: str
    area_name: str


def lines_by_number(scope: str, numbers: Iterable[str]) -> dict[str, Any]:
    """Lines with their place, by number, each with ``thumbnail`` (SHA-256 or None); those outside of ``scope`` are missing."""
    first = EvidencePhoto.select(EvidencePhoto.photo).where(own_photos()).order_by(EvidencePhoto.id).limit(1)
    query = Violation.select(Violation, Site, Area, first.alias("thumbnail")).join_from(Violation, Site)
    query = query.join_from(Violation, Area).where(within(Violation.area, scope) & Violation.number.in_(list(numbers)))
    return {line.number: line for line in query}


def actors_of(entries: Iterable[int]) -> dict[int, str]:
    """Who made these entries of the book, by their numbers; the name as it was then."""
    query = LedgerEntry.select(LedgerEntry.seq, LedgerEntry.actor_name).where(LedgerEntry.seq.in_(list(entries)))
    return dict(query.tuples())


def sites_like(scope: str, text: str, limit: int) -> list[SiteChoice]:
    """Places in ``scope`` whose name, address or party holds the text, by name."""
    s = Site
    found = s.name.contains(text) | s.address.contains(text) | s.party.contains(text) | s.uscc.contains(text)
    query = s.select(s.id, s.name, s.address, Area.name).join(Area).where(within(s.area, scope) & found)
    return [SiteChoice(*row) for row in query.order_by(s.name, s.id).limit(limit).tuples()]


def site_names(scope: str, ids: Iterable[str]) -> dict[str, str]:
    """Names of places in ``scope`` by id."""
    query = Site.select(Site.id, Site.name).where(within(Site.area, scope) & Site.id.in_(sorted(set(ids))))
    return dict(query.tuples())


def person_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of people by id."""
    return dict(Person.select(Person.id, Person.name).where(Person.id.in_(sorted(set(ids)))).tuples())
