"""The first schema: a frozen copy of the tables as they were, and the triggers that keep the book append-only.

Independent of ``models`` on purpose: a migration must do tomorrow what it did today.
"""

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    CompositeKey,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    TextField,
)


class Table(Model):
    class Meta:
        legacy_table_names = False


class Area(Table):
    code = CharField(12, primary_key=True)
    name = CharField(80)
    name_en = CharField(120, default="")
    level = IntegerField()
    outline = TextField(null=True)


class AreaPerson(Table):
    id = AutoField()
    area = ForeignKeyField(Area, column_name="area_code")
    duty = CharField(40)
    rank = IntegerField()
    name = CharField(60)
    phone = CharField(40, default="")
    document = CharField(120, default="")
    from_on = CharField(10)
    to_on = CharField(10, null=True)


class Unit(Table):
    id = AutoField()
    name = CharField(120, unique=True)
    area = ForeignKeyField(Area, column_name="area_code")
    department = CharField(40)


class Person(Table):
    id = AutoField()
    username = CharField(40, unique=True)
    name = CharField(60)
    password_hash = CharField(255)
    role = CharField(20)
    card_number = CharField(20, default="")
    unit = ForeignKeyField(Unit)
    area = ForeignKeyField(Area, column_name="area_code")
    language = CharField(5, default="")
    theme = CharField(5, default="")
    active = BooleanField(default=True)
    session_epoch = IntegerField(default=0)
    demo = BooleanField(default=False)
    failed_sign_ins = IntegerField(default=0)
    locked_until = CharField(32, null=True)
    created_at = CharField(32)


class Device(Table):
    id = AutoField()
    person = ForeignKeyField(Person)
    token_sha256 = CharField(64, unique=True)
    label = CharField(200)
    created_at = CharField(32)
    seen_on = CharField(10)
    revoked_at = CharField(32, null=True)


class Site(Table):
    id = CharField(36, primary_key=True)
    name = CharField(120)
    kind = CharField(40)
    area = ForeignKeyField(Area, column_name="area_code")
    address = CharField(200, default="")
    lat = DoubleField(null=True)
    lon = DoubleField(null=True)
    position_source = CharField(20, default="")
    party = CharField(120, default="")
    uscc = CharField(18, default="")
    attributes = TextField(default="{}")
    created_by = ForeignKeyField(Person, null=True)
    created_at = CharField(32)
    active = BooleanField(default=True)

    class Meta:
        indexes = ((("area", "kind"), False),)


class LedgerEntry(Table):
    seq = IntegerField(primary_key=True)
    recorded_at = CharField(32)
    actor_id = IntegerField(null=True)
    actor_name = CharField(60)
    kind = CharField(40)
    subject_kind = CharField(20)
    subject_id = CharField(64)
    payload = TextField()
    prev_hash = CharField(64)
    hash = CharField(64, unique=True)

    class Meta:
        indexes = ((("subject_kind", "subject_id", "seq"), False),)


class Photo(Table):
    sha256 = CharField(64, primary_key=True)
    size_bytes = IntegerField()
    media_type = CharField(20)
    received_at = CharField(32)
    received_by = ForeignKeyField(Person)
    received_seq = IntegerField()
    examined_at = CharField(32, null=True, index=True)
    width_px = IntegerField(null=True)
    height_px = IntegerField(null=True)
    claims = TextField(null=True)
    fault = CharField(40, default="")


class PhotoReceipt(Table):
    inspection_id = CharField(36)
    sha256 = CharField(64)
    received_at = CharField(32)

    class Meta:
        primary_key = CompositeKey("inspection_id", "sha256")


class Inspection(Table):
    id = CharField(36, primary_key=True)
    kind = CharField(12)
    inspection_type = CharField(20, default="")
    approval_number = CharField(60, default="")
    notice_number = CharField(60, default="")
    checklist_id = CharField(40)
    checklist_version = CharField(40)
    checklist_hash = CharField(64)
    site = ForeignKeyField(Site)
    area = ForeignKeyField(Area, column_name="area_code")
    unit = ForeignKeyField(Unit)
    recorded_by = ForeignKeyField(Person)
    officers = TextField()
    party = TextField()
    header = TextField()
    started_at = CharField(32)
    finished_at = CharField(32)
    received_at = CharField(32, index=True)
    act_on = CharField(10, index=True)
    clock_doubt = CharField(10, default="")
    passed_count = IntegerField()
    failed_count = IntegerField()
    content_sha256 = CharField(64)
    received_seq = IntegerField()
    content = TextField()

    class Meta:
        indexes = ((("site", "received_at"), False), (("area", "received_at"), False))


