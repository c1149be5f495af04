"""From failed items to lines of the ledger: numbers, law of the day, deadline, responsible persons.

``findings_of`` judges before the transaction, the others act inside it. An inspection makes violations, a patrol
makes leads only (国办发〔2024〕54号); an inspection that follows a lead takes over the line of the same item.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from lantian.checklists.calendar import working_days
from lantian.checklists.library import Library
from lantian.domain.basis import choose, snapshot
from lantian.domain.deadline import deadline
from lantian.domain.inspection import Record, RecordPhoto
from lantian.domain.moments import act_date, local_date
from lantian.domain.problems import N_, FieldFault
from lantian.domain.violation import next_state
from lantian.ledger import records, records_known, violations
from lantian.ledger.digests import fixed_sha256

from .acting import Acting


@dataclass
class Finding:
    """One failed item, judged: its law, deadline and photos, or the faults that stop it."""

    item: Any
    answer: Any
    photos: list[RecordPhoto]
    bases: list[dict[str, Any]] = field(default_factory=list)
    due_on: str | None = None
    due_provisional: bool = False
    department: str = ""
    faults: list[FieldFault] = field(default_factory=list)


@dataclass(frozen=True)
class Setting:
    """Where and when a record's findings are judged: region, kind of site and work, date of the act."""

    library: Library
    region: Any
    area_code: str
    site_kind: str
    work_type: str
    act_on: date
    by: Acting


def findings_of(
    record: Record, definition: Any, form: Any, library: Library, context: records_known.Gathered, by: Acting
) -> list[Finding]:
    """Every finding of a record, and the photo rules of all its items as faults."""
    site_kind = context.site.kind if context.site else record.new_site.kind  # type: ignore[union-attr]
    work_type = form.header().get("work_type", "")
    act_on = act_date(record.finished_at, by.now)
    setting = Setting(library, library.region(context.area_code), context.area_code, site_kind, work_type, act_on, by)
    found: list[Finding] = []
    for answer in form.collected():
        photos = [photo for photo in record.photos if photo.item == answer.item_id]
        finding = Finding(definition.item(answer.item_id), answer, photos, faults=_photo_faults(answer, photos))
        if answer.is_finding:
            _judge(finding, record, setting)
        if answer.is_finding or finding.faults:
            found.append(finding)
    return found


def _photo_faults(answer: Any, photos: list[RecordPhoto]) -> list[FieldFault]:
    path = f"answers.{answer.item_id}"
    roles = {photo.role for photo in photos}
    if answer.needs_pair and not {"before", "after"} <= roles:
        return [FieldFault(path, N_("立行立改须有整改前、整改后照片各一张"))]
    if (answer.needs_photo or answer.is_finding) and not photos:
        return [FieldFault(path, N_("须附现场照片"))]
    return []


def _judge(finding: Finding, record: Record, setting: Setting) -> None:
    """The law of the day, the deadline (from the server's time) and who is responsible."""
    library, now = setting.library, setting.by.now
    finding.bases = list(_law_of(library, finding.item, setting.act_on, setting.area_code, local_date(now)))
    finding.department = setting.region.department(finding.item, setting.site_kind, setting.work_type)
    if record.kind == "inspection":
        due = deadline(setting.region.deadline(finding.item), now, working_days())
        finding.due_on = due.due_on.isoformat() if due.due_on else None
        finding.due_provisional = due.provisional


@lru_cache(maxsize=2048)
def _law_of(library: Library, item: Any, act_on: date, area_code: str, decided_on: date) -> tuple[dict[str, Any], ...]:
    """The law to freeze onto a finding: the same for an item, a place and two days, and a third of the cost of a record."""
    choice = choose(library.bases_for(item), act_on, area_code, decided_on, law_book=library.bases)
    chosen = [(basis, False) for basis in choice.applicable] + [(basis, True) for basis in choice.also_show]
    return tuple(snapshot(basis, library.law(basis.law)) | {"successor": successor} for basis, successor in chosen)


@dataclass(frozen=True)
class Line:
    """A finding with its number; ``lead`` is the patrol's line it takes over, ``fixed`` the columns that never change again."""

    finding: Finding
    number: str
    kind: str
    state: str
    lead: Any
    fixed: dict[str, Any]


