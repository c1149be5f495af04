"""The work list (台账列表): which lines, in which order, page by page, and how many of each kind there are.

Owns the orders and the choice of rows, which the case files use too: an export holds exactly the rows of the list. One query
per page, one for its total, one for all counts. Must not decide who may see what (``scope``) or what a filter means
(``filters``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from peewee import Expression, ModelSelect, Ordering, Value, fn

from lantian.domain.area import LEVELS
from lantian.domain.problems import Problem
from lantian.domain.violation import OPEN_STATES

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


_INSTANT, _DAY, _NUMBER = r"[0-9T:.+-]{20,32}", r"\d{4}-\d\d-\d\d", r"\d{1,9}"
ORDERS: dict[str, Order] = {
    "newest": Order(Violation.reported_at, True, _INSTANT),
    "oldest": Order(Violation.reported_at, False, _INSTANT),
    # Nearest limit first; lines without one last.
    "due": Order(fn.COALESCE(Violation.due_on, NO_LIMIT_ON), False, _DAY),
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
    """One page of lines; the keys lead on and back and are None at the ends. ``total`` counts all lines of the filter."""

    rows: list[WorklistRow]
    next_key: str | None
    previous_key: str | None
    total: int


@dataclass(frozen=True)
class AreaCount:
    """How many lines lie in one area."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Facets:
    """How many lines each choice would give, each counted without its own filter."""

    states: dict[str, int]
    checklists: dict[str, int]
    areas: list[AreaCount]


def worklist(scope: str, filters: Filters, *, after: str | None = None, limit: int = 50, order: str = "newest") -> Page:
    """One page of the lines a person at ``scope`` may see. ``after`` is a key of another page of the same order.

    Raises Problem bad_request (400) for a broken key or an unknown order.
    """
    if order not in ORDERS:
        raise Problem("bad_request")
    limit = max(1, min(limit, MAX_LIMIT))
    backwards, key = _read_key(after, ORDERS[order])
    ids = ordered(beyond(ids_of(scope, filters), order, key, backwards), order, backwards).limit(limit + 1)
    query = ordered(_rows(order).where(Violation.id.in_(ids)), order, backwards)
    rows = [WorklistRow(**row) for row in query.dicts()]
    more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, key is not None)
    return Page(
        rows=rows,
        next_key=_key("after", rows[-1]) if rows and has_next else None,
        previous_key=_key("before", rows[0]) if rows and has_previous else None,
        total=count(scope, filters),
    )


def count(scope: str, filters: Filters) -> int:
    """How many lines a person at ``scope`` sees under these filters."""
    return int(_matching(Violation.select(fn.COUNT(Violation.id)), scope, filters).scalar())


def facets(scope: str, filters: Filters) -> Facets:
    """Counts by state, by checklist and by area one level below ``scope``, in one query."""
    length = next((length for length in LEVELS if length > len(scope)), max(LEVELS))
    part = fn.SUBSTR(Violation.area, 1, length)
    by_area = _counted("area", part, filters.without("area_code"), scope)
    query = _counted("state", Violation.state, filters.without("states"), scope)
    query = query.union_all(_counted("checklist", Violation.checklist_id, filters.without("checklist_id"), scope))
    found: dict[str, dict[str, int]] = {"state": {}, "checklist": {}, "area": {}}
    for kind, key, number in query.union_all(by_area).tuples():
        found[kind][key] = number
    names = dict(Area.select(Area.code, Area.name).where(Area.code.in_(list(found["area"]))).tuples())
    areas = [AreaCount(code, names.get(code, code), number) for code, number in sorted(found["area"].items())]
    return Facets(found["state"], found["checklist"], areas)


def rows_of_site(scope: str, site_id: str) -> list[WorklistRow]:
    """All lines of one place, newest first."""
    query = _rows("newest").where(*conditions(scope, Filters(site_id=site_id)))
    return [WorklistRow(**row) for row in ordered(query, "newest").dicts()]


def ids_of(scope: str, filters: Filters) -> ModelSelect:
    """The ids of the lines of a list, not yet in any order: found in an index alone, the rows being fat with law texts."""
    return _matching(Violation.select(Violation.id), scope, filters)


def _matching(query: ModelSelect, scope: str, filters: Filters) -> ModelSelect:
    """A query over ``Violation`` narrowed to scope and filters."""
    if filters.text:
        query = query.join_from(Violation, Site).join_from(Violation, Inspection)
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
        Site.name.alias("site_name"), Site.kind.alias("site_kind"), Area.name.alias("area_name"), Unit.name.alias("unit_name"),
        Inspection.officers, photos.alias("photo_count"), first.alias("thumbnail"), ORDERS[order].column.alias("sort_key"),
    )
    return v.select(*columns).join_from(v, Site).join_from(v, Inspection).join_from(v, Unit).join_from(v, Area)


def _counted(kind: str, column: Any, filters: Filters, scope: str) -> ModelSelect:
    query = Violation.select(Value(kind).alias("facet"), column.alias("choice"), fn.COUNT(Violation.id).alias("number"))
    return _matching(query, scope, filters).group_by(column)


def _key(direction: str, row: WorklistRow) -> str:
    return f"{direction}~{row.sort_key}~{row.id}"


def _read_key(text: str | None, order: Order) -> tuple[bool, tuple[Any, int] | None]:
    if not text:
        return False, None
    match = re.fullmatch(rf"(after|before)~({order.pattern})~(\d{{1,9}})", text, re.ASCII)
    if match is None:
        raise Problem("bad_request")
    return match[1] == "before", (order.value(match[2]), int(match[3]))
