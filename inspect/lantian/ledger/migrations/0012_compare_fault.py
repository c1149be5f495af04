"""Why a photo could not be compared with the others, so that one such photo is put aside and the rest goes on."""


def up(migrator, db):
    """Add the column; photos of before were compared or wait."""
    db.execute_sql("ALTER TABLE evidence_photo ADD COLUMN compare_fault VARCHAR(12) DEFAULT '' NOT NULL")


def down(migrator, db):
    """Take it away; a photo that was put aside then counts as compared."""
    db.execute_sql("ALTER TABLE evidence_photo DROP COLUMN compare_fault")
