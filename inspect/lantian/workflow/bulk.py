"""One kind of decision on several lines (批量办理): what stands in its way before, the acts one by one, what became of each.

Each line is decided in a transaction of its own through ``decide``, with the entry its page had shown, so that nothing that
somebody did meanwhile is passed over. Must not know more about an act than its row in ``domain.violation`` says.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lantian.domain.problems import FieldFault, Problem
from lantian.domain.violation import EVENTS, STATES, Event, obstacle
from lantian.ledger import chosen
from lantian.ledger.db import Unavailable

from .acting import Acting
from .decide import Decision, decide_from_phone, standing_of

# Acts that may be done to several lines at once: those that a reviewer does and that ask for no photo.
BULK_EVENTS = ("Confirmed", "ReturnedForSupplement", "Dismissed", "RectificationOrdered")
# A page of the list; also what one request can do without keeping the other writers waiting.
MOST_LINES = 100


@dataclass(frozen=True)
class Tick:
    """One ticked line: its number and the entry of the book that the person had seen last."""

    number: str
    seen_seq: int


@dataclass(frozen=True)
class Outlook:
    """A ticked line before the act: ``line`` (None when it is not there) and what stands in the way (None for nothing)."""

    tick: Tick
    line: Any
    hindrance: Problem | None


@dataclass(frozen=True)
class Outcome:
    """What became of one line: done, or the problem that kept it as it was."""

    number: str
    problem: Problem | None

    @property
    def kind(self) -> str:
        """'done', 'before' (by the same form sent earlier), 'moved' (somebody else acted in between) or 'refused'."""
        if self.problem is None:
            return "done"
        return {"record_differs": "before", "moved_on": "moved"}.get(self.problem.code, "refused")


def outlook(ticks: Iterable[Tick], event: Event, *, by: Acting) -> list[Outlook]:
    """What an act would meet on each line, in the order given: two queries, nothing is changed."""
    ticks = list(ticks)
    lines = chosen.lines_by_number(by.area_code, [tick.number for tick in ticks])
    actors = chosen.actors_of(line.last_seq for line in lines.values())
    return [Outlook(tick, lines.get(tick.number), _hindrance(lines.get(tick.number), tick, event, by, actors)) for tick in ticks]


def _hindrance(line: Any, tick: Tick, event: Event, by: Acting, actors: dict[int, str]) -> Problem | None:
    if line is None:
        return Problem("not_found")
    if line.last_seq != tick.seen_seq:
        return Problem("moved_on", actor=actors.get(line.last_seq, ""), state=STATES[line.state])
    if line.state not in event.sources:
        return Problem("not_possible", state=STATES[line.state], event=event.button)
    hindrance = obstacle(event, standing_of(line), role=by.role, user_id=by.id)
    return Problem("act_invalid", count=1, fields=[FieldFault("event", hindrance)]) if hindrance else None


def carry_out(
    decisions: Iterable[tuple[str, Decision]], ticket: uuid.UUID, *, by: Acting, clock: Callable[[], datetime]
) -> list[Outcome]:
    """Do the acts one after the other; what one line refuses does not keep the next. ``clock`` gives each act its own time.

    ``ticket`` stands for the form that was sent: sent again, what it did is found done and not done twice.
    """
    return [_one(number, decision, ticket, replace(by, now=clock())) for number, decision in decisions]


def _one(number: str, decision: Decision, ticket: uuid.UUID, by: Acting) -> Outcome:
    act_id = str(uuid.uuid5(ticket, f"{by.id} {number}"))
    try:
        decide_from_phone(number, act_id, _content(decision), decision, by=by)
    except Problem as problem:
        return Outcome(number, problem)
    except Unavailable:
        return Outcome(number, Problem("busy"))
    return Outcome(number, None)


def _content(decision: Decision) -> dict[str, Any]:
    """What makes an act the same act."""
    due_on = decision.due_on.isoformat() if decision.due_on else None
    words = {"reason": decision.reason, "basis": decision.basis_id, "elements": decision.elements_confirmed}
    return {"event": decision.event, "seen_seq": decision.seen_seq, "due_on": due_on} | words


def possible_events(states: Iterable[str]) -> list[Event]:
    """The acts that may be done in bulk from any of these states, from every state when none is given."""
    wanted = set(states)
    return [EVENTS[kind] for kind in BULK_EVENTS if not wanted or wanted & set(EVENTS[kind].sources)]
