"""0008: the index of marks and the pairs go and come back; photos of before wait to be compared."""

from __future__ import annotations

import pytest
from playhouse.migrations import Runner

from databases import opened
from lantian.ledger import db, schema

TABLES = {"photo_print", "photo_mark", "photo_likeness"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def migrated(request, tmp_path):
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        cluster = request.getfixturevalue("cluster")
        address = cluster.address(cluster.new_database())
    with opened(address):
        schema.migrate()
        yield


def test_it_goes_and_comes_back(migrated):
    Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down("0008_photo_likeness")
    assert not TABLES & set(db.database.get_tables())
    assert "compared_at" not in {column.name for column in db.database.get_columns("evidence_photo")}
    assert "0008_photo_likeness" in schema.migrate()
    assert set(db.database.get_tables()) >= TABLES
    column = next(column for column in db.database.get_columns("evidence_photo") if column.name == "compared_at")
    assert column.null and column.default is None


def test_a_search_for_a_key_uses_the_key(migrated):
    if db.is_postgresql():
        pytest.skip("PostgreSQL chooses by the size of the table")
    plan = db.database.execute_sql("EXPLAIN QUERY PLAN SELECT key FROM photo_mark WHERE key IN (1, 2)").fetchall()
    assert "SEARCH" in str(plan) and "SCAN" not in str(plan)
