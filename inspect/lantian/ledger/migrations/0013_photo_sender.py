"""Who sent a photo for a record: a record may list only what its person has sent. Earlier rows name the photo's first sender."""


def up(migrator, db):
    """Add the column and fill it; where a photo came from two persons the second phone sends it once more."""
    db.execute_sql("ALTER TABLE photo_receipt ADD COLUMN received_by INTEGER")
    db.execute_sql(
        "UPDATE photo_receipt SET received_by = (SELECT received_by_id FROM photo WHERE photo.sha256 = photo_receipt.sha256)"
    )


def down(migrator, db):
    """Take it away."""
    db.execute_sql("ALTER TABLE photo_receipt DROP COLUMN received_by")
