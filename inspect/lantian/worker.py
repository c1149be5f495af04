"""The process beside the web server: looks at every photo after it has been acknowledged (尺寸、EXIF 自述、缩略图), and in a
thread of its own each (``Beside``) compares photos and makes the exports that are too large to wait for.

The queue is the table itself: a photo row without ``examined_at`` waits, so no job can be lost or run before its commit, and
a worker that dies leaves nothing to mend. What it writes is derived and not in the book. Started by gunicorn or systemd
through ``flask lantian worker``; only one works at a time, a second one waits. Must not decide anything about a photo.
"""

from __future__ import annotations

import fcntl
import json
import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from lantian.evidence.aside import written
from lantian.evidence.examiner import Examiner, Limits
from lantian.evidence.picture import TRANSIENT_FAULTS, Examination
from lantian.evidence.storage import NotStored, Storage
from lantian.ledger import db
from lantian.ledger.models import EvidencePhoto, Photo

log = logging.getLogger("lantian.worker")

PAUSE_S = 1.0
# Results are written together: every write waits for the one writer's place that the phones need too.
WRITE_EVERY, WRITE_AFTER_S = 16, 0.5
BEAT_EVERY_S = 2.0
# An upload that was cut off may go on for three days: a phone may come back from a long weekend in the hills.
SWEEP_EVERY_S, STAGED_TOO_OLD_S = 3600.0, 3 * 86400.0
# Only the decoding child gives way; the worker itself holds the database's lock now and then and must not dawdle.
CHILD_NICENESS = 15
HEARTBEAT, LOCK = "worker.json", "worker.lock"


@dataclass(frozen=True)
class Found:
    """The columns of one examined photo."""

    sha256: str
    columns: dict[str, Any]


