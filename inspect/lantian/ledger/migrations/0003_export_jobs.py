"""Exports that are made apart: one row per file that somebody asked for."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model, TextField


class Table(Model):
    class Meta:
        legacy_table_names = False


class Person(Table):
    """As much of the table as a link to it needs."""


class ExportJob(Table):
    id = CharField(36, primary_key=True)
    requested_by = ForeignKeyField(Person, index=False)
    requested_at = CharField(32)
    writer = CharField(20)
    filters = TextField()
    sort = CharField(12)
    options = TextField()
    language = CharField(5)
    address = CharField(200)
    state = CharField(10)
    attempts = IntegerField(default=0)
    scope = CharField(12, default="")
    done_rows = IntegerField(default=0)
    total_rows = IntegerField(default=0)
    phase = CharField(10, default="")
    started_at = CharField(32, null=True)
    beat_at = CharField(32, null=True)
    finished_at = CharField(32, null=True)
    expires_at = CharField(32, null=True)
    file_name = CharField(80, default="")
    size_bytes = BigIntegerField(null=True)
    sha256 = CharField(64, default="")
    seq = IntegerField(null=True)
    fault = TextField(null=True)

    class Meta:
        indexes = ((("requested_by", "requested_at"), False), (("state", "requested_at"), False))


def up(migrator, db):
    """Make the table."""
    with db.bind_ctx([Person, ExportJob]):
        db.create_tables([ExportJob], safe=False)


def down(migrator, db):
    """Remove it; the entries of the book about exports stay."""
    with db.bind_ctx([Person, ExportJob]):
        db.drop_tables([ExportJob])
