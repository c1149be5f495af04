"""Checks of custody: the originals that exports carried out, and removals of originals, are what the book says.

A removal's row must be exactly what its entries make of it, asked for by one person and approved by another. Which originals may
be gone is read from the entries themselves. Must not repair.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lantian.domain.problems import N_

from .custody import originals_sha256
from .models import ExportFile, ExportOriginal, LedgerEntry, PhotoRemoval
from .verify_rows import pages, read_entries

Found = tuple[str, str, dict[str, Any]]

ORIGINALS_DIFFER = N_("导出所含原件的登记与台账不符。")
NO_EXPORT = N_("登记了一份台账中没有的导出所含的原件。")
REMOVAL_DIFFERS = N_("移除原件的登记与台账不符。")
ONE_PERSON = N_("移除原件的申请和批准是同一人。")

REQUESTED, REMOVED = "OriginalRemovalRequested", "OriginalRemoved"
VERDICTS = {"OriginalRemovalApproved": "approved", "OriginalRemovalRejected": "rejected"}
_KINDS = (REQUESTED, *VERDICTS, REMOVED)


def export_originals(tell: Callable[[int], None]) -> Iterator[Found]:
    """The originals noted for each export give the digest in its entry; none are noted for anything else."""
    tell(0)
    for rows in pages(ExportFile.seq, (ExportFile.seq,), tell):
        numbers = [row["seq"] for row in rows]
        noted = _noted(numbers)
        for entry in read_entries(LedgerEntry.seq.in_(numbers)):
            said, held = entry["payload"], noted.get(entry["seq"], [])
            digest = originals_sha256(held) if held else None
            if (said.get("originals", 0), said.get("originals_sha256")) != (len(held), digest):
                yield f"#{entry['seq']}", ORIGINALS_DIFFER, {}
    x = ExportOriginal
    for (seq,) in x.select(x.seq).where(x.seq.not_in(ExportFile.select(ExportFile.seq))).distinct().tuples().iterator():
        yield f"#{seq}", NO_EXPORT, {}


def _noted(numbers: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    x = ExportOriginal
    for seq, sha256 in x.select(x.seq, x.photo).where(x.seq.in_(numbers)).tuples():
        found.setdefault(seq, []).append(sha256)
    return found


def removals(tell: Callable[[int], None]) -> Iterator[Found]:
    """Every removal's row is what its entries make of it, and two different persons stand behind one that was approved."""
    tell(0)
    for rows in pages(PhotoRemoval.id, (PhotoRemoval,), tell):
        told = _told({row["photo"] for row in rows})
        for row in rows:
            expected = told.get(row["requested_seq"])
            if expected != {name: value for name, value in row.items() if name != "id"}:
                yield row["photo"], REMOVAL_DIFFERS, {}
            elif expected["verdict"] == "approved" and expected["requested_by"] == expected["decided_by"]:
                yield row["photo"], ONE_PERSON, {}


def _told(sha256s: Iterable[str]) -> dict[int, dict[str, Any]]:
    """Rows by the number of their request, made from the entries alone."""
    rows: dict[int, dict[str, Any]] = {}
    e = LedgerEntry
    chosen = (e.subject_kind == "photo") & e.subject_id.in_(sorted(sha256s)) & e.kind.in_(_KINDS)
    query = e.select(e.seq, e.recorded_at, e.actor_id, e.kind, e.subject_id, e.payload).where(chosen).order_by(e.seq)
    for seq, at, actor, kind, sha256, payload in query.tuples():
        said = json.loads(payload)
        if kind == REQUESTED:
            rows[seq] = _requested(sha256, seq, at, actor, said)
        elif said.get("request") in rows:
            rows[said["request"]] |= _later(kind, seq, at, actor, said)
    return rows


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
    """Which of these originals the book says are gone."""
    e = LedgerEntry
    chosen = (e.subject_kind == "photo") & e.subject_id.in_(list(sha256s)) & (e.kind == REMOVED)
    return {sha256 for (sha256,) in e.select(e.subject_id).where(chosen).tuples()}
