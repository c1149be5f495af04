"""The two pages that stand for every place and every problem: what their templates get when nothing is known yet.

Owns the blanks. The templates are those of the pages themselves; static/js/controllers/place.js and problem.js fill them on the
phone from the packs. A blank has every part that a real one may have, so that a script only has to take away.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from lantian.ledger.queries import SiteHistory

from . import phone_view

NONE = "-"
_AREA = {"name": "", "name_en": ""}
_PLACE = {"id": "", "name": "", "kind": "", "address": "", "party": "", "uscc": "", "lat": None, "lon": None, "area": _AREA}
# Drawn out of sight as the pattern of a badge and of a limit.
_LINE = {
    "id": 0,
    "number": "",
    "state": "lead",
    "severity": "medium",
    "title": "",
    "title_en": "",
    "note": "",
    "act_on": "",
    "due_on": "2000-01-01",
    "due_provisional": True,
    "corrected_on_site": True,
    "inspection_id": NONE,
    "site_id": NONE,
    "site_name": "",
    "thumbnail": "",
    "area": _AREA,
}


def pattern() -> SimpleNamespace:
    """A row of a problem with every mark it may have, to be cloned."""
    return SimpleNamespace(**_LINE)


def any_place(account: Any, kinds: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The template's values for a place that the phone will say."""
    visit_kinds = phone_view.visit_kinds(account)
    return {
        "place": SimpleNamespace(**_PLACE),
        "kind": {"name": "", "icon": "pin"},
        "kinds": kinds,
        "history": SiteHistory([], []),
        "open_rows": [],
        "offered": [],
        "shown": [],
        "folded": [],
        "start": {"site": None},
        "visit_kinds": visit_kinds,
        "names": {},
    }


def any_problem() -> dict[str, Any]:
    """The template's values for a problem that the phone will say."""
    line = pattern()
    view = {
        "title": "",
        "criterion": "",
        "department": "",
        "photos": [],
        "patrol_photos": [],
        "story": [],
        "sub_checks": [],
        "bases": [],
        "basis_chosen": False,
        "returned": None,
    }
    return {
        "found": SimpleNamespace(violation=line, site=SimpleNamespace(**_PLACE)),
        "view": view,
        "acts": [],
        "take_over": None,
        "known": {"violation": None},
    }
