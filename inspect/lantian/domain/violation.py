"""The life of a violation (违法行为): one state table, read by the acts, the pages, the docs and the tests.

State is a cache; the book of events decides. Nothing here does I/O or knows who is signed in: role, state and facts are
passed in. Rules: 国办发〔2024〕54号 (patrols make leads only), 行政处罚法 Art. 42 (two officers), house rule: nobody confirms
their own finding.
"""

from __future__ import annotations

from dataclasses import dataclass

from .people import may
from .problems import N_, Problem

STATES: dict[str, str] = {
    "lead": N_("线索"),
    "reported": N_("待审核"),
    "returned": N_("退回补充"),
    "confirmed": N_("已认定"),
    "ordered": N_("责令改正"),
    "rectified": N_("已反馈整改"),
    "cleared": N_("已销号"),
    "dismissed": N_("不予认定"),
    "referred": N_("已移送"),
}

CLOSED_STATES = frozenset({"cleared", "dismissed", "referred"})
OPEN_STATES = frozenset(STATES) - CLOSED_STATES

# What an act must bring. Each key is a field of the act and a check in ``missing``.
NEEDS: dict[str, str] = {
    "reason": N_("请写明理由"),
    "note_or_photo": N_("请补充文字或照片"),
    "basis": N_("请选择行为发生日有效的法律依据"),
    "elements": N_("请逐项确认该依据的构成要件"),
    "deadline": N_("请填写整改期限，且不早于今天"),
    "photo": N_("请附现场照片"),
    "result": N_("请选择复查结果"),
    "other_person": N_("不能认定本人检查发现的问题"),
    "corrected": N_("立行立改须有整改前、后照片"),
    "fine": N_("该问题依法只责令改正，没有罚款依据，不能移送处罚"),
}


@dataclass(frozen=True)
class Event:
    """One row: from which states, past-tense name, to which state (None: stays), which right, what it needs."""

    kind: str
    name: str
    button: str
    sources: tuple[str, ...]
    target: str | None
    right: str
    needs: tuple[str, ...] = ()


EVENTS: dict[str, Event] = {
    event.kind: event
    for event in (
        Event("LeadRecorded", N_("线索登记"), N_("登记线索"), (), "lead", "patrol", ("photo",)),
        Event("ViolationReported", N_("检查发现"), N_("登记问题"), ("lead",), "reported", "inspect", ("photo",)),
        Event("ReturnedForSupplement", N_("退回补充"), N_("退回补充"), ("reported",), "returned", "review", ("reason", "other_person")),
        Event("Supplemented", N_("补充材料"), N_("提交补充材料"), ("returned",), "reported", "inspect", ("note_or_photo",)),
        Event("Confirmed", N_("认定"), N_("认定"), ("reported",), "confirmed", "review", ("basis", "elements", "other_person")),
        Event("Dismissed", N_("不予认定"), N_("不予认定"), ("reported", "lead"), "dismissed", "review", ("reason", "other_person")),
        Event("RectificationOrdered", N_("责令改正"), N_("责令改正"), ("confirmed",), "ordered", "review", ("deadline",)),
        Event("DeadlineReset", N_("重定期限"), N_("重新确定整改期限"), ("ordered",), None, "review", ("deadline", "reason")),
        Event("Acknowledged", N_("收到"), N_("登记已收到通知"), ("ordered",), None, "inspect"),
        Event("RectificationReported", N_("反馈整改"), N_("反馈整改"), ("ordered",), "rectified", "inspect", ("photo",)),
        Event("RecheckPassed", N_("复查合格"), N_("复查合格，报请销号"), ("rectified",), None, "inspect", ("photo",)),
        Event("RecheckFailed", N_("复查不合格"), N_("复查不合格"), ("rectified",), "ordered", "inspect", ("photo", "result")),
        Event("Cleared", N_("销号"), N_("销号"), ("rectified",), "cleared", "review", ("other_person",)),
        Event("ClearedOnSite", N_("立行立改销号"), N_("立行立改，销号"), ("confirmed",), "cleared", "review", ("corrected", "other_person")),
        Event("Relapsed", N_("反弹"), N_("登记反弹"), ("cleared",), "ordered", "inspect", ("photo",)),
        Event("ReferredForPenalty", N_("移送处罚"), N_("移送处罚"), ("confirmed", "ordered", "rectified", "cleared"), "referred", "review", ("reason", "fine")),
    )
}

RECHECK_RESULTS: dict[str, str] = {"partly": N_("部分整改"), "not": N_("未整改"), "false": N_("虚假整改")}

# Cleared asks for a recheck by another officer since the last report of rectification (decision 6 of the house plan).
CLEARED_NEEDS_RECHECK = N_("须先有复查合格的记录")


def next_state(state: str | None, kind: str) -> str:
    """The state after an event. Raises Problem not_possible (409) where the table has no such row."""
    event = EVENTS[kind]
    if state is None and kind in ("LeadRecorded", "ViolationReported"):
        return event.target or ""
    if state not in event.sources:
        raise Problem("not_possible", state=STATES.get(state or "", "–"), act=event.button)
    return event.target or state or ""


def replay(kinds: list[str]) -> str | None:
    """Fold the kinds of a violation's entries, oldest first, into its state. None for no entries."""
    state: str | None = None
    for kind in kinds:
        if kind in EVENTS:
            state = next_state(state, kind)
    return state


@dataclass(frozen=True)
class Standing:
    """The facts about one violation that decide what is possible: all plain values."""

    state: str
    reported_by: frozenset[int]
    corrected_on_site: bool = False
    order_only: bool = False
    recheck_passed_by: int | None = None


@dataclass(frozen=True)
class Option:
    """An event with the reason why it is not open to this person now ('' when it is)."""

    event: Event
    obstacle: str


def options(standing: Standing, *, role: str, user_id: int) -> list[Option]:
    """Every event that starts from this state, each with what stands in its way for this person ('' for nothing)."""
    rows = [event for event in EVENTS.values() if standing.state in event.sources and event.kind != "ViolationReported"]
    return [Option(event, obstacle(event, standing, role=role, user_id=user_id)) for event in rows]


def obstacle(event: Event, standing: Standing, *, role: str, user_id: int) -> str:
    """Why this person cannot do this now, as a msgid; '' when nothing stands in the way."""
    if not may(role, event.right):
        return N_("须由有相应岗位权限的人员处理")
    if "other_person" in event.needs and user_id in standing.reported_by:
        return NEEDS["other_person"]
    if "corrected" in event.needs and not standing.corrected_on_site:
        return NEEDS["corrected"]
    if "fine" in event.needs and standing.order_only:
        return NEEDS["fine"]
    if event.kind == "Cleared" and standing.recheck_passed_by is None:
        return CLEARED_NEEDS_RECHECK
    return ""
