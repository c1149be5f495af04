"""Where an original has gone (原件去向): per photo who downloaded and exported it, from the book, and its removal by law.

Two persons decide a removal; this page takes what they write and shows what the book holds. Must not remove anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lantian.domain.problems import N_, Problem
from lantian.domain.removal import GROUNDS, VERDICTS
from lantian.ledger import custody as held
from lantian.ledger import queries, removals
from lantian.ledger.models import Person, Photo
from lantian.workflow import removal

from .errors import sentences, words
from .language import named, size, when
from .parts import by, scope

blueprint = Blueprint("custody", __name__, url_prefix="/s/photos")
LABELS = {"ground": N_("法律依据"), "document": N_("决定、裁判或申请的文号"), "reason": N_("理由"), "remark": N_("决定的理由")}
HOW = {"downloaded": lambda: _("下载"), "viewed": lambda: _("查看未遮盖的照片"), "exported": lambda: _("随证据包导出")}


def mark(photos: Sequence[dict[str, Any]]) -> None:
    """Give photos of a page the address of this one, and say of those that are gone by which decision: one query."""
    gone = removals.removed(photo["sha256"] for photo in photos) if photos else {}
    for photo in photos:
        photo["custody"] = url_for("custody.page", sha256=photo["sha256"])
        photo["removed"] = removed_words(gone[photo["sha256"]]) if photo["sha256"] in gone else ""


def removed_words(gone: removals.Removed) -> str:
    """What stands in place of a photo that the law had removed."""
    ground = _(GROUNDS.get(gone.ground, gone.ground))
    return _("原件已于 %(at)s 依法移除：%(ground)s（%(document)s）", at=when(gone.at), ground=ground, document=gone.document)


@blueprint.get("/<sha256>")
def page(sha256: str) -> Any:
    """One original: who had it, where it is used, and its removal."""
    return _page(sha256)


@blueprint.get("/removals", endpoint="removals")
def removals_page() -> Any:
    """Requests that are not finished."""
    return render_template("supervisor/removals.html", rows=[_request(row) for row in removals.unfinished(scope())])


@blueprint.post("/<sha256>/removal")
def request_removal(sha256: str) -> Any:
    """Ask for a removal."""
    given = {name: request.form.get(name, "") for name in ("ground", "document", "reason")}
    try:
        removal.request(sha256, **given, by=by())
    except Problem as problem:
        return _page(sha256, problem, given)
    flash(_("已提出移除申请，须由另一人批准。"), "good")
    return redirect(url_for("custody.page", sha256=sha256))


@blueprint.post("/<sha256>/removal/<int:seq>")
def decide_removal(sha256: str, seq: int) -> Any:
    """Approve or reject a request."""
    approved = request.form.get("verdict") == "approved"
    try:
        removal.decide(sha256, seq, approved=approved, remark=request.form.get("remark", ""), by=by())
    except Problem as problem:
        return _page(sha256, problem, {"remark": request.form.get("remark", "")}, seq)
    flash(_("已批准，原件将由后台移除。") if approved else _("已记录：不批准移除。"), "good")
    return redirect(url_for("custody.page", sha256=sha256))


def _page(sha256: str, problem: Problem | None = None, given: dict[str, str] | None = None, seq: int = 0) -> Any:
    if problem is not None and problem.code == "not_found":
        raise problem
    photo = Photo.select(Photo, Person).join(Person).where(Photo.sha256 == sha256).first()
    if photo is None or not queries.photo_visible(scope(), sha256):
        raise Problem("not_found")
    gone = removals.removed([sha256]).get(sha256)
    faults = _faults(problem, seq)
    asked = removals.of_photo(sha256)
    shown = {
        "photo": photo,
        "facts": _facts(photo),
        "takings": [_taking(row) for row in held.takings([sha256])[sha256]],
        "uses": [_use(row) for row in held.uses(scope(), sha256)],
        "removed": removed_words(gone) if gone else "",
        "requests": [_request(row) for row in asked],
        # A removal under way or done: no other may be asked for.
        "pending": any(row.verdict != "rejected" for row in asked),
        "grounds": [(key, _(text)) for key, text in GROUNDS.items()],
        "given": given or {},
        "problem": words(problem) if problem else None,
        "faults": faults,
        "errors": {id: [message] for id, _label, message in faults},
        "may": current_user.may(removal.RIGHT),
    }
    return render_template("supervisor/custody.html", **shown), problem.kind.status if problem else 200


def _faults(problem: Problem | None, seq: int) -> list[tuple[str, str, str]]:
    """What is missing, as (field's id, label, sentence); ``seq`` is the request that was to be decided."""
    ids = {"remark": f"remark-{seq}"}
    rows = [(row["path"], row["message"]) for row in sentences(problem.fields if problem else [])]
    return [(ids.get(path, path), _(LABELS[path]), message) for path, message in rows]


def _facts(photo: Photo) -> list[dict[str, Any]]:
    received = _("%(time)s，台账第 %(seq)s 号", time=when(photo.received_at, "full"), seq=photo.received_seq)
    return [
        {"term": "SHA-256", "value": photo.sha256, "mono": True},
        {"term": _("大小"), "value": size(photo.size_bytes), "note": photo.media_type},
        {"term": _("服务器收到"), "value": received},
        {"term": _("提交人"), "value": photo.received_by.name},
    ]


def _taking(row: held.Taking) -> dict[str, Any]:
    return {"seq": row.seq, "at": when(row.at, "full"), "iso": row.at, "actor": row.actor, "how": HOW[row.how]()}


def _use(row: held.Use) -> dict[str, Any]:
    if not row.visible:
        return {"words": _("辖区外的一份记录"), "href": ""}
    if row.number:
        return {"words": f"{row.number} {named(row, 'title')}", "href": url_for("supervisor.violation", number=row.number)}
    return {"words": _("检查记录：%(site)s", site=row.site), "href": url_for("supervisor.record", inspection_id=row.visit_id)}


def _state_words(row: Any) -> str:
    """How far a request is; to the one who may decide it that it waits for them."""
    if row.removed_seq or row.verdict:
        return _("已移除") if row.removed_seq else _(VERDICTS[row.verdict])
    return _("等待您决定") if _mine_to_decide(row) else _("等待另一人批准")


def _mine_to_decide(row: Any) -> bool:
    """Whether it is the reader who may approve or reject."""
    return row.requested_by_id != by().id and current_user.may(removal.RIGHT)


def _request(row: Any) -> dict[str, Any]:
    return {
        "sha256": row.sha256,
        "seq": row.requested_seq,
        "state": _state_words(row),
        "open": not row.verdict,
        "mine": row.requested_by_id == by().id,
        "href": url_for("custody.page", sha256=row.sha256),
        "facts": [
            (_("法律依据"), _(GROUNDS.get(row.ground, row.ground))),
            (_("文号"), row.document),
            (_("理由"), row.reason),
            {"term": _("申请人"), "value": row.requested_by.name, "note": when(row.requested_at, "full")},
            *([{"term": _("决定"), "value": row.remark, "note": when(row.decided_at, "full")}] if row.verdict else []),
            *([(_("移除时间"), when(row.removed_at, "full"))] if row.removed_seq else []),
        ],
    }
