"""Plays the plan through the real acts of the product: photos, records, decisions, at times that lie in the past.

Nothing is written past them: what the acts refuse cannot be in the demo city.
"""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta
from typing import Any

from lantian.checklists.library import Library
from lantian.domain.act import read_act
from lantian.domain.moments import local_date
from lantian.evidence.storage import Storage
from lantian.ledger.models import Person, Violation
from lantian.workflow.acting import Acting, acting
from lantian.workflow.decide import Decision, decide, decide_from_phone
from lantian.workflow.receive import receive_inspection, receive_photo

from .plan import PlannedStep, PlannedVisit, Shot

# What a demo record says in the text fields above the items; fields of other types stay empty.
HEADER = {
    "project_name": "示例项目",
    "stage": "主体施工",
    "developer": "示例建设单位",
    "contractor": "示例施工单位",
    "supervision_firm": "示例监理单位",
    "trade_name": "示例店",
    "operator_name": "示例经营者",
    "purifier_model": "示例型号",
    "fire_point_number": "示例火点",
    "grid": "示例网格",
}
PLAIN_VALUES = {"number": "3", "text": "", "boolean": "yes"}


class Player:
    """Plays acts one by one; knows the people, the drawn pictures and which patrol opened which lead."""

    def __init__(self, people: dict[str, Person], library: Library, storage: Storage, pictures: dict[Any, bytes]):
        self.people, self.library, self.storage, self.pictures = people, library, storage, pictures
        self.leads: dict[str, str] = {}
        self.violations = 0
        self.stopped: list[str] = []

    def play(self, act: PlannedVisit | PlannedStep) -> None:
        """One act. A step whose line has stopped (no legal basis to confirm it) is left out, as the product would."""
        if isinstance(act, PlannedVisit):
            self._visit(act)
        elif act.planned.id + act.find.item not in self.stopped:
            self._step(act)

    def _visit(self, planned: PlannedVisit) -> None:
        person = self.people[planned.crew[0]]
        at = planned.at
        for key in [*planned.shots, *([planned.signature] if planned.signature is not None else [])]:
            self._hand_in(self.pictures[key], planned.id, acting(person, at))
            at += timedelta(seconds=1)
        body = self._record(planned)
        accepted = receive_inspection(body, inspection_id=planned.id, library=self.library, by=acting(person, at))
        numbers = accepted.facts["violations"]
        self.violations += len(numbers)
        if planned.visit.kind == "patrol" and numbers:
            self.leads[planned.visit.place] = numbers[0]

    def _hand_in(self, body: bytes, inspection_id: str, by: Acting) -> str:
        sha256 = hashlib.sha256(body).hexdigest()
        receive_photo(
            io.BytesIO(body),
            sha256=sha256,
            inspection_id=inspection_id,
            announced_bytes=len(body),
            limit_bytes=len(body),
            storage=self.storage,
            by=by,
        )
        return sha256

    def _record(self, planned: PlannedVisit) -> dict[str, Any]:
        visit = planned.visit
        definition = self.library.current(visit.checklist)
        return {
            "protocol": 1,
            "id": planned.id,
            "kind": visit.kind,
            "checklist": {"id": definition.id, "version": definition.version, "hash": definition.hash},
            "inspection_type": "daily" if visit.kind == "inspection" else None,
            "approval_number": "",
            "notice_number": "",
            "site": {"id": planned.site_id},
            "lead": self.leads.get(visit.follows or ""),
            "started_at": _stamp(planned.started_at),
            "finished_at": _stamp(planned.at - timedelta(minutes=2)),
            "officers": [self._officer(username) for username in planned.crew],
            "party": self._party(planned),
            "header": {row.id: HEADER[row.id] for row in definition.header_fields if row.type == "text" and row.id in HEADER},
            "answers": {item.id: answer for item in definition.items if (answer := _answer(item, planned)) is not None},
            "photos": [self._photo(shot) for shot in planned.shots],
            "withdrawn": [],
        }

    def _officer(self, username: str) -> dict[str, Any]:
        person = self.people[username]
        return {"user_id": person.id, "name": person.name, "card_number": person.card_number}

    def _party(self, planned: PlannedVisit) -> dict[str, Any]:
        visit = planned.visit
        if visit.kind == "patrol":
            return {}
        signature = hashlib.sha256(self.pictures[planned.signature]).hexdigest() if planned.signature is not None else None
        reason = {"signed": "", "refused": "当事人对检查结果有异议，拒绝签名。", "absent": "到场时当事人已离开。"}[visit.outcome]
        return {
            "name": planned.place.party,
            "uscc": "",
            "person": "" if visit.outcome == "absent" else "示例负责人",
            "phone": "",
            "outcome": visit.outcome,
            "signature": signature,
            "witness": "" if signature else "示例见证人",
            "reason": reason,
        }

    def _photo(self, shot: Shot) -> dict[str, Any]:
        return {
            "sha256": hashlib.sha256(self.pictures[shot]).hexdigest(),
            "item": shot.item,
            "role": shot.role,
            "taken_at": _stamp(shot.taken_at),
            "source": shot.source,
            "fix": _fix(shot),
            "no_fix_reason": None if shot.fix else "unavailable",
            "caption": shot.caption,
        }

    def _step(self, planned: PlannedStep) -> None:
        line = Violation.get((Violation.inspection == planned.planned.id) & (Violation.item_id == planned.find.item))
        by = acting(self.people[_username(planned)], planned.at)
        step = planned.step
        if step.event == "Confirmed" and not line.bases:
            self.stopped.append(planned.planned.id + planned.find.item)
        elif step.who == "supervisor":
            decide(line.number, _decision(step.event, line, planned), by=by)
        else:
            self._from_phone(planned, line, by)

    def _from_phone(self, planned: PlannedStep, line: Violation, by: Acting) -> None:
        """What an inspector does on the phone: the photo first, then the act by its own id."""
        photos = []
        if planned.shot is not None:
            self._hand_in(self.pictures[planned.shot], planned.id, by)
            photos.append(self._photo(planned.shot))
        step = planned.step
        body = {"event": step.event, "seen_seq": line.last_seq, "reason": step.reason, "result": step.result, "photos": photos}
        act, faults = read_act(body, now=by.now)
        assert not faults, faults
        decision = Decision(act.event, act.seen_seq, reason=act.reason, result=act.result, photos=act.photos)
        decide_from_phone(line.number, planned.id, body, decision, by=by)


