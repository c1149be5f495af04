"""The pulse of a job under way: says every second how far it is, and learns whether anybody still wants it.

It has a thread and a connection of its own, because the job's own connection stands in a snapshot, which can neither write nor
see what others wrote. Must not know what a job is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from lantian.ledger import db
from lantian.ledger.db import Unavailable

log = logging.getLogger("lantian.exports")

EVERY_S = 1.0


class Pulse:
    """Beats while its block lasts. ``told`` writes the progress and gives False when the job is no longer wanted."""

    def __init__(self, told: Callable[[], bool]):
        self._told = told
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="export-pulse", daemon=True)
        self.unwanted = False

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(EVERY_S):
            try:
                with db.connection():
                    self.unwanted = not self._told()
            except Unavailable as error:
                # A missed beat is no loss: the next one says more.
                log.warning("progress not noted: %s", error)
