"""Giving out the head of the book: a signed line a day to a file, and to a web address where one is set. Never in anybody's way.

Owns when a head is due and what is sent. A delivery that fails is tried again later, oldest first, so that nothing is left out.
Must not know who calls it, nor how lines are kept (``evidence.heads``).
"""

from __future__ import annotations

import json
import logging
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lantian.domain.moments import format_instant, local_date
from lantian.evidence.heads import HeadsFile, Published
from lantian.evidence.receipts import Keyring
from lantian.ledger import book

log = logging.getLogger("lantian.heads")

LOOK_EVERY_S, TRY_AGAIN_S, TRY_AGAIN_AT_MOST_S, ANSWER_WITHIN_S = 60.0, 60.0, 3600.0, 10.0


@dataclass
class Heads:
    """The heads of one installation: file, key, clock (aware UTC), address of the webhook ('' for none).

    What was delivered is remembered beside the file (``….sent``: the number of the last entry that was taken).
    """

    file: HeadsFile
    keyring: Keyring
    clock: Callable[[], datetime]
    webhook: str = ""
    post: Callable[[str, bytes], None] = field(default=lambda address, body: _post(address, body))
    _next_look: float = 0.0
    _next_try: float = 0.0
    _wait_s: float = TRY_AGAIN_S

    def turn(self, stop: Callable[[], bool] = lambda: False) -> bool:
        """Once a minute: publish when a day has begun, deliver what waits. Always False: there is never more to do at once."""
        now = time.monotonic()
        if now >= self._next_look and not stop():
            self._next_look = now + LOOK_EVERY_S
            self.publish()
            self.deliver()
        return False

    def publish(self) -> Published | None:
        """Today's head, when there is none yet and the book has grown since the last one. Raises OSError."""
        now, head, last = self.clock(), book.head(), self.file.last()
        if head.seq == 0 or (last and (last.seq >= head.seq or _day(last.at) >= local_date(now).isoformat())):
            return None
        return self.file.add(self.keyring, at=format_instant(now), seq=head.seq, head_hash=head.hash)

    def deliver(self) -> int:
        """Send what the webhook has not taken yet; how many it took. Failing is no error: it is tried again, ever less often."""
        if not self.webhook or time.monotonic() < self._next_try:
            return 0
        taken, done = self._taken(), 0
        try:
            for _number, line in self.file.lines():
                if line is not None and line.seq > taken:
                    self.post(self.webhook, json.dumps({"lantian": 1, "receipt": line.receipt}).encode())
                    self._sent_path.write_text(str(line.seq))
                    done += 1
            self._wait_s = TRY_AGAIN_S
        except (OSError, ValueError) as error:
            log.warning("heads: not delivered, trying again in %.0f s: %s", self._wait_s, error)
            self._next_try = time.monotonic() + self._wait_s
            self._wait_s = min(2 * self._wait_s, TRY_AGAIN_AT_MOST_S)
        return done

    @property
    def _sent_path(self) -> Path:
        return self.file.path.with_name(self.file.path.name + ".sent")

    def _taken(self) -> int:
        try:
            return int(self._sent_path.read_text())
        except (OSError, ValueError):
            return 0


def _day(at: str) -> str:
    try:
        return local_date(datetime.fromisoformat(at)).isoformat()
    except ValueError:
        return ""


def _post(address: str, body: bytes) -> None:
    """Raises OSError when there is no answer of 2xx in time."""
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method="POST")
    with urllib.request.urlopen(request, timeout=ANSWER_WITHIN_S):
        pass
