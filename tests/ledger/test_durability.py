"""What is acknowledged survives a power cut: a commit waits for the disk, outside the writers' gate."""

from __future__ import annotations

import os
import shutil
import sqlite3

import pytest

from lantian.ledger import db
from lantian.ledger.models import Counter


@pytest.fixture
def synced(monkeypatch):
    """What was synced, in order: (file, whether the gate was free at that moment)."""
    seen, real = [], os.fdatasync

    def fdatasync(handle):
        seen.append((os.readlink(f"/proc/self/fd/{handle}"), not db._Gate.current._thread.locked()))
        real(handle)

    monkeypatch.setattr(os, "fdatasync", fdatasync)
    return seen


def test_a_transaction_syncs_the_log_before_it_returns(sqlite_db, synced):
    with db.transaction():
        Counter.insert(name="a", last=1).execute()
        assert synced == []
    path = sqlite_db.removeprefix("sqlite:///")
    assert synced == [(f"{path}-wal", True)]


def test_a_transaction_that_is_rolled_back_syncs_nothing(sqlite_db, synced):
    with pytest.raises(ZeroDivisionError), db.transaction():
        Counter.insert(name="a", last=1).execute()
        raise ZeroDivisionError
    assert synced == []
    assert Counter.select().count() == 0


def test_the_log_holds_what_was_committed_when_it_is_synced(sqlite_db, tmp_path, monkeypatch):
    """A copy of file and log taken while the disk is waited for, as a power cut would leave them, holds the row."""
    path, real = sqlite_db.removeprefix("sqlite:///"), os.fdatasync

    def copied_first(handle):
        for ending in ("", "-wal"):
            shutil.copyfile(path + ending, tmp_path / f"copy.db{ending}")
        real(handle)

    monkeypatch.setattr(os, "fdatasync", copied_first)
    with db.transaction():
        Counter.insert(name="kept", last=7).execute()
    copy = sqlite3.connect(f"file:{tmp_path / 'copy.db'}?mode=rw", uri=True)
    assert copy.execute("SELECT last FROM counter WHERE name = 'kept'").fetchall() == [(7,)]


def test_settling_without_a_log_is_no_error(sqlite_db):
    db.database.close()
    db.settle()


def test_sqlite_keeps_its_connection_between_requests(sqlite_db):
    db.release()
    assert not db.database.is_closed()


def test_a_request_that_ends_inside_a_transaction_gives_everything_up(sqlite_db):
    db.database.atomic().__enter__()
    Counter.insert(name="half", last=1).execute()
    db.release()
    db.database.connect()
    assert Counter.select().count() == 0


@pytest.mark.postgresql
def test_postgresql_gives_its_connection_back(postgresql_db):
    db.release()
    assert db.database.is_closed()
    db.database.connect()
