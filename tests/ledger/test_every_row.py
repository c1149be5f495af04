"""Rows of every table are removed, swapped and put in again by hand: ``verify`` names each."""

from __future__ import annotations

import sqlite3

import pytest

from .whole_ledger import COLUMNS, NOTHING, PROVEN, ROWS


@pytest.mark.parametrize("table", ROWS)
def test_a_removed_row_is_named(copy, table):
    changed, named = copy(f"DELETE FROM {table} WHERE rowid = (SELECT MIN(rowid) FROM {table})")
    assert changed == 1
    assert named, table


@pytest.mark.parametrize("table", ROWS)
def test_a_column_swapped_between_two_rows_is_named(original, copy, table):
    """Values that are right in another row: what compares sets or sums alone would not see it."""
    pairs = {column: _differing(original, table, column) for name, column in PROVEN if name == table}
    pairs = {column: pair for column, pair in pairs.items() if pair is not None}
    assert pairs, "the same in every row of this ledger"
    for column, ((one, this), (other, that)) in pairs.items():
        changed, named = copy(
            f"UPDATE {table} SET {column} = {_unused(table, column)} WHERE rowid = {one}",
            f"UPDATE {table} SET {column} = {this} WHERE rowid = {other}",
            f"UPDATE {table} SET {column} = {that} WHERE rowid = {one}",
        )
        assert changed == 3
        assert named, NOTHING.format(table, column)


def _differing(path, table, column):
    """Two rows, (rowid, SQL value) each, that differ in a column; None when all are the same."""
    source = sqlite3.connect(path / "lantian.db")
    rows = source.execute(f"SELECT rowid, quote({column}) FROM {table} ORDER BY rowid").fetchall()
    source.close()
    return next(((rows[0], row) for row in rows if row[1] != rows[0][1]), None)


def _unused(table, column):
    return f"(SELECT COALESCE(MAX({column}), 0) FROM {table}) || '9'"


# What a second row of a table must have another of, because of its keys; all else is that of the first row.
NEW_KEYS = {
    "answer": {"item_id": "'d6.slipped_in'"},
    "evidence_photo": {"id": "9999"},
    "export_file": {"seq": "(SELECT MIN(seq) FROM ledger_entry)", "id": "9999"},
    "export_original": {"sha256": "(SELECT MIN(sha256) FROM photo WHERE sha256 <> export_original.sha256)"},
    "inspection": {"id": "'99999999-9999-4999-8999-999999999999'"},
    "ledger_entry": {"seq": "(SELECT MAX(seq) + 1 FROM ledger_entry)", "hash": "'x'"},
    "photo": {"sha256": "'" + "e" * 64 + "'"},
    "photo_likeness": {"id": "9999", "that_id": "(SELECT MAX(id) FROM evidence_photo)"},
    "photo_marking": {"id": "9999", "version": "9"},
    "photo_removal": {"id": "9999", "requested_seq": "(SELECT MIN(seq) FROM ledger_entry)"},
    "violation": {"id": "9999", "number": "'410302-2026-009999'", "item_id": "'d6.slipped_in'"},
}


@pytest.mark.parametrize("table", ROWS)
def test_a_row_put_in_again_under_a_new_key_is_named(copy, table):
    columns = [column for name, column in COLUMNS if name == table]
    values = ", ".join(NEW_KEYS[table].get(column, column) for column in columns)
    first = f"(SELECT MIN(rowid) FROM {table})"
    changed, named = copy(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE rowid = {first}")
    assert changed == 1
    assert named, table


@pytest.mark.parametrize("table", ROWS)
def test_a_row_taken_out_and_put_in_again_as_it_was_is_no_change(original, copy, table):
    source = sqlite3.connect(original / "lantian.db")
    source.row_factory = sqlite3.Row
    columns = [column for name, column in COLUMNS if name == table]
    row = source.execute(f"SELECT {', '.join(f'quote({name}) AS {name}' for name in columns)} FROM {table} LIMIT 1").fetchone()
    source.close()
    where = " AND ".join(f"{name} IS {row[name]}" for name in columns)
    taken = f"DELETE FROM {table} WHERE {where}"
    assert copy(taken, f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(row)})") == (2, set())


def test_two_swapped_entries_are_named(copy):
    changed, named = copy(
        "UPDATE ledger_entry SET seq = -1 WHERE seq = 2",
        "UPDATE ledger_entry SET seq = 2 WHERE seq = 3",
        "UPDATE ledger_entry SET seq = 3 WHERE seq = -1",
    )
    assert changed == 3
    assert "book" in named


def test_an_entry_put_in_again_at_the_end_is_named(copy):
    columns = "recorded_at, actor_id, actor_name, kind, subject_kind, subject_id, payload, prev_hash"
    last = "(SELECT MAX(seq) + 1 FROM ledger_entry)"
    again = f"SELECT {last}, {columns}, 'x' FROM ledger_entry WHERE seq = 2"
    _, named = copy(f"INSERT INTO ledger_entry (seq, {columns}, hash) {again}")
    assert "book" in named


def test_two_swapped_photos_are_named(copy):
    _, named = copy(
        "UPDATE evidence_photo SET sha256 = 'a' || sha256 WHERE id = 1",
        "UPDATE evidence_photo SET sha256 = (SELECT substr(sha256, 2) FROM evidence_photo WHERE id = 1) WHERE id = 2",
    )
    assert named
