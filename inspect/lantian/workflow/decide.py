"""Every later act on a violation: check the table, check what it needs, write state and entry together.

One function for all events, because the state table in ``domain.violation`` is the only place where they differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from lantian.domain.act import ActBody
from lantian.domain.area import contains
from lantian.domain.inspection import RecordPhoto
from lantian.domain.moments import local_date
from lantian.domain.problems import YOURSELF, FieldFault, Problem
from lantian.domain.violation import EVENTS, NEEDS, RECHECK_RESULTS, STATES, Event, Standing, next_state, obstacle
from lantian.ledger import book, records, records_known, violations
from lantian.ledger.db import transaction
from lantian.ledger.digests import placed_sha256

from .acting import Acting
from .judging import check_accounted, check_sent
from .marking import handed_in
from .receive import Accepted, content_of, withdrawn_rows


@dataclass(frozen=True)
class Decision:
    """What a person brings to an act; which parts are needed is said by the event's row."""

    event: str
    seen_seq: int
    reason: str = ""
    basis_id: str = ""
    elements_confirmed: bool = False
    due_on: date | None = None
    result: str = ""
    photos: list[RecordPhoto] = field(default_factory=list)
    # Photos that were sent for the act and are not part of it: SHA-256 and reason.
    withdrawn: list[tuple[str, str]] = field(default_factory=list)
    # The phone's own id of the act, for which photos were sent; '' at the desk.
    act_id: str = ""


def decision_of(act: ActBody) -> Decision:
    """What a phone sent, as a decision."""
    return Decision(
        act.event, act.seen_seq, reason=act.reason, result=act.result, photos=act.photos, withdrawn=act.withdrawn
    )


def standing_of(violation: Any) -> Standing:
    """The facts of a line that decide what is possible."""
    return Standing(
        violation.state,
        frozenset(violation.found_by),
        corrected_on_site=violation.corrected_on_site,
        order_only=violation.order_only or not violation.bases,
        recheck_passed_by=violation.recheck_passed_by,
    )


def decide(number: str, decision: Decision, *, by: Acting) -> Accepted:
    """Do one act once. Raises Problem not_found, moved_on, not_possible, act_invalid, not_allowed."""
    with transaction():
        return _decide(number, decision, by.in_order())


def decide_from_phone(number: str, act_id: str, body: Any, decision: Decision, *, by: Acting) -> Accepted:
    """The same, exactly once by the act's own id: 201 first, 200 for the same content again, 409 for other content."""
    _, digest = content_of(body)
    with transaction():
        if answer := _done_before(number, act_id, digest, by):
            return answer
        check_accounted({photo.sha256 for photo in decision.photos}, decision.withdrawn, records_known.acknowledged(act_id))
        done = _decide(number, replace(decision, act_id=act_id), by.in_order())
        violation = violations.by_number(number)
        violations.note_act(act_id, violation.id, digest, done.seq)  # type: ignore[union-attr]
    return done


def _done_before(number: str, act_id: str, digest: str, by: Acting) -> Accepted | None:
    """The answer to an act that is in already: it is the same when content, line and person are."""
    known = violations.known_act(act_id)
    if known is None:
        return None
    if (known.content_sha256, known.number, known.done_by) != (digest, number, by.id):
        raise Problem("record_differs", received_at=known.received_at)
    return Accepted(200, known.seq, known.received_at, {"violation": number})


def _decide(number: str, decision: Decision, by: Acting) -> Accepted:
    violation = violations.by_number(number)
    if violation is None or not contains(by.area_code, violation.area_id):
        raise Problem("not_found")
    event = EVENTS.get(decision.event)
    if event is None or event.kind in ("LeadRecorded", "ViolationReported"):
        raise Problem("not_possible", state=STATES[violation.state], act=event.button if event else decision.event)
    _check_open(violation, event, decision, by)
    _check_needs(violation, event, decision, by)
    return _write(violation, event, decision, by)


def _check_open(violation: Any, event: Event, decision: Decision, by: Acting) -> None:
    if violation.last_seq != decision.seen_seq:
        last = book.story("violation", violation.number)[-1]
        raise Problem(
            "moved_on",
            actor=YOURSELF if last["actor_id"] == by.id else last["actor_name"],
            state=STATES[violation.state],
            extra={"last_seq": violation.last_seq, "state": violation.state},
        )
    next_state(violation.state, event.kind)
    by.must(event.right)
    if hindrance := obstacle(event, standing_of(violation), role=by.role, user_id=by.id):
        raise Problem("act_invalid", count=1, fields=[FieldFault("event", hindrance)])


