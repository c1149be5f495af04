"""Several processes write one SQLite file, as gunicorn's workers do: one chain, nobody turned away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from lantian.ledger import book

WRITER = """
import sys
from lantian.ledger import book, db
db.open_database(sys.argv[1])
with db.connection():
    for number in range(40):
        with db.transaction():
            book.append(at=sys.argv[2], actor=book.SYSTEM, kind="Noted", subject_kind="book", subject_id="x", payload={})
"""


def test_processes_share_one_unbroken_chain(sqlite_db):
    environment = os.environ | {"PYTHONPATH": str(Path(book.__file__).resolve().parents[2])}
    command = [sys.executable, "-c", WRITER, sqlite_db, "2026-11-21T02:03:04.000000+00:00"]
    writers = [subprocess.Popen(command, env=environment) for _ in range(4)]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    rows = list(book.entries())
    assert [row["seq"] for row in rows] == list(range(1, 161))
    assert [row["prev_hash"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
