"""A password that somebody else gave must be changed at the first sign-in: person gets ``must_change_password``.

The default stands in the table, so that rows of before keep working: their holders chose their passwords themselves.
"""

from peewee import PostgresqlDatabase


def up(migrator, db):
    """Add the column, false for everybody."""
    kind = "BOOLEAN" if isinstance(db, PostgresqlDatabase) else "INTEGER"
    db.execute_sql(f"ALTER TABLE person ADD COLUMN must_change_password {kind} DEFAULT false NOT NULL")


def down(migrator, db):
    """Take the column away: given passwords then stay valid unchanged."""
    db.execute_sql("ALTER TABLE person DROP COLUMN must_change_password")
