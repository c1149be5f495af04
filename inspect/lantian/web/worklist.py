"""The work list's page: what is chosen, the tabs with their counts, the rows, the way on and back.

The address line is the whole state of the list; every link here is built from the same ``Filters`` that the export uses. Must
not query by itself beyond asking a fixed number of times per page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lantian.domain.deadline import days_left
from lantian.domain.moments import local_date
from lantian.domain.problems import N_, FieldFault
from lantian.domain.violation import STATES
from lantian.exports.writer import WRITERS
from lantian.ledger import areas, queries, saved_views
from lantian.ledger.filter_values import ALL_STATES
from lantian.ledger.filters import KEYS, OVERDUE_STATES
from lantian.ledger.queries import Filters, WorklistRow
from lantian.workflow.bulk import possible_events

from . import acts, list_columns, list_views
from .language import current, day, named, when
from .list_choices import chips, choices
from .list_words import checklist_words, filter_faults, item_words, names, severity_words
from .parts import parts, scope

__all__ = [
    "address", "checklist_words", "due", "filter_faults", "item_words", "names", "page", "read", "severity_words", "writers",
]  # fmt: skip

PAGE_ROWS = 50
ORDER_WORDS = {
    "newest": N_("最新上报在前"),
    "oldest": N_("最早上报在前"),
    "due": N_("期限最近在前"),
    "latest": N_("最近处理在前"),
}
# Right → states that a bare address shows: one begins with one's own work.
FIRST_STATES = {"review": ("reported",)}
# In the order of a reviewer's work; what is left of the state table follows, and all of them last.
FIRST_TABS = ("reported", "rectified", "confirmed", "ordered", "returned", "lead")
SOON_DAYS = 3
# Confirm, return, dismiss, order: said in _list_keys.html.
KEYS_OF_ACTS = {"Confirmed": "c", "ReturnedForSupplement": "r", "Dismissed": "d", "RectificationOrdered": "o"}
# What of an address line leads back to the same page of the same list.
BACK_KEYS = frozenset(key.name for key in KEYS) | {"order", "after", "columns"}


def page(args: Mapping[str, Any]) -> dict[str, Any]:
    """All that the list's template shows for an address line. Raises Problem bad_request for a broken paging key."""
    filters, faults = read(args)
    filters, order = begun(filters, args), order_of(args)
    found = queries.worklist(scope(), filters, after=args.get("after"), limit=PAGE_ROWS, order=order)
    counts = queries.facets(scope(), filters)
    places = areas.areas_within(scope())
    words = names(places, filters)
    in_address = list_columns.known(str(args.get("columns", "")).split(","))

    def here(other: Filters, in_order: str = order, **more: Any) -> str:
        return address(other, in_order, columns=",".join(in_address) or None, **more)

    return {
        "filters": filters,
        "values": filters.to_args(),
        "args": list_args(filters, order),
        "faults": filter_faults(faults),
        "order": order,
        "total": found.total,
        "orders": [(key, _(text)) for key, text in ORDER_WORDS.items()],
        "order_words": _(ORDER_WORDS[order]),
        "rows": [_row(row, list_args(filters, order)) for row in found.rows],
        "tabs": _tabs(filters, counts, here),
        "choices": choices(filters, counts, places),
        "site_name": words["site"](filters.site_id) if filters.site_id else "",
        "overdue_count": counts.overdue,
        "chosen": chips(filters, words, here),
        "clear_href": here(Filters(states=filters.states)),
        "pager": _pager(found, filters, here),
        "views": list_views.menu(list_args(filters, order), in_address),
        "shared_options": list_views.shared_options(),
        "events": _events(filters) if current_user.may(acts.DESK_RIGHT) else [],
        "back": {key: value for key, value in args.items() if key in BACK_KEYS and value} or list_args(filters, order),
        "writers": writers(),
        "nothing_yet": not any(counts.states.values()) and not filters.without("states").to_args(),
        "everything_href": here(Filters()),
    } | _columns(in_address, order, lambda other: here(filters, other))


def _columns(in_address: tuple[str, ...], order: str, ordered: Callable[[str], str]) -> dict[str, Any]:
    """The columns shown: those an address names, else the person's own; ``ordered`` gives the list's address in an order."""
    own = list_columns.known(saved_views.columns_of(current_user.person.id))
    columns = list_columns.shown(in_address, own)
    return {
        "columns": columns,
        "heads": list_columns.heads(columns, order, ordered),
        "many_columns": len(columns) > len(list_columns.USUAL),
        "column_options": list_columns.options(columns),
        "columns_in_address": ",".join(in_address),
    }


def read(args: Mapping[str, Any]) -> tuple[Filters, list[FieldFault]]:
    """Filters of an address line or a form, as of today in China."""
    return Filters.from_args(args, today=local_date(parts().now()).isoformat())


def begun(filters: Filters, args: Mapping[str, Any]) -> Filters:
    """An address that says nothing shows a person's own work; one that says anything is the same for everybody."""
    if any(args.get(key.name) for key in KEYS):
        return filters
    own = next((states for right, states in FIRST_STATES.items() if current_user.may(right)), ())
    return replace(filters, states=own)


