"""0011: the tables of custody go and come back on both databases."""

from __future__ import annotations

import pytest
from playhouse.migrations import Runner

from databases import opened
from lantian.ledger import db, schema

TABLES = {"export_original", "photo_removal"}


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_it_goes_and_comes_back(request, tmp_path, kind):
    if kind == "sqlite":
        address = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        cluster = request.getfixturevalue("cluster")
        address = cluster.address(cluster.new_database())
    with opened(address):
        schema.migrate()
        Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down("0011_custody")
        assert not TABLES & set(db.database.get_tables())
        assert schema.migrate() == ["0011_custody"]
        assert set(db.database.get_tables()) >= TABLES
