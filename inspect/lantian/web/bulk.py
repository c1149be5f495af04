"""Several lines at once, over HTTP: what was ticked, the summary before the act, what was typed into it, the results after.

What an act needs is read from its row in ``domain.violation``, as for a single line. Must not write: ``workflow.bulk`` does.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from lantian.domain.moments import local_date
from lantian.domain.problems import FieldFault, Problem
from lantian.domain.violation import EVENTS, NEEDS, Event
from lantian.workflow.bulk import BULK_EVENTS, MOST_LINES, Outcome, Outlook, Tick, outlook
from lantian.workflow.decide import Decision

from . import acts, law
from .errors import translate, words
from .language import day, named
from .parts import by, parts
from .worklist import BACK_KEYS

_TICK = re.compile(r"([0-9]{2,12}-[0-9]{4}-[0-9]{1,9})~([0-9]{1,9})", re.ASCII)
# What the fields begin with that carry the list's address line through.
BACK = "back-"
# The fields of the limit: each line's own or one for all.
OWN_LIMIT, SAME_LIMIT = "own", "same"


@dataclass(frozen=True)
class Asked:
    """What a form asks for: the act, the lines, the mark of this form, and the address line of the list it came from."""

    event: Event
    ticks: list[Tick]
    ticket: uuid.UUID
    back: dict[str, str]

    @property
    def back_href(self) -> str:
        """The list it came from."""
        return url_for("supervisor.worklist", **self.back)


def read(form: Any, event: str) -> Asked:
    """A form's request. Raises Problem bad_request (400) for an act that is not done in bulk or for too many lines."""
    ticks = {match[1]: Tick(match[1], int(match[2])) for text in form.getlist("line") if (match := _TICK.fullmatch(text))}
    if event not in BULK_EVENTS or len(ticks) > MOST_LINES:
        raise Problem("bad_request")
    carried = ((name.removeprefix(BACK), form[name][:200]) for name in form if name.startswith(BACK))
    back = {key: text for key, text in carried if key in BACK_KEYS and text}
    return Asked(EVENTS[event], list(ticks.values()), _ticket(str(form.get("ticket", ""))), back)


