"""How many lines each choice of a filter would give (分面计数), for all filters in one query.

Owns the table of what is counted. Must not know words or pages: keys come back as stored.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from peewee import Case, Value, fn

from lantian.domain.area import LEVELS, contains

from .areas import area_names
from .filters import Filters, conditions, overdue, wording
from .models import Violation

if TYPE_CHECKING:
    from peewee import CTE, ModelSelect

# Before every stored date: nothing is overdue on a day that nobody told.
NO_DAY = "0000-00-00"


@dataclass(frozen=True)
class AreaCount:
    """How many lines lie in one area."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Facets:
    """How many lines each choice would give, each counted without its own filter. A choice with none is missing."""

    states: dict[str, int]
    checklists: dict[str, int]
    areas: list[AreaCount]
    # By the line's own area, a township or a grid.
    places: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    severities: dict[str, int] = field(default_factory=dict)
    origins: dict[str, int] = field(default_factory=dict)
    # By person id of those who found it.
    officers: dict[int, int] = field(default_factory=dict)
    overdue: int = 0

    def in_area(self, code: str) -> int:
        """How many lie in an area."""
        return sum(number for place, number in self.places.items() if contains(code, place))


@dataclass(frozen=True)
class Facet:
    """One thing that is counted: the value it is counted by, and the filters that do not bind it: its own and those below it."""

    column: Callable[[Filters], Any]
    free_of: tuple[str, ...]


FACETS: dict[str, Facet] = {
    "state": Facet(lambda f: Violation.state, ("states",)),
    "checklist": Facet(lambda f: Violation.checklist_id, ("checklist_id", "item_id")),
    "item": Facet(lambda f: Violation.item_id, ("item_id",)),
    "area": Facet(lambda f: Violation.area, ("area_code",)),
    "severity": Facet(lambda f: Violation.severity, ("severity",)),
    "origin": Facet(lambda f: Violation.origin, ("origin",)),
    # As stored, [3,14]: a pair of officers is one value here and two below.
    "officer": Facet(lambda f: Violation.found_by, ("officer",)),
    "overdue": Facet(lambda f: Case(None, [(overdue(f.today or NO_DAY), "1")], "0"), ("overdue",)),
}


def facets(scope: str, filters: Filters) -> Facets:
    """All counts in one query, and one for the names of the areas one level below ``scope``."""
    found: dict[str, dict[str, int]] = {kind: {} for kind in FACETS}
    for kind, key, number in _query(scope, filters).tuples():
        found[kind][key] = number
    return Facets(
        states=found["state"],
        checklists=found["checklist"],
        areas=_areas(scope, found["area"]),
        places=found["area"],
        items=found["item"],
        severities=found["severity"],
        origins=found["origin"],
        officers=_officers(found["officer"]),
        overdue=found["overdue"].get("1", 0),
    )


def _query(scope: str, filters: Filters) -> Any:
    """One arm per facet. The words are looked for once, however many arms there are."""
    worded = wording(filters)
    words = None if worded is None else worded.cte("worded", materialized=True)
    arms = [_arm(kind, facet, scope, filters, words) for kind, facet in FACETS.items()]
    query = arms[0]
    for arm in arms[1:]:
        query = query.union_all(arm)
    return query if words is None else query.with_cte(words)


def _arm(kind: str, facet: Facet, scope: str, filters: Filters, words: CTE | None) -> ModelSelect:
    column = facet.column(filters)
    query = Violation.select(Value(kind).alias("facet"), column.alias("choice"), fn.COUNT(Violation.id).alias("number"))
    query = query.where(*conditions(scope, filters.without("text", "party", *facet.free_of)))
    if words is not None:
        query = query.where(Violation.id.in_(words.select(words.c.violation_id)))
    return query.group_by(column)


def _areas(scope: str, places: Mapping[str, int]) -> list[AreaCount]:
    length = next((length for length in LEVELS if length > len(scope)), max(LEVELS))
    below: Counter[str] = Counter()
    for code, number in places.items():
        below[code[:length]] += number
    names = area_names(set(below))
    return [AreaCount(code, names.get(code, code), number) for code, number in sorted(below.items())]


def _officers(pairs: Mapping[str, int]) -> dict[int, int]:
    each: Counter[int] = Counter()
    for people, number in pairs.items():
        each.update(dict.fromkeys(json.loads(people), number))
    return dict(each)
