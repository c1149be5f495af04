"""Who had which original, and the two-step removal of originals that the law requires to be removed.

Exports of before named no originals in the book: nothing is known of them here, and nothing is invented.
"""

from peewee import AutoField, CharField, CompositeKey, ForeignKeyField, IntegerField, Model, TextField


class Table(Model):
    class Meta:
        legacy_table_names = False


class Person(Table):
    """As much of the table as a link to it needs."""


class Photo(Table):
    """As much of the table as a link to it needs."""

    sha256 = CharField(64, primary_key=True)


class ExportOriginal(Table):
    photo = ForeignKeyField(Photo, column_name="sha256", index=False)
    seq = IntegerField(index=True)

    class Meta:
        primary_key = CompositeKey("photo", "seq")


class PhotoRemoval(Table):
    id = AutoField()
    photo = ForeignKeyField(Photo, column_name="sha256")
    ground = CharField(20)
    document = CharField(120)
    reason = TextField()
    requested_by = ForeignKeyField(Person, index=False)
    requested_at = CharField(32)
    requested_seq = IntegerField(unique=True)
    verdict = CharField(10, default="")
    decided_by = ForeignKeyField(Person, null=True, index=False)
    decided_at = CharField(32, null=True)
    decided_seq = IntegerField(null=True)
    remark = TextField(default="")
    removed_at = CharField(32, null=True)
    removed_seq = IntegerField(null=True)


ALL = [Person, Photo, ExportOriginal, PhotoRemoval]


def up(migrator, db):
    """Make the tables."""
    with db.bind_ctx(ALL):
        db.create_tables([ExportOriginal, PhotoRemoval], safe=False)


def down(migrator, db):
    """Remove them; the entries of the book stay."""
    with db.bind_ctx(ALL):
        db.drop_tables([PhotoRemoval, ExportOriginal])
