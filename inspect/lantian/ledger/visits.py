"""One line of the ledger and one visit with all that their pages show, a person's own visits, and who may see a photo.

A fixed number of queries per page, however much hangs on it. What lies outside of the scope is not there: None, not a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from peewee import Expression, ModelSelect, fn

from . import book
from .casefiles import COUNTY_DIGITS
from .filters import officer_on
from .models import Answer, Area, EvidencePhoto, Inspection, Person, Photo, Site, Unit, Violation
from .scope import within
from .worklist import RECORD_ROLES


@dataclass(frozen=True)
class OneViolation:
    """One line with its visit, place, answers, photos and history. Model rows are read-only values here."""

    # With .site, .area and .unit read along.
    violation: Violation
    # With .recorded_by read along.
    inspection: Inspection
    county_name: str
    # All answers of the visit, and the one this line came from.
    answers: list[Answer]
    # Own photos by time of arrival, later acts included; each with .photo read along.
    photos: list[EvidencePhoto]
    # Overview pictures and the signature of the visit.
    record_photos: list[EvidencePhoto]
    # Entries of the book, oldest first, payload parsed.
    story: list[dict[str, Any]]
    # The patrol that saw it first, when an inspection took its lead over, and its photos: never evidence.
    patrol: Inspection | None
    patrol_photos: list[EvidencePhoto]

    @property
    def site(self) -> Site:
        """The place."""
        return self.violation.site

    @property
    def answer(self) -> Answer | None:
        """The answer that made this line."""
        return next((answer for answer in self.answers if answer.item_id == self.violation.item_id), None)


@dataclass(frozen=True)
class OneInspection:
    """One visit with its answers, the photos handed in with it, and the lines it made."""

    # With .site, .area, .unit and .recorded_by read along.
    inspection: Inspection
    answers: list[Answer]
    photos: list[EvidencePhoto]
    violations: list[Violation]


@dataclass(frozen=True)
class VisitRow:
    """One visit in a list."""

    id: str
    kind: str
    checklist_id: str
    site_id: str
    site_name: str
    area_name: str
    started_at: str
    finished_at: str
    received_at: str
    act_on: str
    clock_doubt: str
    passed_count: int
    failed_count: int
    # Numbers of the lines it made.
    numbers: list[str] = field(default_factory=list)


def one_violation(scope: str, number: str) -> OneViolation | None:
    """A line by its number with all its page shows, or None when it is not there or not in ``scope``."""
    query = Violation.select(Violation, Site, Area, Unit).join_from(Violation, Site).join_from(Violation, Area)
    violation = query.join_from(Violation, Unit).where((Violation.number == number) & within(Violation.area, scope)).first()
    if violation is None:
        return None
    visit = violation.inspection_id
    own = _photos(EvidencePhoto.violation == violation.id)
    return OneViolation(
        violation=violation,
        inspection=_with_recorder().where(Inspection.id == visit).get(),
        county_name=_area_name(violation.area_id[:COUNTY_DIGITS]),
        answers=_answers(visit),
        photos=[photo for photo in own if photo.inspection_id == visit],
        record_photos=_record_photos(visit),
        story=book.story("violation", number),
        patrol=_with_recorder().where(Inspection.id == violation.patrol_id).first() if violation.patrol_id else None,
        patrol_photos=[photo for photo in own if photo.inspection_id != visit],
    )


def inspection(scope: str, inspection_id: str) -> OneInspection | None:
    """A visit by its id with all its page shows, or None when it is not there or not in ``scope``. Its photos are those handed in
    with it: what later acts added stands with the finding."""
    query = _with_recorder(Site, Area, Unit).join_from(Inspection, Site).join_from(Inspection, Area).join_from(Inspection, Unit)
    found = query.where((Inspection.id == inspection_id) & within(Inspection.area, scope)).first()
    if found is None:
        return None
    violations = Violation.select().where(Violation.inspection == inspection_id).order_by(Violation.id)
    handed_in = _photos((EvidencePhoto.inspection == inspection_id) & EvidencePhoto.act_seq.is_null())
    return OneInspection(found, _answers(inspection_id), handed_in, list(violations))


def my_inspections(person_id: int, *, limit: int = 50) -> list[VisitRow]:
    """The visits a person recorded or is named on as an officer, newest first."""
    return visit_rows(officer_on(person_id), limit=limit)


def visit_rows(condition: Expression, *, limit: int | None = None) -> list[VisitRow]:
    """Visits under a condition, newest first, each with the numbers it made: two queries."""
    i = Inspection
    columns = (
        i.id, i.kind, i.checklist_id, i.started_at, i.finished_at, i.received_at, i.act_on, i.clock_doubt, i.passed_count,
        i.failed_count, i.site.alias("site_id"), Site.name.alias("site_name"), Area.name.alias("area_name"),
    )
    query = i.select(*columns).join_from(i, Site).join_from(i, Area).where(condition)
    rows = list(query.order_by(i.received_at.desc(), i.id).limit(limit).dicts())
    numbers = _numbers([row["id"] for row in rows])
    return [VisitRow(**row, numbers=numbers.get(row["id"], [])) for row in rows]


@dataclass(frozen=True)
class MonthCount:
    """How many visits of one kind and type a place had in one month (YYYY-MM, by the date of the act)."""

    month: str
    kind: str
    inspection_type: str
    count: int


def visits_of_site(scope: str, site_id: str, *, before: tuple[str, str] | None = None, limit: int = 20) -> list[VisitRow]:
    """Visits to a place, newest first, from beyond a visit's key (received_at, id) on: two queries."""
    i = Inspection
    condition = (i.site == site_id) & within(i.area, scope)
    if before is not None:
        condition &= (i.received_at < before[0]) | ((i.received_at == before[0]) & (i.id > before[1]))
    return visit_rows(condition, limit=limit)


