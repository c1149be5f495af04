"""Comparing photos (照片查重): one photo in its place against the ledger; the pairs found are written with their entries.

Runs in the worker after the examination, so nobody waits for it. First the same file, then the photos of the same place, then
whatever the index of marks suggests in the whole ledger. Finds and notes; what a pair means is the reviewer's to say.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lantian.domain.likeness import NO_SCENE, Place, worth_asking
from lantian.evidence.agreement import agreement
from lantian.evidence.marks import LONGEST_PX, Candidate, Question, Stored, marks_of, scaled
from lantian.evidence.shown_shot import Picture, grey_copy
from lantian.ledger import book, db, likeness
from lantian.ledger.likeness import Waiting

log = logging.getLogger("lantian.likeness")

AT_ONCE = 8
# Photos of the same place whose marks are compared even where the index was full.
NEAR_BY = 12


@dataclass(frozen=True)
class Means:
    """Where the copies lie, and the server's clock (aware UTC)."""

    derived_dir: Path
    now: Callable[[], datetime]


@dataclass(frozen=True)
class Found:
    """A pair to be written: the other place, kind and share in thousandths."""

    other: Waiting
    kind: str
    score: int


def turn(means: Means, stop: Callable[[], bool] = lambda: False) -> int:
    """Compare up to ``AT_ONCE`` photos, oldest first; how many. Inside ``db.connection()``."""
    rows = likeness.waiting(AT_ONCE)
    done = 0
    for row in rows:
        if stop():
            break
        _compare_or_put_aside(row, means)
        done += 1
    return done


def _compare_or_put_aside(row: Waiting, means: Means) -> None:
    """One photo that cannot be compared must not hold up all behind it. A database that does not answer is no photo's fault."""
    try:
        compare(row, means)
    except db.Unavailable:
        raise
    except Exception:
        log.exception("photo %s: comparing failed, put aside", row.sha256)
        with db.transaction():
            likeness.compared(row.id, _stamp(means), fault="failed")


def compare(row: Waiting, means: Means) -> None:
    """Compare one photo; looking is done before the transaction, which only writes."""
    grey = None if row.role in NO_SCENE else grey_copy(means.derived_dir, row.sha256)
    lacks_copy = grey is None and row.role not in NO_SCENE and not row.fault
    found = [*_same_file(row), *(_same_shot(row, grey, means) if grey else ())]
    marks = [(mark.key, mark.x, mark.y) for mark in marks_of(scaled(grey, LONGEST_PX))] if grey else []
    _write(row, found, marks, _stamp(means), fault="no_copy" if lacks_copy else "")


def _stamp(means: Means) -> str:
    return means.now().isoformat(timespec="microseconds")


def _same_file(row: Waiting) -> Iterator[Found]:
    for other in likeness.places_of([row.sha256], before=row.id):
        if worth_asking(_place(row), _place(other)):
            yield Found(other, "same_bytes", 1000)


def _same_shot(row: Waiting, grey: Picture, means: Means) -> Iterator[Found]:
    """The earliest place of every photo that shows the same shot."""
    for sha256, kind, score in _alike(row, grey, means):
        places = likeness.places_of([sha256], before=row.id)
        first = next((place for place in places if worth_asking(_place(row), _place(place))), None)
        if first is not None:
            yield Found(first, kind, score)


def _alike(row: Waiting, grey: Picture, means: Means) -> Iterator[tuple[str, str, int]]:
    question = Question(grey)
    by_photo: dict[str, list[Candidate]] = {}
    answers = [Stored(*answer) for answer in likeness.lookup(question.keys)]
    candidates = question.candidates(answers)
    hashes = likeness.hashes_of(candidate.photo for candidate in candidates)
    for candidate in candidates:
        by_photo.setdefault(hashes[candidate.photo], []).append(candidate)
    for sha256, here in _near_by(row, question, means):
        by_photo.setdefault(sha256, here)
    for sha256, suspected in by_photo.items():
        other = grey_copy(means.derived_dir, sha256) if sha256 != row.sha256 else None
        agreed = agreement(grey, other, suspected) if other else None
        if agreed:
            yield sha256, agreed.kind, round(agreed.share * 1000)


def _near_by(row: Waiting, question: Question, means: Means) -> Iterator[tuple[str, list[Candidate]]]:
    """The same question put to photos of the same place directly: their keys may be too common for the index."""
    for sha256 in likeness.near_by(row, NEAR_BY):
        other = grey_copy(means.derived_dir, sha256)
        if other is not None:
            own = [Stored(mark.key, 0, mark.x, mark.y) for mark in marks_of(scaled(other, LONGEST_PX))]
            if candidates := question.candidates(stored for stored in own if stored.key in question):
                yield sha256, candidates


def _place(row: Waiting) -> Place:
    return Place(row.inspection, row.act_seq, row.role, row.item_id)


def _write(row: Waiting, found: list[Found], marks: list[tuple[int, int, int]], at: str, *, fault: str) -> None:
    with db.transaction():
        at = book.moment(at)
        for pair in found:
            if likeness.known(row.id, pair.other.id):
                continue
            facts = {"that": pair.other.sha256, "kind": pair.kind, "score": pair.score, "rows": [row.id, pair.other.id]}
            seq = book.append(
                at=at, actor=book.SYSTEM, kind="PhotoLikenessFound", subject_kind="photo", subject_id=row.sha256, payload=facts
            )
            likeness.add(row.id, pair.other.id, kind=pair.kind, score=pair.score, at=at, seq=seq)
        if marks:
            likeness.remember(row.sha256, marks)
        likeness.compared(row.id, at, fault=fault)
