"""The work list's page: what the filters offer, what is chosen, the tabs with their counts, the rows, the way on and back.

The address line is the whole state of the list; every link here is built from the same ``Filters`` that the export uses. Must
not query by itself beyond asking ``queries`` once per page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from lantian.domain.moments import local_date
from lantian.domain.problems import N_, FieldFault
from lantian.domain.violation import STATES
from lantian.exports.writer import WRITERS
from lantian.ledger import areas, queries
from lantian.ledger.filters import OVERDUE_STATES
from lantian.ledger.queries import Filters, WorklistRow

from .errors import sentences
from .language import current, day, named
from .parts import parts, scope

PAGE_ROWS = 50
ORDER_WORDS = {
    "newest": N_("最新上报在前"),
    "oldest": N_("最早上报在前"),
    "due": N_("期限最近在前"),
    "latest": N_("最近处理在前"),
}
SEVERITIES = ("critical", "high", "medium", "low")
SOON_DAYS = 3


def page(args: Mapping[str, Any]) -> dict[str, Any]:
    """All that the list's template shows for an address line. Raises Problem bad_request for a broken paging key."""
    filters, faults = read(args)
    order = args.get("order", "newest") if args.get("order", "newest") in queries.ORDERS else "newest"
    found = queries.worklist(scope(), filters, after=args.get("after"), limit=PAGE_ROWS, order=order)
    counts = queries.facets(scope(), filters)
    places = areas.areas_within(scope())
    return {
        "filters": filters,
        "values": filters.to_args(),
        "faults": sentences(faults),
        "order": order,
        "total": found.total,
        "orders": [(key, _(words)) for key, words in ORDER_WORDS.items()],
        "order_words": _(ORDER_WORDS[order]),
        "rows": [_row(row) for row in found.rows],
        "tabs": _tabs(filters, order, counts),
        "choices": _choices(filters, counts, places),
        "chosen": _chosen(filters, order, places),
        "pager": _pager(found, filters, order, args),
        "writers": writers(),
        "nothing_yet": found.total == 0 and not filters.to_args(),
    }


def read(args: Mapping[str, Any]) -> tuple[Filters, list[FieldFault]]:
    """Filters of an address line or a form, as of today in China."""
    return Filters.from_args(args, today=local_date(parts().now()).isoformat())


def address(filters: Filters, order: str = "newest", **more: Any) -> str:
    """The list's address for filters and an order; what is usual is left out."""
    return url_for("supervisor.worklist", **filters.to_args(), **({} if order == "newest" else {"order": order}), **more)


def writers() -> list[dict[str, str]]:
    """The export writers as buttons: name and words."""
    return [{"name": writer.name, "label": _(writer.label)} for writer in WRITERS.values()]


def names(places: Iterable[areas.AreaName]) -> dict[str, Any]:
    """How keys of filters are said in words, for chips and for the head of an export."""
    library, language = parts().library, current()
    known = {place.code: named(place) for place in places}
    return {
        "area": lambda code: known.get(code, code),
        "checklist": lambda key: checklist_words(library, key, language),
        "item": lambda key: item_words(library, key, language),
        "severity": severity_words,
        "state": lambda key: _(STATES[key]),
        "origin": lambda key: _(queries.ORIGINS[key]),
        "overdue": lambda _key: _("是"),
    }


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


def _tabs(filters: Filters, order: str, counts: queries.Facets) -> list[dict[str, Any]]:
    every = {
        "label": _("全部"),
        "href": address(filters.without("states"), order),
        "current": not filters.states,
        "count": sum(counts.states.values()),
    }
    tabs = [
        {
            "label": _(words),
            "href": address(replace(filters, states=(state,)), order),
            "current": filters.states == (state,),
            "count": counts.states.get(state, 0),
            "tone": "info" if state == "reported" and counts.states.get(state) else "neutral",
        }
        for state, words in STATES.items()
    ]
    return [every, *tabs]


