"""Giving out the head of the book: a signed line a day to a file and, where they are set, to a web address and to an authority
that puts its time stamp on it (RFC 3161). Never in anybody's way.

Owns when a head is due and what is sent. A delivery that fails is tried again later, oldest first, so that nothing is left out.
Must not know who calls it, nor how lines are kept (``evidence.heads``).
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lantian.domain.moments import format_instant, local_date
from lantian.evidence.aside import written
from lantian.evidence.heads import HeadsFile, Published
from lantian.evidence.receipts import Keyring
from lantian.evidence.timestamp import QUERY_TYPE, check_answer, query
from lantian.ledger import book

log = logging.getLogger("lantian.heads")

LOOK_EVERY_S, TRY_AGAIN_S, TRY_AGAIN_AT_MOST_S, ANSWER_WITHIN_S = 60.0, 60.0, 3600.0, 10.0
ANSWER_AT_MOST_BYTES = 1 << 20


@dataclass
class Patience:
    """When to try again: at once the first time, after a failure ever later."""

    next_try: float = 0.0
    wait_s: float = TRY_AGAIN_S

    def failed(self, what: str, error: Exception) -> None:
        """Say so and wait, twice as long as before, an hour at most."""
        log.warning("heads: %s failed, trying again in %.0f s: %s", what, self.wait_s, error)
        self.next_try = time.monotonic() + self.wait_s
        self.wait_s = min(2 * self.wait_s, TRY_AGAIN_AT_MOST_S)


@dataclass
class Heads:
    """The heads of one installation: file, key, clock (aware UTC), addresses of webhook and time stamp authority ('' for none).

    What was delivered is remembered beside the file (``….sent``: the number of the last entry that was taken); the authority's
    answers lie beside it as well (``….<number>.tsr``).
    """

    file: HeadsFile
    keyring: Keyring
    clock: Callable[[], datetime]
    webhook: str = ""
    authority: str = ""
    post: Callable[[str, bytes, str], bytes] = field(default=lambda address, body, kind: _post(address, body, kind))
    _next_look: float = 0.0
    _webhook: Patience = field(default_factory=Patience)
    _authority: Patience = field(default_factory=Patience)

    def turn(self, stop: Callable[[], bool] = lambda: False) -> bool:
        """Once a minute: publish when a day has begun, deliver what waits. Always False: there is never more to do at once."""
        now = time.monotonic()
        if now >= self._next_look and not stop():
            self._next_look = now + LOOK_EVERY_S
            self.publish()
            self.deliver()
            self.stamp()
        return False

    def publish(self) -> Published | None:
        """Today's head, when there is none yet and the book has grown since the last one. Raises OSError."""
        now, head, last = self.clock(), book.head(), self.file.last()
        if head.seq == 0 or (last and (last.seq >= head.seq or _day(last.at) >= local_date(now).isoformat())):
            return None
        return self.file.add(self.keyring, at=format_instant(now), seq=head.seq, head_hash=head.hash)

    def deliver(self) -> int:
        """Send what the webhook has not taken yet; how many it took. Failing is no error: it is tried again, ever less often."""
        if not self.webhook or time.monotonic() < self._webhook.next_try:
            return 0
        taken, done = self._taken(), 0
        try:
            for _number, line in self.file.lines():
                if line is not None and line.seq > taken:
                    self.post(self.webhook, json.dumps({"lantian": 1, "receipt": line.receipt}).encode(), "application/json")
                    self._sent_path.write_text(str(line.seq))
                    done += 1
            self._webhook = Patience()
        except (OSError, ValueError) as error:
            self._webhook.failed("webhook", error)
        return done

    def stamp(self) -> int:
        """Have every line stamped that is not yet, oldest first; how many were. Failing is no error: it is tried again."""
        if not self.authority or time.monotonic() < self._authority.next_try:
            return 0
        done = 0
        try:
            for _number, line in self.file.lines():
                if line is not None and not self._stamp_path(line).exists():
                    self._stamp(line)
                    done += 1
            self._authority = Patience()
        except (OSError, ValueError) as error:
            self._authority.failed("time stamp", error)
        return done

    def _stamp(self, line: Published) -> None:
        """Ask for one stamp and keep the answer. Raises OSError, BadStamp."""
        digest, nonce = hashlib.sha256(line.line().encode()).digest(), secrets.randbits(63)
        answer = self.post(self.authority, query(digest, nonce), QUERY_TYPE)
        check_answer(answer, digest, nonce)
        with written(self._stamp_path(line), sync=True) as file:
            file.write(answer)

    def _stamp_path(self, line: Published) -> Path:
        return self.file.path.with_name(f"{self.file.path.name}.{line.seq}.tsr")

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


def _post(address: str, body: bytes, kind: str) -> bytes:
    """The answer's first bytes. Raises OSError when there is none of 2xx in time."""
    request = urllib.request.Request(address, body, {"Content-Type": kind}, method="POST")
    with urllib.request.urlopen(request, timeout=ANSWER_WITHIN_S) as answer:
        return bytes(answer.read(ANSWER_AT_MOST_BYTES))
