"""0011: the tables of custody go and come back on both databases."""

from __future__ import annotations

from playhouse.migrations import Runner

from lantian.ledger import db, schema

TABLES = {"export_original", "photo_removal"}


def test_it_goes_and_comes_back(migrated):
    Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down("0011_custody")
    assert not TABLES & set(db.database.get_tables())
    assert "0011_custody" in schema.migrate()
    assert set(db.database.get_tables()) >= TABLES
