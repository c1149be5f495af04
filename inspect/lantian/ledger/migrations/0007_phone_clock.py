"""What a phone says of its clock: on the visit as read, on each photo as an estimate of the true time and a word of doubt."""

ADDED = (
    ("inspection", "clock", "TEXT"),
    ("evidence_photo", "estimated_at", "VARCHAR(32)"),
    ("evidence_photo", "clock_doubt", "VARCHAR(10) DEFAULT '' NOT NULL"),
)


def up(migrator, db):
    """Add the columns; earlier rows said nothing of their clock."""
    for table, column, kind in ADDED:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")


def down(migrator, db):
    """Take them away; the claims stay in the record's content."""
    for table, column, _ in ADDED:
        db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
