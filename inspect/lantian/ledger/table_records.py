"""The book, visits with their answers, originals of photos as they were received. How columns are written: see ``models``."""

from __future__ import annotations

from peewee import BooleanField, CharField, CompositeKey, ForeignKeyField, IntegerField, TextField

from .table_base import JsonField, Table
from .table_people import Area, Person, Site, Unit


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


class PhotoReceipt(Table):
    """That a photo was acknowledged for a record: the record must list it or say why it was withdrawn."""

    inspection_id = CharField(36)
    sha256 = CharField(64)
    received_at = CharField(32)
    # The person who last sent these bytes for it.
    received_by = IntegerField(null=True)

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
