"""What is known before a record is judged: photos and records already in, the place, the people, the lead, who is responsible.

Owns these reads, in a fixed number of queries, and the values they give. Must not write, and takes no decision.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lantian.domain.area import contains
from lantian.domain.inspection import Record

from . import sql
from .models import Area, Violation


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
