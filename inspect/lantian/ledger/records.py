"""Rows of what comes in: photos, visits, answers, sites.

Owns what these rows hold and their writing, inside the caller's ``db.transaction()``. Must not look up what a record refers to
(``records_known`` does), and takes no decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lantian.domain.coordinates import convert
from lantian.domain.geo import distance_to_site_m
from lantian.domain.inspection import NewSite, Record, RecordPhoto
from lantian.domain.moments import act_date, clock_doubt

from . import sql
from .models import Answer, EvidencePhoto, Inspection, Photo, Site
from .records_known import Gathered


def add_photo(*, sha256: str, size_bytes: int, media_type: str, at: str, by: int, seq: int) -> None:
    """Note an original that storage holds."""
    noted = {
        "sha256": sha256,
        "size_bytes": size_bytes,
        "media_type": media_type,
        "received_at": at,
        "received_by": by,
        "received_seq": seq,
    }
    sql.insert(Photo, [noted])


def acknowledge(inspection_id: str, sha256: str, at: str, by: int) -> None:
    """Note that a person sent a photo for a record; the first time stays, the last sender counts."""
    sql.run(
        "INSERT INTO photo_receipt (inspection_id, sha256, received_at, received_by) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (inspection_id, sha256) DO UPDATE SET received_by = excluded.received_by",
        *(inspection_id, sha256, at, by),
    )


def add_site(site: NewSite, by: Any) -> None:
    """Register a place first met on a visit."""
    Site.insert(
        id=site.id,
        name=site.name,
        kind=site.kind,
        area=site.area_code,
        address=site.address,
        lat=site.lat,
        lon=site.lon,
        position_source="phone" if site.lat is not None else "",
        created_by=by.id,
        created_at=by.at,
    ).execute()


@dataclass(frozen=True)
class Received:
    """A record as it came in: canonical text, its SHA-256, its entry in the book, the phone's clock while sending."""

    text: str
    digest: str
    seq: int
    device_at: datetime | None


def add_inspection(
    record: Record, answers: list[Any], header: dict[str, str], context: Gathered, received: Received, by: Any
) -> None:
    """Insert a visit with its answers."""
    values = [answer.value for answer in answers]
    visit = {
        "id": record.id,
        "kind": record.kind,
        "inspection_type": record.inspection_type,
        "approval_number": record.approval_number,
        "notice_number": record.notice_number,
        "checklist_id": record.checklist_id,
        "checklist_version": record.checklist_version,
        "checklist_hash": record.checklist_hash,
        "site": record.site_id,
        "area": context.area_code,
        "unit": by.unit_id,
        "recorded_by": by.id,
        "officers": [{"user_id": o.user_id, "name": o.name, "card_number": o.card_number} for o in record.officers],
        "party": record.party.__dict__,
        "header": header,
        "started_at": _utc(record.started_at),
        "finished_at": _utc(record.finished_at),
        "received_at": by.at,
        "act_on": act_date(record.finished_at, by.now).isoformat(),
        "clock_doubt": _clock_word(record, received.device_at, by.now),
        "clock": clock_facts(record),
        "passed_count": values.count("pass"),
        "failed_count": sum(answer.is_finding for answer in answers),
        "content": received.text,
        "content_sha256": received.digest,
        "received_seq": received.seq,
    }
    sql.insert(Inspection, [visit])
    sql.insert(Answer, answer_rows(record.id, answers))


def answer_rows(inspection_id: str, answers: list[Any]) -> list[dict[str, Any]]:
    """Rows of a visit's answers, as the form read them."""
    return [
        {
            "inspection": inspection_id,
            "item_id": a.item_id,
            "position": n,
            "value": a.value,
            "note": a.note,
            "sub_checks": list(a.sub_checks),
            "corrected": a.corrected,
        }
        for n, a in enumerate(answers)
    ]


