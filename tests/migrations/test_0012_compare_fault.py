"""0012: the reason why a photo could not be compared comes and goes; photos of before have none."""

from __future__ import annotations

from playhouse.migrations import Runner

from lantian.ledger import db, schema

NAME = "0012_compare_fault"


def test_it_goes_and_comes_back(migrated):
    Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down(NAME)
    assert "compare_fault" not in columns()
    assert NAME in schema.migrate()
    assert columns()["compare_fault"].null is False


def columns():
    return {column.name: column for column in db.database.get_columns("evidence_photo")}