def _ticket(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def summary(asked: Asked, form: Mapping[str, Any] | None = None, faults: Iterable[FieldFault] = ()) -> dict[str, Any]:
    """What would be done to which lines, what cannot be done and why; with what was typed after a refusal."""
    found = outlook(asked.ticks, asked.event, by=by())
    ready = [row for row in found if row.hindrance is None]
    at = _faults_by_field(faults)
    groups = _groups(ready, form, at) if "basis" in asked.event.needs else []
    return {
        "asked": asked,
        "event": asked.event,
        "button_words": acts.button_words(asked.event),
        "hint": _(acts.HINTS[asked.event.kind]),
        "dangerous": asked.event.kind in acts.DANGEROUS,
        "ready": [_line(row) for row in ready],
        "hindered": [_line(row) | {"why": _why(row.hindrance)} for row in found if row.hindrance is not None],
        "groups": groups,
        "limit": _limit(ready, form) if "deadline" in asked.event.needs else None,
        "reason": str(form.get("reason", "")) if form else "",
        "reason_needed": "reason" in asked.event.needs,
        "faults": at,
        "fault_list": _summary_of(at, groups),
    }


def _summary_of(faults: Mapping[str, list[str]], groups: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Every fault with the field it leads to and what that is called."""
    labels = {"reason": _("理由"), "due_on": _("整改期限")} | {f"basis-{group['key']}": group["title"] for group in groups}
    return [(path, labels.get(path, path), message) for path, messages in faults.items() for message in messages]


def _faults_by_field(faults: Iterable[FieldFault]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.path, []).append(translate(fault.message, fault.params))
    return found


def _line(row: Outlook) -> dict[str, Any]:
    if row.line is None:
        return {"number": row.tick.number, "title": "", "href": ""}
    line = row.line
    return {
        "number": line.number,
        "tick": f"{line.number}~{row.tick.seen_seq}",
        "title": named(line, "title"),
        "note": line.note,
        "state": line.state,
        "severity": line.severity,
        "site": line.site.name,
        "area": line.area.name,
        "act_on": day(line.act_on),
        "due_on": day(line.due_on),
        "own_limit": own_limit(line),
        "thumb": url_for("media.thumb", sha256=line.thumbnail) if line.thumbnail else "",
        "href": url_for("supervisor.violation", number=line.number),
    }


def _why(problem: Problem | None) -> str:
    """The reason in one sentence: that of the field where the problem itself only counts."""
    said = words(problem) if problem else {"fields": [], "detail": ""}
    return " ".join(fault["message"] for fault in said["fields"]) or said["detail"]


def group_key(line: Any) -> str:
    """Lines of one item with the same law are confirmed under one choice; the key stays when other lines are taken out."""
    law_ids = " ".join(row["id"] for row in line.bases)
    return hashlib.sha256(f"{line.item_id} {law_ids}".encode()).hexdigest()[:12]


def _groups(ready: list[Outlook], form: Mapping[str, Any] | None, faults: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The law to choose from, once per group."""
    groups: dict[str, list[Any]] = {}
    for row in ready:
        groups.setdefault(group_key(row.line), []).append(row.line)
    return [_group(key, lines, form, faults) for key, lines in groups.items()]


def _group(key: str, lines: list[Any], form: Mapping[str, Any] | None, faults: Mapping[str, Any]) -> dict[str, Any]:
    rows = law.all_shown(lines[0].bases)
    only = rows[0]["id"] if len(rows) == 1 and not rows[0]["successor"] else ""
    return {
        "key": key,
        "title": named(lines[0], "title"),
        "count": len(lines),
        "rows": rows,
        "basis": str(form.get(f"basis-{key}", "")) if form else only,
        "elements": form.getlist(f"elements-{key}") if form and hasattr(form, "getlist") else [],
        "errors": faults.get(f"basis-{key}", []),
    }


def own_limit(line: Any) -> str:
    """The line's own limit as ISO date, unless it has passed; '' without one."""
    today = local_date(parts().now()).isoformat()
    return line.due_on if line.due_on and line.due_on >= today else ""


def _limit(ready: list[Outlook], form: Mapping[str, Any] | None) -> dict[str, Any]:
    own = sum(bool(own_limit(row.line)) for row in ready)
    return {
        "own": own,
        "lacking": len(ready) - own,
        "mode": str(form.get("limit", "")) if form else OWN_LIMIT if own else SAME_LIMIT,
        "due_on": str(form.get("due_on", ""))[:10] if form else "",
        "today": local_date(parts().now()).isoformat(),
    }


def decisions(asked: Asked, form: Any) -> tuple[list[tuple[str, Decision]], list[FieldFault]]:
    """What to decide on each line, from what was typed; or what is missing, by field, and then nothing is to be done."""
    typed, faults = acts.read(asked.event.kind, form)
    if "reason" in asked.event.needs and not typed.reason:
        faults = [*faults, FieldFault("reason", NEEDS["reason"])]
    found = outlook(asked.ticks, asked.event, by=by())
    made = []
    for row in found:
        decision = replace(typed, seen_seq=row.tick.seen_seq)
        if row.line is not None:
            # Also where it is too late: a form that is sent twice must say the same twice.
            decision, missing = _filled(decision, row.line, asked.event, form)
            faults = [*faults, *(fault for fault in missing if row.hindrance is None and fault not in faults)]
        made.append((row.tick.number, decision))
    return made, faults


def _filled(decision: Decision, line: Any, event: Event, form: Any) -> tuple[Decision, list[FieldFault]]:
    """The decision with what is chosen for this line's group, and what is missing there."""
    faults: list[FieldFault] = []
    if "basis" in event.needs:
        decision, faults = _with_basis(decision, line, form)
    if "deadline" in event.needs:
        own = own_limit(line) if form.get("limit") == OWN_LIMIT else ""
        decision = replace(decision, due_on=date.fromisoformat(own) if own else decision.due_on)
        if decision.due_on is None or decision.due_on < local_date(parts().now()):
            faults = [*faults, FieldFault("due_on", NEEDS["deadline"])]
    return decision, faults


def _with_basis(decision: Decision, line: Any, form: Any) -> tuple[Decision, list[FieldFault]]:
    key = group_key(line)
    basis = next((row for row in line.bases if row["id"] == form.get(f"basis-{key}")), None)
    if basis is None:
        return replace(decision, basis_id=""), [FieldFault(f"basis-{key}", NEEDS["basis"])] if line.bases else []
    ticked = basis["id"] in form.getlist(f"elements-{key}")
    lacking = [FieldFault(f"basis-{key}", NEEDS["elements"])] if basis.get("element_required") and not ticked else []
    return replace(decision, basis_id=basis["id"], elements_confirmed=ticked), lacking


def results(asked: Asked, outcomes: list[Outcome], found: Mapping[str, Any]) -> dict[str, Any]:
    """What became of each line; ``found`` are the lines as they stand now."""
    kinds = [outcome.kind for outcome in outcomes]
    return {
        "asked": asked,
        "button_words": acts.button_words(asked.event),
        "done": kinds.count("done"),
        "not_done": len(kinds) - kinds.count("done"),
        "rows": [_result(outcome, found.get(outcome.number)) for outcome in outcomes],
    }


def _result(outcome: Outcome, line: Any) -> dict[str, Any]:
    said = {
        "done": lambda: "",
        "before": lambda: _("这一页先前已提交过这一条；后来改动的内容没有采用。"),
    }.get(outcome.kind, lambda: _why(outcome.problem))
    return {
        "number": outcome.number,
        "kind": outcome.kind,
        "why": said(),
        "title": named(line, "title") if line else "",
        "site": line.site.name if line else "",
        "state": line.state if line else "",
        "href": url_for("supervisor.violation", number=outcome.number) if line else "",
    }
