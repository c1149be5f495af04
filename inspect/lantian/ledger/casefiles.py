"""Case files for export: the lines of the work list with their record, photos and history, streamed in batches.

Owns ``case_files`` and ``case_file``. Memory hardly grows with the number of lines, and a batch costs a fixed number of queries.
Must not write any format (``exports``) and must not choose rows by itself: they come from ``worklist``.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from peewee import JOIN, SQL, ModelSelect, fn

from lantian.domain.casefile import CaseAnswer, CaseFile, CasePhoto
from lantian.domain.moments import local_date
from lantian.domain.removal import sentence_zh

from . import db, markings, removals
from .filters import Filters
from .models import Answer, Area, EvidencePhoto, Inspection, LedgerEntry, Person, Photo, Site, Unit, Violation
from .people import card_numbers
from .scope import within
from .worklist import RECORD_ROLES, ids_of, ordered

BATCH = 200
COUNTY_DIGITS = 6


def case_files(scope: str, filters: Filters, *, light: bool = False, order: str = "newest") -> Iterator[CaseFile]:
    """The case files of exactly the lines, in the order, of ``worklist`` with the same arguments.

    ``light`` leaves out what tables do not show: the record's text, its answers, the history, and the photos of the visit as a
    whole (overview, signature). All reads see one state of the database:
    the whole iteration stands in one ``db.snapshot()``. A caller who may stop early opens the snapshot itself, so that it ends
    with the caller's block and not when the iterator happens to be collected.
    """
    with db.snapshot():
        # Eight bytes a line: sorted and filtered once, not anew for every batch.
        ids = array("q", (row_id for (row_id,) in ordered(ids_of(scope, filters), order).tuples().iterator()))
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            rows = {row["id"]: row for row in _plain(_rows(batch, light), _READ)}
            yield from _filled([rows[row_id] for row_id in batch], light)


def case_file(scope: str, number: str) -> CaseFile | None:
    """One line with all that belongs to it, if it lies in the area."""
    with db.snapshot():
        found = Violation.select(Violation.id).where((Violation.number == number) & within(Violation.area, scope))
        ids = array("q", (row_id for (row_id,) in found.tuples()))
        return next(_filled(list(_plain(_rows(ids, light=False), _READ)), light=False)) if ids else None


def _rows(ids: array[int], light: bool) -> ModelSelect:
    v, i, county = Violation, Inspection, Area.alias()
    columns = [
        v.id, v.number, v.origin, v.state, v.severity, v.title, v.title_en, v.item_id, v.note, v.corrected_on_site, v.act_on,
        v.reported_at, v.due_on, v.due_provisional, v.department, v.checklist_id, v.bases, v.basis_id, v.chain, v.last_seq,
        v.area.alias("area_code"), Area.name.alias("area_name"), county.name.alias("county_name"), Unit.name.alias("unit_name"),
        Site.id.alias("site_id"), Site.name.alias("site_name"), Site.kind.alias("site_kind"), Site.address.alias("site_address"),
        Site.lat.alias("site_lat"), Site.lon.alias("site_lon"), Site.party.alias("site_party"), Site.uscc.alias("site_uscc"),
        i.id.alias("inspection_id"), i.kind.alias("inspection_kind"), i.inspection_type, i.checklist_version, i.checklist_hash,
        i.officers, i.party, i.header, i.started_at, i.finished_at, i.received_at, i.clock_doubt,
        i.content_sha256.alias("record_sha256"), i.recorded_by.alias("recorder_id"), Person.name.alias("recorder_name"),
    ]
    if not light:
        columns.append(i.content.alias("record_text"))
    query = v.select(*columns).join_from(v, Site).join_from(v, i).join_from(v, Unit).join_from(v, Area).join_from(i, Person)
    query = query.join_from(v, county, JOIN.LEFT_OUTER, on=(county.code == fn.SUBSTR(v.area, 1, COUNTY_DIGITS)))
    return query.where(v.id << _listed(ids))


# What a driver gives as text or number and the models as something else.
_READ: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("bases", "chain", "officers", "party", "header"), json.loads),
    **dict.fromkeys(("corrected_on_site", "due_provisional"), bool),
}


def _plain(query: ModelSelect, read: Mapping[str, Callable[[Any], Any]] | None = None) -> Iterator[dict[str, Any]]:
    """Rows straight from the driver, ``read`` applied: the models' own conversion takes as long as the database itself."""
    cursor = db.database.execute(query)
    names = [column[0] for column in cursor.description]
    at = [(name, read[name]) for name in names if read and name in read]
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        for name, convert in at:
            row[name] = convert(row[name])
        yield row


def _listed(ids: Iterable[int]) -> SQL:
    """Numbers of rows, written out: as parameters each of them is an object on the way to the statement."""
    return SQL(f"({','.join(map(str, ids))})")


