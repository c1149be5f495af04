"""Every column of every table is changed by hand: ``verify`` names each, or a table says why it proves nothing about it. The
columns come from the schema, so that a new one cannot be forgotten."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from lantian.evidence.storage import open_storage
from lantian.ledger import db
from lantian.ledger.models import TABLES
from lantian.ledger.unproven import UNPROVEN
from lantian.ledger.verify import verify

from .whole_ledger import COLUMNS, NOTHING, PROVEN


def test_a_ledger_made_through_the_doors_holds(copy):
    assert copy() == (0, set())


def test_every_exception_is_of_a_column_that_exists_and_gives_its_reason():
    names = {table for table, _ in COLUMNS} | {f"{table}.{column}" for table, column in COLUMNS}
    assert set(UNPROVEN) <= names
    assert all(len(text) > 10 for text in UNPROVEN.values())


@pytest.mark.parametrize(("table", "column"), PROVEN, ids=map(".".join, PROVEN))
def test_a_column_changed_by_hand_is_named(copy, table, column):
    place = f"(SELECT MIN(rowid) FROM {table})"
    changed, named = copy(f"UPDATE {table} SET {column} = {_other(table, column)} WHERE rowid = {place}")
    assert changed == 1
    assert named, NOTHING.format(table, column)


@pytest.mark.parametrize("column", [column for table, column in PROVEN if table == "evidence_photo"])
def test_a_column_of_a_photo_of_a_later_act_is_named(copy, column):
    place = "(SELECT MIN(rowid) FROM evidence_photo WHERE act_seq IS NOT NULL)"
    changed, named = copy(f"UPDATE evidence_photo SET {column} = {_other('evidence_photo', column)} WHERE rowid = {place}")
    assert changed == 1
    assert "line_columns" in named, NOTHING.format("evidence_photo", column)


@pytest.mark.parametrize("change", ["DELETE FROM evidence_photo", "UPDATE evidence_photo SET violation_id = NULL"])
def test_a_photo_of_a_later_act_taken_away_is_named(copy, change):
    changed, named = copy(f"{change} WHERE rowid = (SELECT MAX(rowid) FROM evidence_photo WHERE act_seq IS NOT NULL)")
    assert changed == 1
    assert "line_columns" in named


def test_a_photo_slipped_in_among_those_of_a_later_act_is_named(copy):
    columns = ", ".join(column for table, column in COLUMNS if table == "evidence_photo" and column != "id")
    _, named = copy(f"INSERT INTO evidence_photo ({columns}) SELECT {columns} FROM evidence_photo WHERE act_seq IS NOT NULL")
    assert "line_columns" in named


def test_every_answer_is_proven_whatever_its_kind(original, copy):
    source = sqlite3.connect(original / "lantian.db")
    kinds = {
        value.strip('"') in ("pass", "fail", "na") for (value,) in source.execute("SELECT value FROM answer WHERE value > ''")
    }
    source.close()
    assert kinds == {True, False}
    place = """(SELECT MIN(rowid) FROM answer WHERE value NOT IN ('"pass"', '"fail"', '"na"'))"""
    changed, named = copy(f"UPDATE answer SET value = '\"99\"' WHERE rowid = {place}")
    assert (changed, named) == (1, {"record_columns"})


def _other(table: str, column: str) -> str:
    """Another value of the same kind, as SQL."""
    model = next(model for model in TABLES if model._meta.table_name == table)
    kind = type(model._meta.columns[column]).__name__
    if kind in ("IntegerField", "DoubleField", "AutoField", "BigIntegerField"):
        return f"COALESCE({column}, 0) + 1000"
    if kind == "BooleanField":
        return f"1 - {column}"
    if kind == "JsonField":
        return "'{\"x\":1}'"
    return f"COALESCE({column}, '') || 'x'"


@pytest.mark.parametrize("how", ["removed", "changed", "swapped"])
def test_a_file_removed_changed_or_swapped_is_named(original, copy, tmp_path, how, monkeypatch):
    store = tmp_path / "originals"
    shutil.copytree(original / "originals", store)
    first, second = sorted(path for path in store.rglob("*") if path.is_file())[:2]
    contents = first.read_bytes(), second.read_bytes()
    for path in (first, second):
        path.chmod(0o600)
    if how == "removed":
        first.unlink()
    elif how == "changed":
        first.write_bytes(contents[0][:-1] + bytes([contents[0][-1] ^ 1]))
    else:
        first.write_bytes(contents[1])
        second.write_bytes(contents[0])
    db.open_database(f"sqlite:///{original / 'lantian.db'}")
    with db.connection():
        assert {finding.check for finding in verify(open_storage(store), full=True)} == {"originals"}
