"""The work list (台账列表): which lines, in which order, page by page.

Owns the orders and the choice of rows, which the case files use too: an export holds exactly the rows of the list. One query
per page, one for its total, one more for the place of a page further on. Must not decide who may see what (``scope``), what a
filter means (``filters``), or count by choice (``facets``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from peewee import OP, Case, Expression, ModelSelect, Ordering, fn

from lantian.domain.problems import Problem
from lantian.domain.violation import CLOSED_STATES, OPEN_STATES

from .db import json_text
from .filters import OVERDUE_STATES, Filters, conditions
from .models import Area, EvidencePhoto, Inspection, Site, Unit, Violation

# Photos of the visit as a whole, which belong to each of its lines and show none of them.
RECORD_ROLES = ("overview", "signature")
NO_LIMIT_ON = "9999-12-31"
MAX_LIMIT = 500


@dataclass(frozen=True)
class Order:
    """A total order of lines: a column, its direction, how a key's text becomes its value; the row id breaks ties."""

    column: Any
    falling: bool
    pattern: str
    value: Callable[[str], Any] = str


_INSTANT, _LIMIT, _NUMBER = r"[0-9T:.+-]{20,32}", r"[01]\d{4}-\d\d-\d\d", r"\d{1,9}"
_CLOSED = Case(None, [(Violation.state.in_(sorted(CLOSED_STATES)), "1")], "0")
ORDERS: dict[str, Order] = {
    "newest": Order(Violation.reported_at, True, _INSTANT),
    "oldest": Order(Violation.reported_at, False, _INSTANT),
    # What is still open, nearest limit first and without one last; then what is closed, likewise.
    "due": Order(Expression(_CLOSED, OP.CONCAT, fn.COALESCE(Violation.due_on, NO_LIMIT_ON)), False, _LIMIT),
    # Last acted upon first.
    "latest": Order(Violation.last_seq, True, _NUMBER, int),
}


@dataclass(frozen=True)
class WorklistRow:
    """One line as a list shows it. ``thumbnail`` is the SHA-256 of the first photo, None where there is none."""

    id: int
    number: str
    state: str
    origin: str
    title: str
    title_en: str
    severity: str
    note: str
    corrected_on_site: bool
    act_on: str
    reported_at: str
    due_on: str | None
    due_provisional: bool
    department: str
    checklist_id: str
    item_id: str
    inspection_id: str
    site_id: str
    site_name: str
    site_kind: str
    # The party in the register of places, and on the record.
    site_party: str
    party_name: str | None
    area_code: str
    area_name: str
    unit_name: str
    officers: list[dict[str, Any]]
    photo_count: int
    thumbnail: str | None
    last_seq: int
    sort_key: Any = field(repr=False)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in OPEN_STATES

    def is_overdue(self, today: str) -> bool:
        """Whether the limit lies before ``today`` (ISO date) and the correction has not been reported."""
        return self.due_on is not None and self.due_on < today and self.state in OVERDUE_STATES


@dataclass(frozen=True)
class Page:
    """One page of lines; the keys lead on and back and are None at the ends. ``total`` counts all lines of the filter,
    ``before`` those in front of this page, as things stand now."""

    rows: list[WorklistRow]
    next_key: str | None
    previous_key: str | None
    total: int
    before: int = 0


def worklist(scope: str, filters: Filters, *, after: str | None = None, limit: int = 50, order: str = "newest") -> Page:
    """One page of the lines a person at ``scope`` may see. ``after`` is a key of another page of the same order.

    A page is told by the row it begins behind, so lines that come or go elsewhere move nothing. Where lines went so that nothing
    is left to show behind the key, the last page stands in; before it, the first one, so that no page is shorter than it need be.
    Raises Problem bad_request (400) for a broken key or an unknown order.
    """
    if order not in ORDERS:
        raise Problem("bad_request")
    limit = max(1, min(limit, MAX_LIMIT))
    backwards, key = _read_key(after, ORDERS[order])
    rows, more = _read(scope, filters, order, limit, key, backwards)
    if backwards and not more and len(rows) < limit:
        backwards, key = False, None
        rows, more = _read(scope, filters, order, limit)
    is_last = key is not None and not backwards and not rows
    if is_last:
        backwards = True
        rows, more = _read(scope, filters, order, limit, None, backwards)
    has_next, has_previous = (not is_last, more) if backwards else (more, key is not None)
    return Page(
        rows=rows,
        next_key=_key("after", rows[-1]) if rows and has_next else None,
        previous_key=_key("before", rows[0]) if rows and has_previous else None,
        total=count(scope, filters),
        before=_count_before(scope, filters, order, rows[0]) if rows and has_previous else 0,
    )


