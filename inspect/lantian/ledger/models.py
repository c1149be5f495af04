"""The tables, one comment above every column: what it means, who writes it, why it may be null. No behaviour.

Times are UTC ISO-8601 text (``2026-11-21T02:03:04.000000+00:00``), dates ``YYYY-MM-DD`` in Asia/Shanghai. Positions are WGS-84
degrees. JSON columns hold canonical JSON text. Long texts stand last in their table: SQLite reads through them to what is behind.
"""

from __future__ import annotations

import json
from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from .db import database, is_postgresql


class JsonField(TextField):
    """JSON as canonical text: sorted keys, no spaces, UTF-8."""

    def db_value(self, value: Any) -> str | None:
        """To the column."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def python_value(self, value: str | None) -> Any:
        """From the column."""
        return None if value is None else json.loads(value)


class Table(Model):
    """Base of all tables."""

    class Meta:
        database = database
        legacy_table_names = False


class Area(Table):
    """An administrative area (行政区划): city, county, township or grid."""

    # Digits only: 4 city, 6 county, 9 township, 12 grid; containment is by prefix.
    code = CharField(12, primary_key=True)
    name = CharField(80)
    # English name; empty where none is known.
    name_en = CharField(120, default="")
    # 2 province, 4 city, 6 county, 9 township, 12 grid: the length of the code, kept for filters.
    level = IntegerField()
    # GeoJSON geometry in WGS-84 for the map; null where no outline is known.
    outline = JsonField(null=True)


class AreaPerson(Table):
    """A responsible person of an area (责任链); rows are replaced by date, never edited."""

    id = AutoField()
    area = ForeignKeyField(Area, column_name="area_code", object_id_name="area_id")
    # 网格员, 管区负责人, 班子成员, 主要负责人, or a local word.
    duty = CharField(40)
    # Order within the chain, from the ground up.
    rank = IntegerField()
    name = CharField(60)
    phone = CharField(40, default="")
    # Number and date of the paper that laid the chain down.
    document = CharField(120, default="")
    from_on = CharField(10)
    # Null while in office.
    to_on = CharField(10, null=True)


class Unit(Table):
    """An office (单位) that people belong to."""

    id = AutoField()
    name = CharField(120, unique=True)
    area = ForeignKeyField(Area, column_name="area_code", object_id_name="area_id")
    # Key of forms/departments.toml.
    department = CharField(40)


class StampTemplate(Table):
    """How a unit wants the stamp on copies of its photos (水印模板); without a row as ``domain.stamp.DEFAULT``."""

    unit = ForeignKeyField(Unit, primary_key=True)
    # {lines, position, size}; see domain.stamp.Template.
    template = JsonField()


class Person(Table):
    """One person, one account (人员)."""

    id = AutoField()
    username = CharField(40, unique=True)
    name = CharField(60)
    # werkzeug scrypt; never logged, never exported.
    password_hash = CharField(255)
    # Key of domain.people.ROLES.
    role = CharField(20)
    # 执法证号; empty for those without one. Only card holders count as officers of an inspection.
    card_number = CharField(20, default="")
    unit = ForeignKeyField(Unit)
    # What this person sees: this area and all below it.
    area = ForeignKeyField(Area, column_name="area_code", object_id_name="area_id")
    # 'zh', 'en' or '' for the browser's own.
    language = CharField(5, default="")
    # 'light', 'dark' or '' for the device's own.
    theme = CharField(5, default="")
    active = BooleanField(default=True)
    # Raised to end all sessions of this person at once.
    session_epoch = IntegerField(default=0)
    # True for accounts of the demo city: they open only in demo mode.
    demo = BooleanField(default=False)
    # Wrong passwords in a row since the last right one.
    failed_sign_ins = IntegerField(default=0)
    # Until when sign-in is refused; null when not locked.
    locked_until = CharField(32, null=True)
    created_at = CharField(32)
    # True while the password is one that somebody else gave: nothing else is open until it was changed.
    must_change_password = BooleanField(default=False, constraints=[SQL("DEFAULT false")])


class Device(Table):
    """A phone that may hand in on behalf of one person after its session has ended."""

    id = AutoField()
    person = ForeignKeyField(Person)
    # SHA-256 of the token; the token itself is only in the phone's cookie.
    token_sha256 = CharField(64, unique=True)
    # What the browser called itself, shortened, so that a person recognises the phone.
    label = CharField(200)
    created_at = CharField(32)
    # Day of the last use, to the day: a write per day, not per request.
    seen_on = CharField(10)
    # Set when the phone is signed out or cut off; null while it may hand in.
    revoked_at = CharField(32, null=True)


class Site(Table):
    """A place that is inspected (检查对象): building site, restaurant, coal seller, field…"""

    # UUID, made by the server or by the phone for a new place.
    id = CharField(36, primary_key=True)
    name = CharField(120)
    # Key of forms/site_kinds.toml.
    kind = CharField(40)
    area = ForeignKeyField(Area, column_name="area_code", object_id_name="area_id")
    address = CharField(200, default="")
    # WGS-84 degrees; null when nobody has stood there yet.
    lat = DoubleField(null=True)
    lon = DoubleField(null=True)
    # Where the position came from: key of domain.site.POSITION_SOURCES; empty without one.
    position_source = CharField(20, default="")
    # Responsible party (责任单位) and its 统一社会信用代码; empty when unknown.
    party = CharField(120, default="")
    uscc = CharField(18, default="")
    # Facts about the site that regional rules need, e.g. {"main_road": true}.
    attributes = JsonField(default=dict)
    created_by = ForeignKeyField(Person, null=True)
    created_at = CharField(32)
    active = BooleanField(default=True)

    class Meta:
        indexes = ((("area", "kind"), False),)


class LedgerEntry(Table):
    """One line of the append-only book (台账记录). The database refuses UPDATE, DELETE and REPLACE."""

    # 1, 2, 3 … without gaps.
    seq = IntegerField(primary_key=True)
    # Server time of the act.
    recorded_at = CharField(32)
    # Person who acted; null for the system itself.
    actor_id = IntegerField(null=True)
    # Name as it was at the time.
    actor_name = CharField(60)
    # Past-tense event name.
    kind = CharField(40)
    # 'photo', 'inspection', 'violation', 'site', 'person', 'unit', 'export', 'book'.
    subject_kind = CharField(20)
    subject_id = CharField(64)
    # Facts of the act; canonical JSON without floats.
    payload = TextField()
    prev_hash = CharField(64)
    # SHA-256 over the canonical JSON of all columns above.
    hash = CharField(64, unique=True)

    class Meta:
        indexes = ((("subject_kind", "subject_id", "seq"), False),)


class Photo(Table):
    """One photo original, named by its content (现场照片原件)."""

    sha256 = CharField(64, primary_key=True)
    size_bytes = IntegerField()
    media_type = CharField(20)
    received_at = CharField(32)
    received_by = ForeignKeyField(Person)
    # Entry of the book that acknowledged it.
    received_seq = IntegerField()
    # When the examiner has looked at it; null while it waits.
    examined_at = CharField(32, null=True, index=True)
    # Size as shown, after orientation; null until examined or when it cannot be decoded.
    width_px = IntegerField(null=True)
    height_px = IntegerField(null=True)
    # What the file says about itself (EXIF claims), with faults; null until examined.
    claims = JsonField(null=True)
    # Why it cannot be shown: 'truncated', 'too_many_pixels', 'crashed'…; empty when fine.
    fault = CharField(40, default="")


class PhotoMarking(Table):
    """One version of what is drawn onto the copies of a photo (遮盖与标注); the highest version stands. Rows never change."""

    id = AutoField()
    photo = ForeignKeyField(Photo, column_name="sha256", index=False)
    # 1, 2, 3 … per photo.
    version = IntegerField()
    # SHA-256 of the recipe's canonical JSON, as the entry of the book names it.
    recipe_sha256 = CharField(64)
    # Whether something is hidden: then the original is sealed.
    redacts = BooleanField()
    made_at = CharField(32)
    made_by = ForeignKeyField(Person, index=False)
    # Its entry in the book.
    seq = IntegerField()
    # {"shapes": […]} of domain.marking; empty shapes take all markings away.
    recipe = JsonField()

    class Meta:
        indexes = ((("photo", "version"), True),)


class PhotoReceipt(Table):
    """That a photo was acknowledged for a record: the record must list it or say why it was withdrawn."""

    inspection_id = CharField(36)
    sha256 = CharField(64)
    received_at = CharField(32)

    class Meta:
        primary_key = CompositeKey("inspection_id", "sha256")


class Inspection(Table):
    """One visit, as handed in (检查记录); never edited."""

    # UUID made on the phone.
    id = CharField(36, primary_key=True)
    # 'inspection' (two officers) or 'patrol' (leads only).
    kind = CharField(12)
    # 'daily', 'special', 'single_case' or '' for a patrol.
    inspection_type = CharField(20, default="")
    approval_number = CharField(60, default="")
    notice_number = CharField(60, default="")
    checklist_id = CharField(40)
    checklist_version = CharField(40)
    # Hash of the definition that was answered.
    checklist_hash = CharField(64)
    site = ForeignKeyField(Site, index=False)
    area = ForeignKeyField(Area, column_name="area_code", index=False, object_id_name="area_id")
    unit = ForeignKeyField(Unit)
    recorded_by = ForeignKeyField(Person)
    # [{user_id, name, card_number}] as they were that day.
    officers = JsonField()
    # Party, person met, signature or refusal or absence, witness.
    party = JsonField()
    # {header field id: text}.
    header = JsonField()
    # Claims of the phone.
    started_at = CharField(32)
    finished_at = CharField(32)
    # Server time of acceptance; deadlines count from here.
    received_at = CharField(32, index=True)
    # Date of the act for the choice of law.
    act_on = CharField(10, index=True)
    # '' or a key of domain.clock.DOUBTS: the phone's clock against the server's, and against itself.
    clock_doubt = CharField(10, default="")
    passed_count = IntegerField()
    failed_count = IntegerField()
    content_sha256 = CharField(64)
    received_seq = IntegerField()
    # The record exactly as received, canonical JSON; its SHA-256 decides "same content".
    content = TextField()
    # {estimated_at, offset_s, offset_age_s, went_back} of the finish, by the phone's own account; null when it gave none.
    clock = JsonField(null=True)

    class Meta:
        indexes = ((("site", "received_at"), False), (("area", "received_at"), False))


class Answer(Table):
    """One answer of a visit (检查结果)."""

    inspection = ForeignKeyField(Inspection, index=False)
    item_id = CharField(40)
    position = IntegerField()
    # pass, fail, na, or the value of another answer type as JSON.
    value = JsonField(null=True)
    note = TextField(default="")
    sub_checks = JsonField()
    # 立行立改: corrected before the officers' eyes.
    corrected = BooleanField(default=False)

    class Meta:
        primary_key = CompositeKey("inspection", "item_id")


# What the work list narrows, orders and counts by.
COVERED = (
    "area", "state", "checklist_id", "reported_at", "due_on", "act_on", "last_seq", "severity", "origin", "item_id", "found_by",
    "site",
)


class Violation(Table):
    """A finding tracked in the ledger (违法行为 or 线索). ``state`` is a cache of the book."""

    id = AutoField()
    # Area (6 digits), year, running number: 410302-2026-000123.
    number = CharField(24, unique=True)
    inspection = ForeignKeyField(Inspection, index=False)
    item_id = CharField(40)
    # Item title as answered, both languages, so that lists need no definition.
    title = CharField(120)
    title_en = CharField(160)
    checklist_id = CharField(40)
    site = ForeignKeyField(Site, index=False)
    area = ForeignKeyField(Area, column_name="area_code", index=False, object_id_name="area_id")
    unit = ForeignKeyField(Unit)
    # 'lead' while only a patrol found it, 'violation' once two officers have: only then may it become a case.
    origin = CharField(10)
    # The patrol that first recorded it as a lead, when an inspection took it over; null otherwise.
    patrol = ForeignKeyField(Inspection, null=True, backref="leads_taken_over")
    state = CharField(12)
    severity = CharField(10)
    note = TextField(default="")
    corrected_on_site = BooleanField(default=False)
    act_on = CharField(10)
    reported_at = CharField(32)
    # End of this local day; null for a lead or where the rule gives none.
    due_on = CharField(10, null=True)
    # True when the holiday table did not reach that far.
    due_provisional = BooleanField(default=False)
    # Department key responsible for correction (行业主管部门).
    department = CharField(40)
    # True where the law gives an order only and no fine (household coal, for one): such a line cannot be referred.
    order_only = BooleanField(default=False)
    # The basis a supervisor confirmed; empty before.
    basis_id = CharField(40, default="")
    # Last entry of the book about this violation; a decision must have seen it.
    last_seq = IntegerField()
    # Person ids that may not confirm their own finding: officers and recorder of the visit.
    found_by = JsonField()
    # Who passed the latest recheck since rectification was reported; null otherwise.
    recheck_passed_by = IntegerField(null=True)
    # Responsible persons at the time.
    chain = JsonField()
    # Text snapshots of the legal bases valid on the date of the act.
    bases = JsonField()

    class Meta:
        # They serve the links to visit, site and area as well, which need no index of their own.
        indexes = (
            # Covers the work list, its counts and its orders without touching the rows, which are fat with law texts.
            (COVERED, False),
            (("site", "id"), False),
            (("inspection", "item_id"), True),
        )


class ViolationText(Table):
    """The words a line is found by, apart from the rows fat with law texts. Triggers of migration 0002 write it, nobody else."""

    violation = ForeignKeyField(Violation, primary_key=True, on_delete="CASCADE")
    # Name and 统一社会信用代码 of the party, on the record and in the register of places; a line each.
    party = TextField()
    # Number, titles, note, name and address of the place, party; a line each, so that no match spans two.
    words = TextField()


class EvidencePhoto(Table):
    """A photo in its place: which visit, item, role, where and when it was taken (证据照片)."""

    id = AutoField()
    inspection = ForeignKeyField(Inspection, index=False)
    # Set for photos of a finding or of a later act on it.
    violation = ForeignKeyField(Violation, index=False, null=True)
    photo = ForeignKeyField(Photo, column_name="sha256")
    # Null for overview pictures and signatures.
    item_id = CharField(40, null=True)
    # finding, before, after, overview, signature, supplement, recheck.
    role = CharField(12)
    position = IntegerField()
    # Device time at the shutter: a claim.
    taken_at = CharField(32)
    # 'camera' in the page, 'camera_app', 'file'.
    source = CharField(12)
    lat = DoubleField(null=True)
    lon = DoubleField(null=True)
    accuracy_m = DoubleField(null=True)
    altitude_m = DoubleField(null=True)
    heading_deg = DoubleField(null=True)
    # The fix's own time.
    fix_at = CharField(32, null=True)
    # Datum the phone declared: 'wgs84'.
    crs = CharField(10, default="")
    # Why there is no fix; empty when there is one.
    no_fix_reason = CharField(20, default="")
    # Metres from the site's position; null when either is unknown.
    distance_m = DoubleField(null=True)
    caption = CharField(200, default="")
    # Null for a photo of the record itself; the entry of the act for later ones.
    act_seq = IntegerField(null=True)
    # The true time by the phone's last known offset to our clock; null where it never met ours or did not say.
    estimated_at = CharField(32, null=True)
    # '' or a key of domain.clock.DOUBTS.
    clock_doubt = CharField(10, default="", constraints=[SQL("DEFAULT ''")])
    # When it was compared with the photos of the ledger; null while it waits.
    compared_at = CharField(32, null=True, index=True)
    # Why it could not be compared: key of domain.likeness.UNCOMPARED; empty when it was, or while it waits.
    compare_fault = CharField(12, default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        indexes = ((("inspection", "position"), False), (("violation", "role"), False))


class PhotoPrint(Table):
    """A photo whose marks lie in the index (画面特征); its number stands for it there."""

    id = AutoField()
    photo = ForeignKeyField(Photo, column_name="sha256", unique=True)


class PhotoMark(Table):
    """One mark of a photo: how pictures with the same shot are found without looking at all. Derived, not in the book."""

    @classmethod
    def create_table(cls, *arguments: Any, **options: Any) -> None:
        """On SQLite the rows lie in their key: half the space."""
        cls._meta.without_rowid = not is_postgresql()
        super().create_table(*arguments, **options)

    # Key of evidence.marks; a key that very many photos have is not kept further.
    key = IntegerField()
    # Number of the PhotoPrint.
    print_id = IntegerField()
    # Place in the picture: y · 1024 + x.
    at = IntegerField()

    class Meta:
        primary_key = CompositeKey("key", "print_id", "at")


class PhotoLikeness(Table):
    """Two photos of the ledger that show one shot (照片雷同): a question to the reviewer, with its entry in the book."""

    id = AutoField()
    # The later one, and the earlier one it is like.
    this = ForeignKeyField(EvidencePhoto, index=False)
    that = ForeignKeyField(EvidencePhoto)
    # Key of domain.likeness.KINDS.
    kind = CharField(12)
    # Share of the picture that agrees, in thousandths.
    score = IntegerField()
    found_at = CharField(32)
    # Entry of the book.
    seq = IntegerField()

    class Meta:
        indexes = ((("this", "that"), True),)


class Act(Table):
    """An act sent from a phone, by its own id, so that sending it twice does it once."""

    # UUID made on the phone.
    id = CharField(36, primary_key=True)
    violation = ForeignKeyField(Violation)
    content_sha256 = CharField(64)
    seq = IntegerField()


class Counter(Table):
    """Running numbers of violations by county and year."""

    # '410302-2026'.
    name = CharField(20, primary_key=True)
    last = IntegerField()


class ExportFile(Table):
    """One finished export, so that the book's digest can be tied to a file name."""

    id = AutoField()
    # Entry of the book.
    seq = IntegerField(unique=True)
    writer = CharField(20)
    filters = JsonField()
    row_count = IntegerField()
    sha256 = CharField(64)
    exported_by = ForeignKeyField(Person)
    exported_at = CharField(32)


