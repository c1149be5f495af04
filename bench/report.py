"""docs/bench.md: the tables of one run with the facts of the machine. Holds no host names."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path

from . import sections as page_of_sections
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
    return "\n\n".join([*aims_words(ours, least), _table(head, rows)])


def aims_words(ours: list[Result], least: list[Result]) -> list[str]:
    """What was aimed at, and where the bare server stands towards it; nothing where that many clients were not measured."""
    return [
        f"The aims for {AIM_CLIENTS} clients are {AIMS}. A bare Flask + SQLite server under the same gunicorn (`bench/bare.py`), "
        f"which only hashes, writes, syncs and inserts, does {bare.per_second:.0f}/s at {bare.p95_ms:.0f} ms and "
        f"{bare.web_cpu_ms:.1f} ms on this machine. Ours does {100 * our.per_second / bare.per_second:.0f} % of its rate at "
        f"{our.web_cpu_ms / bare.web_cpu_ms:.2f} times its CPU."
        for our, bare in zip(ours, least, strict=True)
        if our.clients == AIM_CLIENTS
    ]


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

Written by `make bench`, section by section (`PYTHONPATH=inspect python -m bench --only records`); do not edit. The server is
gunicorn with `deploy/gunicorn.conf.py`, SQLite with `synchronous=FULL`; every photo is hashed, written, synced and named before
it is acknowledged. A record is 12 answers and 3 photos of 300 kB: three PUT photo and one PUT record on one kept-open connection;
its time is from the first byte of the first photo to the last answer. CPU is user and system time from /proc; the photo worker
(decoding, thumbnails) runs beside at low priority and is counted apart. A section's floors are those of its own run; the section
"Floors" is of the latest.
"""
TITLES = (
    "Floors", "Photos", "Records", "Records beside a bare server", "Intake of one photo", "Hostile requests",
    "Desk at 10,000 and 100,000 lines", "Exports",
)  # fmt: skip
AIM_CLIENTS, AIMS = 16, "124 records/s, p95 below 200 ms, 12 ms of web CPU and 10 % of the raw rate of writing and syncing"


def write(sections: list[tuple[str, str]]) -> None:
    """Put what was measured into the page; the other sections stay as they are."""
    facts = machine()
    page_of_sections.write(PAGE, OPENING, [(title, page_of_sections.dated(facts, text)) for title, text in sections], TITLES)