def _username(planned: PlannedStep) -> str:
    crew = planned.planned.crew
    return {"inspector": crew[0], "second": crew[-1], "supervisor": "supervisor"}[planned.step.who]


def _decision(event: str, line: Violation, planned: PlannedStep) -> Decision:
    basis = line.bases[0]["id"] if event == "Confirmed" else ""
    due_on = local_date(planned.at) + timedelta(days=planned.step.due_days) if planned.step.due_days else None
    return Decision(
        event, line.last_seq, reason=planned.step.reason, basis_id=basis, elements_confirmed=event == "Confirmed", due_on=due_on
    )


def _answer(item: Any, planned: PlannedVisit) -> dict[str, Any] | None:
    """The answer to one item: the find's, the visit's own value, or that all is well."""
    find = next((find for find in planned.visit.finds if find.item == item.id), None)
    if find is not None:
        points = [point.value for point in item.sub_checks[:1]]
        return {"value": find.value, "note": find.note, "sub_checks": points, "corrected": find.corrected}
    value = planned.visit.values.get(item.id) or _plain_value(item, planned)
    return None if value in ("", None) else {"value": value, "note": "", "sub_checks": [], "corrected": False}


def _plain_value(item: Any, planned: PlannedVisit) -> Any:
    """An unremarkable answer; None where the item asks for a photo that this visit did not take."""
    if item.photo_always and not any(shot.item == item.id for shot in planned.shots):
        return None
    if item.answer_type.startswith("pass_fail"):
        return "pass"
    if item.answer_type == "datetime":
        return _stamp(planned.started_at - timedelta(minutes=20)) if item.required else None
    if item.answer_type == "person_chain":
        return [{"role": role.value, "name": f"示例{role.value}", "phone": ""} for role in item.roles]
    if item.answer_type == "choice":
        return item.options[0].value if item.required else None
    return PLAIN_VALUES.get(item.answer_type) if item.required else None


def _fix(shot: Shot) -> dict[str, Any] | None:
    if shot.fix is None:
        return None
    lat, lon, accuracy_m = shot.fix
    return {
        "lat": lat,
        "lon": lon,
        "accuracy_m": accuracy_m,
        "altitude_m": None,
        "heading_deg": None,
        "fix_at": _stamp(shot.taken_at),
        "crs": "wgs84",
    }


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
