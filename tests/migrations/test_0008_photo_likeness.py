"""0008: the index of marks and the pairs go and come back; photos of before wait to be compared."""

from __future__ import annotations

import pytest
from playhouse.migrations import Runner

from lantian.ledger import db, schema

TABLES = {"photo_print", "photo_mark", "photo_likeness"}


def test_it_goes_and_comes_back(migrated):
    Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down("0008_photo_likeness")
    assert not TABLES & set(db.database.get_tables())
    assert "compared_at" not in {column.name for column in db.database.get_columns("evidence_photo")}
    assert "0008_photo_likeness" in schema.migrate()
    assert set(db.database.get_tables()) >= TABLES
    column = next(column for column in db.database.get_columns("evidence_photo") if column.name == "compared_at")
    assert column.null and column.default is None


# PostgreSQL chooses by the size of the table, which is empty here.
@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_search_for_a_key_uses_the_key(migrated):
    plan = db.database.execute_sql("EXPLAIN QUERY PLAN SELECT key FROM photo_mark WHERE key IN (1, 2)").fetchall()
    assert "SEARCH" in str(plan) and "SCAN" not in str(plan)