def visit_months(scope: str, site_id: str) -> list[MonthCount]:
    """The visits to a place counted by month, kind and type, oldest month first: one query."""
    i = Inspection
    month = fn.SUBSTR(i.act_on, 1, 7)
    query = i.select(month, i.kind, i.inspection_type, fn.COUNT(i.id)).where((i.site == site_id) & within(i.area, scope))
    return [MonthCount(*row) for row in query.group_by(month, i.kind, i.inspection_type).order_by(month).tuples()]


def photo_visible(scope: str, sha256: str, person_id: int | None = None) -> bool:
    """Whether a photo is part of a visit in ``scope``, or was received from this person (whose record may be on its way)."""
    placed = EvidencePhoto.select(EvidencePhoto.id).join(Inspection)
    if placed.where((EvidencePhoto.photo == sha256) & within(Inspection.area, scope)).exists():
        return True
    return person_id is not None and Photo.select().where((Photo.sha256 == sha256) & (Photo.received_by == person_id)).exists()


def _with_recorder(*more: Any) -> ModelSelect:
    return Inspection.select(Inspection, Person, *more).join_from(Inspection, Person)


def _area_name(code: str) -> str:
    row = Area.select(Area.name).where(Area.code == code).tuples().first()
    return row[0] if row else ""


def _answers(inspection_id: str) -> list[Answer]:
    return list(Answer.select().where(Answer.inspection == inspection_id).order_by(Answer.position))


def _photos(condition: Expression) -> list[EvidencePhoto]:
    return list(EvidencePhoto.select(EvidencePhoto, Photo).join(Photo).where(condition).order_by(EvidencePhoto.id))


def _record_photos(inspection_id: str) -> list[EvidencePhoto]:
    photos = _photos((EvidencePhoto.inspection == inspection_id) & EvidencePhoto.role.in_(RECORD_ROLES))
    return [photo for photo in photos if photo.violation_id is None]


def _numbers(inspection_ids: Iterable[str]) -> dict[str, list[str]]:
    """Numbers by visit; a lead taken over counts for its patrol as well as for the inspection."""
    ids = list(inspection_ids)
    columns = (Violation.inspection, Violation.patrol, Violation.number)
    query = Violation.select(*columns).where(Violation.inspection.in_(ids) | Violation.patrol.in_(ids)).order_by(Violation.id)
    numbers: dict[str, list[str]] = {}
    for visit, patrol, number in query.tuples():
        for name in {visit, patrol} & set(ids):
            numbers.setdefault(name, []).append(number)
    return numbers
