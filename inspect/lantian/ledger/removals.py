"""Rows of removals of originals (移除原件): asked for, decided, done. Writers run inside ``db.transaction()``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from . import sql
from .models import EvidencePhoto, ExportJob, ExportOriginal, Inspection, Person, Photo, PhotoMark, PhotoPrint, PhotoRemoval
from .scope import within

# Options of an export job that shows small pictures (``workflow.export_making.Asked``).
WITH_PICTURES = {"thumbnails": True}


@dataclass(frozen=True)
class Removed:
    """That an original is gone: when, on which ground (key of domain.removal), by which paper, who asked and who approved."""

    at: str
    ground: str
    document: str
    reason: str
    asked_by: str
    approved_by: str


def removed(sha256s: Iterable[str]) -> dict[str, Removed]:
    """Which of these originals are gone, and how it came about: one query."""
    r, asked, approved = PhotoRemoval, Person.alias(), Person.alias()
    columns = (r.photo, r.removed_at, r.ground, r.document, r.reason, asked.name, approved.name)
    query = r.select(*columns).join_from(r, asked, on=(asked.id == r.requested_by))
    query = query.join_from(r, approved, on=(approved.id == r.decided_by))
    found = query.where(r.photo.in_(sorted(set(sha256s))) & r.removed_seq.is_null(False))
    return {sha256: Removed(*rest) for sha256, *rest in found.tuples()}


def is_removed(sha256: str) -> bool:
    """Whether an original was removed. Asked for every photo that arrives."""
    return sql.row("SELECT 1 FROM photo_removal WHERE sha256 = ? AND removed_seq IS NOT NULL LIMIT 1", sha256) is not None


def of_photo(sha256: str) -> list[PhotoRemoval]:
    """Every request for one photo, oldest first, with the persons read along."""
    return list(_with_people().where(PhotoRemoval.photo == sha256).order_by(PhotoRemoval.id))


def unfinished(scope: str) -> list[PhotoRemoval]:
    """Requests that wait for a decision or for their doing, oldest first, of photos that stand in a record of ``scope``."""
    placed = EvidencePhoto.select(EvidencePhoto.photo).join(Inspection).where(within(Inspection.area, scope))
    open_ones = PhotoRemoval.removed_seq.is_null() & (PhotoRemoval.verdict != "rejected")
    return list(_with_people().where(open_ones & PhotoRemoval.photo.in_(placed)).order_by(PhotoRemoval.id))


def approved() -> list[PhotoRemoval]:
    """What is approved and not yet done, oldest first. A photo that the examiner has still to look at waits for it."""
    r = PhotoRemoval
    query = r.select(r, Photo).join(Photo, on=(r.photo == Photo.sha256))
    ready = (r.verdict == "approved") & r.removed_seq.is_null() & Photo.examined_at.is_null(False)
    return list(query.where(ready).order_by(r.id))


def all_removed() -> list[str]:
    """Every original that was removed."""
    r = PhotoRemoval
    return [sha256 for (sha256,) in r.select(r.photo).where(r.removed_seq.is_null(False)).order_by(r.id).tuples()]


def removed_since(seq: int) -> set[str]:
    """Originals that the book says are gone, in entries after ``seq``."""
    r = PhotoRemoval
    return {sha256 for (sha256,) in r.select(r.photo).where(r.removed_seq > seq).tuples()}


def _with_people() -> Any:
    return PhotoRemoval.select(PhotoRemoval, Person).join(Person, on=(PhotoRemoval.requested_by == Person.id))


def add(columns: dict[str, Any]) -> None:
    """A request."""
    PhotoRemoval.insert(**columns).execute()


def change(removal_id: int, columns: dict[str, Any]) -> None:
    """Its decision, or its doing."""
    PhotoRemoval.update(**columns).where(PhotoRemoval.id == removal_id).execute()


def forget(sha256: str, at: str) -> None:
    """All that was made from an original: claims, marks, and exported files still on the shelf, which expire now.

    Of workbooks with small pictures it is not kept which photos they show: all of them expire, and can be asked for again.
    """
    Photo.update(claims=None, fault="removed", examined_at=at).where(Photo.sha256 == sha256).execute()
    EvidencePhoto.update(compared_at=at).where((EvidencePhoto.photo == sha256) & EvidencePhoto.compared_at.is_null()).execute()
    prints = PhotoPrint.select(PhotoPrint.id).where(PhotoPrint.photo == sha256)
    PhotoMark.delete().where(PhotoMark.print_id.in_(prints)).execute()
    PhotoPrint.delete().where(PhotoPrint.photo == sha256).execute()
    carried = ExportOriginal.select(ExportOriginal.seq).where(ExportOriginal.photo == sha256)
    holds = ExportJob.seq.in_(carried) | (ExportJob.options == WITH_PICTURES)
    ExportJob.update(expires_at=at).where(holds & (ExportJob.expires_at > at)).execute()
