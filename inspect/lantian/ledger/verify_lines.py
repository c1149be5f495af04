"""Checks of the lines column by column: what their entries say, replayed, and what they repeat of the visits that opened them.

Entries of this version seal what is fixed when a line is reported; of a line with older ones, what its visits say is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lantian.domain.violation import EVENTS

from .digests import FIXED, FROZEN, fixed_sha256, frozen_sha256, placed_sha256
from .models import EvidencePhoto, Inspection, Violation
from .verify_columns import DIFFERS, OPENING, ROWS_DIFFER, Found, Tell, acted, compared
from .verify_rows import entries_of, listed, pages


def lines_again(tell: Tell) -> Iterator[Found]:
    """What of a line its entries say, replayed: note, limit, law, who may not decide, who rechecked."""
    for rows in pages(Violation.id, (Violation,), tell):
        entries = entries_of("violation", [row["number"] for row in rows])
        told = [entry for about in entries.values() for entry in about]
        times, visits = acted(entry["seq"] for entry in told), _visits(told)
        photos = _later_photos([row["id"] for row in rows])
        for row in rows:
            events = [entry for entry in entries.get(row["number"], []) if entry["kind"] in EVENTS]
            for message, params in compared(_comparable(row), _line_columns(events, times, visits), "violation"):
                yield row["number"], message, params
            for message, params in _sealed(row, events):
                yield row["number"], message, params
            if not _as_sent(events, photos.get(row["id"], [])):
                yield row["number"], ROWS_DIFFER, {"table": "evidence_photo"}


def _as_sent(events: list[Any], photos: list[Any]) -> bool:
    """Whether the photos that came with later acts are those of the acts' entries, as the phone described them."""
    for event in events:
        said, mine = event["payload"], [photo for photo in photos if photo["act_seq"] == event["seq"]]
        opened = event["kind"] in OPENING
        if sorted(photo["photo"] for photo in mine) != sorted([] if opened else listed(said, "photos")):
            return False
        if said.get("placed_sha256", digest := placed_sha256(mine)) != digest:
            return False
    return {photo["act_seq"] for photo in photos} <= {event["seq"] for event in events}


def _line_columns(events: list[Any], times: dict[int, tuple[str, int]], visits: dict[str, Any]) -> dict[str, Any]:
    """The columns that a line should have; what an older entry does not say is left out."""
    expected: dict[str, Any] = {"patrol": None}
    for event in events:
        said, kind = event["payload"], event["kind"]
        if kind in OPENING:
            expected = _opened(expected, said, visits.get(str(said.get("inspection"))))
            expected |= {"origin": "lead" if kind == "LeadRecorded" else "violation", "reported_at": times[event["seq"]][0]}
            expected |= {"basis_id": "", "recheck_passed_by": None}
        expected |= {name: read(said, times[event["seq"]][1]) for name, read in _REPLAYED.get(kind, {}).items()}
    expected.pop("visit", None)
    return expected


def _opened(before: dict[str, Any], said: Mapping[str, Any], visit: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a visit makes of a line: of one that it takes over, item and place stay, and the visit before is its patrol."""
    kept = {"item_id": said.get("item"), **{name: visit[name] for name in _OF_PLACE if visit}}
    kept |= {name: before[name] for name in kept if name in before}
    own = {name: said[name] for name in _SAID if name in said} | {name: visit[name] for name in _OF_VISIT if visit}
    return before | kept | own | {"patrol": before.get("visit"), "visit": said.get("inspection")}


_SAID = ("note", "due_on", "due_provisional", "corrected_on_site")
_OF_PLACE = ("site", "area", "checklist_id")
_OF_VISIT = ("act_on", "unit", "found_by")


def _visits(told: list[Any]) -> dict[str, Any]:
    """The visits that opened these lines, as far as a line repeats them; each is compared with its record by another check."""
    ids, i = {str(entry["payload"].get("inspection")) for entry in told if entry["kind"] in OPENING}, Inspection
    columns = (i.id, i.site, i.area, i.checklist_id, i.act_on, i.unit, i.officers, i.recorded_by)
    return {row["id"]: row | {"found_by": _found_by(row)} for row in i.select(*columns).where(i.id.in_(sorted(ids))).dicts()}


def _found_by(visit: Mapping[str, Any]) -> list[int]:
    """Officers with an account, and who recorded it: as workflow.findings does it."""
    officers = visit["officers"] if isinstance(visit["officers"], list) else []
    named = [officer.get("user_id") for officer in officers if isinstance(officer, dict)]
    return sorted({person for person in named if isinstance(person, int)} | {visit["recorded_by"]})


def _comparable(row: Mapping[str, Any]) -> dict[str, Any]:
    """With the finders as a set in order: their order says nothing."""
    people = row["found_by"]
    plain = isinstance(people, list) and all(isinstance(person, int) for person in people)
    return dict(row) | {"found_by": sorted(people) if plain else people}


def _sealed(row: Mapping[str, Any], events: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The digest over what is fixed when a line is reported, of the visit that reported it last; older ones cover less."""
    said = next((event["payload"] for event in reversed(events) if event["kind"] in OPENING), {})
    for name, columns, digest in _SEALS:
        if name in said and digest(row) != said[name]:
            yield DIFFERS, {"column": "violation: " + ", ".join(columns)}


_SEALS = (("fixed_sha256", FIXED, fixed_sha256), ("frozen_sha256", FROZEN, frozen_sha256))
_LIMIT = {"due_on": lambda said, _by: said.get("due_on"), "due_provisional": lambda _said, _by: False}
# What an event changes beside the state, from its entry (payload, person); as workflow.decide does it.
_REPLAYED: dict[str, dict[str, Callable[[Mapping[str, Any], int], Any]]] = {
    "Confirmed": {"basis_id": lambda said, _by: said.get("basis", "")},
    "RectificationOrdered": _LIMIT,
    "DeadlineReset": _LIMIT,
    "RectificationReported": {"recheck_passed_by": lambda _said, _by: None},
    "RecheckPassed": {"recheck_passed_by": lambda _said, by: by},
    "RecheckFailed": {"recheck_passed_by": lambda _said, _by: None},
    "Relapsed": {"recheck_passed_by": lambda _said, _by: None},
}


def _later_photos(lines: list[int]) -> dict[int, list[Any]]:
    """Photos of acts after the record, by line."""
    found: dict[int, list[Any]] = {}
    later = EvidencePhoto.violation.in_(lines) & EvidencePhoto.act_seq.is_null(False)
    for row in EvidencePhoto.select().where(later).dicts():
        found.setdefault(row["violation"], []).append(row)
    return found
