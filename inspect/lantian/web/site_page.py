"""One place's page (检查对象): facts, what is open, the yearly counter, visits, photos by item through time, its own history.

Owns the words and the grouping; rows come from ``ledger`` in a fixed number of queries. The limit on how often an enterprise may
be inspected is local (国办发〔2024〕54号): it is shown where a regional file names it, and its absence is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from lantian.domain.coordinates import wgs84_to_gcj02
from lantian.domain.inspection import INSPECTION_TYPES
from lantian.domain.moments import local_date
from lantian.domain.site import POSITION_SOURCES
from lantian.domain.violation import OPEN_STATES
from lantian.ledger import areas, book, queries, site_photos, visits
from lantian.ledger.site_photos import SitePhoto
from lantian.ledger.visits import MonthCount, VisitRow

from . import maps, photo_facts, story
from . import worklist as lists
from .language import current, day, degrees, named, when
from .parts import parts, scope

OPEN_ROWS, VISIT_ROWS, STORY_ROWS = 30, 15, 12
CAP = "yearly_cap"


def page(place: Any, args: Mapping[str, Any]) -> dict[str, Any]:
    """All that a place's template shows. Raises Problem bad_request (400) for a broken key of the visits."""
    key = _key(str(args.get("visits_before", "")))
    found = visits.visits_of_site(scope(), place.id, before=key, limit=VISIT_ROWS + 1)
    shown = found[:VISIT_ROWS]
    wanted = _open(place.id)
    open_lines = queries.worklist(scope(), wanted, limit=OPEN_ROWS, order="due")
    return {
        "place": place,
        "kind": kind_words(place.kind),
        "facts": facts(place),
        "where": where(place),
        "open_rows": [open_row(row, lists.list_args(wanted, "due")) for row in open_lines.rows],
        "open_href": lists.address(wanted, "due"),
        "open_total": open_lines.total,
        "counter": counter(place, visits.visit_months(scope(), place.id), str(args.get("year", ""))),
        "visits": [visit(row) for row in shown],
        "older": _older(place, shown[-1]) if len(found) > VISIT_ROWS else None,
        "is_first": key is None,
        "items": by_item(place, site_photos.latest_by_item(scope(), place.id)),
        "story": story.told(reversed(book.story("site", place.id)[-STORY_ROWS:])),
    }


def _open(site_id: str) -> queries.Filters:
    today = local_date(parts().now()).isoformat()
    return queries.Filters(site_id=site_id, states=tuple(sorted(OPEN_STATES)), today=today)


def _older(place: Any, last: VisitRow) -> str:
    return url_for("sites.page", site_id=place.id, visits_before=f"{last.received_at}~{last.id}", _anchor="visits")


def _key(text: str) -> tuple[str, str] | None:
    received_at, _sign, visit_id = text.partition("~")
    return (received_at[:40], visit_id[:36]) if received_at and visit_id else None


def kind_words(kind: str) -> str:
    """A kind of place in the reader's language."""
    return str(parts().library.site_kind_name(kind, current()))


def facts(place: Any) -> list[dict[str, Any]]:
    """The register's facts, the position in both systems with its source."""
    has_position = place.lat is not None
    gcj02 = ", ".join(map(degrees, wgs84_to_gcj02(place.lat, place.lon))) if has_position else ""
    source = _(POSITION_SOURCES[place.position_source]) if place.position_source in POSITION_SOURCES else place.position_source
    return [
        {"term": _("类别"), "value": kind_words(place.kind)},
        {"term": _("所在区域"), "value": named(place.area)},
        {"term": _("地址"), "value": place.address},
        {"term": _("责任单位"), "value": place.party},
        {"term": _("统一社会信用代码"), "value": place.uscc, "mono": True},
        {
            "term": "WGS-84",
            "value": f"{degrees(place.lat)}, {degrees(place.lon)}" if has_position else "",
            "mono": True,
            "note": source if has_position else "",
        },
        {"term": "GCJ-02", "value": gcj02, "mono": True, "note": _("交给高德、腾讯地图时用") if gcj02 else ""},
        {"term": _("登记时间"), "value": when(place.created_at)},
    ]


def where(place: Any) -> dict[str, Any]:
    """Where in its district the place lies, drawn by the server; and whether it lies outside of the border of its own area."""
    if place.lat is None:
        return {"map": "", "name": "", "outside": ""}
    outline = areas.outline_around(place.area_id)
    if outline is None:
        return {"map": "", "name": "", "outside": ""}
    words = _("%(site)s在%(area)s的位置", site=place.name, area=named(outline))
    mark = maps.Mark(place.lat, place.lon, "site", place.name)
    outside = named(outline) if not maps.holds(outline.geometry, place.lat, place.lon) else ""
    return {"map": maps.area_map(outline.geometry, [mark], words), "name": named(outline), "outside": outside}


def open_row(row: queries.WorklistRow, args: Mapping[str, str]) -> dict[str, Any]:
    """One open line; its page leads on to the other open lines of the place."""
    return {
        "number": row.number,
        "href": url_for("supervisor.violation", number=row.number, **args),
        "title": named(row, "title"),
        "state": row.state,
        "due": lists.due(row.due_on, row.due_provisional, row.state, parts().now()),
    }


