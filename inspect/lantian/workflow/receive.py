"""Receiving from the phone: photos first, then the record that lists them. Each accepted once, whole, or not at all.

``receive_photo`` and ``receive_inspection`` are the two doors of docs/protocol.md. A record makes its violations (from an
inspection) or leads (from a patrol) and their entries in the book in the same transaction. Must not know HTTP; what a record is
refused for stands in ``judging``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from lantian.checklists.library import Library
from lantian.domain.inspection import UUID, Record, read_record
from lantian.domain.problems import N_, FieldFault, Problem
from lantian.evidence.intake import receive
from lantian.evidence.storage import Storage, is_sha256
from lantian.ledger import book, records, records_known, removals
from lantian.ledger.db import settle, transaction
from lantian.ledger.digests import answers_sha256

from .acting import Acting
from .findings import Finding, entries_of, findings_of, number_findings, write_findings
from .judging import check_photos, faults_in_place, judged, refuse, site_faults
from .marking import handed_in

CREATED, SAME = 201, 200


@dataclass(frozen=True)
class Accepted:
    """What the phone is told: status 201 or 200, number of the entry in the book, server time, and more per door."""

    status: int
    seq: int
    received_at: str
    facts: dict[str, Any]


def receive_photo(
    stream: BinaryIO,
    *,
    sha256: str,
    inspection_id: str,
    announced_bytes: int | None,
    limit_bytes: int,
    storage: Storage,
    by: Acting,
    sender_gone: tuple[type[Exception], ...] = (),
    offset: int = 0,
) -> Accepted:
    """Store one original under its hash and acknowledge it for a record; ``offset`` bytes of it came with an earlier try.

    ``sender_gone`` names what the stream raises when the connection is lost. Raises Problem photo_* (see the catalogue);
    nothing is acknowledged then.
    """
    by.must("patrol")
    if not UUID.fullmatch(inspection_id):
        raise Problem("photo_inspection_missing")
    if not is_sha256(sha256):
        raise Problem("photo_name_invalid")
    if removals.is_removed(sha256):
        raise Problem("photo_removed")
    received = receive(
        stream,
        expected_sha256=sha256,
        expected_bytes=announced_bytes,
        limit_bytes=limit_bytes,
        storage=storage,
        sender_gone=sender_gone,
        sender=str(by.id),
        offset=offset,
    )
    with transaction():
        by = by.in_order()
        standing = records_known.photo_standing(inspection_id, sha256)
        if standing.closed:
            raise Problem("photo_not_listed")
        seq = standing.seq or _note_photo(received.sha256, received.size_bytes, received.media_type, inspection_id, by)
        records.acknowledge(inspection_id, sha256, by.at, by.id)
    status = SAME if standing.seq else CREATED
    return Accepted(status, seq, standing.received_at or by.at, {"sha256": sha256, "size_bytes": received.size_bytes})


def _note_photo(sha256: str, size_bytes: int, media_type: str, inspection_id: str, by: Acting) -> int:
    payload = {"inspection": inspection_id, "size_bytes": size_bytes, "media_type": media_type, **by.carried}
    seq = book.append(at=by.at, actor=by.actor, kind="PhotoReceived", subject_kind="photo", subject_id=sha256, payload=payload)
    records.add_photo(sha256=sha256, size_bytes=size_bytes, media_type=media_type, at=by.at, by=by.id, seq=seq)
    return seq


def content_of(body: Any) -> tuple[str, str]:
    """A record's content as canonical text and its SHA-256: what "the same record" means.

    Raises Problem record_cut_short for what no canonical text has: half a character, a number without end."""
    try:
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text, hashlib.sha256(text.encode()).hexdigest()
    except (ValueError, RecursionError) as error:
        raise Problem("record_cut_short", reason=str(error)[:120]) from None


def receive_inspection(
    body: Any, *, inspection_id: str, library: Library, by: Acting, device_at: datetime | None = None
) -> Accepted:
    """Accept a record whole or refuse it whole.

    201 for a new record, 200 for the same content again; Problem record_differs (409), record_invalid, photos_missing,
    photos_unaccounted, checklist_unknown (422). ``device_at`` is the phone's clock while sending, a claim.
    """
    record, faults = read_record(body, now=by.now)
    by.must("inspect" if record.kind == "inspection" else "patrol")
    if record.id != inspection_id:
        faults.append(FieldFault("id", N_("记录编号与地址不一致")))
    refuse(faults)
    text, digest = content_of(body)
    if answer := _came_before(record.id, digest, by):
        return answer
    try:
        return _take(record, text, digest, library, device_at, by)
    except Problem:
        # Sent twice at once: what this one is refused for may be that the other came in while it was judged.
        if answer := _came_before(record.id, digest, by):
            return answer
        raise


def _came_before(inspection_id: str, digest: str, by: Acting) -> Accepted | None:
    """The answer to a record that is in already, when it survives a power cut."""
    if answer := _already(inspection_id, digest, by):
        settle()
    return answer


def _take(record: Record, text: str, digest: str, library: Library, device_at: datetime | None, by: Acting) -> Accepted:
    """Judge a record, then write it; what others may have changed meanwhile is read again at the writer's place."""
    definition = library.find(record.checklist_id, record.checklist_version, record.checklist_hash)
    if definition is None:
        raise Problem("checklist_unknown", id=record.checklist_id, version=record.checklist_version)
    context = records_known.gather(record, by.area_code, by.id)
    form = judged(record, definition, library.region(context.area_code) if context.area_code else None, by)
    refuse(faults_in_place(record, context, definition, library, by))
    found = findings_of(record, definition, form, library, context, by)
    refuse([fault for finding in found for fault in finding.faults])
    with transaction():
        by = by.in_order()
        if answer := _already(record.id, digest, by):
            return answer
        records_known.look_again(context, record, by.area_code)
        refuse(site_faults(record, context, library, by))
        check_photos(record, context)
        return _write(record, form, found, definition, context, text, digest, device_at, by)


