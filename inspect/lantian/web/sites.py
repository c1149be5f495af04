"""Places (检查对象) below /sites: the list, one place, its photos of one item, registering and correcting, what lies around.

Each view finds its place in the reader's area, hands it to the module of its subject and renders; ``workflow.sites`` writes. The
forms are used at the desk and, by inspectors, on the phone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_login import current_user

from lantian.domain.area import contains, is_code
from lantian.domain.coordinates import SYSTEMS, convert
from lantian.domain.inspection import UUID
from lantian.domain.problems import Problem
from lantian.domain.site import SiteFacts
from lantian.domain.uscc import warnings
from lantian.ledger import areas, book, queries, site_photos
from lantian.ledger import sites as register_of_sites
from lantian.ledger.sites import ONLY, SiteFilter, SiteRow
from lantian.workflow.sites import correct_site, facts_of, last_seq, register_site

from . import site_page, story, tiles
from .errors import translate, words
from .language import current, distance, named, when
from .parts import by, parts, scope
from .site_form import DEGREES, CorrectionForm, SiteForm, add_faults, border_missed, values_of
from .site_page import kind_words

blueprint = Blueprint("sites", __name__, url_prefix="/sites")

PAGE_ROWS = 50
MOST_TEXT = 60
# So near, a second place is likely to be the first one again.
TWIN_M = 100.0
# So far around, known places are shown for orientation: without tiles the map of a place is empty else.
AROUND_M, MOST_AROUND = 3000.0, 60
_HIDDEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


@blueprint.get("/")
def index() -> Any:
    """The places of the reader's area, by name."""
    wanted, faults = read(request.args)
    key, back = _key(request.args)
    found = register_of_sites.site_page(scope(), wanted, key=key, back=back, limit=PAGE_ROWS)
    shown = {
        "wanted": wanted,
        "faults": faults,
        "rows": [_row(row) for row in found.rows],
        "total": found.total,
        "next": _page_address(wanted, "after", found.next_key),
        "previous": _page_address(wanted, "before", found.previous_key),
        "narrowed": wanted != SiteFilter(),
        "choices": _choices(),
    }
    return render_template("supervisor/sites.html", **shown), 422 if faults else 200


@blueprint.get("/<site_id>")
def page(site_id: str) -> Any:
    """One place."""
    return render_template("supervisor/site.html", **site_page.page(_found(site_id), request.args))


@blueprint.get("/<site_id>/photos")
def photos(site_id: str) -> Any:
    """All photos of one item of a place, newest visit first; ``item`` empty for pictures of the whole place."""
    place, item_id = _found(site_id), request.args.get("item", "")
    after = request.args.get("after", "0")
    if not after.isdecimal() or len(after) > 6 or len(item_id) > 40:
        raise Problem("bad_request")
    rows = site_photos.of_item(scope(), place.id, item_id or None, after_rank=int(after))
    if not rows:
        raise Problem("not_found")
    last = rows[-1].visit_rank
    more = site_photos.of_item(scope(), place.id, item_id or None, after_rank=last, visits=1)
    address = url_for("sites.photos", site_id=place.id, item=item_id, after=last) if more else None
    return render_template("supervisor/site_photos.html", place=place, item=site_page.item(place, rows), older=address)


@blueprint.route("/new", methods=["GET", "POST"])
def register() -> Any:
    """Register a place."""
    form = SiteForm(area_code=request.args.get("area", ""))
    if request.method != "POST" or not form.validate_on_submit():
        return _form(form), 422 if request.method == "POST" else 200
    facts = form.facts()
    try:
        site_id = register_site(facts, accuracy_m=form.accuracy(), by=by())
    except Problem as problem:
        return _refused(form, problem)
    flash(_("已登记检查对象“%(name)s”。", name=facts.name), "good")
    _warn(facts)
    return redirect(_home(site_id), 303)


