"""The database connection: SQLite by default, PostgreSQL by address; where the two differ, it is said here and nowhere else
(but for the triggers, which are in the migration that makes them).

Owns ``database``, opening and closing, ``transaction()`` (one writer at a time, locked at the start) and ``snapshot()`` (one
consistent read). Must not know tables.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from peewee import Database, DatabaseProxy, Field, Function, OperationalError, PostgresqlDatabase, SqliteDatabase, fn
from playhouse.db_url import connect as connect_url

database = DatabaseProxy()

# What a database raises when it is locked, full or gone: for those above who must answer for it without knowing peewee.
Unavailable = OperationalError

# One number for the whole product: the advisory lock that serialises writers of the book on PostgreSQL.
_BOOK_LOCK = 0x1A27A9


class WriterGate:
    """A fair gate before SQLite's own lock: one thread, then one process, at a time.

    SQLite's busy handler sleeps and is unfair (p99 0.3–0.9 s with 8 writers, measured); a thread lock plus flock cut the
    95th percentile 18–26 times. Hashing and file syncs stay outside it.
    """

    def __init__(self, path: Path):
        self._thread = threading.Lock()
        self._path = path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for and hold the gate."""
        with self._thread:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
            finally:
                os.close(handle)


class _Gate:
    current: WriterGate | None = None


def open_database(address: str) -> Database:
    """Bind ``database`` to an address (``sqlite:///path`` or ``postgresql://…``) without connecting."""
    if address.startswith("sqlite:///"):
        path = Path(address.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        actual: Database = _sqlite(path)
        _Gate.current = WriterGate(path.with_suffix(".lock"))
    elif urlsplit(address).scheme in ("postgresql", "postgres"):
        actual = connect_url(address)
        _Gate.current = None
    else:
        raise ValueError("DATABASE_URL must start with postgresql:// or sqlite:///")
    database.initialize(actual)
    return actual


def _sqlite(path: Path) -> SqliteDatabase:
    pragmas = {
        "journal_mode": "wal",
        "synchronous": "full",
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "recursive_triggers": 1,
        "cache_size": -32000,
        "temp_store": "memory",
    }
    return SqliteDatabase(str(path), pragmas=pragmas, lock_type="IMMEDIATE")


def is_postgresql() -> bool:
    """Whether the bound database is PostgreSQL."""
    return isinstance(database.obj, PostgresqlDatabase)


@contextmanager
def transaction() -> Iterator[None]:
    """One write transaction, holding the only writer's place from its first statement to its commit.

    Raises RuntimeError inside another transaction or snapshot: the second would wait for the first for ever.
    """
    if database.in_transaction():
        raise RuntimeError("a write transaction is never opened inside another one")
    if _Gate.current is None:
        with database.atomic():
            database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_BOOK_LOCK,))
            yield
        return
    with _Gate.current.held(), database.atomic("IMMEDIATE"):
        yield


@contextmanager
def snapshot() -> Iterator[None]:
    """Reads of the block see one and the same state, whatever is written meanwhile; writing in it is refused.

    Inside a transaction the block simply joins it. Keep it short on SQLite: its log grows while a reader holds it.
    """
    if database.in_transaction():
        yield
    elif is_postgresql():
        with database.atomic("REPEATABLE READ"):
            database.execute_sql("SET TRANSACTION READ ONLY")
            yield
    else:
        with _query_only(), database.atomic("DEFERRED"):
            yield


@contextmanager
def _query_only() -> Iterator[None]:
    """SQLite's word for a read-only transaction belongs to the connection, so it is taken back at the end."""
    database.execute_sql("PRAGMA query_only = 1")
    try:
        yield
    finally:
        database.execute_sql("PRAGMA query_only = 0")


def json_text(column: Field, key: str) -> Function:
    """The text under a top-level key of a JSON column, as an expression for conditions."""
    if is_postgresql():
        return fn.json_extract_path_text(column.cast("json"), key)
    return fn.json_extract(column, f"$.{key}")


def trigger_names(table: str) -> set[str]:
    """The triggers that stand on a table now."""
    if is_postgresql():
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled <> 'D'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    return {name for (name,) in database.execute_sql(query, (table,)).fetchall()}


@contextmanager
def connection() -> Iterator[None]:
    """A connection for the length of the block (one per request, command or worker turn)."""
    database.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if not database.is_closed():
            database.close()