def clock_facts(record: Record) -> dict[str, Any] | None:
    """What the phone says of its clock at the finish, in whole seconds."""
    clock = record.clock
    if clock is None:
        return None
    estimated = clock.estimated(record.finished_at)
    return {
        "estimated_at": _utc(estimated) if estimated else None,
        "offset_s": _seconds(clock.offset_ms),
        "offset_age_s": _seconds(clock.offset_age_ms),
        "went_back": clock.went_back,
    }


def _seconds(milliseconds: int | None) -> int | None:
    return None if milliseconds is None else round(milliseconds / 1000)


def _clock_word(record: Record, device_at: datetime | None, now: datetime) -> str:
    """A key of DOUBTS when the phone's clock disagrees, with itself first; without its reading, only a finish after receipt
    tells."""
    own = record.clock.doubt() if record.clock else ""
    if own in ("went_back", "jumped"):
        return own
    doubt = clock_doubt(device_at or max(record.finished_at, now), now)
    return own if doubt.kind == "none" else doubt.kind


def photo_rows(
    photos: list[RecordPhoto], inspection_id: str, context: Gathered, *, violations: dict[str, int], act_seq: int | None = None
) -> list[dict[str, Any]]:
    """Evidence rows for photos of a record or an act; ``violations`` maps item ids to violation ids."""
    return [
        {
            "inspection": inspection_id,
            "violation": violations.get(photo.item or ""),
            "photo": photo.sha256,
            "item_id": photo.item,
            "role": photo.role,
            "position": position,
            "taken_at": _utc(photo.taken_at),
            "source": photo.source,
            "no_fix_reason": photo.no_fix_reason,
            "caption": photo.caption,
            "act_seq": act_seq,
            "compass_deg": photo.compass.deg if photo.compass else None,
            "compass_source": photo.compass.source if photo.compass else "",
            **_clock_columns(photo),
            **_fix_columns(photo, context.position),
        }
        for position, photo in enumerate(photos)
    ]


def _clock_columns(photo: RecordPhoto) -> dict[str, Any]:
    estimated = photo.clock.estimated(photo.taken_at) if photo.clock else None
    return {"estimated_at": _utc(estimated) if estimated else None, "clock_doubt": photo.clock.doubt() if photo.clock else ""}


def _fix_columns(photo: RecordPhoto, site: tuple[float, float] | None) -> dict[str, Any]:
    fix = photo.fix
    if fix is None:
        return dict.fromkeys(("lat", "lon", "accuracy_m", "altitude_m", "heading_deg", "fix_at", "distance_m")) | {"crs": ""}
    # Stored as WGS-84 whatever datum the phone declared; what it sent stands in the record's content.
    lat, lon = convert(fix.lat, fix.lon, fix.crs, "wgs84")
    return {
        "lat": lat,
        "lon": lon,
        "accuracy_m": fix.accuracy_m,
        "altitude_m": fix.altitude_m,
        "heading_deg": fix.heading_deg,
        "fix_at": _utc(fix.fix_at) if fix.fix_at else None,
        "crs": fix.crs,
        "distance_m": round(distance_to_site_m(fix, site), 1) if site else None,
    }


def add_photo_rows(rows: list[dict[str, Any]]) -> None:
    """Insert evidence rows in one statement."""
    sql.insert(EvidencePhoto, rows)


def _utc(moment: Any) -> str:
    return moment.isoformat(timespec="microseconds")


def signature_rows(record: Record, *, position: int) -> list[dict[str, Any]]:
    """The evidence row of the party's drawn signature; none when refused or absent."""
    if not record.party.signature:
        return []
    unmeasured = ("lat", "lon", "accuracy_m", "altitude_m", "heading_deg", "fix_at", "distance_m", "compass_deg")
    blank = dict.fromkeys((*unmeasured, "violation", "item_id", "act_seq"))
    return [
        blank
        | {
            "inspection": record.id,
            "photo": record.party.signature,
            "role": "signature",
            "position": position,
            "taken_at": _utc(record.finished_at),
            "source": "camera",
            "no_fix_reason": "",
            "caption": "",
            "crs": "",
            "estimated_at": None,
            "clock_doubt": "",
            "compass_source": "",
        }
    ]
