"""0015: the choice about movement comes and goes; people of before have none."""

from __future__ import annotations

from playhouse.migrations import Runner

from lantian.ledger import db, schema

NAME = "0015_motion"


def test_it_goes_and_comes_back(migrated):
    Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down(NAME)
    assert "motion" not in columns()
    assert NAME in schema.migrate()
    assert columns()["motion"].null is False


def columns():
    return {column.name: column for column in db.database.get_columns("person")}
