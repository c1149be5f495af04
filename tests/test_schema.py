"""The tables that migrations make are the tables that the models describe; on both databases."""

from __future__ import annotations

import pytest

from databases import opened
from lantian.ledger import book, db, schema
from lantian.ledger.models import TABLES


@pytest.fixture
def addresses(request, tmp_path):
    """Two empty databases of one kind."""

    def make(kind):
        if kind == "sqlite":
            return [f"sqlite:///{tmp_path / name}.db" for name in ("migrated", "modelled")]
        cluster = request.getfixturevalue("cluster")
        return [cluster.address(cluster.new_database()) for _ in range(2)]

    return make


def described() -> dict[str, dict[str, list[object]]]:
    """Columns, keys, links and indexes of every table of the models, as the database tells them."""
    database = db.database.obj
    return {
        name: {
            "columns": [(c.name, c.full_type, c.null, c.primary_key, c.default) for c in database.get_columns(name)],
            "keys": database.get_primary_keys(name),
            "links": sorted((k.column, k.dest_table, k.dest_column) for k in database.get_foreign_keys(name)),
            "indexes": sorted((i.name, tuple(i.columns), i.unique) for i in database.get_indexes(name)),
        }
        for name in (table._meta.table_name for table in TABLES)
    }


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_migrations_and_models_describe_the_same_tables(addresses, kind):
    migrated, modelled = addresses(kind)
    with opened(migrated):
        schema.migrate()
        from_migrations = described()
        tables = set(db.database.get_tables()) - {"schema_migration"}
    with opened(modelled):
        db.database.create_tables(TABLES)
        from_models = described()
    assert tables == set(from_models)
    for table, model in from_models.items():
        assert from_migrations[table] == model, f"{table}: change the model and write a migration, never one without the other"


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_migrating_twice_does_nothing_the_second_time(addresses, kind):
    with opened(addresses(kind)[0]):
        assert schema.pending()[0] == "0001_initial"
        assert schema.migrate()[0] == "0001_initial"
        assert (schema.pending(), schema.migrate()) == ([], [])


def test_the_first_migration_is_never_taken_back_from_a_book_with_entries(ledger_db):
    from playhouse.migrations import Runner

    with db.transaction():
        book.append(
            at="2026-11-21T02:03:04.000000+00:00",
            actor=book.SYSTEM,
            kind="Noted",
            subject_kind="book",
            subject_id="x",
            payload={},
        )
    with pytest.raises(Exception, match="never removed"):
        Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down("0001_initial")
    assert book.head().seq == 1
