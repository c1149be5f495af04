"""The ledger on a map (台账地图): the list's own filters, one point per line, outlines of areas, clusters drawn by the browser.

The address line is that of the list, so both show the same lines. Works without any network but our own: outlines come from the
register of areas; tiles only where a tile server is configured (``tiles``). Costs a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from lantian.domain.area import contains, is_code
from lantian.domain.problems import Problem
from lantian.domain.violation import STATES
from lantian.ledger import areas, queries
from lantian.ledger.positions import Point, points

from . import list_sites, maps, tiles
from . import worklist as lists
from .language import named
from .list_choices import chips, choices
from .parts import parts, scope

blueprint = Blueprint("ledger_map", __name__, url_prefix="/ledger")

# Measured: 5,000 points at 1,500 places are 320 kB of JSON, 82 kB packed. More is no picture any more but a blot.
MOST_POINTS = 5000
# Where the library is missing the server draws; so many marks can still be told apart.
MOST_DRAWN = 300


@blueprint.get("/map")
def page() -> Any:
    """The map; its address line is the list's. What the form of filters sends is led to its own address."""
    tidied, said = list_sites.tidy(request.args) if "site_name" in request.args else (None, {})
    if tidied:
        return redirect(_on_the_map(tidied))
    for match in said.get("site_matches", ()):
        match["href"] = _on_the_map(match["href"])
    shown = _page(request.args) | said
    return render_template("supervisor/map.html", **shown), 422 if shown["faults"] else 200


def _page(args: Mapping[str, Any]) -> dict[str, Any]:
    filters, faults = lists.read(args)
    filters, order = lists.begun(filters, args), lists.order_of(args)
    places, counts = areas.areas_within(scope()), queries.facets(scope(), filters)
    words = lists.names(places, filters)
    total = counts.states if not filters.states else {state: counts.states.get(state, 0) for state in filters.states}
    return {
        "values": filters.to_args(),
        "args": lists.list_args(filters, order),
        "faults": lists.filter_faults(faults),
        "order": order,
        # A map has no order; the list's own is only carried along.
        "orders": (),
        "choices": choices(filters, counts, places),
        "overdue_count": counts.overdue,
        "site_name": words["site"](filters.site_id) if filters.site_id else "",
        "total": sum(total.values()),
        "legend": _legend(filters, order, counts),
        "chosen": chips(filters, words, lambda other: address(other, order)),
        "clear_href": address(queries.Filters(states=filters.states), order),
        "everything_href": address(queries.Filters(), order),
        "filters_action": url_for("ledger_map.page"),
        "list_href": lists.address(filters, order),
        "installed": tiles.is_installed(),
        "setup": _setup(filters, order),
        "sketch": "" if tiles.is_installed() else _sketch(filters, order),
    }


@blueprint.get("/map/points", endpoint="points")
def points_of_map() -> Any:
    """The points of a map in short form; see ``_packed``. Raises Problem bad_request (400) for filters that cannot be read."""
    filters, faults = lists.read(request.args)
    if faults:
        raise Problem("bad_request", fields=faults)
    found = points(scope(), filters, order=lists.order_of(request.args), limit=MOST_POINTS)
    total = len(found) if len(found) < MOST_POINTS else queries.count(scope(), filters)
    return jsonify(_packed(found, total))


@blueprint.get("/map/outlines")
def outlines() -> Any:
    """Borders of an area (``area``, else the reader's) and of those below it as GeoJSON, in the datum of the map."""
    code = request.args.get("area") or scope()
    if not (is_code(code) and contains(scope(), code)):
        raise Problem("not_found")
    shown = areas.outlines_within(code) or [row for row in (areas.outline_around(code),) if row]
    response = jsonify({"lantian": 1, "type": "FeatureCollection", "features": [_feature(row) for row in shown]})
    response.add_etag()
    return response.make_conditional(request)


def address(filters: queries.Filters, order: str = "newest") -> str:
    """The map's address for filters and an order; what is usual is left out."""
    return url_for("ledger_map.page", **lists.list_args(filters, order))


def _on_the_map(list_address: str) -> str:
    return url_for("ledger_map.page") + "?" + urlsplit(list_address).query


