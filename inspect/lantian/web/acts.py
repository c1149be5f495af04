"""The acts of a reviewer as forms (认定、退回、责令…): which are possible now, why others are not, and what was typed.

What an act needs is read from its row in ``domain.violation``; here stand only its hint and its place in the list. Must not
write: ``workflow.decide`` does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from lantian.domain.moments import local_date
from lantian.domain.problems import N_, FieldFault, Problem
from lantian.domain.violation import EVENTS, STATES, Event, Option, options
from lantian.ledger.queries import OneViolation
from lantian.workflow.acting import Acting
from lantian.workflow.decide import Decision, standing_of

from .errors import translate, words
from .language import day, when
from .story import sentence, told_last

# A reviewer's right: acts that ask for another are done elsewhere, on the phone.
DESK_RIGHT = "review"
MAX_REASON = 2000
TOO_LONG = N_("最多 %(limit)s 个字，现有 %(count)s 个")
HIDDEN = N_("含有不可见的控制字符，请删去后重填")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Where the fault of a need is shown: the field that fills it.
FIELD_OF = {"reason": "reason", "basis": "basis", "elements": "elements", "deadline": "due_on"}
# What each act is for, beside its button, in the order in which they are offered.
HINTS: dict[str, str] = {
    "Confirmed": N_("选定行为发生日有效的依据，逐项确认构成要件。"),
    "ReturnedForSupplement": N_("写明缺什么，执法人员会在手机上看到。"),
    "Dismissed": N_("写明为何不认定，理由进入台账。"),
    "RectificationOrdered": N_("写明期限；超期会在列表中标出。"),
    "DeadlineReset": N_("反弹、复查不合格或确有理由延期时，写明新期限和理由。"),
    "Cleared": N_("复查合格并核对照片后销号。"),
    "ClearedOnSite": N_("核对整改前后照片后销号。"),
    "ReferredForPenalty": N_("写明移送单位与理由，案卷可另行导出。"),
}
# Whom a line waits for on the phone, by state; said above the acts of the desk.
WAITS: dict[str, str] = {
    "lead": N_("等待执法人员现场核查（在手机上办理）。"),
    "returned": N_("等待执法人员补充材料（在手机上办理）。"),
    "ordered": N_("等待整改，由执法人员在手机上反馈。"),
    "rectified": N_("等待执法人员复查（在手机上办理）。"),
}
FIELD_LABELS = {"reason": N_("理由"), "basis": N_("法律依据"), "elements": N_("法律依据"), "due_on": N_("整改期限")}
# Events whose words stand beside the acts while they are the last on a line: why it stands where it does.
LAST_WORDS = frozenset(
    ("ReturnedForSupplement", "Supplemented", "Dismissed", "RecheckFailed", "Relapsed", "DeadlineReset", "ReferredForPenalty")
)
DANGEROUS = ("Dismissed",)
# Never unfolded by itself: nobody should press these because they stood there open.
FOLDED = ("Dismissed", "DeadlineReset", "ReferredForPenalty")


def button_words(event: Event) -> str:
    """What an act's button says: a command, where the name of the event says what happened."""
    words = {
        "Confirmed": pgettext("act", "认定"),
        "ReturnedForSupplement": pgettext("act", "退回补充"),
        "Dismissed": pgettext("act", "不予认定"),
        "RectificationOrdered": pgettext("act", "责令改正"),
        "Cleared": pgettext("act", "销号"),
        "ClearedOnSite": pgettext("act", "立行立改，销号"),
        "ReferredForPenalty": pgettext("act", "移送处罚"),
    }
    return words.get(event.kind) or _(event.button)


