"""Hostile photos through the deployed server: what became of each, and the most memory any process held.

The files and what must become of them are those of ``tests/evidence/hostile_files.py``. Sent over HTTP one after the other; the
photo worker examines them beside. Every process of the server has a limit on its memory.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from .installation import Installation

DATA_LIMIT = 512 << 20
MOST_MB = 512.0
EXAMINED_WITHIN_S = 300.0


@dataclass(frozen=True)
class Became:
    """What became of one file: the answer at the door with its code, then fault, claims and notes of the examination."""

    file: Any
    status: int
    code: str
    fault: str | None = None
    claims: dict[str, Any] = field(default_factory=dict)

    @property
    def wrong(self) -> str:
        """What is not as it must be; '' when all is."""
        if self.status >= 500 or (self.status == 201) != bool(self.file.faults):
            return f"answered {self.status} {self.code}"
        if not self.file.faults:
            return "" if self.code == "photo_type_refused" else f"refused as {self.code}"
        if self.fault is None or self.fault not in self.file.faults:
            return f"examined as {self.fault!r}"
        differing = {name: self.claims.get(name) for name, value in self.file.claims.items() if self.claims.get(name) != value}
        noted = not self.file.note or self.file.note in self.claims.get("notes", ())
        return f"claims {differing}" if differing else "" if noted else f"lacks the note {self.file.note}"


def run(files: Iterable[Any]) -> tuple[list[Became], dict[str, float]]:
    """Send every file; what became of each, and peaks in MB by kind of process."""
    with Installation(photo_worker=True, data_limit=DATA_LIMIT) as installation, _watched(installation) as peaks:
        answers = [(file, *_sent(installation, file.content)) for file in files]
        examined = _examined(installation)
        rows = [Became(file, *answer, *examined.get(_name(file.content), (None, {}))) for file, *answer in answers]
        return rows, dict(peaks)


@contextmanager
def _watched(installation: Installation) -> Iterator[dict[str, float]]:
    """Peaks while the block runs; looked at often, because an examiner that died takes its own with it."""
    peaks: dict[str, float] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            for kind, mb in installation.peaks_mb().items():
                peaks[kind] = max(peaks.get(kind, 0.0), mb)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def _name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sent(installation: Installation, content: bytes) -> tuple[int, str]:
    headers = {"X-Lantian": "1", "Cookie": installation.cookies["bench0"], "X-Lantian-Inspection": str(uuid.uuid4())}
    with closing(http.client.HTTPConnection("127.0.0.1", installation.port, timeout=60)) as connection:
        connection.request("PUT", f"/api/photos/{_name(content)}", content, headers | {"Content-Type": "image/jpeg"})
        answer = connection.getresponse()
        body = answer.read()
    return answer.status, json.loads(body).get("problem", {}).get("code", "") if answer.status != 201 else ""


def _examined(installation: Installation) -> dict[str, tuple[str, dict[str, Any]]]:
    """Fault and claims of every photo, once none waits any more."""
    give_up_at = time.monotonic() + EXAMINED_WITHIN_S
    with closing(sqlite3.connect(installation.folder / "lantian.db")) as database:
        while database.execute("SELECT COUNT(*) FROM photo WHERE examined_at IS NULL").fetchone()[0]:
            if time.monotonic() > give_up_at:
                raise RuntimeError("photos still wait to be examined:\n" + installation.log)
            time.sleep(0.2)
        rows = database.execute("SELECT sha256, fault, claims FROM photo").fetchall()
    return {sha256: (fault, json.loads(claims or "{}")) for sha256, fault, claims in rows}
