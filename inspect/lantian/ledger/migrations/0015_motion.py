"""Whether a person wants things to move on their pages: '' as the device says, 'off' for never."""


def up(migrator, db):
    """Add the column; everybody goes on as their device says."""
    db.execute_sql("ALTER TABLE person ADD COLUMN motion VARCHAR(5) DEFAULT '' NOT NULL")


def down(migrator, db):
    """Take it away: pages then ask the device alone."""
    db.execute_sql("ALTER TABLE person DROP COLUMN motion")