def _already(inspection_id: str, digest: str, by: Acting) -> Accepted | None:
    known = records_known.known_inspection(inspection_id)
    if known is None:
        return None
    if known.content_sha256 != digest or known.recorded_by != by.id:
        raise Problem("record_differs", received_at=known.received_at)
    return Accepted(SAME, known.seq, known.received_at, {"violations": known.numbers})


def withdrawn_rows(withdrawn: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Photos that were taken back, for the book."""
    return [{"sha256": sha256, "reason": reason} for sha256, reason in withdrawn]


def _write(
    record: Record,
    form: Any,
    found: list[Finding],
    definition: Any,
    context: records_known.Gathered,
    text: str,
    digest: str,
    device_at: datetime | None,
    by: Acting,
) -> Accepted:
    if record.new_site is not None:
        _register_site(record, by)
    answers = form.collected()
    lines = number_findings(record, found, definition, context, by)
    said = _payload(record, answers, found, digest) | _standing(context, by) | by.carried
    entries = [
        ("InspectionReceived", "inspection", record.id, said),
        *entries_of(record, lines),
    ]
    seq, *seqs = book.append_many(at=by.at, actor=by.actor, entries=entries)
    received = records.Received(text, digest, seq, device_at)
    records.add_inspection(record, answers, form.header(), context, received, by)
    write_findings(record, lines, seqs, context, by)
    handed_in(record.photos, {"inspection": record.id}, by=by)
    return Accepted(CREATED, seq, by.at, {"violations": [line.number for line in lines]})


def _payload(record: Record, answers: list[Any], found: list[Finding], digest: str) -> dict[str, Any]:
    return {
        "content_sha256": digest,
        "kind": record.kind,
        "checklist": f"{record.checklist_id}/{record.checklist_version}",
        "checklist_hash": record.checklist_hash,
        "site": record.site_id,
        "photos": sorted(record.photo_hashes),
        "officers": [{"user_id": o.user_id, "name": o.name, "card_number": o.card_number} for o in record.officers],
        "findings": [finding.item.id for finding in found],
        "answers_sha256": answers_sha256(records.answer_rows(record.id, answers)),
        "withdrawn": withdrawn_rows(record.withdrawn),
    }


def _standing(context: records_known.Gathered, by: Acting) -> dict[str, Any]:
    """Whose the visit is: area and unit."""
    return {"area": context.area_code, "unit": by.unit_id}


def _register_site(record: Record, by: Acting) -> None:
    site = record.new_site
    assert site is not None
    payload = {"name": site.name, "kind": site.kind, "area": site.area_code, "inspection": record.id}
    book.append(at=by.at, actor=by.actor, kind="SiteRegistered", subject_kind="site", subject_id=site.id, payload=payload)
    records.add_site(site, by)
