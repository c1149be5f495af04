"""The databases tests run on: SQLite from a migrated file, PostgreSQL from a private cluster of this test run.

A test asks for ``ledger_db`` (runs once on each) or ``sqlite_db`` (quick). Each test has a database of its own, copied from a
migrated template. Nothing here touches a cluster that was running before.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from lantian.ledger import db, schema

INSTALL_POSTGRESQL = "PostgreSQL's programs are missing: apt-get install -y --no-install-recommends postgresql"
# Durability is not what these tests measure; the rest is as Debian ships it.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=32MB")


def missing(what: str) -> None:
    """Stop the test: an error in CI, where everything must be there, a skip with the cure elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


class Cluster:
    """A PostgreSQL server of our own on a socket in a temporary folder, run as an unprivileged account when we are root."""

    def __init__(self, programs: Path):
        self.home = Path(tempfile.mkdtemp(prefix="lantian-pg-"))
        self._programs = programs
        self._account = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        if self._account:
            shutil.chown(self.home, "postgres", "postgres")
        self._run("initdb", "-D", "data", "-U", "lantian", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "--no-sync")
        options = [part for option in (*SPEED, "listen_addresses=") for part in ("-c", option)]
        command = [str(programs / "postgres"), "-D", "data", "-k", str(self.home), *options]
        log = (self.home / "log").open("wb")
        self._server = subprocess.Popen(command, cwd=self.home, stdout=log, stderr=log, **self._account)
        log.close()
        self._wait()
        self._made = 0

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        subprocess.run(command, cwd=self.home, check=True, stdout=subprocess.DEVNULL, **self._account)

    def _wait(self) -> None:
        while True:
            try:
                return psycopg2.connect(self._dsn("postgres")).close()
            except psycopg2.OperationalError:
                if self._server.poll() is not None:
                    raise RuntimeError((self.home / "log").read_text()) from None
                time.sleep(0.05)

    def _dsn(self, name: str) -> str:
        return f"host={self.home} user=lantian dbname={name}"

    def address(self, name: str) -> str:
        """What DATABASE_URL would say for a database of this cluster."""
        return f"postgresql://lantian@/{name}?host={self.home}"

    def execute(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        connection = psycopg2.connect(self._dsn("postgres"))
        connection.autocommit = True
        try:
            connection.cursor().execute(statement)
        finally:
            connection.close()

    def new_database(self, template: str = "template0") -> str:
        """A fresh database; returns its name."""
        self._made += 1
        name = f"test_{self._made}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def stop(self) -> None:
        """Shut down and leave nothing behind."""
        self._server.terminate()
        self._server.wait(timeout=60)
        shutil.rmtree(self.home)


def postgresql_programs() -> Path | None:
    """Debian's folder of PostgreSQL programs, newest version, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The private cluster of this test process."""
    programs = postgresql_programs()
    if programs is None:
        missing(INSTALL_POSTGRESQL)
    server = Cluster(programs)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgresql_template(cluster: Cluster) -> str:
    """The name of a migrated, empty database to copy."""
    name = cluster.new_database()
    with opened(cluster.address(name)):
        schema.migrate()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "lantian.db"
    with opened(f"sqlite:///{path}"):
        schema.migrate()
    return path


class opened:  # noqa: N801 - used like a function: with opened(address)
    """Bind the product's database to an address and connect, for the length of a block."""

    def __init__(self, address: str):
        self.address = address

    def __enter__(self) -> opened:
        self._database = db.open_database(self.address)
        self._database.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()


@pytest.fixture
def sqlite_db(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """The product on a SQLite file of this test; gives its address."""
    path = tmp_path / "lantian.db"
    shutil.copyfile(sqlite_template, path)
    with opened(f"sqlite:///{path}") as bound:
        yield bound.address


@pytest.fixture
def postgresql_db(cluster: Cluster, postgresql_template: str) -> Iterator[str]:
    """The product on a PostgreSQL database of this test; gives its address."""
    name = cluster.new_database(postgresql_template)
    with opened(cluster.address(name)) as bound:
        yield bound.address
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def ledger_db(request: pytest.FixtureRequest) -> str:
    """The product on each of the two databases in turn; gives the address."""
    return request.getfixturevalue(f"{request.param}_db")
