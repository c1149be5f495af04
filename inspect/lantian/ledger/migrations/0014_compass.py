"""Where the camera looked, by the phone's compass at the shutter, with its source."""

from lantian.ledger.db import is_postgresql


def up(migrator, db):
    """Add the columns; phones of before said nothing of it."""
    number = "DOUBLE PRECISION" if is_postgresql() else "REAL"
    db.execute_sql(f"ALTER TABLE evidence_photo ADD COLUMN compass_deg {number}")
    db.execute_sql("ALTER TABLE evidence_photo ADD COLUMN compass_source VARCHAR(10) DEFAULT '' NOT NULL")


def down(migrator, db):
    """Take them away; the claims stay in the record's content."""
    for column in ("compass_deg", "compass_source"):
        db.execute_sql(f"ALTER TABLE evidence_photo DROP COLUMN {column}")