@dataclass
class ActForm:
    """One act that this person may do now: its row, what was typed, and what is wrong with it."""

    event: Event
    values: dict[str, Any]
    faults: dict[str, list[str]] = field(default_factory=dict)
    open: bool = False

    @property
    def asks(self) -> dict[str, bool]:
        """Which fields the form has."""
        needs = self.event.needs
        return {"basis": "basis" in needs, "deadline": "deadline" in needs, "reason": True, "reason_needed": "reason" in needs}

    @property
    def button(self) -> str:
        """The words on its button."""
        return button_words(self.event)

    @property
    def hint(self) -> str:
        """What the act is for."""
        return _(HINTS[self.event.kind]) if self.event.kind in HINTS else ""

    @property
    def kind(self) -> str:
        """How its button looks."""
        return "danger" if self.event.kind in DANGEROUS else "primary"


@dataclass
class Conflict:
    """That the line moved on while a page was open: what the page showed, what stands now, and what came between."""

    seen: str
    now: str
    since: list[dict[str, Any]]


@dataclass
class Desk:
    """The side of the page where acts are done."""

    forms: list[ActForm]
    elsewhere: list[tuple[str, str]]
    closed: list[tuple[str, str]]
    problem: dict[str, Any] | None = None
    conflict: Conflict | None = None
    # Whose turn it is where a reviewer can only wait; ''.
    waits: str = ""
    # The last event in its words, and whose it was when, where that says why the line stands where it does; None.
    last: dict[str, str] | None = None
    # What is missing, as (field's id, label, sentence), where every fault has its field on the page.
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    # What was typed for an act that is no longer possible, so that nothing is lost.
    stranded: dict[str, Any] | None = None

    @property
    def anchor(self) -> str:
        """Where on the page the open form stands, for the links of a refusal."""
        return next((f"act-{form.event.kind}" for form in self.forms if form.open), "acts")


def desk(found: OneViolation, by: Acting, typed: Decision | None = None, problem: Problem | None = None) -> Desk:
    """The acts on a line for this person, and after a refusal what was typed with its faults."""
    rows = sorted(options(standing_of(found.violation), role=by.role, user_id=by.id), key=_place)
    mine = [(row.event, row.obstacle) for row in rows if row.event.right == DESK_RIGHT]
    forms = [ActForm(event, _values(found, event, by)) for event, obstacle in mine if not obstacle]
    made = Desk(
        forms=forms,
        closed=[(button_words(event), _(obstacle)) for event, obstacle in mine if obstacle],
        waits=_waits(found.violation),
        last=_last(found),
        elsewhere=[(button_words(row.event), _("由执法人员在手机上办理")) for row in rows if row.event.right != DESK_RIGHT],
    )
    if typed is not None and problem is not None:
        _keep(made, found, typed, problem)
    elif forms and forms[0].event.kind not in FOLDED:
        forms[0].open = True
    return made


def _waits(line: Any) -> str:
    return "" if line.recheck_passed_by is not None or line.state not in WAITS else _(WAITS[line.state])


def _last(found: OneViolation) -> dict[str, str] | None:
    last = next((entry for entry in reversed(found.story) if entry["kind"] in EVENTS), None)
    return told_last(last) if last and last["kind"] in LAST_WORDS else None


def _place(option: Option) -> int:
    known = list(HINTS)
    return known.index(option.event.kind) if option.event.kind in known else len(known)


def read(event: str, form: Mapping[str, Any]) -> tuple[Decision, list[FieldFault]]:
    """What was typed, as a decision, with what cannot be accepted at all. A date that is none counts as not given."""
    reason = str(form.get("reason", "")).replace("\r\n", "\n").strip()
    basis = str(form.get("basis", ""))[:40]
    ticked = form.getlist("elements") if hasattr(form, "getlist") else [form.get("elements")]
    seen = str(form.get("seen_seq", ""))
    decision = Decision(
        event=event,
        seen_seq=int(seen) if re.fullmatch("[0-9]{1,9}", seen) else 0,
        reason=reason,
        basis_id=basis,
        elements_confirmed=bool(basis) and basis in ticked,
        due_on=_date(str(form.get("due_on", ""))),
    )
    return decision, _reason_faults(reason)


