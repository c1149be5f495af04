"""Checks of custody: the originals that exports carried out, and removals of originals, are what the book says.

A removal's row must be exactly what its entries make of it. Which originals may be gone is read from the entries themselves:
asked for by one person, approved by another, then removed. Must not repair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lantian.domain.problems import N_

from .custody import originals_sha256
from .models import ExportFile, ExportOriginal, LedgerEntry, PhotoRemoval
from .verify_rows import pages, parsed, read_entries

Found = tuple[str, str, dict[str, Any]]

ORIGINALS_DIFFER = N_("导出所含原件的登记与台账不符。")
NO_EXPORT = N_("登记了一份台账中没有的导出所含的原件。")
REMOVAL_DIFFERS = N_("移除原件的登记与台账不符。")
ONE_PERSON = N_("移除原件的申请和批准是同一人。")
NOT_RIGHTFUL = N_("台账第 %(seq)s 号记有移除原件，但此前没有申请和另一人的批准。")

REQUESTED, REMOVED = "OriginalRemovalRequested", "OriginalRemoved"
VERDICTS = {"OriginalRemovalApproved": "approved", "OriginalRemovalRejected": "rejected"}
_KINDS = (REQUESTED, *VERDICTS, REMOVED)


def export_originals(tell: Callable[[int], None]) -> Iterator[Found]:
    """The originals noted for each export give the digest in its entry; none are noted for anything else."""
    tell(0)
    for rows in pages(ExportFile.seq, (ExportFile.seq,), tell):
        numbers = [row["seq"] for row in rows]
        carrying = _carrying(numbers)
        for entry in read_entries(LedgerEntry.seq.in_(numbers)):
            said = entry["payload"]
            held = _held(entry["seq"]) if entry["seq"] in carrying else (0, None)
            if (said.get("originals", 0), said.get("originals_sha256")) != held:
                yield f"#{entry['seq']}", ORIGINALS_DIFFER, {}
    x = ExportOriginal
    for (seq,) in x.select(x.seq).where(x.seq.not_in(ExportFile.select(ExportFile.seq))).distinct().tuples().iterator():
        yield f"#{seq}", NO_EXPORT, {}


def _carrying(numbers: list[int]) -> set[int]:
    """Which of these exports have originals noted."""
    x = ExportOriginal
    return {seq for (seq,) in x.select(x.seq).where(x.seq.in_(numbers)).distinct().tuples()}


def _held(seq: int) -> tuple[int, str]:
    """Number and digest of the originals noted for one export: one at a time, because one may carry many thousand."""
    held = [sha256 for (sha256,) in ExportOriginal.select(ExportOriginal.photo).where(ExportOriginal.seq == seq).tuples()]
    return len(held), originals_sha256(held)


def removals(tell: Callable[[int], None]) -> Iterator[Found]:
    """Every removal's row is what its entries make of it, two different persons stand behind one that was approved, and no entry
    says that an original is gone without them."""
    tell(0)
    yield from _rows(tell)
    yield from _unfounded(tell)


def _rows(tell: Callable[[int], None]) -> Iterator[Found]:
    for rows in pages(PhotoRemoval.id, (PhotoRemoval,), tell):
        told = _told({row["photo"] for row in rows})
        for row in rows:
            expected = told.get(row["requested_seq"])
            if expected != {name: value for name, value in row.items() if name != "id"}:
                yield row["photo"], REMOVAL_DIFFERS, {}
            elif expected["verdict"] == "approved" and expected["requested_by"] == expected["decided_by"]:
                yield row["photo"], ONE_PERSON, {}


def _unfounded(tell: Callable[[int], None]) -> Iterator[Found]:
    e = LedgerEntry
    for rows in pages(e.seq, (e.seq, e.subject_id), tell, e.kind == REMOVED):
        founded = {row["removed_seq"] for row in _told({row["subject_id"] for row in rows}).values() if _rightful(row)}
        for row in rows:
            if row["seq"] not in founded:
                yield row["subject_id"], NOT_RIGHTFUL, {"seq": row["seq"]}


def _rightful(row: dict[str, Any]) -> bool:
    """Asked for by one person, approved by another, and only then removed."""
    persons = {row["requested_by"], row["decided_by"]} - {None}
    done = row["removed_seq"] is not None and row["verdict"] == "approved"
    return done and len(persons) == 2 and row["decided_seq"] < row["removed_seq"]


def _told(sha256s: Iterable[str]) -> dict[int, dict[str, Any]]:
    """Rows by the number of their request, made from the entries alone."""
    rows: dict[int, dict[str, Any]] = {}
    e = LedgerEntry
    chosen = (e.subject_kind == "photo") & e.subject_id.in_(sorted(sha256s)) & e.kind.in_(_KINDS)
    query = e.select(e.seq, e.recorded_at, e.actor_id, e.kind, e.subject_id, e.payload).where(chosen).order_by(e.seq)
    for seq, at, actor, kind, sha256, payload in query.tuples():
        said = parsed(payload)
        if kind == REQUESTED:
            rows[seq] = _requested(sha256, seq, at, actor, said)
        elif (asked := _request(said, rows)) and asked["photo"] == sha256:
            asked |= _later(kind, seq, at, actor, said)
    return rows


def _request(said: dict[str, Any], rows: dict[int, dict[str, Any]]) -> dict[str, Any] | None:
    """The row of the request that a later entry names."""
    number = said.get("request")
    return rows.get(number) if isinstance(number, int) else None


def _requested(sha256: str, seq: int, at: str, actor: int, said: dict[str, Any]) -> dict[str, Any]:
    asked = {name: said.get(name, "") for name in ("ground", "document", "reason")}
    waiting = dict.fromkeys(("decided_by", "decided_at", "decided_seq", "removed_at", "removed_seq"))
    own = {"photo": sha256, "requested_by": actor, "requested_at": at, "requested_seq": seq, "verdict": "", "remark": ""}
    return asked | own | waiting


def _later(kind: str, seq: int, at: str, actor: int, said: dict[str, Any]) -> dict[str, Any]:
    if kind == REMOVED:
        return {"removed_at": at, "removed_seq": seq}
    decided = {"decided_by": actor, "decided_at": at, "decided_seq": seq}
    return decided | {"verdict": VERDICTS[kind], "remark": said.get("remark", "")}


def removed_by_the_book(sha256s: Iterable[str]) -> set[str]:
    """Which of these originals may be gone, by the entries of the book."""
    return {row["photo"] for row in _told(sha256s).values() if _rightful(row)}