def visit(row: VisitRow) -> dict[str, Any]:
    """One visit in the list."""
    library = parts().library
    return {
        "href": url_for("supervisor.record", inspection_id=row.id),
        "kind": row.kind,
        "checklist": lists.checklist_words(library, row.checklist_id, current()),
        "at": when(row.started_at),
        "at_iso": row.started_at,
        "passed": row.passed_count,
        "failed": row.failed_count,
        "clock": row.clock_doubt,
        "numbers": [{"number": number, "href": url_for("supervisor.violation", number=number)} for number in row.numbers],
    }


def counter(place: Any, months: Sequence[MonthCount], asked: str) -> dict[str, Any]:
    """How often the place was inspected: per year by type as a table, one year by month as columns, and the local limit."""
    this_year = str(local_date(parts().now()).year)
    years = sorted({row.month[:4] for row in months} | {this_year}, reverse=True)
    year = asked if asked in years else this_year
    return {
        "year": year,
        "this_year": this_year,
        "points": [_column(months, f"{year}-{month:02d}") for month in range(1, 13)],
        "years": [_year(place, months, one, one == year) for one in years],
        "types": _year_heads(),
        "limit": yearly_limit(place.area_id, _inspections(months, this_year)),
    }


def _year_heads() -> list[str]:
    """The kinds of inspection as heads of narrow columns, in the order of ``INSPECTION_TYPES``."""
    words = {
        "daily": pgettext("year", "日常检查"),
        "special": pgettext("year", "专项检查"),
        "single_case": pgettext("year", "个案检查"),
    }
    return [words[key] for key in INSPECTION_TYPES]


def _column(months: Iterable[MonthCount], month: str) -> dict[str, Any]:
    return {"label": str(int(month[5:])), "value": _inspections(months, month), "title": month}


def _inspections(months: Iterable[MonthCount], start: str) -> int:
    """Inspections (行政检查) in a year or month: a patrol of a grid member is none (国办发〔2024〕54号)."""
    return sum(row.count for row in months if row.month.startswith(start) and row.kind == "inspection")


def _year(place: Any, months: Sequence[MonthCount], year: str, is_shown: bool) -> dict[str, Any]:
    rows = [row for row in months if row.month.startswith(year)]
    of_type = [sum(row.count for row in rows if row.inspection_type == key) for key in INSPECTION_TYPES]
    return {
        "year": year,
        "href": url_for("sites.page", site_id=place.id, year=year, _anchor="counter"),
        "shown": is_shown,
        "types": of_type,
        "total": _inspections(rows, year),
        "patrols": sum(row.count for row in rows if row.kind == "patrol"),
    }


def yearly_limit(area_code: str, count: int) -> dict[str, str]:
    """The limit on inspections in a year that holds here, with its tone, or that none has been entered."""
    library = parts().library
    items = (item for definition in library.all_current() for item in definition.items if CAP in item.params)
    item = next(items, None)
    limit = library.region(area_code).params(item)[CAP] if item is not None else None
    if limit is None:
        return {"tone": "neutral", "text": _("本地尚未录入年度检查次数上限（国办发〔2024〕54号要求公布）。")}
    tone = "bad" if count > limit else "warn" if count == limit else "good"
    if tone == "bad":
        text = _("本年已检查 %(count)s 次，超过上限 %(limit)s 次，请核对是否属于例外。", count=count, limit=limit)
    else:
        text = _("本年已检查 %(count)s 次，上限 %(limit)s 次。", count=count, limit=limit)
    return {"tone": tone, "text": text}


def by_item(place: Any, rows: Sequence[SitePhoto]) -> list[dict[str, Any]]:
    """The photos of a place, one group per item, the item photographed last first; the whole place at the end."""
    groups = [list(group) for _item, group in groupby(sorted(rows, key=_item_key), key=_item_key)]
    shown = [item(place, group) for group in groups]
    return sorted(shown, key=lambda one: (one["item_id"] is not None, one["newest"]), reverse=True)


def _item_key(row: SitePhoto) -> str:
    return row.item_id or ""


def item(place: Any, rows: Sequence[SitePhoto]) -> dict[str, Any]:
    """One item's photos: its visits, newest first, each with its photos in the order in which they came in."""
    rows = sorted(rows, key=lambda row: (row.visit_rank, row.row_id))
    visited = [moment(list(group)) for _rank, group in groupby(rows, key=lambda row: row.visit_rank)]
    first, shown = rows[0], sum(len(one["photos"]) for one in visited)
    return {
        "item_id": first.item_id,
        "title": item_title(first),
        "moments": visited,
        "newest": first.received_at,
        "total": first.item_total,
        "all_href": url_for("sites.photos", site_id=place.id, item=first.item_id or "") if first.item_total > shown else None,
    }


def item_title(row: SitePhoto) -> str:
    """What an item is called: as on the line it made, else as in a current checklist."""
    if row.item_id is None:
        return _("现场全景")
    return named(row, "title") if row.title else lists.item_words(parts().library, row.item_id, current())


def moment(rows: Sequence[SitePhoto]) -> dict[str, Any]:
    """The photos of one visit, later acts on its line included: with before and after, how long lies between them."""
    first, shown = rows[0], [photo(row) for row in rows]
    both = photo_facts.pair(shown)
    return {
        "day": day(first.act_on),
        "kind": first.visit_kind,
        "number": first.number,
        "state": first.state,
        "href": url_for("supervisor.violation", number=first.number)
        if first.number
        else url_for("supervisor.record", inspection_id=first.visit_id),
        "photos": shown,
        "pair": both,
    }


def photo(row: SitePhoto) -> dict[str, Any]:
    """One photo of a place, small, with its line of facts."""
    return photo_facts.brief(row, row.sha256) | {"fault": photo_facts.fault_words(row.fault)}
