"""Photos that show the same shot: marks of every photo in an index, pairs found, and which photos have still to be compared.

The rows of before wait like new ones and are worked off in the background. On SQLite the marks lie in their own key
(WITHOUT ROWID): half the space, and one search for a key reads one place.
"""

from peewee import AutoField, CharField, CompositeKey, ForeignKeyField, IntegerField, Model, PostgresqlDatabase


class Table(Model):
    class Meta:
        legacy_table_names = False


class EvidencePhoto(Table):
    """As much of the table as a link to it needs."""


class Photo(Table):
    """As much of the table as a link to it needs."""

    sha256 = CharField(64, primary_key=True)


class PhotoPrint(Table):
    id = AutoField()
    photo = ForeignKeyField(Photo, column_name="sha256", unique=True)


class PhotoMark(Table):
    key = IntegerField()
    print_id = IntegerField()
    at = IntegerField()

    class Meta:
        primary_key = CompositeKey("key", "print_id", "at")


class PhotoLikeness(Table):
    id = AutoField()
    this = ForeignKeyField(EvidencePhoto, index=False)
    that = ForeignKeyField(EvidencePhoto)
    kind = CharField(12)
    score = IntegerField()
    found_at = CharField(32)
    seq = IntegerField()

    class Meta:
        indexes = ((("this", "that"), True),)


ALL = [EvidencePhoto, Photo, PhotoPrint, PhotoMark, PhotoLikeness]


def up(migrator, db):
    """Make the tables and the column."""
    PhotoMark._meta.without_rowid = not isinstance(db, PostgresqlDatabase)
    with db.bind_ctx(ALL):
        db.create_tables([PhotoPrint, PhotoMark, PhotoLikeness], safe=False)
    db.execute_sql("ALTER TABLE evidence_photo ADD COLUMN compared_at VARCHAR(32)")
    db.execute_sql('CREATE INDEX "evidence_photo_compared_at" ON "evidence_photo" ("compared_at")')


def down(migrator, db):
    """Remove them; the entries of the book about pairs stay."""
    db.execute_sql('DROP INDEX "evidence_photo_compared_at"')
    db.execute_sql("ALTER TABLE evidence_photo DROP COLUMN compared_at")
    with db.bind_ctx(ALL):
        db.drop_tables([PhotoLikeness, PhotoMark, PhotoPrint])
