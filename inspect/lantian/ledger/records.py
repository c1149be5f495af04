"""Rows of what comes in: photos, visits, answers, sites. Reads what judging a record needs, in a fixed number of queries.

Writers here run inside ``db.transaction()``. No decision is taken here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lantian.domain.area import contains
from lantian.domain.coordinates import convert
from lantian.domain.geo import distance_to_site_m
from lantian.domain.inspection import NewSite, Record, RecordPhoto
from lantian.domain.moments import act_date, clock_doubt

from . import sql
from .models import Answer, Area, EvidencePhoto, Inspection, Photo, Site, Violation


@dataclass(frozen=True)
class KnownInspection:
    """A record already in: its content's hash, its entry and the numbers it made."""

    content_sha256: str
    recorded_by: int
    received_at: str
    seq: int
    numbers: list[str]


@dataclass(frozen=True)
class KnownOfficer:
    """An active account as the register has it."""

    name: str
    card_number: str
    role: str


@dataclass(frozen=True)
class KnownSite:
    """A registered place, as far as judging a record needs it; position WGS-84 degrees."""

    kind: str
    area_code: str
    lat: float | None
    lon: float | None
    active: bool


@dataclass
class Gathered:
    """All that judging one record needs from the tables."""

    site: KnownSite | None = None
    site_taken: bool = False
    area_known: bool = False
    area_code: str = ""
    people: dict[int, KnownOfficer] = field(default_factory=dict)
    photos_sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    chain: list[dict[str, str]] = field(default_factory=list)
    lead: Violation | None = None

    @property
    def position(self) -> tuple[float, float] | None:
        """The site's known position, WGS-84 (lat, lon)."""
        if self.site is None or self.site.lat is None or self.site.lon is None:
            return None
        return self.site.lat, self.site.lon


@dataclass(frozen=True)
class PhotoStanding:
    """What is known of a photo and the record or act it is for: its entry in the book and when it came, and whether that record
    or act is closed to it."""

    seq: int | None
    received_at: str | None
    closed: bool


def photo_standing(inspection_id: str, sha256: str) -> PhotoStanding:
    """One look at photo, record or act, and promise. What is in takes only the photos it was promised."""
    found = sql.row(
        "SELECT (SELECT received_seq FROM photo WHERE sha256 = ?), (SELECT received_at FROM photo WHERE sha256 = ?), "
        "(SELECT 1 FROM inspection WHERE id = ? UNION SELECT 1 FROM act WHERE id = ?), "
        "(SELECT 1 FROM photo_receipt WHERE inspection_id = ? AND sha256 = ?)",
        *(sha256, sha256, inspection_id, inspection_id, inspection_id, sha256),
    )
    assert found is not None
    return PhotoStanding(found[0], found[1], found[2] is not None and found[3] is None)


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


def known_inspection(inspection_id: str) -> KnownInspection | None:
    """A record already in, or None."""
    found = sql.row(
        "SELECT content_sha256, recorded_by_id, received_at, received_seq FROM inspection WHERE id = ?", inspection_id
    )
    if found is None:
        return None
    numbers = sql.rows("SELECT number FROM violation WHERE inspection_id = ? ORDER BY id", inspection_id)
    return KnownInspection(*found, [number for (number,) in numbers])


def gather(record: Record, scope: str, by: int) -> Gathered:
    """Read everything a record refers to, within an area scope and of the photos those its person sent."""
    gathered = Gathered()
    site = known_site(record.site_id)
    if record.new_site is None:
        gathered.site = site if site is not None and contains(scope, site.area_code) and site.active else None
        gathered.area_code = gathered.site.area_code if gathered.site else ""
    else:
        gathered.site_taken = site is not None
        gathered.area_code = record.new_site.area_code
        gathered.area_known = Area.select(Area.code).where(Area.code == record.new_site.area_code).exists()
    gathered.people = _people([officer.user_id for officer in record.officers if officer.user_id is not None])
    gathered.photos_sent = photos_sent(record.photo_hashes, record.id, by)
    gathered.acknowledged = acknowledged(record.id)
    return gathered


def look_again(gathered: Gathered, record: Record, scope: str) -> None:
    """Inside the transaction: what others may have changed since ``gather``, and the lead, whose state decides."""
    if record.new_site is not None:
        gathered.site_taken = known_site(record.site_id) is not None
    gathered.acknowledged = acknowledged(record.id)
    if record.lead:
        lead = Violation.get_or_none(Violation.number == record.lead)
        gathered.lead = lead if lead is not None and contains(scope, lead.area_id) else None


def acknowledged(record_id: str) -> set[str]:
    """The photos acknowledged for a record or a later act."""
    return {sha256 for (sha256,) in sql.rows("SELECT sha256 FROM photo_receipt WHERE inspection_id = ?", record_id)}


def known_site(site_id: str) -> KnownSite | None:
    """A registered place by its id, or None."""
    found = sql.row("SELECT kind, area_code, lat, lon, active FROM site WHERE id = ?", site_id)
    return KnownSite(*found) if found else None


def _people(ids: list[int]) -> dict[int, KnownOfficer]:
    found = sql.rows(f"SELECT id, name, card_number, role FROM person WHERE active AND id IN ({sql.marks(ids)})", *ids)
    return {line[0]: KnownOfficer(*line[1:]) for line in found}


def photos_sent(hashes: set[str], record_id: str, by: int) -> set[str]:
    """Which of these originals a person has sent, ever first or for this record or act, and which are not removed.

    To know a hash is not to have the photo: hashes are printed on copies, sheets and receipts.
    """
    found = sql.rows(
        "SELECT sha256 FROM photo WHERE (received_by_id = ? OR sha256 IN "
        "(SELECT sha256 FROM photo_receipt WHERE inspection_id = ? AND received_by = ?)) "
        "AND NOT EXISTS (SELECT 1 FROM photo_removal r WHERE r.sha256 = photo.sha256 AND r.removed_seq IS NOT NULL) "
        f"AND sha256 IN ({sql.marks(hashes)})",
        *(by, record_id, by, *hashes),
    )
    return {sha256 for (sha256,) in found}


def chain_of(area_code: str, on: str) -> list[dict[str, str]]:
    """The responsible persons in office on a day, nearest level first: grid, township, county, city."""
    levels = [area_code[:length] for length in (12, 9, 6, 4) if len(area_code) >= length]
    found = sql.rows(
        f"SELECT duty, name, phone, document FROM area_person WHERE area_code IN ({sql.marks(levels)}) "
        "AND from_on <= ? AND (to_on IS NULL OR to_on >= ?) ORDER BY LENGTH(area_code) DESC, rank",
        *(*levels, on, on),
    )
    return [dict(zip(("duty", "name", "phone", "document"), line, strict=True)) for line in found]


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
