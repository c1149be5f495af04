"""The bad network of the tests is as bad as it says, and the same each time."""

from __future__ import annotations

import http.client
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from offline.fault_proxy import FAULTS, FaultProxy


class Echo(BaseHTTPRequestHandler):
    """Answers with the length it got, when it got all."""

    taken: list[int] = []

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):
            return
        self.taken.append(len(body))
        answer = str(len(body)).encode() * 50
        self.send_response(201)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(answer)

    def log_message(self, *_words):
        pass


@contextmanager
def server():
    Echo.taken = []
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    try:
        yield serving.server_address
    finally:
        serving.shutdown()


def put(port: int, body: bytes, path: str = "/api/photos/x") -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("PUT", path, body)
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        return 0, type(error).__name__.encode()
    finally:
        line.close()


def test_without_faults_everything_comes_through():
    with server() as address, FaultProxy(address, seed=1) as proxy:
        assert put(proxy.port, b"x" * 300_000) == (201, b"300000" * 50)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_happens(fault):
    with server() as address, FaultProxy(address, seed=2, share=1.0, faults=(fault,)) as proxy:
        status, body = put(proxy.port, b"x" * 100_000)
        reached = list(Echo.taken)
    whole = (status, body) == (201, b"100000" * 50)
    assert whole == (fault == "delay")
    assert reached == ([100_000] if fault in ("drop answer", "cut answer", "delay") else [])
    assert proxy.done[fault] == 1


def test_pages_are_never_disturbed_and_the_same_seed_gives_the_same_fates():
    def fates(seed: int) -> list[int]:
        with server() as address, FaultProxy(address, seed=seed, share=0.5, faults=("500", "503")) as proxy:
            assert put(proxy.port, b"x", path="/i/")[0] == 201
            return [put(proxy.port, b"x")[0] for _ in range(20)]

    first = fates(5)
    assert first == fates(5) and set(first) == {201, 500, 503}
    assert fates(6) != first