class ExportOriginal(Table):
    """That an export carried an original out: who had which original can be asked without opening the exports."""

    photo = ForeignKeyField(Photo, column_name="sha256", index=False)
    # Entry ``CaseExported`` of the book, which holds a digest over all originals of the export.
    seq = IntegerField(index=True)

    class Meta:
        primary_key = CompositeKey("photo", "seq")


class PhotoRemoval(Table):
    """A request to remove an original as the law requires (移除原件), its decision and its doing; each an entry in the book."""

    id = AutoField()
    photo = ForeignKeyField(Photo, column_name="sha256")
    # Key of domain.removal.GROUNDS, number of the paper that orders it, and why.
    ground = CharField(20)
    document = CharField(120)
    reason = TextField()
    requested_by = ForeignKeyField(Person, index=False)
    requested_at = CharField(32)
    requested_seq = IntegerField(unique=True)
    # '' while it waits, 'approved' or 'rejected'; by a second person; what that person wrote. Null or '' before.
    verdict = CharField(10, default="")
    decided_by = ForeignKeyField(Person, null=True, index=False)
    decided_at = CharField(32, null=True)
    decided_seq = IntegerField(null=True)
    remark = TextField(default="")
    # When the bytes were gone, and its entry; null before.
    removed_at = CharField(32, null=True)
    removed_seq = IntegerField(null=True)


