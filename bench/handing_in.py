"""Photos and records per second through the deployed server, with what they cost and how long they took."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from PIL import Image

from .installation import CHECKLIST, INSPECTORS, ROOT, Installation

PHOTO_BYTES = 300_000
FAILS = "cf.running"


@dataclass(frozen=True)
class Result:
    """One load: how many clients, hand-ins per second, milliseconds at the 50th, 95th and 99th percentile, CPU ms per hand-in."""

    clients: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    worst_ms: float
    request_p95_ms: float
    web_cpu_ms: float
    photo_cpu_ms: float
    refused: list[str]


def photo_of(size_bytes: int = PHOTO_BYTES) -> bytes:
    """A JPEG of about that many bytes: noise compresses badly, so the quality decides."""
    rng = random.Random(3)
    noise = Image.frombytes("RGB", (400, 300), rng.randbytes(400 * 300 * 3)).resize((1600, 1200))
    best = b""
    for quality in range(95, 20, -5):
        out = io.BytesIO()
        noise.save(out, "JPEG", quality=quality)
        best = out.getvalue()
        if len(best) <= size_bytes:
            break
    # Up to the exact size with a comment segment, so that all runs move the same bytes.
    while len(best) < size_bytes - 4:
        fill = min(60_000, size_bytes - len(best) - 4)
        best = best[:2] + b"\xff\xfe" + (fill + 2).to_bytes(2, "big") + b" " * fill + best[2:]
    return best


def template(installation: Installation) -> dict[str, Any]:
    """The part of a record that is the same for all: twelve answers, one of them failed."""
    definition = installation.library.current(CHECKLIST)
    answers = {item.id: {"value": _value(item), "note": "", "sub_checks": [], "corrected": False} for item in definition.items}
    return {
        "protocol": 1,
        "kind": "inspection",
        "checklist": {"id": definition.id, "version": definition.version, "hash": definition.hash},
        "inspection_type": "daily",
        "approval_number": "",
        "notice_number": "",
        "lead": None,
        "party": {
            "name": "示例店",
            "uscc": "",
            "person": "示例负责人",
            "phone": "",
            "outcome": "refused",
            "signature": None,
            "witness": "示例见证人",
            "reason": "当事人拒绝",
        },
        "header": {},
        "answers": answers,
        "withdrawn": [],
    }


def _value(item: Any) -> str:
    if item.id == FAILS:
        return "fail"
    return "pass" if item.answer_type.startswith("pass_fail") else "1.2" if item.unit and item.unit.en != "count" else "3"


def orders(installation: Installation, clients: int, seconds: float, what: str) -> dict[str, Any]:
    """What a load process is told."""
    photo_file = installation.folder / "photo.jpg"
    if not photo_file.exists():
        photo_file.write_bytes(photo_of())
    return {
        "port": installation.port,
        "clients": clients,
        "until": time.time() + seconds,
        "what": what,
        "photo_file": str(photo_file),
        "cookies": [installation.cookies[f"bench{number}"] for number in range(INSPECTORS)],
        "officers": installation.officers,
        "sites": installation.sites,
        "record": template(installation),
        "fails": FAILS,
    }


def started(told: dict[str, Any]) -> subprocess.Popen[str]:
    """A load process at work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.phones"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert process.stdin is not None
    json.dump(told, process.stdin)
    process.stdin.close()
    process.stdin = None
    return process


def measure(installation: Installation, clients: int, seconds: float, what: str) -> Result:
    """Load the server with so many phones for so long."""
    web_before, photos_before = installation.cpu_s()
    began = time.perf_counter()
    told = json.loads(started(orders(installation, clients, seconds, what)).communicate()[0])
    took_s = time.perf_counter() - began
    web, photos = installation.cpu_s()
    count = max(1, len(told["handed_in"]))
    # From the first request to the last answer; the load process's own start does not count.
    first = min((at for at, _ in told["handed_in"]), default=0.0)
    last = max((at + took for at, took in told["handed_in"]), default=took_s)
    times = sorted(took for _, took in told["handed_in"])
    return Result(
        clients,
        count / (last - first),
        *(1000 * _at(times, share) for share in (0.5, 0.95, 0.99, 1.0)),
        1000 * _at(sorted(told["requests_s"]), 0.95),
        1000 * (web - web_before) / count,
        1000 * (photos - photos_before) / count,
        told["refused"],
    )


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
