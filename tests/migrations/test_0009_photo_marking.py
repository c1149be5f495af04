"""0009: the versions of markings go and come back."""

from __future__ import annotations

import pytest
from playhouse.migrations import Runner

from databases import opened
from lantian.ledger import db, schema


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_it_goes_and_comes_back(kind, request, tmp_path):
    cluster = request.getfixturevalue("cluster") if kind == "postgresql" else None
    address = cluster.address(cluster.new_database()) if cluster else f"sqlite:///{tmp_path / 'empty.db'}"
    with opened(address):
        schema.migrate()
        Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down("0009_photo_marking")
        assert "photo_marking" not in db.database.get_tables()
        assert "0009_photo_marking" in schema.migrate()
        assert "photo_marking" in db.database.get_tables()