def order_of(args: Mapping[str, Any]) -> str:
    """The order that an address line asks for, else the usual one."""
    return args["order"] if args.get("order") in queries.ORDERS else "newest"


def list_args(filters: Filters, order: str = "newest") -> dict[str, str]:
    """The address line of a list. It says of the states even that none narrows: a bare one means one's own work."""
    return {"state": ALL_STATES} | filters.to_args() | ({} if order == "newest" else {"order": order})


def address(filters: Filters, order: str = "newest", **more: Any) -> str:
    """The list's address for filters and an order; what is usual is left out."""
    return url_for("supervisor.worklist", **list_args(filters, order), **more)


def around(number: str, args: Mapping[str, Any]) -> dict[str, Any] | None:
    """The lines before and behind one in the list that an address line names, and the way back; None when it names no list."""
    filters, _faults = read(args)
    if not any(args.get(key.name) for key in KEYS):
        return None
    order = order_of(args)
    before, behind = queries.neighbours(scope(), filters, number, order)
    line = list_args(filters, order)
    return {
        "list": address(filters, order),
        "previous": url_for("supervisor.violation", number=before, **line) if before else None,
        "next": url_for("supervisor.violation", number=behind, **line) if behind else None,
    }


def writers() -> list[dict[str, str]]:
    """The export writers as buttons: name, words, what the file is good for."""
    return [{"name": writer.name, "label": _(writer.label), "about": _(writer.about)} for writer in WRITERS.values()]


def _events(filters: Filters) -> list[dict[str, str]]:
    """The acts that may be done to several lines of these states at once, each with its key."""
    return [
        {"kind": event.kind, "label": acts.button_words(event), "key": KEYS_OF_ACTS[event.kind]}
        for event in possible_events(filters.states)
    ]


def _tabs(filters: Filters, counts: queries.Facets, here: Any) -> list[dict[str, Any]]:
    mine = begun(Filters(), {}).states
    in_order = [*FIRST_TABS, *(state for state in STATES if state not in FIRST_TABS)]
    tabs = [
        {
            "label": _(STATES[state]),
            "href": here(replace(filters, states=(state,))),
            "current": filters.states == (state,),
            "count": counts.states.get(state, 0),
            "tone": "info" if state in mine and counts.states.get(state) else "neutral",
        }
        for state in in_order
    ]
    every = {
        "label": _("全部"),
        "href": here(filters.without("states")),
        "current": not filters.states,
        "count": sum(counts.states.values()),
    }
    return [*tabs, every]


def _pager(found: queries.Page, filters: Filters, here: Any) -> dict[str, Any]:
    """Keys lead on and back; which rows these are is counted, not carried along."""
    return {
        "first": found.before + 1,
        "last": found.before + len(found.rows),
        "next": here(filters, after=found.next_key) if found.next_key else None,
        "previous": here(filters, after=found.previous_key) if found.previous_key else None,
    }


def _row(row: WorklistRow, args: Mapping[str, str]) -> dict[str, Any]:
    library, language = parts().library, current()
    return {
        "number": row.number,
        "href": url_for("supervisor.violation", number=row.number, **args),
        "tick": f"{row.number}~{row.last_seq}",
        "title": named(row, "title"),
        "note": row.note,
        "state": row.state,
        "severity": row.severity,
        "lead": row.origin == "lead",
        "origin": _(queries.ORIGINS[row.origin]),
        "site": row.site_name,
        "area": row.area_name,
        "party": row.party_name or row.site_party,
        "checklist": checklist_words(library, row.checklist_id, language),
        "unit": row.unit_name,
        "department": library.department_name(row.department, language),
        "thumb": url_for("media.thumb", sha256=row.thumbnail) if row.thumbnail else "",
        "photos": row.photo_count,
        "act_on": day(row.act_on),
        "act_iso": row.act_on,
        "reported_at": when(row.reported_at),
        "reported_iso": row.reported_at,
        "officers": _("、").join(officer["name"] for officer in row.officers),
        "due": due(row.due_on, row.due_provisional, row.state, parts().now()),
        "corrected": row.corrected_on_site,
    }


def due(due_on: str | None, provisional: bool, state: str, now_at: datetime) -> dict[str, Any] | None:
    """A deadline in words with its tone; None where there is none. Only a limit that is still running may be overdue or soon."""
    if not due_on:
        return None
    left = days_left(date.fromisoformat(due_on), now_at)
    running = state in OVERDUE_STATES
    return {
        "text": _left(left) if running and left <= SOON_DAYS else day(due_on),
        "iso": due_on,
        "on": day(due_on),
        "running": running,
        "overdue": running and left < 0,
        "soon": running and 0 <= left <= SOON_DAYS,
        "provisional": provisional,
    }


def _left(days: int) -> str:
    if days < 0:
        return ngettext("超期 %(num)s 天", "超期 %(num)s 天", -days)
    return ngettext("剩 %(num)s 天", "剩 %(num)s 天", days) if days else _("今天到期")
