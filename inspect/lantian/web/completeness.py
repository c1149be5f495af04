"""The meter of completeness on a violation's page: the same checks that the phone showed before the record was handed in.

Asked of this line's item, the measurements and the visit as a whole, with the photos that came with the record. Must not judge.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lantian.checklists.completeness_items import items_of
from lantian.domain.completeness import CHECKS, Gap, Shot, Visit, meter
from lantian.domain.moments import parse_instant
from lantian.ledger.queries import OneViolation

from .language import current
from .parts import parts

# Where on the page a gap is seen; everything else at the photos.
PLACES = {"partner": "people", "signer": "party", "reason": "party", "witness": "party", "note": "found", "points": "found"}


def shown(found: OneViolation, definition: Any) -> dict[str, Any] | None:
    """How many checks apply and hold, and the rest as sentences with the place to look; None without the checklist's version."""
    if definition is None:
        return None
    result = meter(_visit(found, definition))
    return {"asked": result.asked, "met": result.met, "gaps": [_gap(gap, found, definition) for gap in result.gaps]}


def _gap(gap: Gap, found: OneViolation, definition: Any) -> dict[str, str]:
    words = _(CHECKS[gap.code].words)
    if gap.count > 1:
        words = ngettext("%(words)s（%(num)s 张）", "%(words)s（%(num)s 张）", gap.count, words=words)
    if gap.item not in (None, found.violation.item_id):
        words = _("%(title)s：%(detail)s", title=definition.item(gap.item).text(current()), detail=words)
    return {"words": words, "href": f"#{PLACES.get(gap.code, 'photos-head')}"}


def _visit(found: OneViolation, definition: Any) -> Visit:
    visit, party, site = found.inspection, found.inspection.party, found.site
    own = found.violation.item_id
    answers = {row.item_id: _answer(row) for row in found.answers}
    items = items_of(definition, answers, parts().library.region(found.violation.area_id).params)
    photos = [row for row in (*found.photos, *found.record_photos) if row.role != "signature" and row.act_seq is None]
    return Visit(
        kind=visit.kind,
        officers=len(visit.officers),
        outcome=party.get("outcome") or "",
        person=party.get("person") or "",
        witness=party.get("witness") or "",
        reason=party.get("reason") or "",
        site=(site.lat, site.lon) if site.lat is not None else None,
        started_at=parse_instant(visit.started_at),
        items=[item for item in items if item.id == own or item.number],
        photos=[_shot(row) for row in photos],
    )


def _answer(row: Any) -> dict[str, Any]:
    return {"value": row.value, "note": row.note, "sub_checks": row.sub_checks, "corrected": row.corrected}


def _shot(row: Any) -> Shot:
    return Shot(row.item_id, row.role, row.source, row.lat, row.lon, row.accuracy_m, parse_instant(row.taken_at))
