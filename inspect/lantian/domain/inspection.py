"""One visit as the phone hands it in: shape, people, party and photos (行政检查 / 网格巡查).

Owns the reading of a record's body into plain values with every fault named by its path. Answers and header fields are
judged by ``checklists``; whether photos have arrived is judged by ``workflow``. Rules: 行政处罚法 Art. 42 and 55 (two officers
with cards), 国办发〔2024〕54号 (a grid patrol is no inspection).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .area import is_code
from .clock import Clock
from .compass import Compass
from .geo import Fix
from .marking import NONE, Marking
from .people import Officer
from .problems import N_, FieldFault
from .reading import Reader

PROTOCOL = 1
VISIT_KINDS: dict[str, str] = {"inspection": N_("行政检查"), "patrol": N_("网格巡查")}
INSPECTION_TYPES: dict[str, str] = {"daily": N_("日常检查"), "special": N_("专项检查"), "single_case": N_("个案检查")}
PARTY_OUTCOMES: dict[str, str] = {"signed": N_("当事人签名"), "refused": N_("拒绝签名"), "absent": N_("当事人不在场")}
PHOTO_ROLES: dict[str, str] = {
    "finding": N_("问题照片"),
    "before": N_("整改前"),
    "after": N_("整改后"),
    "overview": N_("现场全景"),
    "signature": N_("签名"),
    "supplement": N_("补充照片"),
    "recheck": N_("复查照片"),
    "relapse": N_("反弹照片"),
}
RECORD_PHOTO_ROLES = ("finding", "before", "after", "overview", "signature")
PHOTO_SOURCES: dict[str, str] = {"camera": N_("本页相机"), "camera_app": N_("手机相机"), "file": N_("导入文件")}
NO_FIX_REASONS: dict[str, str] = {
    "denied": N_("未授权定位"),
    "unavailable": N_("无法定位"),
    "timeout": N_("定位超时"),
    "unsupported": N_("浏览器不支持定位"),
}

MAX_PHOTOS = 200
MAX_OFFICERS = 10
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class NewSite:
    """A place first met on this visit; position WGS-84 degrees, accuracy in metres."""

    id: str
    name: str
    kind: str
    address: str
    area_code: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class Party:
    """The inspected side: who was met and how they answered for the record."""

    name: str
    uscc: str
    person: str
    phone: str
    outcome: str
    signature: str | None
    witness: str
    reason: str


@dataclass(frozen=True)
class RecordPhoto:
    """A photo as the record lists it; ``fix`` is our own position at the shutter."""

    sha256: str
    item: str | None
    role: str
    taken_at: datetime
    source: str
    fix: Fix | None
    no_fix_reason: str
    caption: str
    clock: Clock | None = None
    marking: Marking = NONE
    compass: Compass | None = None


@dataclass(frozen=True)
class Record:
    """A visit's record, read; ``answers`` and ``header`` are still raw for the checklist's form."""

    id: str
    kind: str
    checklist_id: str
    checklist_version: str
    checklist_hash: str
    inspection_type: str
    approval_number: str
    notice_number: str
    site_id: str
    new_site: NewSite | None
    lead: str | None
    started_at: datetime
    finished_at: datetime
    officers: list[Officer]
    party: Party
    photos: list[RecordPhoto]
    withdrawn: list[tuple[str, str]]
    header: Any = field(default_factory=dict)
    answers: Any = field(default_factory=dict)
    clock: Clock | None = None

    @property
    def photo_hashes(self) -> set[str]:
        """Every photo the record stands on, the drawn signature included."""
        hashes = {photo.sha256 for photo in self.photos}
        return hashes | {self.party.signature} if self.party.signature else hashes


def read_record(body: Any, *, now: datetime) -> tuple[Record, list[FieldFault]]:
    """Read a body of any shape. ``now`` is the server's UTC time. Returns the record and all faults; never raises."""
    reader = Reader(now)
    body = reader.mapping(body, "record")
    protocol = body.get("protocol")
    # By type too: to Python, true and 1.0 equal 1.
    if type(protocol) is not int or protocol != PROTOCOL:
        reader.fault("protocol", N_("协议版本应为 %(version)s，请刷新页面"), version=PROTOCOL)
    clock = reader.own_clock(body)
    checklist = reader.mapping(body.get("checklist"), "checklist")
    site_id, new_site = _read_site(reader, body.get("site"))
    record = Record(
        id=reader.pattern(body, "id", "", UUID, N_("记录编号应为 UUID")),
        kind=reader.choice(body, "kind", "", VISIT_KINDS),
        checklist_id=reader.text(checklist, "id", "checklist.", 40, needed=True),
        checklist_version=reader.text(checklist, "version", "checklist.", 40, needed=True),
        checklist_hash=reader.pattern(checklist, "hash", "checklist.", SHA256, N_("应为 64 位十六进制")),
        inspection_type=reader.choice(body, "inspection_type", "", INSPECTION_TYPES, needed=body.get("kind") == "inspection"),
        approval_number=reader.text(body, "approval_number", "", 60),
        notice_number=reader.text(body, "notice_number", "", 60),
        site_id=site_id,
        new_site=new_site,
        lead=reader.text(body, "lead", "", 24) or None,
        started_at=reader.instant(body, "started_at", "", clock, kept=True),
        finished_at=reader.instant(body, "finished_at", "", clock),
        officers=_read_officers(reader, body),
        party=_read_party(reader, body),
        photos=_read_photos(reader, body),
        withdrawn=read_withdrawn(reader, body),
        header=body.get("header") or {},
        answers=body.get("answers") or {},
        clock=clock,
    )
    if record.finished_at < record.started_at and not reader.set_back:
        reader.fault("finished_at", N_("结束时间早于开始时间"))
    return record, reader.faults


