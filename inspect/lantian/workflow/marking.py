"""Marking a photo's copies (遮盖与标注): each saving is a new version and its entry in the book, in one transaction.

Who may: ``mark_photo`` asks for the right ``unseal``; a phone's markings come with the record or the act that lists the photo
(``handed_in``) and only ever add. Originals are not touched. Must not draw, and must not know HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lantian.domain.inspection import RecordPhoto
from lantian.domain.marking import MOST_SHAPES, Marking, lifts, read_marking
from lantian.domain.people import may
from lantian.domain.problems import N_, FieldFault, Problem
from lantian.ledger import book, markings
from lantian.ledger.db import transaction
from lantian.ledger.markings import Standing

from .acting import Acting

RIGHT = "unseal"
MOST_REASON = 200
REASON_MISSING = N_("撤除遮盖须写明理由")
TOO_MANY = N_("一张照片最多 %(limit)s 个遮盖和标注；连同已有的共 %(count)s 个，请去掉一些")
REASON_TOO_LONG = N_("最多 %(limit)s 个字，现有 %(count)s 个")


def mark_photo(sha256: str, body: Any, *, by: Acting) -> Standing:
    """Save ``{shapes, seen_version, reason}`` for a photo that the person may see. Saving what stands changes nothing.

    Raises Problem not_allowed (403), marking_invalid (422) naming the places, marking_moved_on (409).
    """
    by.must(RIGHT)
    marking, faults = read_marking(body, "marking")
    _refuse(faults)
    reason = _reason(body.get("reason", ""))
    with transaction():
        before = markings.standing(sha256)
        if body.get("seen_version") != before.version:
            raise Problem("marking_moved_on", actor=before.made_by or "–", extra={"version": before.version})
        if marking == before.marking:
            return before
        if lifts(before.marking, marking) and not reason:
            _refuse([FieldFault("reason", REASON_MISSING)])
        return _save(sha256, before, marking, {"reason": reason} if reason else {}, by.in_order())


def _reason(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable():
        _refuse([FieldFault("reason", N_("含有不可见的控制字符，请删去后重填"))])
    if len(value) > MOST_REASON:
        _refuse([FieldFault("reason", REASON_TOO_LONG, {"limit": MOST_REASON, "count": len(value)})])
    return str(value).strip()


def _refuse(faults: list[FieldFault]) -> None:
    if faults:
        raise Problem("marking_invalid", fields=faults, count=len(faults))


def handed_in(photos: Iterable[RecordPhoto], facts: Mapping[str, Any], *, by: Acting) -> None:
    """The markings that came with a record or an act, each on top of what stands: a phone never lifts a redaction.

    Inside the transaction of the record or act; ``facts`` name it in the book. Raises Problem marking_invalid when more shapes
    than a photo may have would stand on it; nothing of the record or act is kept then.
    """
    marked = [(index, photo) for index, photo in enumerate(photos) if photo.marking.shapes]
    stands = markings.standing_of(photo.sha256 for _, photo in marked) if marked else {}
    for index, photo in marked:
        before = stands.get(photo.sha256, markings.NOTHING)
        marking = before.marking.joined(photo.marking)
        _check_count(marking, f"photos.{index}.marking.shapes")
        if marking != before.marking:
            stands[photo.sha256] = _save(photo.sha256, before, marking, {**facts, **by.carried}, by)


def _check_count(marking: Marking, path: str) -> None:
    if len(marking.shapes) > MOST_SHAPES:
        _refuse([FieldFault(path, TOO_MANY, {"limit": MOST_SHAPES, "count": len(marking.shapes)})])


def _save(sha256: str, before: Standing, marking: Marking, facts: Mapping[str, Any], by: Acting) -> Standing:
    version = before.version + 1
    payload = {
        "version": version,
        "recipe_sha256": marking.sha256,
        "shapes": len(marking.shapes),
        "redactions": len(marking.redactions),
        **facts,
    }
    kind = _kind(before.marking, marking)
    seq = book.append(at=by.at, actor=by.actor, kind=kind, subject_kind="photo", subject_id=sha256, payload=payload)
    markings.add(sha256, marking, version=version, at=by.at, by=by.id, seq=seq)
    return Standing(version, marking, by.at, by.name)


def _kind(before: Marking, after: Marking) -> str:
    """What the entry is called: something shows again, something was hidden, or only pointed at."""
    if lifts(before, after):
        return "RedactionLifted"
    return "PhotoRedacted" if set(after.redactions) - set(before.redactions) else "PhotoAnnotated"


def check_open(sha256: str, *, by: Acting) -> Standing:
    """What stands on a photo whose plain picture somebody wants; Problem original_sealed (403) for whom it is hidden."""
    found = markings.standing(sha256)
    if found.marking.redacts and not may(by.role, RIGHT):
        raise Problem("original_sealed")
    return found
