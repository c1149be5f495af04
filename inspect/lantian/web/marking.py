"""Markings of photos on the desk: what stands on one as JSON, saving a new version, and words for the pages that show it.

The programs' doors are ``GET`` and ``PUT /api/photos/<sha256>/marking``. Must not draw, and must not decide who may.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import jsonify, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lantian.domain.marking import Marking
from lantian.ledger import markings
from lantian.ledger.markings import Standing
from lantian.workflow.marking import RIGHT, mark_photo

from .api import blueprint, json_body
from .language import when
from .media import visible
from .parts import by

LIMIT_BYTES = 32_000


@blueprint.get("/photos/<sha256>/marking")
def marking(sha256: str) -> Any:
    """The version that stands."""
    return _told(markings.standing(visible(sha256).sha256))


@blueprint.put("/photos/<sha256>/marking")
def put_marking(sha256: str) -> Any:
    """Save a new version: ``{shapes, seen_version, reason}``."""
    photo = visible(sha256)
    return _told(mark_photo(photo.sha256, json_body(LIMIT_BYTES), by=by()))


def _told(standing: Standing) -> Any:
    return jsonify(lantian=1, version=standing.version, **standing.marking.as_json())


def attach(photos: Iterable[dict[str, Any]]) -> None:
    """Give each shown photo (``photo_facts.shown``) its ``marking``: words, address of the plain picture, and whether this person
    may mark it; one query for all."""
    rows = list(photos)
    stands = markings.standing_of(row["sha256"] for row in rows)
    for row in rows:
        row["marking"] = _shown(row, stands.get(row["sha256"], markings.NOTHING), entitled=current_user.may(RIGHT))
        if row["marking"]["sealed"] and not row["marking"]["plain"]:
            row["original"] = ""


def _shown(row: dict[str, Any], standing: Standing, *, entitled: bool) -> dict[str, Any]:
    marking = standing.marking
    may_look = marking.shapes and (entitled or not marking.redacts)
    return {
        "words": summary(marking),
        "texts": [shape.text for shape in marking.shapes if shape.text],
        "made": _made(standing) if standing.version else "",
        "sealed": marking.redacts,
        "plain": url_for("media.unmarked", sha256=row["sha256"]) if may_look else "",
        "may": entitled and not row["waiting"],
    }


def _made(standing: Standing) -> str:
    at = when(standing.made_at)
    return _("第 %(version)s 版 · %(name)s · %(at)s", version=standing.version, name=standing.made_by, at=at)


def summary(marking: Marking) -> str:
    """What is on a photo, in a few words; '' when nothing is."""
    hidden, pointed = len(marking.redactions), len(marking.shapes) - len(marking.redactions)
    parts = [
        ngettext("遮盖 %(num)s 处", "遮盖 %(num)s 处", hidden) if hidden else "",
        ngettext("标注 %(num)s 处", "标注 %(num)s 处", pointed) if pointed else "",
    ]
    return _("，").join(part for part in parts if part)
