"""The evidence sheet of each photo on a violation's page: rows of ``domain.evidence_sheet`` in the reader's language.

Asks the database once for all photos of a page. Must not judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from lantian.domain.evidence_sheet import Person, Row, Shot, Words, cited, rows
from lantian.ledger.people import card_numbers
from lantian.ledger.queries import OneViolation

from .language import current, named, when


def sheets(found: OneViolation, photos: Iterable[Any], answer: dict[str, Any]) -> dict[int, list[Row]]:
    """The sheet of every photo by its row's id. ``answer``: the line's item as the page shows it (``violation.answered``)."""
    shots = list(photos)
    acts = {entry["seq"]: (entry["actor_id"], entry["actor_name"]) for entry in found.story}
    visit = found.inspection
    makers = {row.id: acts.get(row.act_seq, (visit.recorded_by_id, visit.recorded_by.name)) for row in shots}
    cards = _cards(found, {person for person, _name in makers.values() if person is not None})
    words = Words(say=_say, when=lambda instant: when(instant, "full"), join=lambda names: _("；").join(names))
    return {row.id: rows(_shot(found, row, makers[row.id], cards, answer), words) for row in shots}


def _say(message: str, **values: Any) -> str:
    return _(message) % values if values else _(message)


def _cards(found: OneViolation, makers: set[int]) -> dict[int, str]:
    """As on the day of the visit for its officers, else as the register has it."""
    own = {row["user_id"]: row.get("card_number") or "" for row in found.inspection.officers}
    others = makers - set(own)
    return own | (card_numbers(others) if others else {})


def _shot(found: OneViolation, row: Any, maker: tuple[Any, str], cards: dict[int, str], answer: dict[str, Any]) -> Shot:
    visit, line, site = found.inspection, found.violation, found.site
    party, of_item = visit.party, row.item_id == line.item_id
    return Shot(
        role=row.role,
        source=row.source,
        taken_at=row.taken_at,
        received_at=row.photo.received_at,
        received_seq=row.photo.received_seq,
        maker=Person(maker[1], cards.get(maker[0], "")),
        officers=[Person(person["name"], person.get("card_number") or "") for person in visit.officers],
        item=named(line, "title") if of_item else "",
        criterion=answer["criterion"] if of_item else "",
        bases=[_citation(basis) for basis in cited(line.bases, line.basis_id)] if of_item else (),
        caption=row.caption,
        site=site.name,
        address=site.address,
        lat=row.lat,
        lon=row.lon,
        accuracy_m=row.accuracy_m,
        no_fix_reason=row.no_fix_reason,
        party=party.get("name") or site.party,
        party_person=party.get("person") or "",
        outcome=party.get("outcome") or "",
        witness=party.get("witness") or "",
        reason=party.get("reason") or "",
        later=row.act_seq is not None,
    )


def _citation(basis: Mapping[str, Any]) -> str:
    return (basis.get("citation_en") if current() == "en" else "") or basis.get("citation_zh") or basis["id"]
