"""The least a server of this kind can do here: the same requests under the same gunicorn, hashed, synced, written, nothing else.

No sign-in, no rules, no book. What Lantian takes beside it, in the same run, is what its rules cost; the machines differ by
more than a factor of two from hour to hour, the ratio does not.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

from flask import Flask, request

from .installation import ROOT, Installation

_local = threading.local()
_gate = threading.Lock()


def bare_app(folder: Path) -> Flask:
    """A Flask application with two endpoints: one photo into a file and a row, one record into a row and its answers."""
    app = Flask("bare")
    _prepare(folder)

    @app.get("/health")
    def health() -> str:
        return "ok"

    @app.put("/api/photos/<sha256>")
    def photo(sha256: str) -> tuple[dict[str, int], int]:
        body = request.get_data()
        if hashlib.sha256(body).hexdigest() != sha256:
            return {"lantian": 1}, 422
        _keep(folder, sha256, body)
        _write(folder, [("photo", sha256)])
        return {"lantian": 1}, 201

    @app.put("/api/inspections/<record_id>")
    def record(record_id: str) -> tuple[dict[str, int], int]:
        answers = json.loads(request.get_data())["answers"]
        _write(folder, [("record", record_id), *((key, json.dumps(value)) for key, value in answers.items())])
        return {"lantian": 1}, 201

    return app


def _prepare(folder: Path) -> None:
    connection = sqlite3.connect(folder / "bare.db")
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, kind TEXT, text TEXT)")
    connection.close()


def _keep(folder: Path, sha256: str, body: bytes) -> None:
    aside = folder / f"{sha256}.part"
    fd = os.open(aside, os.O_WRONLY | os.O_CREAT)
    os.write(fd, body)
    os.fsync(fd)
    os.close(fd)
    os.rename(aside, folder / sha256)


def _write(folder: Path, rows: list[tuple[str, str]]) -> None:
    connection = getattr(_local, "connection", None)
    if connection is None:
        connection = _local.connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
        connection.execute("PRAGMA synchronous = full")
    with _gate, open(folder / "bare.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO line (kind, text) VALUES (?, ?)", rows)
        connection.execute("COMMIT")


class BareInstallation(Installation):
    """The bare server in place of the product; use as a context."""

    def __init__(self) -> None:
        super().__init__(photo_worker=False)

    def __enter__(self) -> BareInstallation:
        self.officers = [{"user_id": number, "name": f"示例{number}", "card_number": f"示例-{number:03}"} for number in range(8)]
        self.cookies = {f"bench{number}": "" for number in range(8)}
        self.start()
        return self

    def start(self) -> None:
        """The bare server; see ``Installation.start``."""
        options = ["--workers", "2", "--threads", "32", "--worker-class", "gthread", "--keep-alive", "30", "--no-control-socket"]
        command = [sys.executable, "-m", "gunicorn", "bench.bare:served()"]
        told = " ".join([*options, "--bind", f"127.0.0.1:{self.port}"])
        environment = os.environ | {"LANTIAN_BARE": str(self.folder), "GUNICORN_CMD_ARGS": told}
        with (self.folder / "server.log").open("wb") as log:
            self.server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self._wait()


def served() -> Flask:
    """The application gunicorn serves."""
    return bare_app(Path(os.environ["LANTIAN_BARE"]))
