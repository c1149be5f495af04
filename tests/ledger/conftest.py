"""Fixtures of the ledger's tests."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lantian.evidence.storage import open_storage
from lantian.ledger import db
from lantian.ledger.db import database
from lantian.ledger.verify import verify

from . import whole_ledger


@pytest.fixture
def count_queries(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], int]:
    """How many statements a call sends to the database, transaction words not counted."""

    def counted(call: Callable[[], Any]) -> int:
        sent: list[str] = []
        actual = type(database.obj).execute_sql
        with monkeypatch.context() as patch:
            patch.setattr(
                type(database.obj),
                "execute_sql",
                lambda self, sql, *rest, **more: (sent.append(sql), actual(self, sql, *rest, **more))[1],
            )
            call()
        return sum(sql.lstrip("(").startswith(("SELECT", "WITH")) for sql in sent)

    return counted


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a whole ledger; nobody writes there."""
    folder = tmp_path_factory.mktemp("whole")
    whole_ledger.make(folder)
    return folder


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Callable[..., tuple[int, set[str]]]:
    """copy(*statements) → rows changed, and the checks of ``verify`` that name something after these statements were
    run past the product, its triggers and its links; ``copy.messages`` are the sentences."""
    numbers = count(1)

    def tampered(*statements: str) -> tuple[int, set[str]]:
        path = tmp_path / f"copy{next(numbers)}.db"
        target = sqlite3.connect(path)
        with closing(sqlite3.connect(original / "lantian.db")) as source:
            source.backup(target)
        for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f"DROP TRIGGER {name}")
        changed = sum(target.execute(statement).rowcount for statement in statements)
        target.commit()
        target.close()
        db.open_database(f"sqlite:///{path}")
        with db.connection():
            named = list(verify(open_storage(original / "originals"), full=True))
        tampered.messages = {finding.message for finding in named}
        # The missing triggers are named in any case: that alone would not tell what was changed.
        return changed, {finding.check for finding in named} - {"guards"}

    return tampered
