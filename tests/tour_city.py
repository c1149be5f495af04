"""The two installations the tour visits: the demo city and an empty one, each loaded once and served by gunicorn as users get it.

Owns loading, serving and the numbers and ids that the tour's addresses name. Several test processes share one loaded city; each
serves it on its own port.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import people as folk

ROOT = Path(__file__).resolve().parents[1]
SETTLE = """
import people
from lantian.ledger import db, schema
from lantian.settings import from_env

db.open_database(from_env().database)
with db.connection():
    schema.migrate()
    people.settle()
"""
# The one pair of the demo city that shows one shot. Comparing all its photos takes two minutes; the others count as compared.
COMPARE = """
from datetime import UTC, datetime
from lantian.ledger import db
from lantian.ledger.models import EvidencePhoto as E
from lantian.settings import from_env
from lantian.workflow import likeness

settings = from_env()
db.open_database(settings.database)
with db.connection():
    at = "2026-01-01T00:00:00.000000+00:00"
    copy = E.get((E.role == "after") & (E.source == "file"))
    pair = (E.inspection == copy.inspection_id) & (E.item_id == copy.item_id)
    E.update(compared_at=at).where(~pair).execute()
    while likeness.turn(likeness.Means(settings.derived_dir, lambda: datetime.now(UTC))):
        pass
"""
# 洛龙区, where the tour's inspector works; its rows come first.
HERE, HERE_FIRST = "area_code LIKE '410311%'", "ORDER BY area_code LIKE '410311%' DESC"
# Name in an address of the tour → the row it means.
NAMED_ROWS = {
    "site_open": f"SELECT site_id FROM violation WHERE state IN ('ordered', 'returned') AND {HERE} ORDER BY number",
    "site_works": f"SELECT id FROM site WHERE kind = 'construction_site' AND {HERE} ORDER BY id",
    "site_grid": "SELECT id FROM site WHERE area_code LIKE '410311004%' ORDER BY kind, id",
    "site_quiet": f"SELECT id FROM site WHERE {HERE} AND id NOT IN (SELECT site_id FROM inspection) ORDER BY id",
    "site_of_lead": f"SELECT site_id FROM violation WHERE state = 'lead' {HERE_FIRST}, number",
    "elsewhere": "SELECT number FROM violation WHERE area_code LIKE '410303%' ORDER BY number",
    "record": f"SELECT id FROM inspection WHERE kind = 'inspection' AND failed_count > 1 AND {HERE} ORDER BY received_seq",
    "record_clean": f"SELECT id FROM inspection WHERE kind = 'inspection' AND failed_count = 0 AND {HERE} ORDER BY received_seq",
    "record_patrol": f"SELECT id FROM inspection WHERE kind = 'patrol' {HERE_FIRST}, received_seq",
    "photo": "SELECT sha256 FROM evidence_photo e JOIN inspection i ON i.id = e.inspection_id"
    f" WHERE e.role = 'finding' {HERE_FIRST}, e.id",
    "photo_asked": "SELECT sha256 FROM evidence_photo e JOIN inspection i ON i.id = e.inspection_id"
    f" WHERE e.role = 'overview' {HERE_FIRST}, e.id",
    "unit": "SELECT unit_id FROM person WHERE username = 'inspector'",
    "person": "SELECT id FROM person WHERE username = 'inspector'",
    "confirmed_first_seq": "SELECT min(seq) FROM ledger_entry JOIN violation ON subject_id = number"
    f" WHERE subject_kind = 'violation' AND state = 'confirmed' GROUP BY number {HERE_FIRST}, number",
    "alike": "SELECT number FROM photo_likeness l JOIN evidence_photo e ON e.id = l.this_id JOIN violation v"
    " ON v.inspection_id = e.inspection_id AND v.item_id = e.item_id",
    "corrected": f"SELECT number FROM violation WHERE corrected_on_site {HERE_FIRST}, number",
} | {
    state: f"SELECT number FROM violation WHERE state = '{state}' {HERE_FIRST}, number"
    for state in ("lead", "reported", "returned", "confirmed", "ordered", "rectified", "cleared", "dismissed", "referred")
}


@dataclass
class City:
    """One served installation. ``address`` is http://127.0.0.1:…; ``rows`` the values for the tour's addresses."""

    password: str
    address: str
    process: subprocess.Popen
    rows: dict[str, str] = field(default_factory=dict)

    def close(self) -> None:
        """Stop serving."""
        self.process.terminate()
        self.process.wait(timeout=30)


def demo_city(folder: Path) -> City:
    """The demo city, loaded into ``folder`` if nobody has done so, with all pictures derived."""
    from lantian.demo.accounts import PASSWORD

    with _first_come(folder) as is_first:
        if is_first:
            for command in (["migrate"], ["demo", "load"], ["worker", "--photos-only"]):
                _flask(folder, *command)
            _run(folder, sys.executable, "-c", COMPARE)
    return City(PASSWORD, *_served(folder), _rows(folder))


def empty_city(folder: Path) -> City:
    """An installation with people and two places, where nothing has happened yet."""
    with _first_come(folder) as is_first:
        if is_first:
            _run(folder, sys.executable, "-c", SETTLE)
    return City(folk.PASSWORD, *_served(folder))


class _first_come:  # noqa: N801  used as a statement
    """Holds a lock on a folder while it is filled; tells the first to come that it must be."""

    def __init__(self, folder: Path):
        self.folder, self.done = folder, folder.with_suffix(".done")

    def __enter__(self) -> bool:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.lock = self.folder.with_suffix(".lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        if not self.done.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
        return not self.done.exists()

    def __exit__(self, fault, *_rest) -> None:
        if fault is None:
            self.done.touch()
        self.lock.close()


def _environment(folder: Path) -> dict[str, str]:
    path = os.pathsep.join(str(ROOT / name) for name in ("inspect", "tests"))
    demo = {"LANTIAN_DEMO": "1"} if folder.name == "demo" else {}
    cleared = {key: value for key, value in os.environ.items() if not key.startswith("LANTIAN_") and key != "DATABASE_URL"}
    return cleared | demo | {"LANTIAN_DATA": str(folder), "PYTHONPATH": path, "FLASK_APP": "wsgi", "LANTIAN_PHOTO_WORKER": "0"}


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, env=_environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _flask(folder: Path, *command: str) -> None:
    _run(folder, sys.executable, "-m", "flask", "lantian", *command)


def _served(folder: Path) -> tuple[str, subprocess.Popen]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", address, "--workers", "1"]
    log = folder.with_suffix(".log").open("a")
    process = subprocess.Popen([*command, "tour_wsgi:app"], cwd=ROOT, env=_environment(folder), stdout=log, stderr=log)
    _await(f"http://{address}/health", process)
    return f"http://{address}", process


def _await(address: str, process: subprocess.Popen) -> None:
    for _try in range(600):
        assert process.poll() is None, "the server did not start"
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {address}")


def _rows(folder: Path) -> dict[str, str]:
    database = sqlite3.connect(f"file:{folder}/lantian.db?mode=ro", uri=True)
    found = {name: database.execute(query + " LIMIT 1").fetchone() for name, query in NAMED_ROWS.items()}
    database.close()
    lacking = [name for name, row in found.items() if row is None]
    assert not lacking, f"the demo city has no row for {lacking}"
    return {name: str(row[0]) for name, row in found.items()}
