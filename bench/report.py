"""docs/bench.md: the tables of one run with the facts of the machine. Holds no host names."""

from __future__ import annotations

import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from .desk import Timed
from .handing_in import Result
from .hostile import Disturbed

PAGE = Path(__file__).resolve().parents[1] / "docs" / "bench.md"


def machine() -> str:
    """Cores, memory, versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    facts = (
        f"{os.cpu_count()} cores",
        f"{memory:.0f} GiB",
        f"{platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        "load generator on the same cores",
        f"load average before the run {os.getloadavg()[0]:.1f}",
    )
    return ", ".join(facts)


def floors_table(floors: dict[str, float]) -> str:
    """What the machine can do without us."""
    return _table(("raw floor, same run, same folder", "per second"), [(name, f"{value:,.0f}") for name, value in floors.items()])


def load_table(name: str, results: list[Result], floor_name: str, floors: list[float]) -> str:
    """One load at several numbers of clients, each beside its floor."""
    head = (
        "clients",
        f"{name}/s",
        f"of {floor_name}",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "worst ms",
        "p95 of one request, ms",
        "web CPU ms",
        "photo worker CPU ms",
    )
    rows = [
        (
            str(r.clients),
            f"{r.per_second:.0f}",
            f"{100 * r.per_second / floor:.0f} %",
            f"{r.p50_ms:.0f}",
            f"{r.p95_ms:.0f}",
            f"{r.p99_ms:.0f}",
            f"{r.worst_ms:.0f}",
            f"{r.request_p95_ms:.0f}",
            f"{r.web_cpu_ms:.1f}",
            f"{r.photo_cpu_ms:.1f}",
        )
        for r, floor in zip(results, floors, strict=True)
    ]
    return _table(head, rows)


def beside_table(ours: list[Result], least: list[Result]) -> str:
    """Ours beside the least a server under the same gunicorn can do in the same minutes."""
    head = ("clients", "bare records/s", "ours of it", "bare p95 ms", "bare CPU ms", "our web CPU in bare ones")
    rows = [
        (
            str(r.clients),
            f"{b.per_second:.0f}",
            f"{100 * r.per_second / b.per_second:.0f} %",
            f"{b.p95_ms:.0f}",
            f"{b.web_cpu_ms:.1f}",
            f"{r.web_cpu_ms / b.web_cpu_ms:.2f}",
        )
        for r, b in zip(ours, least, strict=True)
    ]
    return _table(head, rows)


def desk_table(rows: list[Timed]) -> str:
    """Pages and files at ten thousand lines."""
    head = ("what", "best ms", "median ms", "floor", "floor ms", "times the floor")
    return _table(
        head,
        [
            (r.name, f"{r.best_ms:.1f}", f"{r.median_ms:.1f}", r.floor_name, f"{r.floor_ms:.1f}", f"{r.best_ms / r.floor_ms:.1f}")
            for r in rows
        ],
    )


def plain_table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table whose part has worded it itself."""
    return _table(head, rows)


def hostile_table(calm_ms: float, rows: list[Disturbed]) -> str:
    """What one attacker does to four phones."""
    head = (
        "one at a time, three times, while 4 phones hand in",
        "answered",
        "worst request of the phones, ms",
        f"worse than in calm ({calm_ms:.0f} ms) by, ms",
    )
    return _table(head, [(r.name, r.answer, f"{r.worst_ms:.0f}", f"{r.increase_ms:+.0f}") for r in rows])


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


OPENING = """# Measurements

Written by `make bench`; do not edit. The server is gunicorn with `deploy/gunicorn.conf.py`, SQLite with `synchronous=FULL`;
every photo is hashed, written, synced and named before it is acknowledged. A record is 12 answers and 3 photos of 300 kB: three
PUT photo and one PUT record on one kept-open connection; its time is from the first byte of the first photo to the last
answer. CPU is user and system time from /proc; the photo worker (decoding, thumbnails) runs beside at low priority and is
counted apart.
"""


def write(sections: list[tuple[str, str]]) -> None:
    """The whole page."""
    today = datetime.now(UTC).date().isoformat()
    parts = [OPENING, f"{today}: {machine()}.\n", *(f"## {title}\n\n{text}\n" for title, text in sections)]
    PAGE.write_text("\n".join(parts))
