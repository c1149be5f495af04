"""Checks column by column: what the tables say is what the book and the records it seals say, computed again.

A record's text is sealed by its hash in the book, so every column made from it can be made again and compared. What nothing in
the book speaks for is listed, with the reason, in ``unproven``; a test changes every other column and expects it named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from lantian.domain.inspection import PROTOCOL, Record, read_record
from lantian.domain.moments import MomentRefused, act_date
from lantian.domain.problems import N_
from lantian.domain.violation import EVENTS

from . import records
from .digests import CLAIMS, answers_sha256, frozen_sha256, placed_sha256
from .models import Answer, EvidencePhoto, Inspection, LedgerEntry, Photo, Violation
from .verify_rows import entries_of, listed, pages, read_entries

Found = tuple[str, str, dict[str, Any]]
Tell = Callable[[int], None]

DIFFERS = N_("%(column)s 与台账或检查记录原文不符。")
ROWS_DIFFER = N_("%(table)s 的行与检查记录原文不符。")

def _compared(row: Mapping[str, Any], expected: Mapping[str, Any], table: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in expected.items():
        if row[name] != value:
            yield DIFFERS, {"column": f"{table}.{name}"}


def records_again(tell: Tell) -> Iterator[Found]:
    """Columns, answers and photos of every visit, made again from its record."""
    for rows in pages(Inspection.id, (Inspection,), tell):
        ids = [row["id"] for row in rows]
        answers, photos, entries = _by_visit(Answer, ids), _by_visit(EvidencePhoto, ids), entries_of("inspection", ids)
        actors = _acted(rows)
        for row in rows:
            record = _record(row["content"], actors.get(row["received_seq"]))
            if record is not None and entries.get(row["id"]):
                said = entries[row["id"]][0]["payload"]
                for message, params in _visit(row, record, answers.get(row["id"], []), photos.get(row["id"], []), actors):
                    yield row["id"], message, params
                for message, params in _by_entry(row, said, answers.get(row["id"], [])):
                    yield row["id"], message, params


def _record(content: str, acted: tuple[str, int] | None) -> Record | None:
    """The record of a visit; None for a text that never came through the door, or without its entry: other checks name those."""
    try:
        body = json.loads(content)
        if acted is None or not isinstance(body, dict) or body.get("protocol") != PROTOCOL:
            return None
        return read_record(body, now=datetime.fromisoformat(acted[0]))[0]
    except ValueError:
        return None


def _visit(
    row: Mapping[str, Any], record: Record, answers: list[Any], photos: list[Any], actors: dict[int, tuple[str, int]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from _compared(row, _visit_columns(row, record, answers, actors), "inspection")
    yield from _answers(record, answers)
    yield from _photos(record, [photo for photo in photos if photo["act_seq"] is None])


def _by_entry(row: Mapping[str, Any], said: Mapping[str, Any], answers: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What only the entry tells: the answers as the form read them, how many findings. Older entries lack the digest."""
    yield from _compared(row, {"failed_count": len(listed(said, "findings"))}, "inspection")
    if said.get("answers_sha256", digest := answers_sha256(answers)) != digest:
        yield ROWS_DIFFER, {"table": "answer"}


_OF_RECORD = (
    "id", "kind", "inspection_type", "approval_number", "notice_number",
    "checklist_id", "checklist_version", "checklist_hash", "header",
)  # fmt: skip


def _visit_columns(
    row: Mapping[str, Any], record: Record, answers: list[Any], actors: dict[int, tuple[str, int]]
) -> dict[str, Any]:
    received_at, person = actors.get(row["received_seq"], ("", 0))
    verdicts = [answer["value"] for answer in answers]
    return {name: getattr(record, name) for name in _OF_RECORD} | {
        "site": record.site_id,
        "officers": [{"user_id": o.user_id, "name": o.name, "card_number": o.card_number} for o in record.officers],
        "party": record.party.__dict__,
        "started_at": _utc(record.started_at),
        "finished_at": _utc(record.finished_at),
        "received_at": received_at,
        "recorded_by": person,
        "act_on": _act_on(record, received_at),
        "clock": records.clock_facts(record),
        "passed_count": verdicts.count("pass"),
    }


def _act_on(record: Record, received_at: str) -> str:
    try:
        return act_date(record.finished_at, datetime.fromisoformat(received_at)).isoformat()
    except (MomentRefused, ValueError):
        return ""


