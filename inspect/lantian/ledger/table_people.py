"""Areas, units, people, their phones, and the places that are inspected. How columns are written: see ``models``."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, CharField, DoubleField, ForeignKeyField, IntegerField

from .table_base import JsonField, Table


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
    # 'off' for pages on which nothing moves, '' for the device's own.
    motion = CharField(5, default="", constraints=[SQL("DEFAULT ''")])


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