class Answer(Table):
    inspection = ForeignKeyField(Inspection)
    item_id = CharField(40)
    position = IntegerField()
    value = TextField(null=True)
    note = TextField(default="")
    sub_checks = TextField()
    corrected = BooleanField(default=False)

    class Meta:
        primary_key = CompositeKey("inspection", "item_id")


class Violation(Table):
    id = AutoField()
    number = CharField(24, unique=True)
    inspection = ForeignKeyField(Inspection, index=False)
    item_id = CharField(40)
    title = CharField(120)
    title_en = CharField(160)
    checklist_id = CharField(40)
    site = ForeignKeyField(Site, index=False)
    area = ForeignKeyField(Area, column_name="area_code", index=False)
    unit = ForeignKeyField(Unit)
    origin = CharField(10)
    patrol = ForeignKeyField(Inspection, null=True, backref="leads_taken_over")
    state = CharField(12)
    severity = CharField(10)
    note = TextField(default="")
    corrected_on_site = BooleanField(default=False)
    act_on = CharField(10)
    reported_at = CharField(32)
    due_on = CharField(10, null=True)
    due_provisional = BooleanField(default=False)
    department = CharField(40)
    order_only = BooleanField(default=False)
    basis_id = CharField(40, default="")
    last_seq = IntegerField()
    found_by = TextField()
    recheck_passed_by = IntegerField(null=True)
    chain = TextField()
    bases = TextField()

    class Meta:
        indexes = (
            (("area", "state", "checklist_id", "reported_at", "due_on", "act_on", "last_seq", "severity", "origin"), False),
            (("site", "id"), False),
            (("inspection", "item_id"), True),
        )


class EvidencePhoto(Table):
    id = AutoField()
    inspection = ForeignKeyField(Inspection)
    violation = ForeignKeyField(Violation, null=True)
    photo = ForeignKeyField(Photo, column_name="sha256")
    item_id = CharField(40, null=True)
    role = CharField(12)
    position = IntegerField()
    taken_at = CharField(32)
    source = CharField(12)
    lat = DoubleField(null=True)
    lon = DoubleField(null=True)
    accuracy_m = DoubleField(null=True)
    altitude_m = DoubleField(null=True)
    heading_deg = DoubleField(null=True)
    fix_at = CharField(32, null=True)
    crs = CharField(10, default="")
    no_fix_reason = CharField(20, default="")
    distance_m = DoubleField(null=True)
    caption = CharField(200, default="")
    act_seq = IntegerField(null=True)

    class Meta:
        indexes = ((("inspection", "position"), False), (("violation", "role"), False))


class Act(Table):
    id = CharField(36, primary_key=True)
    violation = ForeignKeyField(Violation)
    content_sha256 = CharField(64)
    seq = IntegerField()


class Counter(Table):
    name = CharField(20, primary_key=True)
    last = IntegerField()


class ExportFile(Table):
    id = AutoField()
    seq = IntegerField(unique=True)
    writer = CharField(20)
    filters = TextField()
    row_count = IntegerField()
    sha256 = CharField(64)
    exported_by = ForeignKeyField(Person)
    exported_at = CharField(32)


TABLES = [
    Area,
    AreaPerson,
    Unit,
    Person,
    Device,
    Site,
    LedgerEntry,
    Photo,
    PhotoReceipt,
    Inspection,
    Answer,
    Violation,
    EvidencePhoto,
    Act,
    Counter,
    ExportFile,
]

# INSERT OR REPLACE deletes without firing DELETE triggers: the insert trigger closes that hole.
SQLITE_TRIGGERS = [
    "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry "
    "BEGIN SELECT RAISE(ABORT, 'the book is append-only'); END",
    "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry "
    "BEGIN SELECT RAISE(ABORT, 'the book is append-only'); END",
    "CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry "
    "WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.seq OR hash = NEW.hash) "
    "BEGIN SELECT RAISE(ABORT, 'the book is append-only'); END",
]

POSTGRESQL_TRIGGERS = [
    "CREATE FUNCTION ledger_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the book is append-only'; END $$",
    "CREATE TRIGGER ledger_entry_no_change BEFORE UPDATE OR DELETE ON ledger_entry "
    "FOR EACH ROW EXECUTE FUNCTION ledger_entry_refuse()",
    "CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_refuse()",
]


def up(migrator, db):
    """Make all tables and the triggers."""
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)
    triggers = POSTGRESQL_TRIGGERS if isinstance(db, PostgresqlDatabase) else SQLITE_TRIGGERS
    for statement in triggers:
        db.execute_sql(statement)


def down(migrator, db):
    """Remove everything; refused while the book has entries."""
    if db.execute_sql("SELECT 1 FROM ledger_entry LIMIT 1").fetchone():
        raise RuntimeError("the book has entries: a first schema with a history is never removed")
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES)
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql("DROP FUNCTION ledger_entry_refuse()")
