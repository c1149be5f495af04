"""Photos that show the same shot: which wait to be compared, the index of marks, the pairs that were found.

A search reads the places of its keys and nothing else, however many photos there are; a key holds ``MOST_PER_KEY`` marks at
most, so that a watermark in every photo costs no more than that. Must not decide what is alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from . import sql
from .areas import area_names
from .models import EvidencePhoto, Inspection, Photo, PhotoLikeness, PhotoMark, PhotoPrint, Site, Violation
from .scope import within

MOST_PER_KEY = 48
_KEYS_AT_ONCE, _ROW_BITS = 800, 10


@dataclass(frozen=True)
class Waiting:
    """A photo in its place that has not been compared; ``fault`` as the examiner left it."""

    id: int
    sha256: str
    inspection: str
    site: str
    item_id: str | None
    role: str
    act_seq: int | None
    fault: str


@dataclass(frozen=True)
class Pair:
    """A pair as a page shows it, from the side of ``mine``. ``row`` is the other photo, None where it lies out of sight; then
    ``ask_area`` names where to ask."""

    mine: int
    kind: str
    score: int
    found_at: str
    row: Any
    number: str
    visit: str
    site_name: str
    ask_area: str


def waiting(limit: int) -> list[Waiting]:
    """Examined photos in their places that have not been compared, oldest first."""
    e, p = EvidencePhoto, Photo
    columns = (e.id, p.sha256, e.inspection, Inspection.site, e.item_id, e.role, e.act_seq, p.fault)
    query = e.select(*columns).join_from(e, p).join_from(e, Inspection)
    ready = e.compared_at.is_null() & p.examined_at.is_null(False)
    return [Waiting(*row) for row in query.where(ready).order_by(e.id).limit(limit).tuples()]


def places_of(hashes: Sequence[str], *, before: int) -> list[Waiting]:
    """The places of these photos that came in before a row of evidence, oldest first, as they stood in the queue."""
    e, p = EvidencePhoto, Photo
    columns = (e.id, p.sha256, e.inspection, Inspection.site, e.item_id, e.role, e.act_seq, p.fault)
    query = e.select(*columns).join_from(e, p).join_from(e, Inspection).where(p.sha256.in_(list(hashes)) & (e.id < before))
    return [Waiting(*row) for row in query.order_by(e.id).tuples()]


def near_by(row: Waiting, limit: int) -> list[str]:
    """Hashes of the latest earlier photos of the same place, those of the same visit among them."""
    e = EvidencePhoto
    query = e.select(e.photo).join(Inspection).where((Inspection.site == row.site) & (e.id < row.id) & (e.photo != row.sha256))
    return list(dict.fromkeys(sha256 for (sha256,) in query.order_by(e.id.desc()).limit(limit).tuples()))


def lookup(keys: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """Key, number of the photo's print, x and y of every mark in the index with one of these keys."""
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        some = keys[start : start + _KEYS_AT_ONCE]
        statement = f"SELECT key, print_id, at FROM photo_mark WHERE key IN ({sql.marks(some)})"
        for key, number, at in sql.rows(statement, *some):
            yield key, number, at & ((1 << _ROW_BITS) - 1), at >> _ROW_BITS


def hashes_of(prints: Iterable[int]) -> dict[int, str]:
    """SHA-256 by number of print."""
    numbers = sorted(set(prints))
    return dict(PhotoPrint.select(PhotoPrint.id, PhotoPrint.photo).where(PhotoPrint.id.in_(numbers)).tuples())


def remember(sha256: str, marks: Sequence[tuple[int, int, int]]) -> None:
    """Put a photo's marks (key, x, y) into the index, once. Inside ``db.transaction()``."""
    if PhotoPrint.select().where(PhotoPrint.photo == sha256).exists():
        return
    ((number,),) = sql.insert(PhotoPrint, [{"photo": sha256}], returning="id")
    full = _full({key for key, _x, _y in marks})
    rows = {(key, (y << _ROW_BITS) | x) for key, x, y in marks if key not in full}
    sql.insert(PhotoMark, [{"key": key, "print_id": number, "at": at} for key, at in sorted(rows)])


def _full(keys: set[int]) -> set[int]:
    counted = f"SELECT key FROM photo_mark WHERE key IN ({sql.marks(keys)}) GROUP BY key HAVING COUNT(*) >= {MOST_PER_KEY}"
    return {key for (key,) in sql.rows(counted, *sorted(keys))} if keys else set()


def known(this: int, that: int) -> bool:
    """Whether the pair is there already, either way round."""
    p = PhotoLikeness
    either = ((p.this == this) & (p.that == that)) | ((p.this == that) & (p.that == this))
    return bool(p.select().where(either).exists())


def add(this: int, that: int, *, kind: str, score: int, at: str, seq: int) -> None:
    """Write a pair; ``score`` in thousandths. Inside ``db.transaction()``."""
    row = {"this": this, "that": that, "kind": kind, "score": score, "found_at": at, "seq": seq}
    sql.insert(PhotoLikeness, [row])


def compared(row_id: int, at: str, *, fault: str = "") -> None:
    """A photo in its place has been compared, or put aside with a key of ``domain.likeness.UNCOMPARED``. Inside
    ``db.transaction()``."""
    EvidencePhoto.update(compared_at=at, compare_fault=fault).where(EvidencePhoto.id == row_id).execute()


def pairs_of(scope: str, mine: Sequence[int]) -> dict[int, list[Pair]]:
    """The pairs of these photos (rows of evidence) by photo: four queries. What lies outside ``scope`` shows only that it is."""
    found: dict[int, list[Pair]] = defaultdict(list)
    p = PhotoLikeness
    rows = list(p.select().where(p.this.in_(list(mine)) | p.that.in_(list(mine))).order_by(p.id)) if mine else []
    ends = [(own, other, row) for row in rows for own, other in _ends(row) if own in mine]
    others = {other.id: other for other in _others({other for _own, other, _row in ends})}
    seen = _seen(scope, list(others))
    areas = area_names({other.inspection.area_id[:6] for other in others.values() if other.id not in seen})
    for own, other, row in ends:
        found[own].append(_pair(own, others[other], row, other in seen, areas))
    return found


def _ends(row: PhotoLikeness) -> tuple[tuple[int, int], tuple[int, int]]:
    return (row.this_id, row.that_id), (row.that_id, row.this_id)


def _others(ids: set[int]) -> list[EvidencePhoto]:
    e = EvidencePhoto
    query = e.select(e, Photo, Inspection, Site, Violation).join_from(e, Photo).join_from(e, Inspection)
    return list(query.join_from(Inspection, Site).join_from(e, Violation, JOIN.LEFT_OUTER).where(e.id.in_(sorted(ids))))


def _seen(scope: str, ids: Sequence[int]) -> set[int]:
    query = EvidencePhoto.select(EvidencePhoto.id).join(Inspection)
    return {key for (key,) in query.where(EvidencePhoto.id.in_(list(ids)) & within(Inspection.area, scope)).tuples()}


def _pair(own: int, other: EvidencePhoto, row: PhotoLikeness, seen: bool, areas: dict[str, str]) -> Pair:
    facts = {"mine": own, "kind": row.kind, "score": row.score, "found_at": row.found_at}
    if not seen:
        area = other.inspection.area_id[:6]
        return Pair(**facts, row=None, number="", visit="", site_name="", ask_area=areas.get(area, area))
    number = other.violation.number if other.violation_id else ""
    return Pair(**facts, row=other, number=number, visit=other.inspection_id, site_name=other.inspection.site.name, ask_area="")