def _check_needs(violation: Any, event: Event, decision: Decision, by: Acting) -> None:
    faults = [FieldFault(need, NEEDS[need]) for need in event.needs if not _has(need, violation, decision, by)]
    listed = {photo.sha256 for photo in decision.photos}
    check_sent(listed, records_known.photos_sent(listed, decision.act_id, by.id))
    if faults:
        raise Problem("act_invalid", count=len(faults), fields=faults)


def _has(need: str, violation: Any, decision: Decision, by: Acting) -> bool:
    basis = next((row for row in violation.bases if row["id"] == decision.basis_id), None)
    checks = {
        "reason": lambda: bool(decision.reason.strip()),
        "note_or_photo": lambda: bool(decision.reason.strip() or decision.photos),
        # Where no basis is in force the finding can still be confirmed and ordered to be corrected, but never referred.
        "basis": lambda: basis is not None or not violation.bases,
        "elements": lambda: basis is None or not basis.get("element_required") or decision.elements_confirmed,
        "deadline": lambda: decision.due_on is not None and decision.due_on >= local_date(by.now),
        "photo": lambda: bool(decision.photos),
        "result": lambda: decision.result in RECHECK_RESULTS,
        "other_person": lambda: by.id not in violation.found_by,
        "corrected": lambda: violation.corrected_on_site,
        "fine": lambda: not violation.order_only,
    }
    return checks[need]()


def _limit(decision: Decision) -> dict[str, Any]:
    return {"due_on": decision.due_on.isoformat(), "due_provisional": False}  # type: ignore[union-attr]


# What each event changes beside the state; everything else about a line never changes.
_EFFECTS = {
    "Confirmed": lambda d, by: {"basis_id": d.basis_id},
    "RectificationOrdered": lambda d, by: _limit(d),
    "DeadlineReset": lambda d, by: _limit(d),
    "RectificationReported": lambda d, by: {"recheck_passed_by": None},
    "RecheckPassed": lambda d, by: {"recheck_passed_by": by.id},
    "RecheckFailed": lambda d, by: {"recheck_passed_by": None},
    "Relapsed": lambda d, by: {"recheck_passed_by": None},
}


def _write(violation: Any, event: Event, decision: Decision, by: Acting) -> Accepted:
    state = next_state(violation.state, event.kind)
    effects = _EFFECTS.get(event.kind, lambda d, by: {})(decision, by)
    placed = _placed(violation, event, decision)
    payload = {
        "state": state,
        "reason": decision.reason,
        "basis": decision.basis_id,
        "elements_confirmed": decision.elements_confirmed,
        "due_on": decision.due_on.isoformat() if decision.due_on else None,
        "result": decision.result,
        "photos": [photo.sha256 for photo in decision.photos],
        "withdrawn": withdrawn_rows(decision.withdrawn),
        "placed_sha256": placed_sha256(placed) if placed else "",
    }
    payload = {key: value for key, value in payload.items() if value not in ("", None, [], False)}
    seq = book.append(
        at=by.at, actor=by.actor, kind=event.kind, subject_kind="violation", subject_id=violation.number, payload=payload
    )
    violations.change(violation.id, effects | {"state": state, "last_seq": seq})
    records.add_photo_rows([row | {"act_seq": seq} for row in placed])
    handed_in(decision.photos, {"violation": violation.number}, by=by)
    return Accepted(201, seq, by.at, {"violation": violation.number, "state": state})


_ROLE_OF = {"Supplemented": "supplement", "RecheckPassed": "recheck", "RecheckFailed": "recheck", "Relapsed": "relapse"}


def _placed(violation: Any, event: Event, decision: Decision) -> list[dict[str, Any]]:
    """The rows of the act's photos, but for the number of its entry."""
    role = _ROLE_OF.get(event.kind, "after")
    known = records_known.Gathered(site=violation.site)
    rows = records.photo_rows(decision.photos, violation.inspection_id, known, violations={})
    return [row | {"violation": violation.id, "role": role, "item_id": violation.item_id} for row in rows]
