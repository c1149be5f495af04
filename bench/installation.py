"""A throw-away installation to measure: tables, people, places, and the server started with the deployed configuration.

Everything is invented and lies in a temporary folder that is removed at the end.
"""

from __future__ import annotations

import http.client
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from werkzeug.security import generate_password_hash

from lantian.checklists.library import Library, load
from lantian.ledger import book, db, people, schema
from lantian.ledger.models import Area, Person, Site, Unit

ROOT = Path(__file__).resolve().parents[1]
AREA, TOWNSHIP = "410302", "410302001"
PASSWORD = "bench-only-2026"
INSPECTORS, SITES = 8, 64
CHECKLIST = "catering_fume"
FOUNDED_AT = "2026-11-01T00:00:00.000000+00:00"
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class Installation:
    """Tables and server of one run; use as a context. ``cookies`` maps sign-in names to the value of their Cookie header."""

    def __init__(self, photo_worker: bool = True, data_limit: int = 0):
        self.folder = Path(tempfile.mkdtemp(prefix="lantian-bench-"))
        self.port = _free_port()
        self.cookies: dict[str, str] = {}
        self.officers: list[dict[str, object]] = []
        self.sites: list[str] = [str(uuid.uuid5(uuid.NAMESPACE_OID, f"bench site {number}")) for number in range(SITES)]
        self.library: Library = load(ROOT / "forms")
        self._photo_worker = photo_worker
        # Bytes of private memory that each process of the server may have; 0 for no limit.
        self._data_limit = data_limit
        self.server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Installation:
        self._found()
        self.start()
        for username in [f"bench{number}" for number in range(INSPECTORS)] + ["desk"]:
            self.cookies[username] = sign_in(self.port, username)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            try:
                self.server.wait(60)
            except subprocess.TimeoutExpired:
                self.server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self) -> str:
        """What the server said."""
        return (self.folder / "server.log").read_text()

    def _found(self) -> None:
        db.open_database(f"sqlite:///{self.folder / 'lantian.db'}")
        with db.connection():
            schema.migrate()
            areas = [{"code": code, "name": f"示例{code}", "level": len(code)} for code in ("4103", AREA, TOWNSHIP)]
            Area.insert_many(areas).execute()
            self._add_people()
            self._add_sites()

    def _add_people(self) -> None:
        """The inspectors who hand in, and a supervisor; one costly hash does for all."""
        unit = Unit.create(name="示例执法队", area=AREA, department="urban")
        common = {"password_hash": generate_password_hash(PASSWORD), "unit": unit.id, "area": AREA}
        for number in range(INSPECTORS):
            inspector = {"username": f"bench{number}", "name": f"示例{number}", "role": "inspector"}
            person = _added(common | inspector | {"card_number": f"示例-{number:03}"})
            self.officers.append({"user_id": person.id, "name": person.name, "card_number": person.card_number})
        _added(common | {"username": "desk", "name": "示例审核", "role": "supervisor"})

    def _add_sites(self) -> None:
        common = {"kind": "restaurant", "area": TOWNSHIP, "lat": 34.68, "lon": 112.47, "created_at": FOUNDED_AT, "attributes": {}}
        Site.insert_many([common | {"id": key, "name": f"示例店{number}"} for number, key in enumerate(self.sites)]).execute()

    def start(self) -> None:
        """Start the server and wait until it answers; also after it was killed."""
        environment = os.environ | {
            "LANTIAN_DATA": str(self.folder),
            "LANTIAN_BIND": f"127.0.0.1:{self.port}",
            "FLASK_APP": "wsgi",
            "LANTIAN_DEMO": "",
            "DATABASE_URL": "",
            # The desk's spreadsheet is timed as one answer; large exports as files are in ``exporting``.
            "LANTIAN_EXPORT_AT_ONCE": "1000000",
            "LANTIAN_PHOTO_WORKER": "1" if self._photo_worker else "0",
            "PYTHONPATH": "inspect",
        }
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"]
        with (self.folder / "server.log").open("wb") as log:
            self.server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        if self._data_limit:
            resource.prlimit(self.server.pid, resource.RLIMIT_DATA, (self._data_limit, self._data_limit))
        self._wait()

    def _wait(self) -> None:
        """Until the web processes have answered a few times and the photo worker has started: starting is not measured."""
        answered, give_up_at = 0, time.monotonic() + 60
        while answered < 20 or (self._photo_worker and not (self.folder / "worker.json").exists()):
            if time.monotonic() > give_up_at or self.server is None or self.server.poll() is not None:
                raise RuntimeError("the server did not start:\n" + self.log)
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/health")
                answered += connection.getresponse().status == 200
                connection.close()
                time.sleep(0.05)
            except OSError:
                time.sleep(0.1)

    def cpu_s(self) -> tuple[float, float]:
        """CPU seconds so far: of gunicorn's own processes, and of the photo worker with its child."""
        web = photos = 0.0
        assert self.server is not None
        for pid in [self.server.pid, *below(self.server.pid)]:
            own = _cpu_of(pid)
            if b"worker" in _command(pid) or b"multiprocessing" in _command(pid):
                photos += own
            else:
                web += own
        return web, photos

    def peaks_mb(self) -> dict[str, float]:
        """The most memory each kind of process has held so far, MB resident (VmHWM)."""
        assert self.server is not None
        found = {"web": 0.0, "photo worker": 0.0, "examiner": 0.0}
        for pid in [self.server.pid, *below(self.server.pid)]:
            command = _command(pid)
            kind = "examiner" if b"multiprocessing" in command else "photo worker" if b"worker" in command else "web"
            found[kind] = max(found[kind], _peak_mb(pid))
        return found


def _added(columns: dict[str, Any]) -> Person:
    return people.add_person(columns, at=FOUNDED_AT, actor=book.SYSTEM)


def _peak_mb(pid: int) -> float:
    with suppress(OSError):
        if told := re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text()):
            return int(told[1]) * 1024 / 1e6
    return 0.0


def sign_in(port: int, username: str) -> str:
    """Sign in through the page, as a browser does; the Cookie header to send from then on."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/sign-in")
    answer = connection.getresponse()
    page = answer.read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None:
        raise RuntimeError(f"no sign-in page: {answer.status}")
    headers = {"Cookie": cookie_of(answer), "Content-Type": "application/x-www-form-urlencoded"}
    form = urllib.parse.urlencode({"username": username, "password": PASSWORD, "csrf_token": token[1]})
    connection.request("POST", "/sign-in", form, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"sign-in of {username}: {answer.status}")
    return cookie_of(answer)


def cookie_of(answer: http.client.HTTPResponse) -> str:
    """The Cookie header that an answer asks to be sent back; '' for none."""
    return "; ".join(value.split(";")[0] for value in answer.headers.get_all("Set-Cookie", []))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def below(pid: int) -> list[int]:
    """All processes below a process, whichever of its threads started them."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            children += [int(part) for part in task.read_text().split()]
    return children + [deeper for child in children for deeper in below(child)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _cpu_of(pid: int) -> float:
    """CPU seconds of a process and of its children that have ended: the photo worker replaces its child now and then."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / CLOCK_TICKS