def _filled(rows: list[dict[str, Any]], light: bool) -> Iterator[CaseFile]:
    """The batch's rows as case files, with what belongs to them fetched for all at once."""
    names = [name for name in rows[0] if name in _COLUMNS]
    photos = _photos(rows)
    record_photos, answers, stories = ({}, {}, {}) if light else (_record_photos(rows), _answers(rows), _stories(rows))
    gone = {} if light else _gone([*photos.values(), *record_photos.values()])
    cards = {} if light else card_numbers(_actors(rows, stories))
    for row in rows:
        visit = row["inspection_id"]
        story = sorted(stories.get(row["number"], []) + stories.get(visit, []), key=lambda entry: entry["seq"])
        # An area above the counties has no county's name.
        row["county_name"] = row["county_name"] or ""
        yield CaseFile(
            **{name: row[name] for name in names},
            photos=[gone.get(id(photo), photo) for photo in photos.get((row["id"], visit), []) + record_photos.get(visit, [])],
            answers=answers.get(visit, []),
            story=story,
            cards={person: card for person, card in cards.items() if person in _actors([row], {"": story})},
        )


_COLUMNS = {field.name for field in fields(CaseFile)} - {"photos", "answers", "story", "cards"}


def _gone(groups: Iterable[list[CasePhoto]]) -> dict[int, CasePhoto]:
    """Photos whose original was removed, saying so, by the identity of the photo they stand for."""
    photos = [photo for group in groups for photo in group]
    found = removals.removed(photo.sha256 for photo in photos) if photos else {}
    return {id(photo): replace(photo, removed=_sentence(found[photo.sha256])) for photo in photos if photo.sha256 in found}


def _sentence(removed: removals.Removed) -> str:
    return sentence_zh(f"{local_date(datetime.fromisoformat(removed.at)):%Y-%m-%d}", removed.ground, removed.document)


def _actors(rows: list[dict[str, Any]], stories: Mapping[str, list[dict[str, Any]]]) -> set[int]:
    """Who recorded these visits and who acted on their lines later."""
    acted = {entry["actor_id"] for story in stories.values() for entry in story if entry["actor_id"] is not None}
    return acted | {row["recorder_id"] for row in rows}


def _photos(rows: list[dict[str, Any]]) -> dict[Any, list[CasePhoto]]:
    """Photos per (line, visit): those a patrol took of the same line stay out, as in the work list."""
    query = _photo_query().where(EvidencePhoto.violation << _listed(row["id"] for row in rows)).order_by(EvidencePhoto.id)
    return _grouped(_marked(_plain(query)), lambda row: (row["violation_id"], row["inspection_id"]), _photo)


def _record_photos(rows: list[dict[str, Any]]) -> dict[Any, list[CasePhoto]]:
    e = EvidencePhoto
    query = _photo_query().where(e.inspection.in_(_visits(rows)) & e.role.in_(RECORD_ROLES)).order_by(e.id)
    # Asked here and not in the query, which would go through every photo of no line in the ledger.
    of_no_line = (row for row in _plain(query) if row["violation_id"] is None)
    return _grouped(_marked(of_no_line), lambda row: row["inspection_id"], _photo)


def _marked(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of photos with what is drawn onto their copies; one query for all."""
    photos = list(rows)
    stands = markings.standing_of(row["sha256"] for row in photos)
    return [row | {"marking": stands.get(row["sha256"], markings.NOTHING).marking} for row in photos]


def _photo_query() -> ModelSelect:
    e, p = EvidencePhoto, Photo
    columns = (
        e.violation, e.inspection, e.role, e.item_id, e.taken_at, e.source, e.lat, e.lon, e.accuracy_m, e.altitude_m,
        e.heading_deg, e.fix_at, e.no_fix_reason, e.distance_m, e.caption, p.sha256, p.size_bytes, p.media_type, p.received_at,
        p.received_seq, p.fault, e.act_seq, e.compass_deg, e.compass_source,
    )
    return e.select(*columns).join(p)


def _photo(row: dict[str, Any]) -> CasePhoto:
    return CasePhoto(**{name: value for name, value in row.items() if name not in ("violation_id", "inspection_id")})


def _answers(rows: list[dict[str, Any]]) -> dict[Any, list[CaseAnswer]]:
    query = Answer.select().where(Answer.inspection.in_(_visits(rows))).order_by(Answer.inspection, Answer.position)
    return _grouped(query.dicts(), lambda row: row["inspection"], _answer)


def _answer(row: dict[str, Any]) -> CaseAnswer:
    return CaseAnswer(row["item_id"], row["value"], row["note"], row["sub_checks"], row["corrected"])


def _stories(rows: list[dict[str, Any]]) -> dict[Any, list[dict[str, Any]]]:
    """Entries of the book per number and per visit: subjects of the two kinds never share a name."""
    e = LedgerEntry
    of_lines = (e.subject_kind == "violation") & e.subject_id.in_([row["number"] for row in rows])
    of_visits = (e.subject_kind == "inspection") & e.subject_id.in_(_visits(rows))
    query = e.select().where(of_lines | of_visits).order_by(e.seq)
    return _grouped(query.dicts(), lambda row: row["subject_id"], lambda row: row | {"payload": json.loads(row["payload"])})


def _visits(rows: list[dict[str, Any]]) -> list[str]:
    return list({row["inspection_id"] for row in rows})


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any], make: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(make(row))
    return groups
