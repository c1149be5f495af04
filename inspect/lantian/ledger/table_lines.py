"""Lines of the violation ledger, the photos in their places, and the acts on them. How columns are written: see ``models``."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, CharField, DoubleField, ForeignKeyField, IntegerField, TextField

from .table_base import JsonField, Table
from .table_people import Area, Site, Unit
from .table_records import Inspection, Photo

# What the work list narrows, orders and counts by.
COVERED = (
    "area",
    "state",
    "checklist_id",
    "reported_at",
    "due_on",
    "act_on",
    "last_seq",
    "severity",
    "origin",
    "item_id",
    "found_by",
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
    # Where the camera looked by the phone's compass at the shutter, degrees from magnetic north; null where it was not measured.
    compass_deg = DoubleField(null=True)
    # Key of domain.compass.SOURCES; empty without one.
    compass_source = CharField(10, default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        indexes = ((("inspection", "position"), False), (("violation", "role"), False))


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
