"""Decoding photos apart: a child process with little memory and little time, so that no file can hurt the caller.

Owns the child: its limits, its start, its end. Called by the process that works off new photos, and by whoever makes a stamped
copy; one child per ``Examiner``, one photo at a time. Must not know the database or Flask, and the child is given nothing but
plain values.

A process of our own rather than a ProcessPoolExecutor: a pool cannot end a decoder that never comes back.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

from lantian.evidence.picture import Examination, examine

Result = TypeVar("Result")

_START_SECONDS = 120
_RESERVED = 1 << 30
_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy the caller's locks, sockets and database handles


class ExaminerUnavailable(RuntimeError):
    """The child process cannot be started: a fault of the installation, not of any photo."""


@dataclass(frozen=True)
class Limits:
    """What the child may use. Private memory in bytes (with programs and libraries it stays below 512 MB resident), seconds for
    one photo, photos until it is replaced by a fresh one (whatever a decoder leaks goes with it). What photos need:
    docs/photos.md."""

    memory_bytes: int = 460_000_000
    seconds: float = 30
    photos: int = 200


class Examiner:
    """Examines photos in a child process; safe to call from several threads, which then wait for each other."""

    def __init__(self, derived_dir: Path, limits: Limits = Limits()):
        self._derived_dir = Path(derived_dir)
        self._limits = limits
        self._lock = threading.Lock()
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._photos_left = 0

    def __enter__(self) -> Examiner:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def examine(self, path: Path, media_type: str) -> Examination:
        """As ``picture.examine``; fault ``crashed`` when the child died over the photo, ``too_slow`` when it had to be
        ended. Raises ``ExaminerUnavailable`` when there is no child to ask."""
        return self.run(
            examine, Path(path), media_type, self._derived_dir, lost=lambda fault: Examination(None, media_type, fault=fault)
        )

    def run(self, task: Callable[..., Result], *args: object, lost: Callable[[str], Result]) -> Result:
        """What ``task``, a function of a module, gives for one photo inside the child; ``lost`` is asked with a key of
        ``picture.FAULTS`` when the child did not come back. Raises as ``examine``."""
        with self._lock:
            pipe = self._ready_pipe()
            self._photos_left -= 1
            try:
                pipe.send((task, args))
                if pipe.poll(self._limits.seconds):
                    return pipe.recv()
                fault = "too_slow"
            except (EOFError, OSError):
                fault = "crashed"
            self._end()
            return lost(fault)

    def close(self) -> None:
        """End the child; a later ``examine`` starts another."""
        with self._lock:
            self._end()

    def _ready_pipe(self) -> Connection:
        """The way to a living child, started anew when there is none or it has done its share."""
        if self._photos_left <= 0 or self._child is None or not self._child.is_alive():
            self._end()
            self._start()
        assert self._pipe is not None
        return self._pipe

    def _start(self) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._child = _SPAWN.Process(target=_work, args=(theirs, self._limits), daemon=True)
        self._child.start()
        theirs.close()  # so that the child's death is seen as the end of the pipe
        self._photos_left = self._limits.photos
        with suppress(EOFError, OSError):
            if self._pipe.poll(_START_SECONDS) and self._pipe.recv() == "ready":
                return
        self._end()
        raise ExaminerUnavailable("the photo examiner's process did not start")

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
        self._child = self._pipe = None


def _work(pipe: Connection, limits: Limits) -> None:
    """The child: do what comes through the pipe until it closes.

    The alarm's own action ends the process even inside a decoder; it matters only when the caller has gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller decides when work ends
    # Address space that nobody writes to (libraries, what threads reserve) is no memory: it has a wider limit of its own.
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes + _RESERVED, limits.memory_bytes + _RESERVED))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")  # Pillow prints one for every bad EXIF tag, thousands for a hostile file
    pipe.send("ready")
    with suppress(EOFError, OSError):
        while True:
            task, args = pipe.recv()
            signal.setitimer(signal.ITIMER_REAL, 2 * limits.seconds + 1)
            pipe.send(task(*args))
            signal.setitimer(signal.ITIMER_REAL, 0)
