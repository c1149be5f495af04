"""The book: append-only, chained, one writer at a time; on both databases."""

from __future__ import annotations

import threading

import pytest
from peewee import DatabaseError, PeeweeException

from lantian.ledger import book, db
from lantian.ledger.models import LedgerEntry

AT = "2026-11-21T02:03:04.000000+00:00"
LI = book.Actor(3, "李巡")
THREADS, EACH = 8, 25


def append(kind="Noted", **payload):
    with db.transaction():
        return book.append(at=AT, actor=LI, kind=kind, subject_kind="book", subject_id="x", payload=payload)


def test_an_empty_book_begins_with_zeros(ledger_db):
    assert book.head() == book.Head(0, "0" * 64)
    assert append() == 1
    assert next(book.entries())["prev_hash"] == "0" * 64


def test_each_entry_carries_the_hash_of_the_one_before(ledger_db):
    for number in range(5):
        append(number=number)
    rows = list(book.entries(page=2))
    assert [row["seq"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["prev_hash"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
    assert [row["hash"] for row in rows] == [book.entry_hash(row) for row in rows]
    assert book.head() == book.Head(5, rows[-1]["hash"])


def test_the_hash_is_the_same_on_every_machine(ledger_db):
    append(note="围挡缺口", count=3, list=["b", "a"])
    # Computed once with sha256sum over the canonical JSON; a change of the hashed form would orphan every printed head.
    assert book.head().hash == "13c88f65c01c4100f32968beee0b355b8fb20f92d9891f9a13df08a9954f7fce"


@pytest.mark.parametrize(
    "changed", ["seq", "recorded_at", "actor_id", "actor_name", "kind", "subject_kind", "subject_id", "payload", "prev_hash"]
)
def test_every_column_is_under_the_hash(sqlite_db, changed):
    append(note="x")
    [row] = book.entries()
    assert book.entry_hash(row | {changed: 99}) != row["hash"]


def test_several_entries_of_one_act_stand_together_or_not_at_all(ledger_db):
    with pytest.raises(ZeroDivisionError), db.transaction():
        book.append_many(at=AT, actor=LI, entries=[("A", "book", "1", {}), ("B", "book", "2", {})])
        raise ZeroDivisionError
    assert book.head().seq == 0
    with db.transaction():
        assert book.append_many(at=AT, actor=LI, entries=[("A", "book", "1", {}), ("B", "book", "2", {})]) == [1, 2]


def test_a_large_act_is_not_too_large_for_one_statement(ledger_db):
    with db.transaction():
        book.append_many(at=AT, actor=LI, entries=[("A", "book", str(number), {}) for number in range(4000)])
    assert book.head().seq == 4000


def test_entries_outside_of_a_transaction_are_refused(ledger_db):
    with pytest.raises(RuntimeError, match="transaction"):
        book.append(at=AT, actor=LI, kind="Noted", subject_kind="book", subject_id="x", payload={})


def test_a_transaction_inside_a_transaction_is_refused_instead_of_waiting_for_itself(ledger_db):
    with db.transaction(), pytest.raises(RuntimeError, match="inside another"), db.transaction():
        pass
    assert append() == 1


@pytest.mark.parametrize("value", [1.0, [1.5], {"a": {"b": [0.1]}}])
def test_a_float_is_refused_because_it_prints_differently_elsewhere(value):
    with pytest.raises(TypeError, match="float"):
        book.canonical(value)


def test_canonical_json_sorts_and_keeps_chinese():
    assert book.canonical({"b": 1, "a": "围挡", "c": [True, None]}) == '{"a":"围挡","b":1,"c":[true,null]}'


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET actor_name = 'x'",
        "UPDATE ledger_entry SET seq = seq + 10",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_entry WHERE seq = 1",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(ledger_db, statement):
    append()
    with pytest.raises(PeeweeException, match="append-only"), db.transaction():
        db.database.execute_sql(statement)
    assert book.head().seq == 1


def test_the_database_refuses_to_replace_an_entry(ledger_db):
    append()
    [row] = book.entries()
    with pytest.raises((PeeweeException, ValueError)), db.transaction():
        if db.is_postgresql():
            query = LedgerEntry.insert(**row).on_conflict(conflict_target=[LedgerEntry.seq], update={LedgerEntry.actor_name: "x"})
            query.execute()
        else:
            LedgerEntry.replace(**row | {"actor_name": "x"}).execute()
    assert [row["actor_name"] for row in book.entries()] == ["李巡"]


def test_the_database_refuses_a_replacement_by_hash(sqlite_db):
    append()
    [row] = book.entries()
    with pytest.raises(PeeweeException, match="append-only"):
        LedgerEntry.replace(**row | {"seq": 2}).execute()


@pytest.mark.postgresql
def test_postgresql_refuses_to_empty_the_book(postgresql_db):
    append()
    with pytest.raises(PeeweeException, match="append-only"), db.transaction():
        db.database.execute_sql("TRUNCATE ledger_entry")
    assert book.head().seq == 1


def test_an_entry_with_a_taken_number_is_refused(ledger_db):
    append()
    [row] = book.entries()
    with pytest.raises(DatabaseError), db.transaction():
        LedgerEntry.insert(**row | {"hash": "f" * 64}).execute()


def test_eight_writers_at_once_make_one_unbroken_chain(ledger_db):
    failures = []

    def write(name):
        try:
            with db.connection():
                for number in range(EACH):
                    append(writer=name, number=number)
        except Exception as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=write, args=(name,)) for name in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = list(book.entries())
    assert not failures
    assert [row["seq"] for row in rows] == list(range(1, THREADS * EACH + 1))
    assert [row["prev_hash"] for row in rows] == [book.GENESIS, *(row["hash"] for row in rows[:-1])]
    assert all(row["hash"] == book.entry_hash(row) for row in rows)


def test_a_story_is_one_subjects_entries_in_order(ledger_db):
    with db.transaction():
        for kind, subject in (("A", "1"), ("B", "2"), ("C", "1")):
            book.append(at=AT, actor=LI, kind=kind, subject_kind="violation", subject_id=subject, payload={"n": kind})
    assert [(entry["kind"], entry["payload"]) for entry in book.story("violation", "1")] == [("A", {"n": "A"}), ("C", {"n": "C"})]
    assert book.story("photo", "1") == []
