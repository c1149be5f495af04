"""``python -m bench.verify_book``: how long ``verify`` takes over a book of a million entries, and how much memory.

The book is of photos and acts as they come, in an SQLite file of its own. Verifying runs in a fresh process, whose peak memory is
its own; it is also run over a tenth of the entries, so that it is seen whether memory grows.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENTRIES, AT_ONCE = 1_000_000, 1000
AT = "2026-11-21T02:03:04.{:06d}+00:00"


def main() -> None:
    """Fill two books and verify each in a process of its own."""
    parser = argparse.ArgumentParser(prog="bench.verify_book", description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--folder", type=Path, default=None, help="where the books lie; with --measure: the one to verify")
    parser.add_argument("--measure", choices=("whole", "checkpoint"), help="verify one book in this process")
    told = parser.parse_args()
    if told.measure:
        measure(told.folder, told.measure, told.entries)
        return
    with tempfile.TemporaryDirectory(dir=told.folder) as folder:
        for entries in (told.entries // 10, told.entries):
            path = Path(folder) / f"{entries}.db"
            began = time.perf_counter()
            fill(path, entries)
            seconds, size_mb = time.perf_counter() - began, path.stat().st_size / 1e6
            print(f"{entries} entries written in {seconds:.0f} s, {size_mb:.0f} MB", flush=True)
            for how in ("whole", "checkpoint"):
                command = [sys.executable, "-m", "bench.verify_book", "--measure", how, "--folder", str(path)]
                subprocess.run([*command, "--entries", str(entries)], check=True)


def fill(path: Path, entries: int) -> None:
    """A book of so many photos received, with their rows, so that every check has something to look at."""
    from lantian.ledger import book, db, models, schema, sql

    db.open_database(f"sqlite:///{path}")
    with db.connection():
        schema.migrate()
        person = _person(models)
        for start in range(0, entries, AT_ONCE):
            names = [hashlib.sha256(str(start + n).encode()).hexdigest() for n in range(min(AT_ONCE, entries - start))]
            payload = {"inspection": "11111111-1111-4111-8111-111111111111", "size_bytes": 300_000, "media_type": "image/jpeg"}
            at = AT.format(start // AT_ONCE)
            with db.transaction():
                rows = [("PhotoReceived", "photo", name, payload) for name in names]
                numbers = book.append_many(at=at, actor=book.Actor(person, "李巡"), entries=rows)
                photo = {"size_bytes": 300_000, "media_type": "image/jpeg", "received_at": at, "received_by": person}
                photos = [
                    photo | {"sha256": name, "received_seq": seq, "fault": ""} for name, seq in zip(names, numbers, strict=True)
                ]
                for first in range(0, len(photos), 500):
                    sql.insert(models.Photo, photos[first : first + 500])


def _person(models: object) -> int:
    area = models.Area.create(code="4103", name="洛阳市", level=4)  # type: ignore[attr-defined]
    unit = models.Unit.create(name="示例", area=area, department="eco")  # type: ignore[attr-defined]
    columns = {"username": "li", "name": "李巡", "password_hash": "x", "role": "inspector", "created_at": AT.format(0)}
    return int(models.Person.create(**columns, unit=unit, area=area).id)  # type: ignore[attr-defined]


def measure(path: Path, how: str, entries: int) -> None:
    """Verify one book here; prints seconds and this process's peak memory."""
    from lantian.ledger import book, db, verify

    db.open_database(f"sqlite:///{path}")
    with db.connection():
        since = _nine_tenths(entries) if how == "checkpoint" else None
        began = time.perf_counter()
        findings = sum(1 for _finding in verify.verify(since=since))
        seconds, head = time.perf_counter() - began, book.head()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate, told = head.seq / seconds, f"{how}: {head.seq} entries, {findings} findings"
    print(f"{told}, {seconds:.1f} s, {rate:.0f} entries/s, peak {peak_mb:.0f} MB", flush=True)


def _nine_tenths(entries: int) -> object:
    from lantian.ledger import book

    entry = next(book.entries(after=entries * 9 // 10 - 1, page=1))
    return book.Head(entry["seq"], entry["hash"])


if __name__ == "__main__":
    main()