@blueprint.route("/<site_id>/correction", methods=["GET", "POST"])
def correct(site_id: str) -> Any:
    """Correct a place; what was and what is goes into the book."""
    place = _found(site_id)
    if request.method != "POST":
        form = CorrectionForm(data=values_of(facts_of(place)) | {"seen_seq": str(last_seq(site_id))})
        return _form(form, place)
    form = CorrectionForm()
    if not form.validate_on_submit():
        return _form(form, place), 422
    facts = form.facts()
    try:
        done = correct_site(
            site_id, facts, seen_seq=form.seen(), reason=form.reason.data or "", accuracy_m=form.accuracy(), by=by()
        )
    except Problem as problem:
        return _refused(form, problem, place)
    flash(_("已更正“%(name)s”。", name=facts.name) if done else _("内容没有变化。"), "good" if done else "info")
    _warn(facts)
    return redirect(_home(site_id), 303)


@blueprint.get("/surroundings")
def surroundings() -> Any:
    """About a position (lat, lon in ``datum``): WGS-84, where the map draws it, whether it lies in ``area``, what is near."""
    lat, lon = _position(request.args)
    code, own = request.args.get("area", ""), request.args.get("except", "")
    known = code if is_code(code) and contains(scope(), code) else ""
    around = [one for one in register_of_sites.nearby(scope(), lat, lon, AROUND_M, limit=MOST_AROUND) if one.id != own]
    facts = SiteFacts("", "", known, lat=lat, lon=lon)
    return jsonify(
        {
            "lantian": 1,
            "wgs84": [round(lat, 6), round(lon, 6)],
            "drawn": list(tiles.drawn(lat, lon)),
            "outside": border_missed(facts, known),
            "near": [
                {
                    "name": one.name,
                    "kind": kind_words(one.kind),
                    "distance": distance(one.distance_m),
                    "href": _home(one.id),
                }
                for one in around
                if one.distance_m <= TWIN_M
            ],
            "around": [[*tiles.drawn(one.lat, one.lon), one.name] for one in around],
        }
    )


def read(args: Mapping[str, Any]) -> tuple[SiteFilter, list[str]]:
    """What the list is narrowed to; a value that cannot be used is left out and named."""
    text, kind = str(args.get("q", "")).strip(), str(args.get("kind", ""))
    area, only = str(args.get("area", "")), str(args.get("only", ""))
    checks = {
        "text": (text, len(text) <= MOST_TEXT and not _HIDDEN.search(text), _("搜索文字最多 60 个字，且不能含控制字符。")),
        "kind": (kind, not kind or parts().library.is_site_kind(kind), _("没有类别“%(value)s”。", value=kind[:40])),
        "area_code": (area, not area or is_code(area), _("区划代码“%(value)s”不对。", value=area[:40])),
        "only": (only, not only or only in ONLY, _("没有筛选条件“%(value)s”。", value=only[:40])),
    }
    good = {name: value for name, (value, is_good, _words) in checks.items() if is_good}
    return SiteFilter(**good), [said for _value, is_good, said in checks.values() if not is_good]


def only_words() -> dict[str, str]:
    """What the list may be narrowed to, in words."""
    return {
        "open": _("有未销号问题或线索"),
        "unplaced": _("没有位置"),
        "unvisited": _("还没有检查过"),
        "unused": pgettext("site", "已停用"),
    }


def _choices() -> dict[str, list[tuple[str, str]]]:
    library, anything = parts().library, ("", _("不限"))
    kinds = [(key, kind.text(current())) for key, kind in library.vocabulary.site_kinds.items() if library.is_site_kind(key)]
    places = [(place.code, named(place)) for place in areas.areas_within(scope())[1:]]
    return {"kind": [anything, *kinds], "area": [anything, *places], "only": [anything, *only_words().items()]}