def letters() -> dict[str, str]:
    """One letter per state, so that a mark of 30 px says its state without its colour."""
    return {
        "lead": pgettext("letter", "线"),
        "reported": pgettext("letter", "审"),
        "returned": pgettext("letter", "补"),
        "confirmed": pgettext("letter", "认"),
        "ordered": pgettext("letter", "改"),
        "rectified": pgettext("letter", "馈"),
        "cleared": pgettext("letter", "销"),
        "dismissed": pgettext("letter", "否"),
        "referred": pgettext("letter", "移"),
    }


def _legend(filters: queries.Filters, order: str, counts: queries.Facets) -> list[dict[str, Any]]:
    """The states with their signs and counts; each leads to the map of that state alone, a chosen one back to all."""
    every = filters.without("states")
    return [
        {
            "state": state,
            "letter": letter,
            "count": counts.states.get(state, 0),
            "current": filters.states == (state,),
            "href": address(every if filters.states == (state,) else replace(filters, states=(state,)), order),
        }
        for state, letter in letters().items()
        if counts.states.get(state) or state in filters.states
    ]


def _setup(filters: queries.Filters, order: str) -> dict[str, Any]:
    """What the map's program starts from."""
    narrowed = filters.area_code if contains(scope(), filters.area_code) else None
    asked = lists.list_args(filters, order)
    return {
        "ground": tiles.ground(),
        "points": url_for("ledger_map.points", **asked),
        "outlines": url_for("ledger_map.outlines", area=narrowed),
        "violation": url_for("supervisor.violation", number="NUMBER", **asked),
        "states": {state: {"letter": letter, "words": _(STATES[state])} for state, letter in letters().items()},
    }


def _packed(found: list[Point], total: int) -> dict[str, Any]:
    """Points as short rows that name words by their place in a table: a title is sent once, not for every line."""
    words: dict[str, _Table] = {name: _Table() for name in ("states", "titles", "sites", "dues")}
    now_at = parts().now()

    # Wording a date costs more than all the rest of a point, and many lines share their day.
    @cache
    def due(due_on: str | None, provisional: bool, state: str) -> tuple[str, int]:
        return _due(due_on, provisional, state, now_at)

    rows = [
        [
            *tiles.drawn(point.lat, point.lon),
            words["states"].place(point.state),
            words["titles"].place(named(point, "title")),
            point.number,
            words["sites"].place(point.site_name),
            words["dues"].place(due(point.due_on, point.due_provisional, point.state)),
        ]
        for point in found
        if point.lat is not None and point.lon is not None
    ]
    tables = {name: table.values for name, table in words.items()}
    return {"lantian": 1, "total": total, "read": len(found), "points": rows} | tables


def _due(due_on: str | None, provisional: bool, state: str, now_at: datetime) -> tuple[str, int]:
    """The limit in words, and 2 when it has passed, 1 when it is near, else 0; a limit that no longer runs is not said."""
    due = lists.due(due_on, provisional, state, now_at)
    if due is None or not due["running"]:
        return "", 0
    text = due["on"] if due["text"] == due["on"] else _("%(left)s · %(date)s", left=due["text"], date=due["on"])
    return text, 2 if due["overdue"] else 1 if due["soon"] else 0


class _Table:
    """Values in the order in which they were first met."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[Any, int] = {}

    def place(self, value: Any) -> int:
        """Where a value stands; a new one is put at the end."""
        if value not in self._places:
            self._places[value] = len(self.values)
            self.values.append(value)
        return self._places[value]


def _feature(row: areas.Outline) -> dict[str, Any]:
    about = {"code": row.code, "name": named(row), "own": row.code == scope()}
    return {"type": "Feature", "properties": about, "geometry": tiles.drawn_geometry(row.geometry)}


def _sketch(filters: queries.Filters, order: str) -> Any:
    """The map as the server can draw it: outlines and the first points, each a link."""
    shown = areas.outlines_within(filters.area_code or scope())
    found = points(scope(), filters, order=order, limit=MOST_DRAWN)
    marks = [_mark(point) for point in found if point.lat is not None and point.lon is not None]
    return maps.areas_map([row.geometry for row in shown], marks, _("台账地图"))


def _mark(point: Point) -> maps.Mark:
    href = url_for("supervisor.violation", number=point.number)
    title = _("%(title)s，%(state)s", title=named(point, "title"), state=_(STATES[point.state]))
    late = _due(point.due_on, point.due_provisional, point.state, parts().now())[1] == 2
    kind = "lead" if point.state == "lead" else "overdue" if late else "fix"
    return maps.Mark(point.lat or 0.0, point.lon or 0.0, kind, title, href=href)
