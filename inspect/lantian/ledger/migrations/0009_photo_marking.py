"""Markings of photos: what is hidden, pointed at or written on their copies; one row per version, never changed."""

from peewee import AutoField, BooleanField, CharField, ForeignKeyField, IntegerField, Model, TextField


class Table(Model):
    class Meta:
        legacy_table_names = False


class Person(Table):
    """As much of the table as a link to it needs."""


class Photo(Table):
    """As much of the table as a link to it needs."""

    sha256 = CharField(64, primary_key=True)


class PhotoMarking(Table):
    id = AutoField()
    photo = ForeignKeyField(Photo, column_name="sha256", index=False)
    version = IntegerField()
    recipe_sha256 = CharField(64)
    redacts = BooleanField()
    made_at = CharField(32)
    made_by = ForeignKeyField(Person, index=False)
    seq = IntegerField()
    recipe = TextField()

    class Meta:
        indexes = ((("photo", "version"), True),)


ALL = [Person, Photo, PhotoMarking]


def up(migrator, db):
    """Make the table."""
    with db.bind_ctx(ALL):
        db.create_tables([PhotoMarking], safe=False)


def down(migrator, db):
    """Remove it; the entries of the book about markings stay."""
    with db.bind_ctx(ALL):
        db.drop_tables([PhotoMarking])
