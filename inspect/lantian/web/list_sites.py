"""The filter for a place, typed as a name: which place is meant, or which it could be. Makes the address of the answer.

The form of the filters works without scripts; with them the field has found the place before the form is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lantian.ledger import chosen
from lantian.ledger.chosen import SiteChoice
from lantian.ledger.queries import Filters

from . import worklist
from .parts import scope

MOST_SITES = 12


def tidy(args: Mapping[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The list's own address for what the form of filters sent, and what to say where a name fits several places or none.

    None for the address where something has to be said first: that, or a value that cannot be read.
    """
    filters, faults = worklist.read(args)
    order, text = worklist.order_of(args), " ".join(str(args.get("site_name", "")).split())[:60]
    found = _found(filters, text) if text else []
    if text and len(found) != 1:
        shown = [{"row": row, "href": worklist.address(replace(filters, site_id=row.id), order)} for row in found]
        return None, {"site_text": text, "site_matches": shown}
    filters = replace(filters, site_id=found[0].id if found else "")
    return None if faults else worklist.address(filters, order, columns=args.get("columns") or None), {}


def _found(filters: Filters, text: str) -> list[SiteChoice]:
    """The place that is chosen already if it still has this name, one of exactly this name, or all that hold it."""
    found = chosen.sites_like(scope(), text, MOST_SITES)
    kept = [row for row in found if row.id == filters.site_id and row.name == text]
    exact = [row for row in found if row.name == text]
    return kept or (exact if len(exact) == 1 else found)
