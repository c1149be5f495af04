"""What the machine itself can do in the same folder: the floor under every number of the product."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SECONDS = 3.0
ROWS = 20


def rate(act: Callable[[int], None], seconds: float = SECONDS) -> float:
    """How often per second an act can be done, one after the other."""
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        act(count)
        count += 1
    return count / (time.perf_counter() - began)


def three_files(folder: Path, body: bytes, at_once: int) -> float:
    """Records' worth of photos per second: three files written, synced and given their names, by so many threads at once."""
    raw = folder / "raw"
    raw.mkdir(exist_ok=True)

    def worker(thread: int) -> int:
        count, until = 0, time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            for part in range(3):
                write_synced(raw / f"{thread}-{count}-{part}", body)
            count += 1
        return count

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        done = sum(pool.map(worker, range(at_once)))
    found = done / (time.perf_counter() - began)
    for path in raw.iterdir():
        path.unlink()
    return found


def write_synced(path: Path, body: bytes) -> None:
    """Write aside, sync, give the name."""
    aside = path.with_suffix(".part")
    fd = os.open(aside, os.O_WRONLY | os.O_CREAT)
    os.write(fd, body)
    os.fsync(fd)
    os.close(fd)
    os.rename(aside, path)


def bare_transactions(folder: Path) -> float:
    """Transactions per second of sqlite3 itself: twenty rows of 500 bytes, WAL, synchronous FULL."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    connection.execute("CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, text TEXT)")
    text = "x" * 500

    def once(_count: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO line (text) VALUES (?)", [(text,)] * ROWS)
        connection.execute("COMMIT")

    found = rate(once)
    connection.close()
    return found


def hashing(body: bytes) -> float:
    """Photos per second through SHA-256."""
    return rate(lambda _count: hashlib.sha256(body).digest(), 1.0)