def _reason_faults(reason: str) -> list[FieldFault]:
    faults = [FieldFault("reason", HIDDEN)] if _FORBIDDEN.search(reason) else []
    if len(reason) > MAX_REASON:
        faults.append(FieldFault("reason", TOO_LONG, {"limit": MAX_REASON, "count": len(reason)}))
    return faults


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _values(found: OneViolation, event: Event, by: Acting) -> dict[str, Any]:
    """First values: the line's own limit unless it has passed, the only basis if there is one."""
    line, today = found.violation, local_date(by.now).isoformat()
    applicable = [row["id"] for row in line.bases if not row.get("successor")]
    due_on = line.due_on if line.due_on and line.due_on >= today else ""
    return {
        "reason": "",
        "due_on": due_on,
        "today": today,
        "elements": [],
        "basis": applicable[0] if len(line.bases) == 1 and applicable else "",
        "due_hint": _due_hint(line) if line.due_on and not due_on else "",
        "provisional": line.due_provisional,
    }


def _due_hint(line: Any) -> str:
    if line.state == "ordered":
        return _("原定期限 %(due_on)s 已过。", due_on=day(line.due_on))
    return _("记录推算的期限 %(due_on)s 已过，请重新确定。", due_on=day(line.due_on))


def _keep(made: Desk, found: OneViolation, typed: Decision, problem: Problem) -> None:
    """Put what was typed back where it belongs, with the refusal beside it."""
    made.problem = words(problem)
    if problem.code == "moved_on":
        made.conflict = _conflict(found, typed.seen_seq)
    form = next((form for form in made.forms if form.event.kind == typed.event), None)
    if form is None:
        made.stranded = _stranded(found, typed)
        return
    form.open = True
    form.values |= {
        "reason": typed.reason,
        "basis": typed.basis_id,
        "elements": [typed.basis_id] if typed.elements_confirmed else [],
        "due_on": typed.due_on.isoformat() if typed.due_on else "",
    }
    for fault in problem.fields:
        form.faults.setdefault(FIELD_OF.get(fault.path, fault.path), []).append(translate(fault.message, fault.params))
    made.faults = _linked(form)


def _linked(form: ActForm) -> list[tuple[str, str, str]]:
    """The faults of a form with the fields they lead to; [] when one of them has no field."""
    if not set(form.faults) <= set(FIELD_LABELS):
        return []
    places = {"elements": "basis"}
    return [
        (f"{form.event.kind}-{places.get(name, name)}", _(FIELD_LABELS[name]), message)
        for name, messages in form.faults.items()
        for message in messages
    ]


def _stranded(found: OneViolation, typed: Decision) -> dict[str, Any]:
    """What was typed for an act that has no form any more: its words, the basis and the day chosen."""
    basis = next((row for row in found.violation.bases if row["id"] == typed.basis_id), None)
    chosen = [basis["citation_zh"] if basis else "", day(typed.due_on)]
    act = button_words(EVENTS[typed.event]) if typed.event in EVENTS else typed.event
    return {"act": act, "words": "\n".join(part for part in (*chosen, typed.reason) if part)}


def _conflict(found: OneViolation, seen_seq: int) -> Conflict:
    before = [entry["payload"] for entry in found.story if entry["seq"] <= seen_seq]
    shown = before[-1].get("state") if before else None
    seen = _(STATES[shown]) if shown else _("未知")
    since = [
        {"title": sentence(entry), "actor": entry["actor_name"], "at": when(entry["recorded_at"]), "seq": entry["seq"]}
        for entry in found.story
        if entry["seq"] > seen_seq
    ]
    return Conflict(
        _("第 %(seq)s 号：%(state)s", seq=seen_seq, state=seen),
        _("第 %(seq)s 号：%(state)s", seq=found.violation.last_seq, state=_(STATES[found.violation.state])),
        since,
    )
