"""Which things that entries of the book speak of lie in a person's area, so that a page shows no others.

One query per kind of thing, however many entries. Must not read payloads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .models import EvidencePhoto, Inspection, Person, Photo, Site, Unit, Violation
from .scope import within

# Entries about the book itself belong to everybody.
EVERYBODYS = {"book"}


def subjects_within(scope: str, entries: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """(kind, id) of the subjects that lie in ``scope``; an export lies where the person who made it does."""
    asked: dict[str, set[str]] = {}
    for entry in entries:
        subject = str(entry["actor_id"] or "") if entry["subject_kind"] == "export" else entry["subject_id"]
        asked.setdefault(entry["subject_kind"], set()).add(subject)
    found = {(kind, subject) for kind in EVERYBODYS & set(asked) for subject in asked[kind]}
    for kind, find in _FINDERS.items():
        if kind in asked:
            found |= {(kind, str(subject)) for subject in find(scope, sorted(asked[kind]))}
    return found


def _violations(scope: str, numbers: list[str]) -> Iterable[Any]:
    rows = Violation.select(Violation.number).where(Violation.number.in_(numbers) & within(Violation.area, scope))
    return (number for (number,) in rows.tuples())


def _inspections(scope: str, ids: list[str]) -> Iterable[Any]:
    rows = Inspection.select(Inspection.id).where(Inspection.id.in_(ids) & within(Inspection.area, scope))
    return (key for (key,) in rows.tuples())


def _sites(scope: str, ids: list[str]) -> Iterable[Any]:
    return (key for (key,) in Site.select(Site.id).where(Site.id.in_(ids) & within(Site.area, scope)).tuples())


def _people(scope: str, ids: list[str]) -> Iterable[Any]:
    known = [int(key) for key in ids if key.isdigit()]
    return (key for (key,) in Person.select(Person.id).where(Person.id.in_(known) & within(Person.area, scope)).tuples())


def _units(scope: str, ids: list[str]) -> Iterable[Any]:
    known = [int(key) for key in ids if key.isdigit()]
    return (key for (key,) in Unit.select(Unit.id).where(Unit.id.in_(known) & within(Unit.area, scope)).tuples())


def _photos(scope: str, hashes: list[str]) -> Iterable[Any]:
    """Photos of visits in the area, and those its people handed in whose record is still on its way."""
    placed = EvidencePhoto.select(EvidencePhoto.photo).join(Inspection)
    received = Photo.select(Photo.sha256).join(Person)
    yield from (key for (key,) in placed.where(EvidencePhoto.photo.in_(hashes) & within(Inspection.area, scope)).tuples())
    yield from (key for (key,) in received.where(Photo.sha256.in_(hashes) & within(Person.area, scope)).tuples())


_FINDERS: dict[str, Callable[[str, list[str]], Iterable[Any]]] = {
    "violation": _violations,
    "inspection": _inspections,
    "site": _sites,
    "person": _people,
    "unit": _units,
    "export": _people,
    "photo": _photos,
}
