"""Exports as files, each in a process of its own: time, memory at its peak, bytes; beside a bare walk over the same rows.

``python -m bench --only exports`` measures at 10,000 lines, with ``--large`` at 100,000 too. Run as a module it is the process
that is measured and prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lantian.checklists.library import load
from lantian.ledger import db
from lantian.ledger.models import Person, Photo
from lantian.ledger.queries import Filters
from lantian.workflow.acting import acting
from lantian.workflow.export_words import Sources, Spoken, context
from lantian.workflow.hand_over import Produced, Wanted, produce

from .installation import AREA, FOUNDED_AT, ROOT, Installation
from .lines import fill_up

SMALL, LARGE = 10_000, 100_000
WALK, WRITERS = "walk", ("ledger_csv", "ledger_geojson", "ledger_xlsx")
BARE = """
SELECT v.*, s.*, i.officers, i.party, i.header, i.content_sha256, u.name, a.name, e.sha256, e.lat, e.lon, e.accuracy_m
FROM violation v JOIN site s ON s.id = v.site_id JOIN inspection i ON i.id = v.inspection_id JOIN unit u ON u.id = v.unit_id
JOIN area a ON a.code = v.area_code LEFT JOIN evidence_photo e ON e.violation_id = v.id
WHERE v.area_code >= '410302' AND v.area_code < '410303' ORDER BY v.reported_at DESC, v.id DESC
"""


@dataclass(frozen=True)
class Made:
    """One file: what it took. ``started_bytes`` is the memory before the first row, ``peak_bytes`` at its peak."""

    name: str
    lines: int
    seconds: float
    cpu_s: float
    size_bytes: int
    started_bytes: int
    peak_bytes: int


class Folder(Installation):
    """Tables without a server."""

    def __enter__(self) -> Folder:
        self._found()
        with db.connection():
            first = Person.get(Person.username == "bench0")
            columns = {"sha256": "ab" * 32, "size_bytes": 300_000, "media_type": "image/jpeg", "received_at": FOUNDED_AT}
            Photo.insert(**columns, received_by=first.id, received_seq=1).execute()
        return self


def run(large: bool) -> list[Made]:
    """All writers beside the walk, at each number of lines."""
    rows: list[Made] = []
    with Folder() as folder:
        for lines in (SMALL, LARGE) if large else (SMALL,):
            fill_up(folder, lines)
            rows += [_measured(folder.folder, name, lines) for name in (WALK, *WRITERS)]
    return rows


def _measured(folder: Path, name: str, lines: int) -> Made:
    command = [sys.executable, "-m", "bench.exporting", str(folder), name]
    environment = os.environ | {"PYTHONPATH": "inspect"}
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if said.returncode:
        raise RuntimeError(said.stderr)
    return Made(name=name, lines=lines, **json.loads(said.stdout))


def main() -> None:
    """The process that is measured: folder of the tables, name of the writer."""
    folder, name = Path(sys.argv[1]), sys.argv[2]
    library = load(ROOT / "forms")
    work = tempfile.mkdtemp(prefix="lantian-bench-")
    # From here on the peak counts: loading the content takes more than an export.
    Path("/proc/self/clear_refs").write_text("5")
    started, began, cpu = _memory("VmRSS"), time.perf_counter(), time.process_time()
    size = _walk(folder) if name == WALK else _export(folder, name, Path(work) / "file", library)
    done = {"seconds": time.perf_counter() - began, "cpu_s": time.process_time() - cpu, "size_bytes": size}
    shutil.rmtree(work)
    print(json.dumps(done | {"started_bytes": started, "peak_bytes": _memory("VmHWM")}))


def _memory(line: str) -> int:
    """Bytes of this process in memory now (VmRSS) or at most so far (VmHWM)."""
    status = dict(row.split(":", 1) for row in Path("/proc/self/status").read_text().splitlines())
    return 1024 * int(status[line].split()[0])


def _walk(folder: Path) -> int:
    """Every column a table needs, read and counted, nothing written."""
    database = sqlite3.connect(folder / "lantian.db")
    return sum(len(row) for row in database.execute(BARE))


def _export(folder: Path, name: str, path: Path, library: object) -> int:
    db.open_database(f"sqlite:///{folder / 'lantian.db'}")
    sources = Sources(library, lambda _sha256: None, lambda _sha256: None, lambda _language: str)  # type: ignore[arg-type]
    spoken, filters, produced = Spoken("zh", "https://lantian.example.org"), Filters(), Produced()
    with db.connection(), path.open("wb") as file:
        by = acting(Person.get(Person.username == "desk"), datetime.now(UTC))
        wanted = Wanted(name, AREA, filters, "newest", lambda count, head: context(sources, spoken, filters, count, head, by=by))
        produce(wanted, file, produced)
        file.flush()
        os.fsync(file.fileno())
    return produced.size_bytes


def table(rows: list[Made]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Head and rows for the report."""
    head = ("file", "lines", "s", "CPU s", "lines/s", "times the walk", "MB", "memory before, MB", "peak, MB")
    walks = {row.lines: row.seconds for row in rows if row.name == WALK}
    return head, [
        (
            row.name if row.name != WALK else "bare SQL walk",
            f"{row.lines:,}",
            f"{row.seconds:.1f}",
            f"{row.cpu_s:.1f}",
            f"{row.lines / row.seconds:,.0f}",
            f"{row.seconds / walks[row.lines]:.1f}",
            f"{row.size_bytes / 1e6:.1f}" if row.name != WALK else "–",
            f"{row.started_bytes / 1e6:.0f}",
            f"{row.peak_bytes / 1e6:.0f}",
        )
        for row in rows
    ]


if __name__ == "__main__":
    main()
