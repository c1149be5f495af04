"""0001: the empty database becomes the first schema, with the triggers that guard the book; and back while it is empty."""

from __future__ import annotations

from playhouse.migrations import Runner

from lantian.ledger import db, schema
from lantian.ledger.models import TABLES


def test_it_makes_all_tables_and_guards_the_book(empty):
    assert schema.migrate()[0] == "0001_initial"
    assert {table._meta.table_name for table in TABLES} <= set(db.database.get_tables())
    assert db.trigger_names("ledger_entry") == schema_triggers()


def test_it_can_be_taken_back_while_the_book_is_empty(empty):
    schema.migrate()
    Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down("0001_initial")
    assert set(db.database.get_tables()) <= {"schema_migration"}
    assert schema.migrate()[0] == "0001_initial"


def schema_triggers():
    if db.is_postgresql():
        return {"ledger_entry_no_change", "ledger_entry_no_truncate"}
    return {"ledger_entry_no_update", "ledger_entry_no_delete", "ledger_entry_no_replace"}
