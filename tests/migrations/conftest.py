"""Databases for the tests of migrations: SQLite always, PostgreSQL where the run asks for it."""

from __future__ import annotations

import pytest

from databases import opened
from lantian.ledger import schema


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request, tmp_path):
    """An empty database, open."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        cluster = request.getfixturevalue("cluster")
        address = cluster.address(cluster.new_database())
    with opened(address):
        yield


@pytest.fixture
def migrated(empty):
    """A database of today's schema."""
    schema.migrate()
