"""What is done with the work list beside looking at it: acts on several lines, saved lists, columns, places to choose from.

Addresses below /s/. Each view reads its form, hands it to the module of its subject and answers. Must not decide anything.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lantian.domain.problems import Problem
from lantian.ledger import areas, chosen, saved_views
from lantian.workflow.bulk import carry_out

from . import bulk as bulks
from . import list_columns, list_sites, list_views
from . import worklist as worklists
from .errors import sentences
from .parts import by, parts, scope

blueprint = Blueprint("lists", __name__, url_prefix="/s")


@blueprint.post("/bulk")
def bulk() -> Any:
    """The summary before an act on several lines; changes nothing."""
    asked = bulks.read(request.form, str(request.form.get("event", "")))
    if not asked.ticks:
        flash(_("没有勾选任何一条，请先在列表中勾选。"), "warn")
        return redirect(asked.back_href, 303)
    return render_template("supervisor/bulk.html", **bulks.summary(asked))


@blueprint.post("/bulk/<event>")
def bulk_act(event: str) -> Any:
    """The act on several lines; the summary again with what was typed while something is missing, else a result per line."""
    asked = bulks.read(request.form, event)
    if not asked.ticks:
        flash(_("没有勾选任何一条，请先在列表中勾选。"), "warn")
        return redirect(asked.back_href, 303)
    decisions, faults = bulks.decisions(asked, request.form)
    if faults:
        return render_template("supervisor/bulk.html", **bulks.summary(asked, request.form, faults)), 422
    outcomes = carry_out(decisions, asked.ticket, by=by(), clock=parts().now)
    found = chosen.lines_by_number(scope(), [outcome.number for outcome in outcomes])
    return render_template("supervisor/bulk_results.html", **bulks.results(asked, outcomes, found))


@blueprint.get("/views")
def views() -> Any:
    """One's saved lists, to rename, share or delete, and those that others share."""
    found = list_views.mine()
    names = worklists.names(areas.areas_within(scope()), *list_views.filters_of(found))
    return _views_page(list_views.rows(found, names))


def _views_page(rows: list[dict[str, Any]], faults: list[dict[str, str]] | None = None, status: int = 200) -> Any:
    options = list_views.shared_options()
    return render_template("supervisor/views.html", rows=rows, shared_options=options, faults=faults or []), status


@blueprint.post("/views")
def save_view() -> Any:
    """Keep the list whose address line the form carries. A value that cannot be read is not kept, as the page has said."""
    filters, _faults = worklists.read(request.form)
    name, faults = list_views.read_name(request.form)
    line = worklists.list_args(filters, worklists.order_of(request.form))
    columns = list_columns.known(request.form.getlist("columns")) if request.form.get("with_columns") else ()
    back = line | ({"columns": ",".join(columns)} if columns else {})
    if faults:
        flash(sentences(faults)[0]["message"], "bad")
        return redirect(url_for("supervisor.worklist", **back), 303)
    shared, at = list_views.read_shared(request.form), by().at
    if saved_views.save(current_user.person.id, name, line, columns, shared, at=at):
        flash(_("已保存常用列表“%(name)s”。", name=name), "good")
    else:
        flash(_("常用列表最多 %(limit)s 个，请先删除不用的。", limit=saved_views.MAX_VIEWS), "bad")
    return redirect(url_for("supervisor.worklist", **back), 303)


@blueprint.post("/views/<int:view_id>")
def change_view(view_id: int) -> Any:
    """Rename, share or delete one of one's own."""
    person = current_user.person.id
    if request.form.get("delete"):
        if not saved_views.delete(view_id, person):
            raise Problem("not_found")
        flash(_("已删除。"), "good")
        return redirect(url_for("lists.views"), 303)
    name, faults = list_views.read_name(request.form)
    if faults:
        flash(sentences(faults)[0]["message"], "bad")
    elif saved_views.change(view_id, person, name, list_views.read_shared(request.form)):
        flash(_("已保存常用列表“%(name)s”。", name=name), "good")
    else:
        raise Problem("not_found")
    return redirect(url_for("lists.views"), 303)


@blueprint.post("/columns")
def columns() -> Any:
    """Remember which columns a person sees; back to the same list."""
    keys = list_columns.known(request.form.getlist("column"))
    saved_views.choose_columns(current_user.person.id, () if request.form.get("usual") else keys)
    filters, _faults = worklists.read(request.form)
    return redirect(worklists.address(filters, worklists.order_of(request.form)), 303)


@blueprint.get("/choices/sites")
def sites() -> Any:
    """Places whose name, address or party holds a text, for the filter's field."""
    text = " ".join(request.args.get("q", "").split())[:60]
    found = chosen.sites_like(scope(), text, list_sites.MOST_SITES) if text else []
    rows = [{"id": row.id, "name": row.name, "note": " · ".join(filter(None, (row.area_name, row.address)))} for row in found]
    return jsonify({"lantian": 1, "sites": rows})
