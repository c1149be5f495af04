"""0009: the versions of markings go and come back."""

from __future__ import annotations

from playhouse.migrations import Runner

from lantian.ledger import db, schema


def test_it_goes_and_comes_back(migrated):
    Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down("0009_photo_marking")
    assert "photo_marking" not in db.database.get_tables()
    assert "0009_photo_marking" in schema.migrate()
    assert "photo_marking" in db.database.get_tables()
