"""Checks of the tables against the book: every state, record, photo and export has its entry and says the same.

Rows are read in pages by their key, with the entries of a page fetched at once; what has no row is found by the database itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from peewee import Field, fn

from lantian.domain.problems import N_, Problem
from lantian.domain.violation import EVENTS, replay

from .models import (
    EvidencePhoto,
    ExportFile,
    Inspection,
    LedgerEntry,
    Photo,
    PhotoLikeness,
    PhotoMarking,
    PhotoRemoval,
    Table,
    Violation,
)

PAGE = 500

Found = tuple[str, str, dict[str, Any]]
Tell = Callable[[int], None]
Entries = dict[str, list[dict[str, Any]]]

NO_ENTRY = N_("没有对应的台账记录。")
WRONG_STATE = N_("状态为“%(state)s”，按台账应为“%(replayed)s”。")
IMPOSSIBLE = N_("台账记录的顺序不可能发生：%(kinds)s。")
WRONG_LAST = N_("最后一条记录号为 %(found)s，按台账应为 %(expected)s。")
WRONG_VISIT = N_("所属检查记录与台账不符。")
CONTENT_CHANGED = N_("检查记录内容与其哈希不符。")
CONTENT_NOT_IN_BOOK = N_("检查记录的哈希与台账不符。")
WRONG_COUNT = N_("台账记有 %(expected)s 个问题，实有 %(found)s 个。")
PHOTOS_DIFFER = N_("台账列出的照片中有 %(count)s 张未附在检查记录上。")
WRONG_SIZE = N_("登记为 %(found)s 字节，台账为 %(expected)s 字节。")
EXPORT_DIFFERS = N_("导出登记与台账不符。")
NO_ROW = N_("台账第 %(seq)s 号提到，但数据表中没有。")

# The entry of a photo: its kind and whom it is about.
ACKNOWLEDGED = ("PhotoReceived", "photo")
# Entries that stand for a version of a photo's marking.
MARKED = ("PhotoRedacted", "RedactionLifted", "PhotoAnnotated")


def violations(tell: Tell) -> Iterator[Found]:
    """State, last entry and visit of every line equal what its entries say."""
    columns = (Violation.id, Violation.number, Violation.state, Violation.last_seq, Violation.inspection.alias("visit"))
    for rows in pages(Violation.id, columns, tell):
        entries = entries_of("violation", [row["number"] for row in rows])
        for row in rows:
            for message, params in _violation(row, [e for e in entries.get(row["number"], []) if e["kind"] in EVENTS]):
                yield row["number"], message, params


def _violation(row: dict[str, Any], events: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    if not events:
        yield NO_ENTRY, {}
        return
    kinds = [event["kind"] for event in events]
    try:
        replayed = replay(kinds)
    except Problem:
        yield IMPOSSIBLE, {"kinds": " → ".join(kinds)}
        return
    if row["state"] != replayed:
        yield WRONG_STATE, {"state": row["state"], "replayed": replayed}
    if row["last_seq"] != events[-1]["seq"]:
        yield WRONG_LAST, {"found": row["last_seq"], "expected": events[-1]["seq"]}
    opened = [event["payload"].get("inspection") for event in events if event["kind"] in ("LeadRecorded", "ViolationReported")]
    if row["visit"] != opened[-1]:
        yield WRONG_VISIT, {}


def inspections(tell: Tell) -> Iterator[Found]:
    """The record of every visit hashes to what its entry says, and has the lines and photos its entry counts."""
    i = Inspection
    columns = (i.id, i.content, i.content_sha256, i.received_seq)
    for rows in pages(i.id, columns, tell):
        ids = [row["id"] for row in rows]
        entries, lines, photos = entries_of("inspection", ids), _lines(ids), _photos_of(ids)
        for row in rows:
            entry = next((e for e in entries.get(row["id"], []) if e["seq"] == row["received_seq"]), None)
            for message, params in _inspection(row, entry, lines.get(row["id"], 0), photos.get(row["id"], set())):
                yield row["id"], message, params


def _inspection(
    row: dict[str, Any], entry: dict[str, Any] | None, lines: int, photos: set[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if hashlib.sha256(row["content"].encode()).hexdigest() != row["content_sha256"]:
        yield CONTENT_CHANGED, {}
    if entry is None or entry["kind"] != "InspectionReceived":
        yield NO_ENTRY, {}
        return
    payload = entry["payload"]
    if payload.get("content_sha256") != row["content_sha256"]:
        yield CONTENT_NOT_IN_BOOK, {}
    if (expected := len(listed(payload, "findings"))) != lines:
        yield WRONG_COUNT, {"expected": expected, "found": lines}
    if unplaced := set(listed(payload, "photos")) - photos:
        yield PHOTOS_DIFFER, {"count": len(unplaced)}


def photos(tell: Tell) -> Iterator[Found]:
    """Every photo row has the entry that acknowledged it, of the same length."""
    columns = (Photo.sha256, Photo.size_bytes, Photo.received_seq)
    for rows in pages(Photo.sha256, columns, tell):
        entries = {entry["seq"]: entry for entry in read_entries(LedgerEntry.seq.in_([row["received_seq"] for row in rows]))}
        for row in rows:
            entry = entries.get(row["received_seq"])
            if entry is None or (entry["kind"], entry["subject_kind"], entry["subject_id"]) != (*ACKNOWLEDGED, row["sha256"]):
                yield row["sha256"], NO_ENTRY, {}
            elif entry["payload"].get("size_bytes") != row["size_bytes"]:
                yield row["sha256"], WRONG_SIZE, {"found": row["size_bytes"], "expected": entry["payload"].get("size_bytes")}


def exports(tell: Tell) -> Iterator[Found]:
    """Every export row and its entry name the same writer, rows and digest."""
    e = ExportFile
    columns = (e.seq, e.writer, e.row_count, e.sha256, e.filters)
    for rows in pages(e.seq, columns, tell):
        entries = {entry["seq"]: entry for entry in read_entries(LedgerEntry.seq.in_([row["seq"] for row in rows]))}
        for row in rows:
            entry = entries.get(row["seq"])
            if entry is None or entry["kind"] != "CaseExported":
                yield f"#{row['seq']}", NO_ENTRY, {}
            elif any(entry["payload"].get(key) != row[column] for key, column in _EXPORTED):
                yield f"#{row['seq']}", EXPORT_DIFFERS, {}


# What an entry about an export says, and the column that says the same.
_EXPORTED = (("writer", "writer"), ("rows", "row_count"), ("sha256", "sha256"), ("filters", "filters"))


def lost_rows(tell: Tell) -> Iterator[Found]:
    """Entries whose subject is no longer in its table."""
    for number, (kinds, subject_kind, key, table_key) in enumerate(_SUBJECTS, 1):
        e = LedgerEntry
        there = table_key.model.select().where(table_key == key)
        lost = e.select(fn.MIN(e.seq), e.subject_id).where((e.subject_kind == subject_kind) & e.kind.in_(kinds))
        lost = lost.where(~fn.EXISTS(there))
        for seq, subject in lost.group_by(e.subject_id).order_by(fn.MIN(e.seq)).tuples().iterator():
            yield subject, NO_ROW, {"seq": seq}
        tell(number)


# Which entries ask for a row: kinds, their subject kind, the entry's column and the table's key that must be equal.
_SUBJECTS: tuple[tuple[tuple[str, ...], str, Field, Field], ...] = (
    (tuple(EVENTS), "violation", LedgerEntry.subject_id, Violation.number),
    (("InspectionReceived",), "inspection", LedgerEntry.subject_id, Inspection.id),
    (("PhotoReceived",), "photo", LedgerEntry.subject_id, Photo.sha256),
    (("CaseExported",), "export", LedgerEntry.seq, ExportFile.seq),
    (("PhotoLikenessFound",), "photo", LedgerEntry.seq, PhotoLikeness.seq),
    (("OriginalRemovalRequested",), "photo", LedgerEntry.seq, PhotoRemoval.requested_seq),
    (MARKED, "photo", LedgerEntry.seq, PhotoMarking.seq),
)


def pages(key: Field, columns: tuple[Any, ...], tell: Tell, only: Any = None) -> Iterator[list[dict[str, Any]]]:
    """Rows of a table in pages by a unique key, ``only`` those of a condition. Order and comparison are both the database's, so
    no collation matters."""
    table: type[Table] = key.model
    query, after, done = table.select(*columns).order_by(key).limit(PAGE), None, 0
    query = query if only is None else query.where(only)
    while rows := list((query if after is None else query.where(key > after)).dicts()):
        yield rows
        after, done = rows[-1][key.name], done + len(rows)
        tell(done)


def entries_of(subject_kind: str, subject_ids: list[str]) -> Entries:
    """Entries about these subjects, oldest first, by subject id."""
    found: Entries = {}
    for entry in read_entries((LedgerEntry.subject_kind == subject_kind) & LedgerEntry.subject_id.in_(subject_ids)):
        found.setdefault(entry["subject_id"], []).append(entry)
    return found


def read_entries(condition: Any) -> Iterator[dict[str, Any]]:
    """Entries, oldest first, payload parsed; one that is no JSON object reads as empty and so never agrees with its row."""
    e = LedgerEntry
    query = e.select(e.seq, e.kind, e.subject_kind, e.subject_id, e.payload).where(condition).order_by(e.seq)
    for seq, kind, subject_kind, subject_id, payload in query.tuples():
        yield {"seq": seq, "kind": kind, "subject_kind": subject_kind, "subject_id": subject_id, "payload": parsed(payload)}


def parsed(text: str) -> dict[str, Any]:
    """A payload; empty when it is no JSON object."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def listed(said: dict[str, Any], name: str) -> list[str]:
    """The texts of a list in a payload; empty when it is none."""
    value = said.get(name)
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _lines(inspection_ids: list[str]) -> dict[str, int]:
    """Lines per visit; a lead that was taken over counts for its patrol and for the inspection."""
    counts: dict[str, int] = {}
    for column in (Violation.inspection, Violation.patrol):
        rows = Violation.select(column, fn.COUNT(Violation.id)).where(column.in_(inspection_ids)).group_by(column)
        for visit, number in rows.tuples():
            counts[visit] = counts.get(visit, 0) + number
    return counts


def _photos_of(inspection_ids: list[str]) -> dict[str, set[str]]:
    e = EvidencePhoto
    found: dict[str, set[str]] = {}
    for visit, sha256 in e.select(e.inspection, e.photo).where(e.inspection.in_(inspection_ids)).tuples():
        found.setdefault(visit, set()).add(sha256)
    return found