def _answers(record: Record, answers: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Verdicts, notes, reasons and corrections; values of other kinds are the form's reading, which the entry's digest seals."""
    given, kept = record.answers, {answer["item_id"]: answer for answer in answers}
    if set(given) - set(kept):
        yield ROWS_DIFFER, {"table": "answer"}
    for item, answer in kept.items():
        said = given.get(item) or {"value": None, "note": "", "sub_checks": [], "corrected": False}
        expected = {name: said.get(name, usual) for name, usual in (("note", ""), ("sub_checks", []), ("corrected", False))}
        if said.get("value") in ("pass", "fail", "na") or answer["value"] in ("pass", "fail", "na"):
            expected["value"] = said.get("value")
        yield from _compared(answer, expected, "answer")


def _photos(record: Record, kept: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where, when and how each photo of the record was taken, as the phone said it."""
    expected = records.photo_rows(record.photos, record.id, records.Gathered(), violations={})
    expected += records.signature_rows(record, position=len(expected))
    mine = {(row["photo"], row["role"], row["item_id"]): row for row in kept}
    if len(kept) != len(expected) or set(mine) != {(row["photo"], row["role"], row["item_id"]) for row in expected}:
        yield ROWS_DIFFER, {"table": "evidence_photo"}
        return
    for row in expected:
        found = mine[(row["photo"], row["role"], row["item_id"])]
        yield from _compared(found, {name: row[name] for name in CLAIMS}, "evidence_photo")


def photos_again(tell: Tell) -> Iterator[Found]:
    """Kind, time and sender of every photo are those of its entry."""
    columns = (Photo.sha256, Photo.media_type, Photo.received_at, Photo.received_by, Photo.received_seq)
    for rows in pages(Photo.sha256, columns, tell):
        entries = {entry["seq"]: entry for entry in read_entries(LedgerEntry.seq.in_([row["received_seq"] for row in rows]))}
        actors = _acted(rows)
        for row in rows:
            entry = entries.get(row["received_seq"])
            if entry is not None and (entry["kind"], entry["subject_id"]) == ("PhotoReceived", row["sha256"]):
                received_at, person = actors[row["received_seq"]]
                expected = {"media_type": entry["payload"].get("media_type"), "received_at": received_at, "received_by": person}
                for message, params in _compared(row, expected, "photo"):
                    yield row["sha256"], message, params


def lines_again(tell: Tell) -> Iterator[Found]:
    """What of a line its entries say, replayed: note, limit, law, who may not decide, who rechecked."""
    for rows in pages(Violation.id, (Violation,), tell):
        entries = entries_of("violation", [row["number"] for row in rows])
        times = _acted([{"received_seq": entry["seq"]} for told in entries.values() for entry in told])
        photos = _later_photos([row["id"] for row in rows])
        for row in rows:
            events = [entry for entry in entries.get(row["number"], []) if entry["kind"] in EVENTS]
            for message, params in _compared(row, _line_columns(row, events, times), "violation"):
                yield row["number"], message, params
            if not _as_sent(events, photos.get(row["id"], [])):
                yield row["number"], ROWS_DIFFER, {"table": "evidence_photo"}


def _as_sent(events: list[Any], photos: list[Any]) -> bool:
    """Whether the photos that came with later acts are those of the acts' entries, as the phone described them."""
    for event in events:
        said, mine = event["payload"], [photo for photo in photos if photo["act_seq"] == event["seq"]]
        opened = event["kind"] in ("LeadRecorded", "ViolationReported")
        if sorted(photo["photo"] for photo in mine) != sorted([] if opened else listed(said, "photos")):
            return False
        if said.get("placed_sha256", digest := placed_sha256(mine)) != digest:
            return False
    return {photo["act_seq"] for photo in photos} <= {event["seq"] for event in events}


def _line_columns(row: Mapping[str, Any], events: list[Any], times: dict[int, tuple[str, int]]) -> dict[str, Any]:
    """The columns that a line should have; what an older entry does not say is left out."""
    expected: dict[str, Any] = {}
    for event in events:
        said, kind = event["payload"], event["kind"]
        if kind in ("LeadRecorded", "ViolationReported"):
            expected |= {"origin": "lead" if kind == "LeadRecorded" else "violation", "reported_at": times[event["seq"]][0]}
            expected |= {"basis_id": "", "recheck_passed_by": None}
            expected |= {"item_id": said.get("item")} | {name: said[name] for name in _SAID if name in said}
            if "frozen_sha256" in said and frozen_sha256(row) != said["frozen_sha256"]:
                expected["frozen"] = said["frozen_sha256"]
        expected |= {name: read(said, times[event["seq"]][1]) for name, read in _REPLAYED.get(kind, {}).items()}
    if expected.pop("frozen", None):
        expected["bases"] = None
    return expected


_SAID = ("note", "due_on", "corrected_on_site")
# What an event changes beside the state, from its entry (payload, person); as workflow.decide does it.
_REPLAYED: dict[str, dict[str, Callable[[Mapping[str, Any], int], Any]]] = {
    "Confirmed": {"basis_id": lambda said, _by: said.get("basis", "")},
    "RectificationOrdered": {"due_on": lambda said, _by: said.get("due_on")},
    "RectificationReported": {"recheck_passed_by": lambda _said, _by: None},
    "RecheckPassed": {"recheck_passed_by": lambda _said, by: by},
    "RecheckFailed": {"recheck_passed_by": lambda _said, _by: None},
    "Relapsed": {"recheck_passed_by": lambda _said, _by: None},
}


def _acted(rows: list[Any]) -> dict[int, tuple[str, int]]:
    """Time and person of the entries that rows name by ``received_seq``."""
    e = LedgerEntry
    query = e.select(e.seq, e.recorded_at, e.actor_id).where(e.seq.in_([row["received_seq"] for row in rows]))
    return {seq: (at, person) for seq, at, person in query.tuples()}


def _later_photos(lines: list[int]) -> dict[int, list[Any]]:
    """Photos of acts after the record, by line."""
    found: dict[int, list[Any]] = {}
    later = EvidencePhoto.violation.in_(lines) & EvidencePhoto.act_seq.is_null(False)
    for row in EvidencePhoto.select().where(later).dicts():
        found.setdefault(row["violation"], []).append(row)
    return found


def _by_visit(table: Any, ids: list[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in table.select().where(table.inspection.in_(ids)).dicts():
        found.setdefault(row["inspection"], []).append(row)
    return found


def _utc(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
