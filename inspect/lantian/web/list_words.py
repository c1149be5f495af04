"""How the keys of the list's filters are said in words, for chips, for choices and for the head of an export.

Queries only for the names of the places and people that filters name. Must not know pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from lantian.domain.problems import FieldFault
from lantian.domain.violation import STATES
from lantian.ledger import areas, chosen, queries
from lantian.ledger.filters import KEYS
from lantian.ledger.queries import Filters

from .errors import sentences
from .language import current, day, named
from .parts import parts, scope


def names(places: Iterable[areas.AreaName], *filters: Filters) -> dict[str, Callable[[str], str]]:
    """One function per key of the address line. The names of places and people are looked up for those of ``filters``."""
    library, language = parts().library, current()
    known = {place.code: named(place) for place in places}
    sites = _names(chosen.site_names, scope(), ids={row.site_id for row in filters if row.site_id})
    people = _names(chosen.person_names, ids={row.officer for row in filters if row.officer})
    return {
        "area": lambda code: known.get(code, code),
        "checklist": lambda key: checklist_words(library, key, language),
        "item": lambda key: item_words(library, key, language),
        "severity": severity_words,
        "state": lambda key: _(STATES[key]),
        "origin": lambda key: _(queries.ORIGINS[key]),
        "overdue": lambda _key: _("是"),
        "site": lambda key: sites.get(key, key),
        "officer": lambda key: people.get(int(key), key),
        **dict.fromkeys(("from", "to", "due_from", "due_to"), day),
    }


def filter_faults(faults: Iterable[FieldFault]) -> list[dict[str, str]]:
    """Values of an address line that were left out: the key, the field in words, and what is wrong with the value."""
    labels = {key.name: _(key.label) for key in KEYS}
    return [row | {"label": labels[row["path"]]} for row in sentences(list(faults))]


def _names(query: Callable[..., dict[Any, str]], *where: str, ids: set[Any]) -> dict[Any, str]:
    return query(*where, ids) if ids else {}


def severity_words(severity: str) -> str:
    """How grave, in words."""
    words = {
        "low": pgettext("severity", "轻微"),
        "medium": pgettext("severity", "一般"),
        "high": pgettext("severity", "较重"),
        "critical": pgettext("severity", "严重"),
    }
    return words.get(severity, severity)


def checklist_words(library: Any, checklist_id: str, language: str) -> str:
    """A checklist's name in its current version; its id when it is no longer there."""
    known = library.versions(checklist_id)
    return library.current(checklist_id).text(language) if known else checklist_id


def item_words(library: Any, item_id: str, language: str) -> str:
    """An item's name in a current version; its id when no current list has it."""
    for definition in library.all_current():
        if item_id in definition.by_id:
            return definition.item(item_id).text(language)
    return item_id
