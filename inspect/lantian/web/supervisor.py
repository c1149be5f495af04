"""The desk's pages below /s/: work list, one violation and its acts, records, checklists, exports, the book.

Each view finds its thing in the reader's area, hands it to the module of its subject and renders. Must not decide anything.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lantian.domain.problems import Problem
from lantian.ledger import queries
from lantian.workflow.decide import Decision, decide

from . import acts, book_page, list_sites
from . import checklists as checklist_pages
from . import exports as export_pages
from . import record as records
from . import violation as violations
from . import worklist as lists
from .devices import device_name
from .language import named
from .parts import by, scope
from .story import event_words

blueprint = Blueprint("supervisor", __name__, url_prefix="/s")

# Refusals of an act that its own page explains, with everything typed kept.
ON_THE_PAGE = ("moved_on", "not_possible", "act_invalid")


blueprint.add_app_template_filter(device_name)


@blueprint.app_context_processor
def _area_name() -> dict[str, str]:
    """The reader's area, for the menu of the desk."""
    return {"area_name": named(current_user.person.area)} if current_user.is_authenticated else {}


@blueprint.app_template_global("demo_sign_ins")
def _demo_sign_ins() -> Any:
    """The invented people of the demo city; asked for by the sign-in page in demo mode only."""
    from lantian.demo.accounts import SIGN_INS

    return SIGN_INS


@blueprint.get("/")
def worklist() -> Any:
    """The work list; its address line is its filters. What the form of filters sends is led to its own address."""
    tidied, said = list_sites.tidy(request.args) if "site_name" in request.args else (None, {})
    if tidied:
        return redirect(tidied)
    shown = lists.page(request.args) | said
    return render_template("supervisor/worklist.html", **shown), 422 if shown["faults"] else 200


@blueprint.get("/violations/<number>")
def violation(number: str) -> Any:
    """One violation with everything that bears on the decision."""
    found = _found(violations.of(number))
    return render_template("supervisor/violation.html", **violations.page(found), desk=acts.desk(found, by()))


@blueprint.post("/violations/<number>/acts/<event>")
def act(number: str, event: str) -> Any:
    """One act; on a refusal the same page again with what was typed."""
    found = _found(violations.of(number))
    decision, faults = acts.read(event, request.form)
    try:
        if faults:
            raise Problem("act_invalid", fields=faults, count=len(faults))
        decide(number, decision, by=by())
    except Problem as problem:
        if problem.code not in ON_THE_PAGE:
            raise
        return _refused(number, decision, problem)
    flash(_("%(number)s：已登记“%(event)s”。", number=found.violation.number, event=event_words(event)), "good")
    return redirect(url_for("supervisor.violation", number=number, **violations.list_line()), 303)


def _refused(number: str, decision: Decision, problem: Problem) -> Any:
    found = _found(violations.of(number))
    shown = acts.desk(found, by(), decision, problem)
    return render_template("supervisor/violation.html", **violations.page(found), desk=shown), problem.kind.status


@blueprint.get("/inspections/<inspection_id>")
def record(inspection_id: str) -> Any:
    """A visit as handed in."""
    return render_template("supervisor/record.html", **records.page(_found(queries.inspection(scope(), inspection_id))))


@blueprint.get("/checklists")
def checklists() -> Any:
    """All checklists."""
    return render_template("supervisor/checklists.html", rows=checklist_pages.index())


@blueprint.get("/checklists/<checklist_id>")
def checklist(checklist_id: str) -> Any:
    """One checklist for whoever reviews it."""
    return render_template("supervisor/checklist.html", **checklist_pages.page(checklist_id, request.args.get("version", "")))


@blueprint.get("/exports")
def exports() -> Any:
    """Past exports."""
    return render_template("supervisor/exports.html", **export_pages.past(request.args.get("before", "")))


@blueprint.post("/exports")
def export() -> Any:
    """Hand over the rows of the list."""
    return export_pages.download(request.form)


@blueprint.get("/book")
def book() -> Any:
    """The book: head, last entries, how to verify."""
    return render_template("supervisor/book.html", **book_page.page(request.args.get("before", "")))


def _found(thing: Any) -> Any:
    """The thing, or 404 where it is not there or lies in another area."""
    if thing is None:
        raise Problem("not_found")
    return thing
