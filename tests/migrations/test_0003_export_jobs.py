"""0003: the table of export jobs comes and goes without touching what the book says about exports."""

from __future__ import annotations

import pytest
from playhouse.migrations import Runner

from databases import opened
from lantian.ledger import db, schema


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


def test_it_goes_and_comes_back_beside_the_finished_exports(migrated):
    runner = Runner(db.database.obj, directory=str(schema.MIGRATIONS))
    runner.down("0003_export_jobs")
    tables = set(db.database.get_tables())
    assert "export_job" not in tables
    assert "export_file" in tables
    assert "0003_export_jobs" in schema.migrate()
    assert "export_job" in db.database.get_tables()
    assert sorted(tuple(index.columns) for index in db.database.get_indexes("export_job") if not index.unique) == [
        ("requested_by_id", "requested_at"),
        ("state", "requested_at"),
    ]
