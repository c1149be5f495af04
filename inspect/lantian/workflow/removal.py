"""Removing an original that the law requires to be removed (移除原件): asked for, approved by another person, then done.

The only place of the product from which an original is ever removed. Each step is an entry in the book; hash, length, ground,
reason, persons and times stay. A photo whose removal is asked for or approved stays as it is until it is done.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from lantian.domain import removal as rules
from lantian.domain.moments import format_instant
from lantian.domain.problems import Problem
from lantian.evidence.derived import remove_copies
from lantian.evidence.storage import Storage
from lantian.ledger import book, custody, queries, removals
from lantian.ledger.db import transaction
from lantian.ledger.models import PhotoRemoval

from .acting import Acting

RIGHT = "remove_originals"


def request(sha256: str, *, ground: str, document: str, reason: str, by: Acting) -> int:
    """Ask for a removal; returns the entry's number. Raises Problem not_found, act_invalid, removal_open, photo_removed."""
    by.must(RIGHT)
    rules.check_request(ground, document, reason)
    asked = {"ground": ground, "document": document.strip(), "reason": reason.strip()}
    with transaction():
        by = by.in_order()
        _must_see(sha256, by)
        for earlier in removals.of_photo(sha256):
            if earlier.removed_seq is not None:
                raise Problem("photo_removed")
            if earlier.verdict != "rejected":
                raise Problem("removal_open")
        seq = _enter("OriginalRemovalRequested", sha256, asked, by)
        removals.add(asked | {"photo": sha256, "requested_by": by.id, "requested_at": by.at, "requested_seq": seq})
    return seq


def decide(sha256: str, requested_seq: int, *, approved: bool, remark: str, by: Acting) -> int:
    """Approve or reject a request; returns the entry's number.

    Raises Problem not_found, act_invalid, removal_decided, removal_same_person, removal_elsewhere.
    """
    by.must(RIGHT)
    rules.check_decision(remark)
    with transaction():
        by = by.in_order()
        _must_see(sha256, by)
        row = next((row for row in removals.of_photo(sha256) if row.requested_seq == requested_seq), None)
        _must_be_decidable(row, approved, by)
        verdict = "approved" if approved else "rejected"
        kind = "OriginalRemovalApproved" if approved else "OriginalRemovalRejected"
        seq = _enter(kind, sha256, {"request": requested_seq, "remark": remark.strip()}, by)
        told = {"verdict": verdict, "remark": remark.strip(), "decided_by": by.id, "decided_at": by.at, "decided_seq": seq}
        removals.change(row.id, told)
    return seq


def _must_be_decidable(row: PhotoRemoval | None, approved: bool, by: Acting) -> None:
    if row is None:
        raise Problem("not_found")
    if row.verdict:
        raise Problem("removal_decided")
    if row.requested_by_id == by.id:
        raise Problem("removal_same_person")
    if approved and not all(use.visible for use in custody.uses(by.area_code, row.sha256)):
        raise Problem("removal_elsewhere")


def carry_out(storage: Storage, derived_dir: Path, now: datetime) -> int:
    """Do what was approved; how many originals were removed. Killed in between, the next run does the rest."""
    rows = removals.approved()
    for row in rows:
        _carry_out(row, storage, derived_dir, format_instant(now))
    return len(rows)


def _carry_out(row: PhotoRemoval, storage: Storage, derived_dir: Path, at: str) -> None:
    """The bytes go before the entry is committed: an entry about a removal that did not happen can never stand."""
    sha256 = row.sha256
    said = {"request": row.requested_seq, "approval": row.decided_seq, "size_bytes": row.photo.size_bytes}
    with transaction():
        at = book.moment(at)
        seq = book.append(
            at=at, actor=book.SYSTEM, kind="OriginalRemoved", subject_kind="photo", subject_id=sha256, payload=said
        )
        removals.change(row.id, {"removed_at": at, "removed_seq": seq})
        removals.forget(sha256, at)
        remove_copies(derived_dir, sha256)
        storage.remove(sha256)


def remove_again(storage: Storage, derived_dir: Path) -> int:
    """Remove what came back from a backup though the book says that it is gone; how many. The book has said it already."""
    back = [sha256 for sha256 in removals.all_removed() if storage.exists(sha256)]
    for sha256 in back:
        remove_copies(derived_dir, sha256)
        storage.remove(sha256)
    return len(back)


def _must_see(sha256: str, by: Acting) -> None:
    if not queries.photo_visible(by.area_code, sha256):
        raise Problem("not_found")


def _enter(kind: str, sha256: str, payload: dict[str, object], by: Acting) -> int:
    return book.append(at=by.at, actor=by.actor, kind=kind, subject_kind="photo", subject_id=sha256, payload=payload)
