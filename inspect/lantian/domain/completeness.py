"""What a reviewer would send a record back for (复核会退回的缺项): small checks in one table, the same on the phone.

None of these stops a hand-in; what does stop it is ``inspection`` and ``checklists``. The phone asks before handing in
(static/js/models/completeness.js), the reviewer sees the same on a violation's page; the cases of
tests/contract/what_a_reviewer_sends_back.json hold both to the same answers. Limits are defaults of this product, not of a
law. Must not know where the facts came from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .geo import distance_m
from .problems import N_

SHORTEST_NOTE = 6
FEWEST_PHOTOS = 2
COARSEST_M = 100.0
FARTHEST_M = 500.0
EARLIEST = timedelta(minutes=30)


@dataclass(frozen=True)
class Item:
    """One item of the checklist as answered; ``points`` how many points it has to tick, ``ticked`` how many were."""

    id: str
    number: bool
    answered: bool
    failed: bool
    corrected: bool
    note: str
    points: int
    ticked: int


@dataclass(frozen=True)
class Shot:
    """One photo of the record but the signature; ``item`` None for the place as a whole. Metres, WGS-84 degrees."""

    item: str | None
    role: str
    source: str
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    taken_at: datetime


@dataclass(frozen=True)
class Visit:
    """A record as far as its completeness goes."""

    kind: str
    officers: int
    outcome: str
    person: str
    witness: str
    reason: str
    site: tuple[float, float] | None
    started_at: datetime
    items: Sequence[Item]
    photos: Sequence[Shot]


@dataclass(frozen=True)
class Gap:
    """What is lacking: key of ``CHECKS``, the item it is about (None: the whole record), at how many photos."""

    code: str
    item: str | None
    count: int


@dataclass(frozen=True)
class Meter:
    """How many checks applied, how many of them hold, and the rest."""

    asked: int
    met: int
    gaps: list[Gap]


def meter(visit: Visit) -> Meter:
    """Every check at everything it applies to, in the order of the table."""
    found = [(code, item, answer) for code, check in CHECKS.items() for item, answer in check.answers(visit)]
    asked = [(code, item, answer) for code, item, answer in found if answer is not None]
    counts: dict[tuple[str, str | None], int] = {}
    for code, item, answer in asked:
        if not answer:
            counts[code, item] = counts.get((code, item), 0) + 1
    gaps = [Gap(code, item, count) for (code, item), count in counts.items()]
    return Meter(len(asked), len(asked) - sum(counts.values()), gaps)


def _partner(visit: Visit) -> bool | None:
    return visit.officers >= 2 if visit.kind == "inspection" else None


def _overview(visit: Visit) -> bool | None:
    return any(shot.role == "overview" for shot in visit.photos) if any(item.failed for item in visit.items) else None


def _signer(visit: Visit) -> bool | None:
    return bool(visit.person.strip()) if visit.outcome == "signed" else None


def _reason(visit: Visit) -> bool | None:
    return bool(visit.reason.strip()) if visit.outcome in ("refused", "absent") else None


def _witness(visit: Visit) -> bool | None:
    return bool(visit.witness.strip()) if visit.outcome in ("refused", "absent") else None


def _second_photo(visit: Visit, item: Item) -> bool | None:
    mine = sum(shot.item == item.id for shot in visit.photos)
    return mine >= FEWEST_PHOTOS if item.failed and not item.corrected else None


def _note(visit: Visit, item: Item) -> bool | None:
    return len(item.note.strip()) >= SHORTEST_NOTE if item.failed else None


def _points(visit: Visit, item: Item) -> bool | None:
    return item.ticked > 0 if item.failed and item.points else None


def _measured(visit: Visit, item: Item) -> bool | None:
    return item.answered if item.number else None


def _position(visit: Visit, shot: Shot) -> bool | None:
    return shot.lat is not None and shot.lon is not None


def _accuracy(visit: Visit, shot: Shot) -> bool | None:
    return (shot.accuracy_m is not None and shot.accuracy_m <= COARSEST_M) if shot.lat is not None else None


def _near(visit: Visit, shot: Shot) -> bool | None:
    if shot.lat is None or shot.lon is None or visit.site is None:
        return None
    return distance_m(shot.lat, shot.lon, *visit.site) - (shot.accuracy_m or 0) <= FARTHEST_M


def _taken_here(visit: Visit, shot: Shot) -> bool | None:
    return shot.source != "file"


def _taken_then(visit: Visit, shot: Shot) -> bool | None:
    return shot.taken_at >= visit.started_at - EARLIEST


def _of_visit(check: Callable[[Visit], bool | None]) -> Callable[[Visit], list[tuple[str | None, bool | None]]]:
    return lambda visit: [(None, check(visit))]


def _of_items(check: Callable[[Visit, Item], bool | None]) -> Callable[[Visit], list[tuple[str | None, bool | None]]]:
    return lambda visit: [(item.id, check(visit, item)) for item in visit.items]


def _of_photos(check: Callable[[Visit, Shot], bool | None]) -> Callable[[Visit], list[tuple[str | None, bool | None]]]:
    return lambda visit: [(shot.item, check(visit, shot)) for shot in visit.photos]


@dataclass(frozen=True)
class Check:
    """One row: what a reviewer would say, and the answers (None where it does not apply) with the item of each."""

    words: str
    answers: Callable[[Visit], list[tuple[str | None, bool | None]]]


CHECKS: dict[str, Check] = {
    "partner": Check(N_("没有选第二名执法人员"), _of_visit(_partner)),
    "overview": Check(N_("没有现场全景照片"), _of_visit(_overview)),
    "signer": Check(N_("没有写现场负责人姓名"), _of_visit(_signer)),
    "reason": Check(N_("当事人拒签或不在场，但没有写明情况"), _of_visit(_reason)),
    "witness": Check(N_("当事人拒签或不在场，但没有见证人"), _of_visit(_witness)),
    "second_photo": Check(N_("问题照片不足两张，最好远景、近景各一张"), _of_items(_second_photo)),
    "note": Check(N_("情况说明不足 6 个字"), _of_items(_note)),
    "points": Check(N_("没有勾选不合格的要点"), _of_items(_points)),
    "measured": Check(N_("没有填写测量数值"), _of_items(_measured)),
    "position": Check(N_("照片没有定位"), _of_photos(_position)),
    "accuracy": Check(N_("照片的定位精度差于 100 米"), _of_photos(_accuracy)),
    "near": Check(N_("照片位置距检查对象超过 500 米"), _of_photos(_near)),
    "taken_here": Check(N_("照片是导入的文件，不是现场拍摄"), _of_photos(_taken_here)),
    "taken_then": Check(N_("照片早于检查开始 30 分钟以上"), _of_photos(_taken_then)),
}