def number_findings(
    record: Record, found: list[Finding], definition: Any, context: records_known.Gathered, by: Acting
) -> list[Line]:
    """Give each finding its number: a lead of the same item keeps its own, the others get the next ones of county and year."""
    act_on = act_date(record.finished_at, by.now)
    context.chain = records_known.chain_of(context.area_code, act_on.isoformat()) if found else []
    kind = "ViolationReported" if record.kind == "inspection" else "LeadRecorded"
    leads = [violations.lead_for(context.lead, finding.item.id) if record.kind == "inspection" else None for finding in found]
    fresh = iter(violations.next_numbers(context.area_code, act_on.year, leads.count(None)))
    common = _of_visit(record, act_on, context, by)
    return [
        Line(
            finding, lead.number if lead else next(fresh), kind, next_state(lead.state if lead else None, kind), lead,
            common | _of_finding(finding) | _of_place(record, finding.item, lead, definition, context),
        )
        for finding, lead in zip(found, leads, strict=True)
    ]  # fmt: skip


def _of_visit(record: Record, act_on: date, context: records_known.Gathered, by: Acting) -> dict[str, Any]:
    people = {officer.user_id for officer in record.officers if officer.user_id is not None} | {by.id}
    return {"act_on": act_on.isoformat(), "found_by": sorted(people), "unit": by.unit_id, "chain": context.chain}


def _of_finding(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.item.severity,
        "department": finding.department,
        "order_only": finding.item.leads_to == "order_only",
        "bases": finding.bases,
    }


def _of_place(record: Record, item: Any, lead: Any, definition: Any, context: records_known.Gathered) -> dict[str, Any]:
    """What a lead that is taken over keeps."""
    if lead is not None:
        kept = {name: getattr(lead, name) for name in ("title", "title_en", "checklist_id")}
        return kept | {"site": lead.site_id, "area": lead.area_id}
    named = {"title": item.zh, "title_en": item.en, "checklist_id": definition.id}
    return named | {"site": record.site_id, "area": context.area_code}


def entries_of(record: Record, lines: list[Line]) -> list[tuple[str, str, str, dict[str, Any]]]:
    """The entries of the book, one per line."""
    return [(line.kind, "violation", line.number, _payload(record, line)) for line in lines]


def _payload(record: Record, line: Line) -> dict[str, Any]:
    finding = line.finding
    return {
        "inspection": record.id,
        "item": finding.item.id,
        "state": line.state,
        "note": finding.answer.note,
        "due_on": finding.due_on,
        "due_provisional": finding.due_provisional,
        "photos": [photo.sha256 for photo in finding.photos],
        "bases": [basis["id"] for basis in finding.bases],
        "corrected_on_site": finding.answer.corrected,
        "fixed_sha256": fixed_sha256(line.fixed),
    }


def write_findings(record: Record, lines: list[Line], seqs: list[int], context: records_known.Gathered, by: Acting) -> None:
    """Insert or take over the lines of a record and place its photos; ``seqs`` are the numbers of their entries."""
    fresh = [(line, seq) for line, seq in zip(lines, seqs, strict=True) if line.lead is None]
    columns = [_columns(record, line, seq, by) | {"number": line.number, "item_id": line.finding.item.id} for line, seq in fresh]
    places = {line.finding.item.id: line_id for (line, _), line_id in zip(fresh, violations.add(columns), strict=True)}
    for line, seq in zip(lines, seqs, strict=True):
        if line.lead is not None:
            taken = _columns(record, line, seq, by) | {"patrol": line.lead.inspection_id}
            violations.change(line.lead.id, taken)
            places[line.finding.item.id] = line.lead.id
    rows = records.photo_rows(record.photos, record.id, context, violations=places)
    records.add_photo_rows(rows + records.signature_rows(record, position=len(rows)))


def _columns(record: Record, line: Line, seq: int, by: Acting) -> dict[str, Any]:
    finding = line.finding
    return line.fixed | {
        "inspection": record.id,
        "state": line.state,
        "last_seq": seq,
        "origin": "violation" if record.kind == "inspection" else "lead",
        "note": finding.answer.note,
        "corrected_on_site": finding.answer.corrected,
        "reported_at": by.at,
        "due_on": finding.due_on,
        "due_provisional": finding.due_provisional,
    }
