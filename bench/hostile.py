"""Hostile requests, one at a time, while four phones hand in: by how much do the others wait longer?"""

from __future__ import annotations

import http.client
import io
import json
import os
import socket
import threading
import time
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lantian.workflow.queue_file import INDEX, INDEX_LIMIT_BYTES

from .handing_in import orders, started, template
from .installation import Installation

CLIENTS = 4
CALM_S, LOAD_S, REPEATS = 8.0, 8.0, 3


@dataclass(frozen=True)
class Disturbed:
    """One kind of attack: what it was answered, the worst hand-in of the phones meanwhile, and how much worse than in calm."""

    name: str
    answer: str
    worst_ms: float
    increase_ms: float


def run(installation: Installation) -> tuple[float, list[Disturbed]]:
    """The worst request in calm (median of three runs), and each attack beside it."""
    calm = sorted(_under_load(installation, "nothing", lambda: "", CALM_S)[1] for _ in range(3))[1]
    rows = []
    for name, attack in ATTACKS.items():
        answer, worst = _under_load(installation, name, lambda attack=attack: attack(installation), LOAD_S)
        rows.append(Disturbed(name, answer, worst, worst - calm))
    return calm, rows


def _under_load(installation: Installation, name: str, attack: Callable[[], str], seconds: float) -> tuple[str, float]:
    """The attack's last answer and the slowest of all requests of four phones, in milliseconds; it begins after a quarter of the
    time. Raises SystemExit as ``slowest_ms``."""
    process = started(orders(installation, CLIENTS, seconds, "records"))
    time.sleep(seconds / 4)
    answers: list[str] = []
    attacker = threading.Thread(target=lambda: answers.extend(attack() for _ in range(REPEATS)), daemon=True)
    attacker.start()
    told = json.loads(process.communicate()[0])
    attacker.join(60)
    return (answers or ["no answer yet"])[-1], slowest_ms(name, told)


def slowest_ms(name: str, told: dict[str, Any]) -> float:
    """The slowest request of a load's phones, in milliseconds.

    Raises SystemExit, naming the attack, when a phone was refused: what is refused at once would count as fast.
    """
    if told["refused_count"]:
        raise SystemExit(f"{name}: {told['refused_count']} refused: {told['refused']}")
    return 1000 * max(told["requests_s"])


def _put(installation: Installation, path: str, body: bytes, **headers: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=60)
    sent = {"X-Lantian": "1", "Cookie": installation.cookies["bench0"], "Content-Type": "application/json"} | headers
    try:
        connection.request("PUT", path, body, sent)
        return str(connection.getresponse().status)
    except OSError as error:
        return type(error).__name__
    finally:
        connection.close()


def _record(installation: Installation, **changed: Any) -> tuple[str, bytes]:
    key = str(uuid.uuid4())
    return f"/api/inspections/{key}", json.dumps(template(installation) | {"id": key} | changed).encode()


def _many_answers(installation: Installation) -> str:
    answer = {"value": "pass", "note": "", "sub_checks": [], "corrected": False}
    return _put(installation, *_record(installation, answers={f"x{number}": answer for number in range(10_000)}))


def _deep(installation: Installation) -> str:
    return _put(installation, f"/api/inspections/{uuid.uuid4()}", b'{"answers":' + b"[" * 499_000 + b"]" * 499_000 + b"}")


def _many_photos(installation: Installation) -> str:
    line = {"sha256": "0" * 64, "item": "cf.running", "role": "finding"}
    return _put(installation, *_record(installation, photos=[line] * 8_000))


def _long_number(installation: Installation) -> str:
    return _put(installation, f"/api/inspections/{uuid.uuid4()}", b'{"protocol":' + b"9" * 990_000 + b"}")


def _slow_body(installation: Installation) -> str:
    """A photo of which a byte comes now and then."""
    with socket.create_connection(("127.0.0.1", installation.port), timeout=30) as line:
        head = f"PUT /api/photos/{'0' * 64} HTTP/1.1\r\nHost: x\r\nX-Lantian: 1\r\nCookie: {installation.cookies['bench0']}\r\n"
        line.sendall(
            (
                head + f"X-Lantian-Inspection: {uuid.uuid4()}\r\nContent-Type: image/jpeg\r\nContent-Length: 300000\r\n\r\n"
            ).encode()
        )
        for _ in range(8):
            line.sendall(b"\xff\xd8\xff")
            time.sleep(0.2)
    return "cut off by us"


def _huge_header(installation: Installation) -> str:
    return _put(installation, f"/api/photos/{'0' * 64}", b"", **{"X-Noise": "n" * 1_000_000})


def _wrong_hash(installation: Installation) -> str:
    body = b"\xff\xd8\xff\xe0" + os.urandom(39_000_000)
    headers = {"Content-Type": "image/jpeg", "X-Lantian-Inspection": str(uuid.uuid4())}
    return _put(installation, f"/api/photos/{'0' * 64}", body, **headers)


def brackets_as_queue() -> bytes:
    """A queue file of some kilobytes, the index of which unpacks to all that is read of one: rows without anything in them."""
    head, row, tail = b'{"lantian_queue":1,"person":{"id":1},"rows":[[]', b",[]", b"]}"
    index = head + row * ((INDEX_LIMIT_BYTES - len(head) - len(tail)) // len(row)) + tail
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(INDEX, index)
    return out.getvalue()


def _brackets(installation: Installation) -> str:
    return _put(installation, "/api/queue-files", brackets_as_queue(), Cookie=installation.cookies["desk"])


def _guessing(installation: Installation) -> str:
    """Wrong passwords: each costs the server a slow hash."""
    from .installation import sign_in

    try:
        return sign_in(installation.port, "nobody")
    except RuntimeError as error:
        return str(error)[-3:]


ATTACKS: dict[str, Callable[[Installation], str]] = {
    "record with 10,000 answers": _many_answers,
    "record with 8,000 photos": _many_photos,
    "1 MB of nested JSON": _deep,
    "JSON number of 990,000 digits": _long_number,
    "body that trickles": _slow_body,
    "header of 1 MB": _huge_header,
    "39 MB photo under a wrong name": _wrong_hash,
    "queue file with an index of 5 MB of brackets": _brackets,
    "wrong passwords": _guessing,
}
