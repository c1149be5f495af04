"""What the filters of the work list offer, each choice with its count under the other filters; and the chips of what is set.

Must not query: counts, areas and names are handed in, but for the names of officers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from lantian.ledger import chosen, queries
from lantian.ledger.areas import AreaName
from lantian.ledger.filters import KEYS
from lantian.ledger.queries import Filters

from .language import current, named, number
from .list_words import checklist_words, item_words, severity_words
from .parts import parts

SEVERITIES = ("critical", "high", "medium", "low")
COUNTY_DIGITS = 6


def choices(filters: Filters, counts: queries.Facets, places: list[AreaName]) -> dict[str, list[Any]]:
    """Options per filter as (value, label), areas also as (label, options below)."""
    library, language = parts().library, current()
    anything = ("", _("不限"))
    return {
        "area": [anything, *_areas(counts, places)],
        "checklist": [
            anything,
            *_most_first(counts.checklists, filters.checklist_id, lambda key: checklist_words(library, key, language)),
        ],
        "item": [anything, *_items(filters, counts, library, language)],
        "severity": [anything, *((key, counted(severity_words(key), counts.severities.get(key, 0))) for key in SEVERITIES)],
        "origin": [anything, *((key, counted(_(words), counts.origins.get(key, 0))) for key, words in queries.ORIGINS.items())],
        "officer": [anything, *_officers(filters, counts)],
    }


def counted(words: str, count: int) -> str:
    """A choice with how many lines it would give."""
    return _("%(name)s（%(count)s）", name=words, count=number(count))


def _most_first(counts: Mapping[Any, int], chosen_key: Any, words: Callable[[Any], str]) -> list[tuple[Any, str]]:
    """The commonest first; what is chosen is offered even where nothing is left of it."""
    known = dict(counts) | ({chosen_key: counts.get(chosen_key, 0)} if chosen_key else {})
    return [(key, counted(words(key), many)) for key, many in sorted(known.items(), key=lambda row: (-row[1], str(row[0])))]


def _items(filters: Filters, counts: queries.Facets, library: Any, language: str) -> list[tuple[str, str]]:
    """The items of the chosen checklist in its order; without one, the item that is chosen."""
    if library.versions(filters.checklist_id):
        items = library.current(filters.checklist_id).items
        return [(item.id, counted(item.text(language), counts.items.get(item.id, 0))) for item in items]
    one = filters.item_id
    return [(one, counted(item_words(library, one, language), counts.items.get(one, 0)))] if one else []


def _officers(filters: Filters, counts: queries.Facets) -> list[tuple[int, str]]:
    ids = set(counts.officers) | ({filters.officer} if filters.officer else set())
    people = chosen.person_names(ids) if ids else {}
    return _most_first(counts.officers, filters.officer, lambda key: people.get(key, str(key)))


def _areas(counts: queries.Facets, places: list[AreaName]) -> list[Any]:
    """Townships under their county; a list of one level when the person's area is a county or smaller."""
    label = {place.code: counted(named(place), counts.in_area(place.code)) for place in places}
    counties = [place for place in places if len(place.code) == COUNTY_DIGITS]
    if len(counties) < 2:
        return [(place.code, label[place.code]) for place in places[1:]]
    return [(named(county), [(county.code, _whole(county, counts)), *_below(county, places, label)]) for county in counties]


def _whole(county: AreaName, counts: queries.Facets) -> str:
    return counted(_("%(area)s全部", area=named(county)), counts.in_area(county.code))


def _below(county: AreaName, places: Iterable[AreaName], label: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (place.code, label[place.code])
        for place in places
        if len(place.code) > COUNTY_DIGITS and place.code.startswith(county.code)
    ]


def chips(filters: Filters, words: Mapping[str, Callable[[str], str]], address: Callable[[Filters], str]) -> list[dict[str, str]]:
    """One chip per set filter but the state, which the tabs show; each leads to the list without it."""
    rows = []
    for key in KEYS:
        if key.field == "states" or not getattr(filters, key.field):
            continue
        # An item means nothing without its checklist.
        gone = ("checklist_id", "item_id") if key.field == "checklist_id" else (key.field,)
        alone = Filters(today=filters.today, **{key.field: getattr(filters, key.field)})
        for label, value in alone.words(words):
            said = _(label) if key.name == "overdue" else _("%(label)s：%(value)s", label=_(label), value=value)
            rows.append({"label": said, "href": address(filters.without(*gone))})
    return rows
