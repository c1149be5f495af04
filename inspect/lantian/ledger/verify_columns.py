"""Checks of visits and photos column by column: the tables say what the book and the records it seals say, computed again.

A record's text is sealed by its hash in the book, so every column made from it can be made again and compared. What nothing in
the book speaks for is listed, with the reason, in ``unproven``; a test changes every other column and expects it named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from lantian.domain.inspection import PROTOCOL, Record, read_record
from lantian.domain.moments import MomentRefused, act_date
from lantian.domain.problems import N_

from . import records, records_known
from .digests import CLAIMS, answers_sha256
from .models import Answer, EvidencePhoto, Inspection, LedgerEntry, Photo, Violation
from .verify_rows import entries_of, listed, pages, read_entries

Found = tuple[str, str, dict[str, Any]]
Tell = Callable[[int], None]

DIFFERS = N_("%(column)s 与台账或检查记录原文不符。")
ROWS_DIFFER = N_("%(table)s 的行与检查记录原文不符。")

# Entries that open a line.
OPENING = ("LeadRecorded", "ViolationReported")


def compared(row: Mapping[str, Any], expected: Mapping[str, Any], table: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each column that is not as it should be."""
    for name, value in expected.items():
        if row[name] != value:
            yield DIFFERS, {"column": f"{table}.{name}"}


def records_again(tell: Tell) -> Iterator[Found]:
    """Columns, answers and photos of every visit, made again from its record."""
    for rows in pages(Inspection.id, (Inspection,), tell):
        ids = [row["id"] for row in rows]
        answers, photos, entries = _by_visit(Answer, ids), _by_visit(EvidencePhoto, ids), entries_of("inspection", ids)
        actors, lines = acted(row["received_seq"] for row in rows), _opened(ids)
        for row in rows:
            record = _record(row["content"], actors.get(row["received_seq"]))
            if record is not None and entries.get(row["id"]):
                said = entries[row["id"]][0]["payload"]
                for message, params in _visit(row, record, answers.get(row["id"], []), actors):
                    yield row["id"], message, params
                for message, params in _photos(record, photos.get(row["id"], []), lines):
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
    row: Mapping[str, Any], record: Record, answers: list[Any], actors: dict[int, tuple[str, int]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from compared(row, _visit_columns(row, record, answers, actors), "inspection")
    yield from _answers(record, answers)


def _by_entry(row: Mapping[str, Any], said: Mapping[str, Any], answers: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What only the entry tells: the answers as the form read them, how many findings, area and unit. Older entries lack the
    digest and the last two."""
    told = {name: said[name] for name in ("area", "unit") if name in said}
    yield from compared(row, told | {"failed_count": len(listed(said, "findings"))}, "inspection")
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
        yield from compared(answer, expected, "answer")


def _photos(record: Record, placed: list[Any], lines: dict[tuple[str, str], int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The photos of the record: which, on which line, where, when and how each was taken, as the phone said it."""
    mine = {item: line for (visit, item), line in lines.items() if visit == record.id}
    expected = records.photo_rows(record.photos, record.id, records_known.Gathered(), violations=mine)
    expected += records.signature_rows(record, position=len(expected))
    own = [photo for photo in placed if photo["act_seq"] is None]
    kept = {photo["position"]: photo for photo in own}
    if len(own) != len(kept) or set(kept) != {row["position"] for row in expected}:
        yield ROWS_DIFFER, {"table": "evidence_photo"}
        return
    for row in expected:
        yield from compared(kept[row["position"]], {name: row[name] for name in PLACED_BY_RECORD}, "evidence_photo")


PLACED_BY_RECORD = ("photo", "role", "item_id", "violation", *CLAIMS)


def _opened(visits: list[str]) -> dict[tuple[str, str], int]:
    """The line that each finding of these visits made or took over, by visit and item, as the entries of the lines say."""
    v, e = Violation, LedgerEntry
    lines = dict(v.select(v.number, v.id).where(v.inspection.in_(visits) | v.patrol.in_(visits)).tuples())
    about = (e.subject_kind == "violation") & e.subject_id.in_(list(lines)) & e.kind.in_(OPENING)
    said = [(entry["payload"], lines[entry["subject_id"]]) for entry in read_entries(about)]
    return {(str(told.get("inspection")), str(told.get("item"))): line for told, line in said}


def photos_again(tell: Tell) -> Iterator[Found]:
    """Kind, time and sender of every photo are those of its entry."""
    columns = (Photo.sha256, Photo.media_type, Photo.received_at, Photo.received_by, Photo.received_seq)
    for rows in pages(Photo.sha256, columns, tell):
        entries = {entry["seq"]: entry for entry in read_entries(LedgerEntry.seq.in_([row["received_seq"] for row in rows]))}
        actors = acted(row["received_seq"] for row in rows)
        for row in rows:
            entry = entries.get(row["received_seq"])
            if entry is not None and (entry["kind"], entry["subject_id"]) == ("PhotoReceived", row["sha256"]):
                received_at, person = actors[row["received_seq"]]
                expected = {"media_type": entry["payload"].get("media_type"), "received_at": received_at, "received_by": person}
                for message, params in compared(row, expected, "photo"):
                    yield row["sha256"], message, params


def acted(numbers: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Time and person of these entries."""
    e = LedgerEntry
    query = e.select(e.seq, e.recorded_at, e.actor_id).where(e.seq.in_(list(numbers)))
    return {seq: (at, person) for seq, at, person in query.tuples()}


def _by_visit(table: Any, ids: list[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in table.select().where(table.inspection.in_(ids)).dicts():
        found.setdefault(row["inspection"], []).append(row)
    return found


def _utc(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
