"""Stamped copies for download, and the page on which an administrator sets how a unit's stamp looks.

Moving a line is a form that is sent and shown again, so the page needs no script; saving is an act in the book. Must not draw:
``evidence.stamp`` does. The preview is drawn over a picture of our own, never over a photo.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from lantian.domain import stamp
from lantian.domain.area import contains
from lantian.domain.problems import Problem
from lantian.domain.stamp import LINES, POSITIONS, SIZES, Template
from lantian.evidence.fonts import chinese_face
from lantian.evidence.stamp_sample import SHAPES, sample
from lantian.ledger import people, stamp_templates
from lantian.workflow import stamps

from .export_means import stamp_means
from .parts import by, parts, scope

blueprint = Blueprint("stamps", __name__)


@blueprint.get("/s/violations/<number>/photos/<sha256>/stamped")
def copy(number: str, sha256: str) -> Any:
    """The stamped copy of one photo of a line as an attachment; who has it goes into the book first."""
    made = stamps.hand_out(number, sha256, stamp_means(parts()), by=by())
    if not made.content:
        raise Problem("stamp_not_made", reason=_(made.reason))
    name = f"{number}_{sha256[:8]}_stamped.jpg"
    response = send_file(io.BytesIO(made.content), mimetype="image/jpeg", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/a/stamps")
def index() -> Any:
    """The units of the administrator's area with the lines of their stamps."""
    own = stamp_templates.by_unit_name()
    units = [unit for unit in people.units() if contains(scope(), unit.area_id)]
    rows = [
        {"name": unit.name, "href": url_for("stamps.unit", unit_id=unit.id), "own": unit.name in own,
         "lines": _words(own.get(unit.name, stamp.DEFAULT))}
        for unit in units
    ]  # fmt: skip
    return render_template("admin/stamps.html", rows=rows, font=chinese_face() is not None)


def _words(template: Template) -> str:
    return _("、").join(_(LINES[key]) for key in template.lines)


@blueprint.get("/a/stamps/<int:unit_id>")
def unit(unit_id: int) -> Any:
    """One unit's stamp as it is."""
    found = stamps.unit_within(unit_id, by=by())
    return render_template("admin/stamp.html", unit=found, **_shown(stamp_templates.of_unit(unit_id)), changed=False)


@blueprint.post("/a/stamps/<int:unit_id>")
def keep(unit_id: int) -> Any:
    """Keep a unit's stamp; a line that is moved, or a preview, gives the form again and keeps nothing."""
    found, wanted = stamps.unit_within(unit_id, by=by()), _read(request.form)
    if "move" in request.form:
        changed = wanted != stamp_templates.of_unit(unit_id)
        return render_template("admin/stamp.html", unit=found, **_shown(wanted), changed=changed)
    if stamps.set_template(unit_id, wanted, by=by()):
        flash(_("已更改“%(name)s”的水印，下一张副本起生效。", name=found.name), "good")
    else:
        flash(_("内容没有变化。"), "info")
    return redirect(url_for("stamps.unit", unit_id=unit_id), 303)


@blueprint.get("/a/stamps/preview/<shape>")
def preview(shape: str) -> Any:
    """A picture of our own with the stamp of the address line."""
    face = chinese_face()
    if face is None or shape not in SHAPES:
        raise Problem("not_found")
    content = sample(shape, _read(request.args), face)
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


def _read(args: Any) -> Template:
    """The template of a form: the lines that are ticked, in the order of the form; ``move`` moves one. Raises Problem."""
    ticked, move = args.getlist("line"), args.get("move", "")
    way, _colon, key = move.partition(":")
    lines = stamp.moved(ticked, key, up=way == "up") if move else ticked
    return Template.of({"lines": lines, "position": args.get("position", ""), "size": args.get("size", "")})


def _shown(template: Template) -> Mapping[str, Any]:
    """The form: every line, those of the template in front, and the addresses of the previews."""
    order = [*template.lines, *(key for key in LINES if key not in template.lines)]
    query = urlencode({"line": template.lines, "position": template.position, "size": template.size}, doseq=True)
    last = len(template.lines) - 1
    return {
        "lines": [
            {"key": key, "name": _(LINES[key]), "says": _(stamp.SAYS[key]), "ticked": key in template.lines,
             "up": 0 < number <= last, "down": number < last}
            for number, key in enumerate(order)
        ],
        "positions": [(key, _(words)) for key, words in POSITIONS.items()],
        "sizes": [(key, _(words)) for key, words in SIZES.items()],
        "template": template,
        "previews": [(shape, f"{url_for('stamps.preview', shape=shape)}?{query}", *size) for shape, size in SHAPES.items()],
        "font": chinese_face() is not None,
    }  # fmt: skip