def _read_site(reader: Reader, value: Any) -> tuple[str, NewSite | None]:
    site = reader.mapping(value, "site")
    if "new" not in site:
        return reader.pattern(site, "id", "site.", UUID, N_("请选择检查对象")), None
    new = reader.mapping(site["new"], "site.new")
    path = "site.new."
    position = {key: new.get(key) for key in ("lat", "lon", "accuracy_m")}
    fix = reader.fix(position, "site.new") if new.get("lat") is not None or new.get("lon") is not None else None
    area_code = reader.text(new, "area_code", path, 12, needed=True)
    if area_code and not is_code(area_code):
        reader.fault(path + "area_code", N_("行政区划代码应为 4、6、9 或 12 位数字"))
    made = NewSite(
        id=reader.pattern(new, "id", path, UUID, N_("检查对象编号应为 UUID")),
        name=reader.text(new, "name", path, 120, needed=True),
        kind=reader.text(new, "kind", path, 40, needed=True),
        address=reader.text(new, "address", path, 200),
        area_code=area_code,
        lat=fix.lat if fix else None,
        lon=fix.lon if fix else None,
    )
    return made.id, made


def _read_officers(reader: Reader, body: dict[str, Any]) -> list[Officer]:
    officers = []
    for index, row in enumerate(reader.rows(body.get("officers"), "officers", MAX_OFFICERS)):
        path = f"officers.{index}."
        row = reader.mapping(row, path.rstrip("."))
        user_id = row.get("user_id")
        if user_id is not None and (isinstance(user_id, bool) or not isinstance(user_id, int) or not 0 < user_id < 2**31):
            reader.fault(path + "user_id", N_("人员编号应为正整数"))
            user_id = None
        officers.append(
            Officer(user_id, reader.text(row, "name", path, 60, needed=True), reader.text(row, "card_number", path, 20))
        )
    if not officers:
        reader.fault("officers", N_("请填写检查人员"))
    if body.get("kind") == "inspection":
        _check_two_officers(reader, officers)
    return officers


def _check_two_officers(reader: Reader, officers: list[Officer]) -> None:
    cards = {officer.card_number for officer in officers if officer.card_number}
    if len(officers) < 2 or len(cards) < 2:
        reader.fault("officers", N_("行政检查须有两名以上持证执法人员（行政处罚法第42条）：请填写两人姓名和不同的执法证号"))


def _read_party(reader: Reader, body: dict[str, Any]) -> Party:
    party = reader.mapping(body.get("party") or {}, "party")
    inspection = body.get("kind") == "inspection"
    outcome = reader.choice(party, "outcome", "party.", PARTY_OUTCOMES, needed=inspection)
    read = Party(
        name=reader.text(party, "name", "party.", 120),
        uscc=reader.text(party, "uscc", "party.", 18),
        person=reader.text(party, "person", "party.", 60),
        phone=reader.text(party, "phone", "party.", 40),
        outcome=outcome,
        signature=reader.pattern(party, "signature", "party.", SHA256, N_("签名编号应为 64 位十六进制"), needed=False) or None,
        witness=reader.text(party, "witness", "party.", 60),
        reason=reader.text(party, "reason", "party.", 500),
    )
    if outcome == "signed" and not read.signature:
        reader.fault("party.signature", N_("请当事人在屏幕上签名，或选择拒签、不在场"))
    if outcome in ("refused", "absent") and not read.witness:
        reader.fault("party.witness", N_("拒签或不在场时须有见证人姓名"))
    return read


def _read_photos(reader: Reader, body: dict[str, Any]) -> list[RecordPhoto]:
    photos = []
    for index, row in enumerate(reader.rows(body.get("photos"), "photos", MAX_PHOTOS)):
        path = f"photos.{index}."
        row = reader.mapping(row, path.rstrip("."))
        photos.append(read_photo(reader, row, path, RECORD_PHOTO_ROLES))
    return photos


def read_photo(reader: Reader, row: dict[str, Any], path: str, roles: tuple[str, ...]) -> RecordPhoto:
    """One photo line of a record or of a later act."""
    clock = reader.clock(row.get("clock"), path + "clock")
    return RecordPhoto(
        sha256=reader.pattern(row, "sha256", path, SHA256, N_("照片编号应为 64 位十六进制的 SHA-256")),
        item=reader.text(row, "item", path, 40) or None,
        role=reader.choice(row, "role", path, roles),
        taken_at=reader.instant(row, "taken_at", path, clock, kept=True),
        source=reader.choice(row, "source", path, PHOTO_SOURCES),
        fix=reader.fix(row.get("fix"), path + "fix"),
        no_fix_reason=reader.choice(row, "no_fix_reason", path, NO_FIX_REASONS, needed=False),
        caption=reader.text(row, "caption", path, 200),
        clock=clock,
        marking=reader.marking(row.get("marking"), path + "marking"),
        compass=reader.compass(row.get("compass"), path + "compass"),
    )


def read_withdrawn(reader: Reader, body: dict[str, Any]) -> list[tuple[str, str]]:
    """Photos sent for a record or a later act and taken back: SHA-256 and reason."""
    withdrawn = []
    for index, row in enumerate(reader.rows(body.get("withdrawn"), "withdrawn", MAX_PHOTOS)):
        path = f"withdrawn.{index}."
        row = reader.mapping(row, path.rstrip("."))
        sha256 = reader.pattern(row, "sha256", path, SHA256, N_("照片编号应为 64 位十六进制的 SHA-256"))
        withdrawn.append((sha256, reader.text(row, "reason", path, 200, needed=True)))
    return withdrawn