class Worker:
    """Works off waiting photos, oldest first. ``stop`` is asked between photos whether it is time to go."""

    def __init__(
        self, storage: Storage, data_dir: Path, derived_dir: Path, *, memory_bytes: int, stop: Callable[[], bool] = lambda: False
    ):
        self._storage = storage
        self._heartbeat = data_dir / HEARTBEAT
        self._examiner = Examiner(derived_dir, Limits(memory_bytes=memory_bytes))
        self._stop = stop
        self._beat_at = self._swept_at = 0.0
        self._lowered: set[int] = set()
        self.done = 0

    def run(self, pause_s: float = PAUSE_S) -> None:
        """Work until ``stop`` says so; a database that cannot be reached is asked again after a pause."""
        try:
            while not self._stop():
                if not self._turn_guarded():
                    time.sleep(pause_s)
        finally:
            self._examiner.close()
            self._heartbeat.unlink(missing_ok=True)

    def run_dry(self) -> int:
        """Work until nothing waits; how many photos were examined."""
        try:
            while self.turn() and not self._stop():
                pass
        finally:
            self._examiner.close()
        return self.done

    def _turn_guarded(self) -> int:
        try:
            self._sweep()
            return self.turn()
        except Exception:
            log.exception("worker: turn failed, trying again")
            if not db.database.is_closed():
                db.database.close()
            return 0

    def turn(self) -> int:
        """Examine up to ``WRITE_EVERY`` photos and write what was found in one short transaction; how many."""
        with db.connection():
            waiting = _waiting(WRITE_EVERY)
            found, began_at = [], time.monotonic()
            for sha256, media_type in waiting:
                if self._stop() or time.monotonic() - began_at > WRITE_AFTER_S:
                    break
                self._beat(sha256)
                found.append(self._examine(sha256, media_type))
            _write(found)
        self.done += len(found)
        self._beat("")
        return len(found)

    def _examine(self, sha256: str, media_type: str) -> Found:
        """One photo. A fault that may lie with the machine is tried once more with a fresh child."""
        examination = self._once(sha256, media_type)
        if examination.fault in TRANSIENT_FAULTS:
            examination = self._once(sha256, media_type)
        if examination.fault:
            log.warning("photo %s: %s", sha256, examination.fault)
        return Found(sha256, columns_of(examination))

    def _once(self, sha256: str, media_type: str) -> Examination:
        try:
            with self._storage.as_file(sha256) as path:
                examination = self._examiner.examine(path, media_type)
        except NotStored:
            return Examination(None, media_type, fault="missing")
        self._lower_child()
        return examination

    def _lower_child(self) -> None:
        """Give the decoding child a low priority, once; it may be a fresh one after a crash."""
        for child in multiprocessing.active_children():
            if child.pid is not None and child.pid not in self._lowered:
                with suppress(ProcessLookupError):
                    os.setpriority(os.PRIO_PROCESS, child.pid, CHILD_NICENESS)
                self._lowered.add(child.pid)

    def _beat(self, sha256: str) -> None:
        """Say that the worker lives and what it looks at, for ``doctor``; every two seconds is enough."""
        now = time.monotonic()
        if now - self._beat_at < BEAT_EVERY_S:
            return
        self._beat_at = now
        body = {"pid": os.getpid(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "done": self.done, "photo": sha256}
        with written(self._heartbeat) as file:
            file.write(json.dumps(body).encode())

    def _sweep(self) -> None:
        """Remove what uploads of killed processes left behind, once an hour."""
        if self._swept_at and time.monotonic() - self._swept_at < SWEEP_EVERY_S:
            return
        self._swept_at = time.monotonic()
        if removed := self._storage.sweep(STAGED_TOO_OLD_S):
            log.info("removed %s staged uploads nobody went on with for %.0f days", removed, STAGED_TOO_OLD_S / 86400)


def columns_of(examination: Examination) -> dict[str, Any]:
    """What the photo's row keeps of an examination. Claims that say nothing are left out."""
    claims = {name: value for name, value in asdict(examination.claims).items() if value not in (None, ())}
    about_file = {
        "notes": list(examination.notes),
        "trailing_bytes": examination.trailing_bytes,
        "trailing_found": examination.trailing_found,
        "images_in_file": examination.images_in_file if examination.images_in_file > 1 else 0,
    }
    return {
        "width_px": examination.width_px,
        "height_px": examination.height_px,
        "claims": claims | {name: value for name, value in about_file.items() if value},
        "fault": examination.fault or "",
    }


def waiting_count() -> int:
    """How many photos wait to be examined."""
    return int(Photo.select().where(Photo.examined_at.is_null()).count())


def examine_again() -> int:
    """Let photos wait again whose fault may have lain with the machine, and those that could not be compared; how many of the
    former."""
    again = Photo.fault.in_(sorted(TRANSIENT_FAULTS))
    with db.transaction():
        EvidencePhoto.update(compared_at=None, compare_fault="").where(EvidencePhoto.compare_fault != "").execute()
        return int(Photo.update(examined_at=None, fault="").where(again).execute())


def _waiting(limit: int) -> list[tuple[str, str]]:
    query = Photo.select(Photo.sha256, Photo.media_type).where(Photo.examined_at.is_null())
    return list(query.order_by(Photo.received_seq).limit(limit).tuples())


def _write(found: list[Found]) -> None:
    if not found:
        return
    examined_at = datetime.now(UTC).isoformat(timespec="microseconds")
    with db.transaction():
        for row in found:
            Photo.update(**row.columns, examined_at=examined_at).where(Photo.sha256 == row.sha256).execute()


class Beside:
    """Other work in a thread beside the photos, so that neither waits for the other: ``turn`` is called again and again, with
    the question whether it is time to go, and says whether there was anything to do.

    Examining is done by a child process, so the two share no more than the database. ``first`` is called before the first turn
    and again after a turn that failed.
    """

    def __init__(self, turn: Callable[[Callable[[], bool]], bool], first: Callable[[], object], stop: Callable[[], bool]):
        self._turn, self._first, self._asked_to_go = turn, first, stop
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beside", daemon=True)

    def __enter__(self) -> Beside:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._left.set()
        self._thread.join()

    def _stop(self) -> bool:
        return self._left.is_set() or self._asked_to_go()

    def _run(self) -> None:
        ready = False
        while not self._stop():
            try:
                with db.connection():
                    ready = ready or bool(self._first()) or True
                    busy = self._turn(self._stop)
            except Exception:
                log.exception("worker: turn beside failed, trying again")
                ready = busy = False
            if not busy:
                self._left.wait(PAUSE_S)


@contextmanager
def only_one(data_dir: Path, stop: Callable[[], bool], pause_s: float = PAUSE_S) -> Iterator[bool]:
    """Hold the one worker's place of this installation; waits for it. False when it was time to go before it came free."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / LOCK).open("a") as handle:
        while not stop():
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(pause_s)
            else:
                yield True
                return
        yield False


def parent_gone(parent: int) -> Callable[[], bool]:
    """A question to ask now and then: whether the process that started this one is no more."""
    ours = os.getppid() == parent

    def gone() -> bool:
        if ours:
            return os.getppid() != parent
        return not is_running(parent)

    return gone


def is_running(pid: int) -> bool:
    """Whether a process of this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def heartbeat(data_dir: Path) -> dict[str, Any] | None:
    """What the worker last said of itself, or None."""
    try:
        return json.loads((data_dir / HEARTBEAT).read_text())
    except (OSError, ValueError):
        return None
