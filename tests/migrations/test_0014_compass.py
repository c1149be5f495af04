"""0014: the direction of a photo comes and goes; photos of before have none."""

from __future__ import annotations

from playhouse.migrations import Runner

from lantian.ledger import db, schema

NAME, NEW = "0014_compass", {"compass_deg", "compass_source"}


def test_it_goes_and_comes_back(migrated):
    Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down(NAME)
    assert not NEW & columns()
    assert NAME in schema.migrate()
    assert columns() >= NEW


def columns():
    return {column.name for column in db.database.get_columns("evidence_photo")}
