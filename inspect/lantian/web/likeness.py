"""Pairs of photos that show one shot, for the page of a line: side by side, with the reason, as a question to the reviewer.

A photo from outside the reader's area is neither shown nor named: only that it exists, and whom to ask. Must not judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from lantian.domain.inspection import PHOTO_ROLES
from lantian.domain.likeness import KINDS, NO_SCENE
from lantian.ledger import likeness

from . import photo_facts
from .language import when
from .parts import scope


def shown(rows: Iterable[Any], number: str) -> list[dict[str, Any]]:
    """Every pair that a photo of ``rows`` (evidence photos) is part of; ``number`` is the line on whose page they stand."""
    mine = {row.id: row for row in rows}
    pairs = likeness.pairs_of(scope(), list(mine))
    found = [_shown(mine[own], pair, number) for own, some in pairs.items() for pair in some if pair_once(own, pair, mine)]
    return sorted(found, key=lambda pair: pair["found_iso"])


def waiting(rows: Iterable[Any]) -> int:
    """How many photos of ``rows`` (evidence photos) have not been compared yet: that no pair is shown then means nothing."""
    return sum(row.compared_at is None and row.role not in NO_SCENE for row in rows)


def pair_once(own: int, pair: likeness.Pair, mine: dict[int, Any]) -> bool:
    """Where both photos stand on the same page, the pair is shown from the side of the later one."""
    return pair.row is None or pair.row.id not in mine or own > pair.row.id


def _shown(row: Any, pair: likeness.Pair, number: str) -> dict[str, Any]:
    return {
        "kind": _(KINDS[pair.kind]),
        "share": "" if pair.kind == "same_bytes" else _("画面 %(percent)s%% 一致", percent=pair.score // 10),
        "found_at": when(pair.found_at),
        "found_iso": pair.found_at,
        "mine": photo_facts.brief(row, row.sha256),
        "other": photo_facts.brief(pair.row, pair.row.sha256) if pair.row else None,
        "label": _here(row),
        "where": _where(pair, number),
        "href": "" if pair.number == number else _href(pair),
        "ask_area": pair.ask_area,
    }


def _here(row: Any) -> str:
    """A photo of the line on whose page it stands: what it is for tells before from after."""
    return _("本条 · %(role)s", role=_(PHOTO_ROLES[row.role]))


def _where(pair: likeness.Pair, number: str) -> str:
    if pair.row is None:
        return ""
    if pair.number == number:
        return _here(pair.row)
    return _("%(place)s · %(site)s", place=pair.number or _("检查记录"), site=pair.site_name)


def _href(pair: likeness.Pair) -> str:
    if pair.row is None:
        return ""
    if pair.number:
        return url_for("supervisor.violation", number=pair.number)
    return url_for("supervisor.record", inspection_id=pair.visit)
