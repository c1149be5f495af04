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
    # SQLite's write-ahead log, beside the file, and the one whose place in its folder has been synced.
    log_path: str = ""
    placed: int = 0


def open_database(address: str) -> Database:
    """Bind ``database`` to an address (``sqlite:///path`` or ``postgresql://…``) without connecting."""
    if address.startswith("sqlite:///"):
        path = Path(address.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        actual: Database = _sqlite(path)
        _Gate.current = WriterGate(path.with_suffix(".lock"))
        _Gate.log_path = f"{path}-wal"
        _Gate.placed = 0
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
        # The commit itself does not wait for the disk; ``settle`` does, outside the gate, before anybody is told.
        "synchronous": "normal",
        # Fewer, larger foldings of the log into the file (16 MB): each is done by whoever commits just then, inside the gate.
        "wal_autocheckpoint": 4000,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "recursive_triggers": 1,
        # Per connection, and every thread keeps one.
        "cache_size": -4000,
        "temp_store": "memory",
    }
    return SqliteDatabase(str(path), pragmas=pragmas, lock_type="IMMEDIATE")


def is_postgresql() -> bool:
    """Whether the bound database is PostgreSQL."""
    return isinstance(database.obj, PostgresqlDatabase)


@contextmanager
def transaction() -> Iterator[None]:
    """One write transaction, holding the only writer's place from its first statement to its commit.

    When the block has been left, what it wrote survives a power cut. Raises RuntimeError inside another transaction or
    snapshot: the second would wait for the first for ever.
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
    settle()


def settle() -> None:
    """Wait until everything committed so far survives a power cut. Whoever acknowledges what another request may have
    committed a moment ago calls this first.

    SQLite appends commits to its log and syncs nothing of its own accord in this mode but before it folds the log into the
    file; syncing the log here is what ``synchronous=FULL`` does inside every commit. Outside the gate the syncs of waiting
    writers coincide, where inside it each waits for all before it. PostgreSQL syncs by itself.
    """
    if _Gate.current is None:
        return
    try:
        handle = os.open(_Gate.log_path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return  # folded into the file and removed, which syncs both
    try:
        os.fdatasync(handle)
        _settle_place(os.fstat(handle).st_ino)
    finally:
        os.close(handle)


def _settle_place(log: int) -> None:
    """A new log must also be found again after a power cut: its folder is synced once for each."""
    if _Gate.placed == log:
        return
    folder = os.open(os.path.dirname(_Gate.log_path) or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    _Gate.placed = log


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


# What a trigger does, in a form that no version of PostgreSQL words otherwise: the bits of its kind (pg_trigger.h), columns and a
# condition if it has them, the body of its function. One that is switched off, or fires for replicas only, does nothing.
_PG_TRIGGERS = """
    SELECT tgname, concat_ws(' ', tgtype::text, nullif(tgattr::text, ''), pg_get_expr(tgqual, tgrelid), prosrc)
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A')
"""
_SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"


def triggers(table: str) -> dict[str, str]:
    """The triggers that stand on a table now: name → what each does, its white space evened out."""
    query = _PG_TRIGGERS if is_postgresql() else _SQLITE_TRIGGERS
    return {name: " ".join(does.split()) for name, does in database.execute_sql(query, (table,)).fetchall()}


def trigger_names(table: str) -> set[str]:
    """The names of the triggers that stand on a table now."""
    return set(triggers(table))


def release() -> None:
    """The end of a request. SQLite's connection stays with its thread: opening one with its settings costs more than most
    questions, and when the last one closes SQLite folds and removes its log. PostgreSQL's is given back, and so is one that was
    left inside a transaction: the next request must not find itself in it."""
    if database.is_closed():
        return
    left_open = database.in_transaction()
    while database.in_transaction():
        database.pop_transaction()
    if left_open:
        database.rollback()
    if left_open or is_postgresql():
        database.close()


@contextmanager
def connection() -> Iterator[None]:
    """A connection for the length of the block (one per command or worker turn)."""
    database.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if not database.is_closed():
            database.close()
