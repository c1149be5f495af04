"""The phone's pages below /i/: home, places, filling, review, outbox, records, and the area's open violations.

Owns what these pages read. Drafts live in the phone's store (static/js/models), so the pages of a task know neither draft nor
site: they depend on the checklist's version and the region alone. Nothing is stored here; handing in goes through ``api``.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import FlaskForm

from lantian.checklists.definition import Definition
from lantian.checklists.form import compile_form
from lantian.domain.area import is_code
from lantian.domain.likeness import BEFORE
from lantian.domain.problems import Problem
from lantian.domain.violation import OPEN_STATES
from lantian.ledger import people, queries
from lantian.workflow.decide import standing_of

from . import kept_pages, offline_page, phone_problem, phone_view
from .language import current
from .offline import brief, person_pack, region_code, sheet
from .parts import parts, scope
from .violation import clock_words

blueprint = Blueprint("inspector", __name__, url_prefix="/i")

HOME_LIMIT = 60
PAGE_LIMIT = 60


@blueprint.context_processor
def _person() -> dict[str, Any]:
    """Who is signed in, for the phone's store; limits in the desk's words."""
    me = person_pack(current_user) if current_user.is_authenticated else None
    return {"me": me, "due_of": phone_view.due_of, "pattern": kept_pages.pattern}


@blueprint.get("/")
def home() -> Any:
    """The sites around, what is being written, what is to be looked at again; a camera."""
    text = request.args.get("q", "").strip()[:60]
    rows = queries.sites_in_scope(scope(), text=text, limit=HOME_LIMIT)
    return render_template(
        "inspector/home.html",
        rows=[row for row in rows if row.active],
        q=text,
        kinds=phone_view.site_kinds(parts().library),
        rechecks=phone_view.rechecks(scope()) if current_user.may("inspect") else None,
    )


@blueprint.get("/sites/<site_id>")
def site(site_id: str) -> Any:
    """One place: facts, what is open, earlier visits, and the start of a new one."""
    kinds = phone_view.site_kinds(parts().library)
    if site_id == kept_pages.NONE:
        return render_template("inspector/site.html", **kept_pages.any_place(current_user, kinds))
    place = queries.site(scope(), site_id)
    if place is None:
        raise Problem("not_found")
    history = queries.site_history(scope(), site_id)
    lead = _lead(request.args.get("lead", ""), history.violations)
    offered = phone_view.offered(parts().library, place.kind, place.area_id, phone_view.visit_kinds(current_user))
    offered = phone_view.first_for(lead, offered)
    start = {
        "site": phone_view.place(place),
        "region": region_code(parts().library, place.area_id),
        "checklists": [brief(row) for row in offered],
        "previous": phone_view.previous_answers(scope(), history.visits),
        "lead": lead,
    }
    return render_template(
        "inspector/site.html",
        place=place,
        history=history,
        offered=offered,
        start=start,
        visit_kinds=phone_view.visit_kinds(current_user),
        open_rows=[row for row in history.violations if row.is_open],
        **phone_view.folded(offered, phone_view.visit_kinds(current_user)[0]),
        kind=kinds[place.kind],
        kinds=kinds,
        names=phone_view.checklist_names(parts().library),
    )


def _lead(number: str, rows: list[Any]) -> dict[str, str] | None:
    """The lead this visit follows, when it is an open one of this place."""
    row = next((row for row in rows if row.number == number and row.state == "lead"), None)
    return (
        {
            "number": row.number,
            "item_id": row.item_id,
            "title": row.title,
            "title_en": row.title_en,
            "checklist_id": row.checklist_id,
        }
        if row
        else None
    )


@blueprint.get("/sites/new")
def new_place() -> Any:
    """A place nobody has registered yet; it goes in with the first record."""
    library, posts = parts().library, phone_view.visit_kinds(current_user)
    kinds = {key: kind["name"] for key, kind in phone_view.site_kinds(library).items() if library.is_site_kind(key)}
    offers = {key: [brief(row) for row in phone_view.offered(library, key, scope(), posts)] for key in kinds}
    areas = phone_view.townships(scope())
    regions = {code: region_code(library, code) for code in areas}
    return render_template(
        "inspector/new_place.html",
        kinds=list(kinds.items()),
        offers=offers,
        visit_kinds=posts,
        areas=list(areas.items()),
        area_names=areas,
        regions=regions,
    )


@blueprint.get("/capture")
def capture() -> Any:
    """The camera first; the photos find their place afterwards."""
    return render_template("inspector/capture.html")


@blueprint.route("/checklists/<checklist_id>", methods=["GET", "POST"])
def fill(checklist_id: str) -> Any:
    """One checklist to fill in; POST checks the answers and shows the faults at their fields, and stores nothing."""
    definition = _definition(checklist_id)
    area = request.args.get("region", "")
    if not is_code(area):
        raise Problem("bad_request")
    region = parts().library.region(area)
    form = compile_form(definition, FlaskForm)(now=parts().now(), region=region)
    faults = phone_view.faults(form, definition) if request.method == "POST" and not form.validate() else []
    page = render_template(
        "inspector/fill.html",
        definition=definition,
        form=form,
        region=region,
        sheet=sheet(definition, region),
        faults=faults,
        checked=request.method == "POST",
        lang=current(),
        **phone_view.fill_parts(definition, faults, current()),
    )
    return page, 422 if faults else 200


def _definition(checklist_id: str) -> Definition:
    """The version the draft was begun with, else the current one."""
    library, version = parts().library, request.args.get("version", "")
    known = library.versions(checklist_id)
    definition = library.find(checklist_id, version) if version else library.current(checklist_id) if known else None
    if definition is None:
        raise Problem("not_found")
    return definition


@blueprint.get("/review")
def review() -> Any:
    """What is missing, the people, the signature; hand in."""
    officers = [row for row in people.officers(scope()) if row["id"] != current_user.person.id]
    partners = [("", gettext("请选择")), *((row["id"], f"{row['name']} · {row['card_number']}") for row in officers)]
    return render_template("inspector/review.html", officers=officers, partners=partners)


@blueprint.get("/outbox")
def outbox() -> Any:
    """Drafts, what waits, what needs a person, what has arrived."""
    return render_template(
        "inspector/outbox.html",
        visits=queries.my_inspections(current_user.person.id, limit=20),
        names=phone_view.checklist_names(parts().library),
    )


@blueprint.get("/inspections/<inspection_id>")
def record(inspection_id: str) -> Any:
    """A record as it was handed in."""
    found = queries.inspection(scope(), inspection_id)
    if found is None:
        raise Problem("not_found")
    view = phone_view.record(found, parts().library, current())
    return render_template("inspector/record.html", found=found, view=view, clock=clock_words(found.inspection))


@blueprint.get("/violations")
def violations() -> Any:
    """The open violations and leads of the area, nearest limit first."""
    state = request.args.get("state", "")
    states = (state,) if state in OPEN_STATES else tuple(sorted(OPEN_STATES))
    page = queries.worklist(
        scope(), queries.Filters(states=states), after=request.args.get("after"), limit=PAGE_LIMIT, order="due"
    )
    counts = queries.facets(scope(), queries.Filters()).states
    more = url_for("inspector.violations", state=state or None, after=page.next_key) if page.next_key else None
    return render_template(
        "inspector/violations.html",
        page=page,
        state=state,
        counts={key: counts.get(key, 0) for key in phone_view.OPEN_ORDER},
        more=more,
    )


@blueprint.get("/violations/<number>")
def violation(number: str) -> Any:
    """One violation with its history, and what an inspector may do about it now."""
    if number == kept_pages.NONE:
        return render_template("inspector/violation.html", **kept_pages.any_problem())
    found = queries.one_violation(scope(), number)
    if found is None:
        raise Problem("not_found")
    acts = phone_view.acts(standing_of(found.violation), current_user)
    line = found.violation
    shown = phone_problem.violation(found, current())
    known = {
        "violation": {"number": line.number, "title": shown["title"], "site_name": found.site.name, "last_seq": line.last_seq},
        "acts": acts,
        "site": phone_view.place(found.site),
        "before": [photo["sha256"] for photo in shown["photos"] if photo["role"] in BEFORE],
    }
    take_over = (
        url_for("inspector.site", site_id=line.site_id, lead=line.number)
        if line.state == "lead" and current_user.may("inspect")
        else None
    )
    return render_template(
        "inspector/violation.html", found=found, acts=acts, view=shown, known=known, take_over=take_over
    )


@blueprint.get("/offline")
def offline() -> Any:
    """What works without a network, what nobody can promise, and how this phone stands."""
    return render_template("inspector/offline.html", **offline_page.content())
