"""0003: the table of export jobs comes and goes without touching what the book says about exports."""

from __future__ import annotations

from playhouse.migrations import Runner

from lantian.ledger import db, schema


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
