"""The stamp that a unit wants on copies of its photos; a unit without a row has the one in the code."""

from peewee import ForeignKeyField, Model, TextField


class Table(Model):
    class Meta:
        legacy_table_names = False


class Unit(Table):
    """As much of the table as a link to it needs."""


class StampTemplate(Table):
    unit = ForeignKeyField(Unit, primary_key=True)
    template = TextField()


def up(migrator, db):
    """Make the table."""
    with db.bind_ctx([Unit, StampTemplate]):
        db.create_tables([StampTemplate], safe=False)


def down(migrator, db):
    """Remove it; the entries of the book about templates stay."""
    with db.bind_ctx([Unit, StampTemplate]):
        db.drop_tables([StampTemplate])