def _choices(filters: Filters, counts: queries.Facets, places: list[areas.AreaName]) -> dict[str, list[Any]]:
    library, language = parts().library, current()
    lists = [
        (key, _("%(name)s（%(count)s）", name=checklist_words(library, key, language), count=number))
        for key, number in sorted(counts.checklists.items(), key=lambda pair: -pair[1])
    ]
    if filters.checklist_id and filters.checklist_id not in counts.checklists:
        lists.append((filters.checklist_id, checklist_words(library, filters.checklist_id, language)))
    anything = ("", _("不限"))
    return {
        "area": [anything, *_area_choices(places)],
        "checklist": [anything, *lists],
        "item": [anything, *_item_choices(filters, library, language)],
        "severity": [anything, *((key, severity_words(key)) for key in SEVERITIES)],
    }


def _area_choices(places: list[areas.AreaName]) -> list[Any]:
    """Townships under their county; a list of one level when the person's area is a county or smaller."""
    counties = [place for place in places if len(place.code) == 6]
    if len(counties) < 2:
        return [(place.code, named(place)) for place in places[1:]]
    below = {
        county.code: [place for place in places if len(place.code) > 6 and place.code.startswith(county.code)]
        for county in counties
    }
    return [
        (
            named(county),
            [
                (county.code, _("%(area)s（全部）", area=named(county))),
                *((place.code, named(place)) for place in below[county.code]),
            ],
        )
        for county in counties
    ]


def _item_choices(filters: Filters, library: Any, language: str) -> list[tuple[str, str]]:
    if library.versions(filters.checklist_id):
        return [(item.id, item.text(language)) for item in library.current(filters.checklist_id).items]
    return [(filters.item_id, item_words(library, filters.item_id, language))] if filters.item_id else []


def _chosen(filters: Filters, order: str, places: list[areas.AreaName]) -> list[dict[str, str]]:
    """One chip per set filter but the state, which the tabs show; each leads to the list without it."""
    words, rows = names(places), []
    for key, field in _FIELDS.items():
        single = Filters(today=filters.today, **{field: getattr(filters, field)})
        for label, value in single.words(words) if getattr(filters, field) else ():
            rows.append(
                {
                    "label": _("%(label)s：%(value)s", label=_(label), value=value) if key != "overdue" else _(label),
                    "href": address(filters.without(field), order),
                }
            )
    return rows


_FIELDS = {
    "area": "area_code",
    "checklist": "checklist_id",
    "item": "item_id",
    "severity": "severity",
    "from": "from_on",
    "to": "to_on",
    "overdue": "overdue",
    "site": "site_id",
    "q": "text",
    "origin": "origin",
    "officer": "officer",
}


def _pager(found: queries.Page, filters: Filters, order: str, args: Mapping[str, Any]) -> dict[str, Any]:
    """Keys lead on and back; the page number rides along only to say which rows these are."""
    number = int(args["page"]) if str(args.get("page", "")).isdecimal() and args.get("after") else 1
    number = max(1, min(number, found.total // PAGE_ROWS + 1))
    first = (number - 1) * PAGE_ROWS + 1
    return {
        "first": first,
        "last": first + len(found.rows) - 1,
        "next": address(filters, order, after=found.next_key, page=number + 1) if found.next_key else None,
        "previous": address(filters, order, after=found.previous_key, page=max(1, number - 1)) if found.previous_key else None,
    }


def _row(row: WorklistRow) -> dict[str, Any]:
    today = local_date(parts().now())
    return {
        "number": row.number,
        "href": url_for("supervisor.violation", number=row.number),
        "title": named(row, "title"),
        "note": row.note,
        "state": row.state,
        "severity": row.severity,
        "lead": row.origin == "lead",
        "site": row.site_name,
        "area": row.area_name,
        "thumb": url_for("media.thumb", sha256=row.thumbnail) if row.thumbnail else "",
        "photos": row.photo_count,
        "act_on": day(row.act_on),
        "act_iso": row.act_on,
        "officers": _("、").join(officer["name"] for officer in row.officers),
        "due": due(row.due_on, row.due_provisional, row.state, today),
        "corrected": row.corrected_on_site,
    }


def due(due_on: str | None, provisional: bool, state: str, today: date) -> dict[str, Any] | None:
    """A deadline in words with its tone; None where there is none. Only a limit that is still running may be overdue or soon."""
    if not due_on:
        return None
    left = (date.fromisoformat(due_on) - today).days
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