def _row(row: SiteRow) -> dict[str, Any]:
    return {
        "href": url_for("sites.page", site_id=row.id),
        "name": row.name,
        "kind": kind_words(row.kind),
        "area": row.area_name,
        "address": row.address,
        "party": row.party,
        "open": row.open_violations,
        "leads": row.open_leads,
        "last_visit": when(row.last_visit_at),
        "last_visit_iso": row.last_visit_at,
        "placed": row.lat is not None,
        "active": row.active,
    }


def _key(args: Mapping[str, Any]) -> tuple[tuple[str, str] | None, bool]:
    """The key of a page's end: id~name under ``after`` or ``before``. Raises Problem bad_request (400) for a broken one."""
    back = "before" in args
    text = str(args.get("before" if back else "after", ""))
    if not text:
        return None, False
    row_id, _sign, name = text.partition("~")
    if not UUID.fullmatch(row_id) or not name or len(name) > 120 or "\x00" in name:
        raise Problem("bad_request")
    return (name, row_id), back


def _page_address(wanted: SiteFilter, direction: str, key: tuple[str, str] | None) -> str | None:
    if key is None:
        return None
    args = {"q": wanted.text, "kind": wanted.kind, "area": wanted.area_code, "only": wanted.only, direction: f"{key[1]}~{key[0]}"}
    return url_for("sites.index", **{name: value for name, value in args.items() if value})


def _position(args: Mapping[str, Any]) -> tuple[float, float]:
    """The asked position as WGS-84. Raises Problem bad_request (400) for what is none."""
    lat, lon, datum = str(args.get("lat", "")), str(args.get("lon", "")), str(args.get("datum", "wgs84"))
    if not (DEGREES.fullmatch(lat) and DEGREES.fullmatch(lon) and datum in SYSTEMS):
        raise Problem("bad_request")
    if abs(float(lat)) > 90 or abs(float(lon)) > 180:
        raise Problem("bad_request")
    return convert(float(lat), float(lon), datum, "wgs84")


def _found(site_id: str) -> Any:
    place = queries.site(scope(), site_id)
    if place is None:
        raise Problem("not_found")
    return place


def _home(site_id: str) -> str:
    """The place's page of this reader: at the desk, or on the phone."""
    return url_for("sites.page" if current_user.may("read_ledger") else "inspector.site", site_id=site_id)


def _form(form: SiteForm, place: Any = None, problem: Problem | None = None) -> str:
    """The form's page in the shell of its reader."""
    at_desk = current_user.may("read_ledger")
    since = [entry for entry in book.story("site", place.id) if problem and entry["kind"] == "SiteCorrected"] if place else []
    return render_template(
        "supervisor/site_form.html",
        shell="desk.html" if at_desk else "phone.html",
        form=form,
        place=place,
        problem=words(problem) if problem else None,
        since=story.told(reversed(since[-3:])),
        back=_home(place.id) if place else url_for("sites.index" if at_desk else "inspector.home"),
        installed=tiles.is_installed(),
        setup=_setup(place),
        action=pgettext("act", "保存更正") if place else pgettext("act", "登记"),
    )


def _setup(place: Any) -> dict[str, Any]:
    """What the map of the form starts from."""
    return {
        "ground": tiles.ground(),
        "outlines": url_for("ledger_map.outlines"),
        "surroundings": url_for("sites.surroundings"),
        "except": place.id if place else "",
    }


def _refused(form: SiteForm, problem: Problem, place: Any = None) -> Any:
    """The form again with everything typed; what the page has now shown counts as seen."""
    if problem.code == "record_invalid":
        add_faults(form, problem.fields)
        return _form(form, place), 422
    if problem.code != "site_moved_on":
        raise problem
    form["seen_seq"].data = str(last_seq(place.id))
    return _form(form, place, problem), problem.kind.status


def _warn(facts: SiteFacts) -> None:
    """A code that does not add up may still be the real one: said, never refused."""
    for fault in warnings(facts.uscc, "uscc"):
        flash(translate(fault.message, fault.params), "warn")
