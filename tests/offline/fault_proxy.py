"""A bad network between browser and server: a small HTTP proxy that loses, cuts, delays and falsifies, by a seed.

Owns the faults only. Every request draws its fate from the seed and its own number, so that a run can be repeated. What it
answers by itself is never marked as ours (``"lantian": 1``): so do captive portals and proxies of offices.
"""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

PORTAL = b"<!doctype html><title>Wi-Fi</title><p>Please accept the terms."
PIECE = 65536


@dataclass(frozen=True)
class Exchange:
    """One request on its way: the browser's socket, head and body as they came, and where the server is."""

    browser: socket.socket
    head: bytes
    body: bytes
    server: tuple[str, int]
    dice: random.Random


def _answer(exchange: Exchange, status: str, body: bytes, *headers: str, kind: str = "text/html") -> None:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    exchange.browser.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def _forward(exchange: Exchange, body: bytes | None = None) -> bytes:
    """The server's whole answer; b"" where it is not there just now."""
    sent = exchange.body if body is None else body
    try:
        with socket.create_connection(exchange.server, timeout=30) as server:
            server.sendall(exchange.head + sent)
            if body is not None:
                return b""
            found = b""
            while piece := server.recv(PIECE):
                found += piece
            return found
    except OSError:
        return b""


def _pass(exchange: Exchange) -> None:
    exchange.browser.sendall(_forward(exchange))


def _drop(exchange: Exchange) -> None:
    """Lost before it reached the server."""


def _drop_answer(exchange: Exchange) -> None:
    """The server took it, the answer was lost."""
    _forward(exchange)


def _cut_body(exchange: Exchange) -> None:
    """The request breaks off at a random byte."""
    _forward(exchange, exchange.body[: exchange.dice.randrange(len(exchange.body) + 1)])


def _cut_answer(exchange: Exchange) -> None:
    """The answer breaks off at a random byte: truncated JSON under a length that says otherwise."""
    answer = _forward(exchange)
    exchange.browser.sendall(answer[: exchange.dice.randrange(len(answer) + 1)])


def _delay(exchange: Exchange) -> None:
    time.sleep(exchange.dice.uniform(0.05, 0.6))
    _pass(exchange)


def _portal(exchange: Exchange) -> None:
    _answer(exchange, "200 OK", PORTAL)


def _redirect(exchange: Exchange) -> None:
    _answer(exchange, "302 Found", b"", "Location: http://portal.invalid/")


def _false_json(exchange: Exchange) -> None:
    _answer(exchange, "200 OK", b'{"ok": true}', kind="application/json")


def _status(line: str) -> Callable[[Exchange], None]:
    def answer(exchange: Exchange) -> None:
        _answer(exchange, line, PORTAL)

    return answer


FAULTS: dict[str, Callable[[Exchange], None]] = {
    "drop": _drop,
    "drop answer": _drop_answer,
    "cut body": _cut_body,
    "cut answer": _cut_answer,
    "delay": _delay,
    "200 with a page": _portal,
    "200 with other JSON": _false_json,
    "302": _redirect,
    "401": _status("401 Unauthorized"),
    "409": _status("409 Conflict"),
    "413": _status("413 Content Too Large"),
    "500": _status("500 Internal Server Error"),
    "503": _status("503 Service Unavailable"),
}


class FaultProxy:
    """Listens on loopback and forwards to ``server``; with ``share`` of the requests below ``/api/`` something goes wrong.

    ``share`` and ``server`` may be changed while it runs. ``done`` counts what happened, by the names of FAULTS and "whole".
    ``may_pass`` is asked before each request below ``/api/``; while it says no, the request waits as behind a hill.
    """

    def __init__(self, server: tuple[str, int], seed: int, share: float = 0.0, faults: tuple[str, ...] = tuple(FAULTS)):
        self.server, self.share, self.faults = server, share, faults
        self.done: Counter[str] = Counter()
        self.may_pass: Callable[[], bool] = lambda: True
        self._seed, self._count = seed, 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> FaultProxy:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        """One request per connection: "Connection: close" both ways keeps the framing simple."""
        with browser, suppress(OSError, ValueError):
            browser.settimeout(60)
            head, body = _request(browser)
            if not head:
                return
            while _is_protocol(head) and not self.may_pass():
                time.sleep(0.02)
            name, dice = self._fate(head)
            self.done[name] += 1
            FAULTS.get(name, _pass)(Exchange(browser, head, body, self.server, dice))

    def _fate(self, head: bytes) -> tuple[str, random.Random]:
        with self._lock:
            self._count += 1
            dice = random.Random(f"{self._seed}-{self._count}")
        if _is_protocol(head) and dice.random() < self.share:
            return dice.choice(self.faults), dice
        return "whole", dice


def _is_protocol(head: bytes) -> bool:
    return b" /api/" in head.split(b"\r\n", 1)[0]


def _request(browser: socket.socket) -> tuple[bytes, bytes]:
    """Head (with Connection: close) and whole body of a request; empty when the browser went away."""
    found = b""
    while b"\r\n\r\n" not in found:
        piece = browser.recv(PIECE)
        if not piece:
            return b"", b""
        found += piece
    head, body = found.split(b"\r\n\r\n", 1)
    first, *lines = head.split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        piece = browser.recv(PIECE)
        if not piece:
            return b"", b""
        body += piece
    kept = [line for line in lines if not line.lower().startswith((b"connection:", b"proxy-connection:"))]
    return b"\r\n".join([first, *kept, b"Connection: close"]) + b"\r\n\r\n", body