class ExportJob(Table):
    """A file somebody asked for (导出任务): waits, is made by the worker, lies ready for that person alone, is swept away.

    No part of the book: what counts is the entry ``CaseExported``, written in the transaction that turns a job to 'done'.
    """

    # UUID; also the name of the file on the shelf of exports.
    id = CharField(36, primary_key=True)
    requested_by = ForeignKeyField(Person, index=False)
    requested_at = CharField(32)
    # Key of exports.writer.WRITERS, what a list was narrowed to as its address line says it, and a key of worklist.ORDERS.
    writer = CharField(20)
    filters = JsonField()
    sort = CharField(12)
    # {"thumbnails": true}: choices of the writer; empty for none.
    options = JsonField()
    # Language of the file, and the site's address in its links (https://…, no slash at the end).
    language = CharField(5)
    address = CharField(200)
    # 'waiting', 'running', 'done', 'failed', 'cancelled'.
    state = CharField(10)
    # How often the worker began it; a job that takes the worker down each time is given up.
    attempts = IntegerField(default=0)
    # Area whose rows the file holds: that of the person when it was made; empty before.
    scope = CharField(12, default="")
    # How far it is: rows written of rows there are, and 'rows' or 'packing'.
    done_rows = IntegerField(default=0)
    total_rows = IntegerField(default=0)
    phase = CharField(10, default="")
    started_at = CharField(32, null=True)
    # When the worker last said that it is at it.
    beat_at = CharField(32, null=True)
    # When it was done, failed or cancelled.
    finished_at = CharField(32, null=True)
    # When the file goes; null unless done.
    expires_at = CharField(32, null=True)
    # What the file is called when fetched, its length, its digest, its entry in the book; empty or null unless done.
    file_name = CharField(80, default="")
    size_bytes = BigIntegerField(null=True)
    sha256 = CharField(64, default="")
    seq = IntegerField(null=True)
    # {"code": …, "params": …} of domain.problems when failed; null otherwise.
    fault = JsonField(null=True)

    class Meta:
        indexes = ((("requested_by", "requested_at"), False), (("state", "requested_at"), False))


class SavedView(Table):
    """A work list kept under a name (常用列表): its address line and its columns."""

    id = AutoField()
    # The key of names serves it.
    person = ForeignKeyField(Person, index=False)
    name = CharField(40)
    # The address line as {key: text}, ``order`` among them.
    args = JsonField()
    # Keys of the columns; empty for the reader's own choice.
    columns = JsonField()
    # Who else sees it: '' nobody, 'unit' the owner's office, 'area' everybody in the owner's area.
    shared = CharField(5, default="")
    saved_at = CharField(32)

    class Meta:
        indexes = ((("person", "name"), True),)


class ListPreference(Table):
    """Which columns of the work list a person sees; no row for the usual ones."""

    person = ForeignKeyField(Person, primary_key=True)
    columns = JsonField()


TABLES: list[type[Table]] = [
    Area, AreaPerson, Unit, StampTemplate, Person, Device, Site, LedgerEntry, Photo, PhotoMarking, PhotoReceipt, Inspection,
    Answer, Violation, ViolationText, EvidencePhoto, PhotoPrint, PhotoMark, PhotoLikeness, Act, Counter, ExportFile,
    ExportOriginal, PhotoRemoval, ExportJob,
    SavedView, ListPreference,
]
