"""Fixtures of the ledger's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lantian.ledger.db import database


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