def neighbours(scope: str, filters: Filters, number: str, order: str = "newest") -> tuple[str | None, str | None]:
    """The numbers before and behind a line in a list, None at its ends: also for a line that has just left the list.

    Two queries besides that for the line itself. (None, None) for a line that is not there or not in ``scope``.
    """
    if order not in ORDERS:
        raise Problem("bad_request")
    own = Violation.select(ORDERS[order].column, Violation.id).where(*conditions(scope, Filters()), Violation.number == number)
    key = own.tuples().first()
    if key is None:
        return None, None
    found = [
        ordered(beyond(matching(Violation.select(Violation.number), scope, filters), order, key, backwards), order, backwards)
        for backwards in (True, False)
    ]
    before, behind = (query.limit(1).scalar() for query in found)
    return before, behind


def _read(
    scope: str, filters: Filters, order: str, limit: int, key: tuple[Any, int] | None = None, backwards: bool = False
) -> tuple[list[WorklistRow], bool]:
    """The rows behind a key, or those before it, in the order of the list; and whether there are more that way."""
    ids = ordered(beyond(ids_of(scope, filters), order, key, backwards), order, backwards).limit(limit + 1)
    query = ordered(_rows(order).where(Violation.id.in_(ids)), order, backwards)
    found = [WorklistRow(**row) for row in query.dicts()]
    rows = found[:limit]
    return rows[::-1] if backwards else rows, len(found) > limit


def _count_before(scope: str, filters: Filters, order: str, first: WorklistRow) -> int:
    query = matching(Violation.select(fn.COUNT(Violation.id)), scope, filters)
    return int(beyond(query, order, (first.sort_key, first.id), backwards=True).scalar())


def count(scope: str, filters: Filters) -> int:
    """How many lines a person at ``scope`` sees under these filters."""
    return int(matching(Violation.select(fn.COUNT(Violation.id)), scope, filters).scalar())


def rows_of_site(scope: str, site_id: str) -> list[WorklistRow]:
    """All lines of one place, newest first."""
    query = _rows("newest").where(*conditions(scope, Filters(site_id=site_id)))
    return [WorklistRow(**row) for row in ordered(query, "newest").dicts()]


def ids_of(scope: str, filters: Filters) -> ModelSelect:
    """The ids of the lines of a list, not yet in any order: found in an index alone, the rows being fat with law texts."""
    return matching(Violation.select(Violation.id), scope, filters)


def matching(query: ModelSelect, scope: str, filters: Filters) -> ModelSelect:
    """A query over ``Violation`` narrowed to scope and filters."""
    return query.where(*conditions(scope, filters))


def ordered(query: ModelSelect, order: str, backwards: bool = False) -> ModelSelect:
    """The query in one of the orders, or in its reverse."""
    falling = ORDERS[order].falling != backwards
    direction = "DESC" if falling else "ASC"
    return query.order_by(Ordering(ORDERS[order].column, direction), Ordering(Violation.id, direction))


def beyond(query: ModelSelect, order: str, key: tuple[Any, int] | None, backwards: bool = False) -> ModelSelect:
    """Only the rows that follow a key (sort value, row id) in an order, or precede it."""
    if key is None:
        return query
    column, (value, row_id) = ORDERS[order].column, key
    if ORDERS[order].falling != backwards:
        return query.where((column < value) | ((column == value) & (Violation.id < row_id)))
    return query.where((column > value) | ((column == value) & (Violation.id > row_id)))


def own_photos() -> Expression:
    """Photos that show the line. Those of a patrol that saw it first stay with the patrol: they are a lead, not evidence."""
    e = EvidencePhoto
    return (e.violation == Violation.id) & (e.inspection == Violation.inspection) & e.role.not_in(RECORD_ROLES)


def _rows(order: str) -> ModelSelect:
    photos = EvidencePhoto.select(fn.COUNT(EvidencePhoto.id)).where(own_photos())
    first = EvidencePhoto.select(EvidencePhoto.photo).where(own_photos()).order_by(EvidencePhoto.id).limit(1)
    v = Violation
    columns = (
        v.id, v.number, v.state, v.origin, v.title, v.title_en, v.severity, v.note, v.corrected_on_site, v.act_on, v.reported_at,
        v.due_on, v.due_provisional, v.department, v.checklist_id, v.item_id, v.last_seq,
        v.inspection.alias("inspection_id"), v.site.alias("site_id"), v.area.alias("area_code"),
        Site.name.alias("site_name"), Site.kind.alias("site_kind"), Site.party.alias("site_party"),
        json_text(Inspection.party, "name").alias("party_name"), Area.name.alias("area_name"), Unit.name.alias("unit_name"),
        Inspection.officers, photos.alias("photo_count"), first.alias("thumbnail"), ORDERS[order].column.alias("sort_key"),
    )
    return v.select(*columns).join_from(v, Site).join_from(v, Inspection).join_from(v, Unit).join_from(v, Area)


def _key(direction: str, row: WorklistRow) -> str:
    return f"{direction}~{row.sort_key}~{row.id}"


def _read_key(text: str | None, order: Order) -> tuple[bool, tuple[Any, int] | None]:
    if not text:
        return False, None
    match = re.fullmatch(rf"(after|before)~({order.pattern})~(\d{{1,9}})", text, re.ASCII)
    if match is None:
        raise Problem("bad_request")
    return match[1] == "before", (order.value(match[2]), int(match[3]))
