"""The load: phones that hand in photos and records over kept-open connections. Run as a process of its own.

Reads its orders as JSON from standard input and prints what it measured as JSON; one thread is one phone.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

JPEG_START = b"\xff\xd8"


@dataclass
class Measured:
    """What one phone saw: seconds from the first byte of a hand-in to the last answer, seconds per request, and refusals."""

    handed_in: list[tuple[float, float]] = field(default_factory=list)
    requests_s: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class Phone(threading.Thread):
    """Hands in again and again until told to stop."""

    def __init__(self, number: int, orders: dict[str, Any]):
        super().__init__(daemon=True)
        self.number, self.orders = number, orders
        self.measured = Measured()
        self._connection = http.client.HTTPConnection("127.0.0.1", orders["port"], timeout=120)
        self._base = bytes.fromhex(orders["photo_hex"]) if "photo_hex" in orders else open(orders["photo_file"], "rb").read()  # noqa: SIM115
        self._headers = {"X-Lantian": "1", "Cookie": orders["cookies"][number % len(orders["cookies"])]}

    def run(self) -> None:
        """Work until the order's end."""
        while time.time() < self.orders["until"]:
            photos = [] if self.orders["what"] == "photos" else [self._photo() for _ in range(3)]
            began, began_at = time.perf_counter(), time.time()
            if self.orders["what"] == "photos":
                self._put_photo(*self._photo(), str(uuid.uuid4()))
            else:
                self._hand_in(photos)
            self.measured.handed_in.append((began_at, time.perf_counter() - began))

    def _photo(self) -> tuple[str, bytes]:
        """A photo nobody has sent before: the same picture with another comment."""
        unique = uuid.uuid4().bytes
        comment = b"\xff\xfe" + (len(unique) + 2).to_bytes(2, "big") + unique
        body = JPEG_START + comment + self._base[2:]
        return hashlib.sha256(body).hexdigest(), body

    def _hand_in(self, photos: list[tuple[str, bytes]]) -> None:
        record_id = str(uuid.uuid4())
        for sha256, body in photos:
            self._put_photo(sha256, body, record_id)
        record = json.dumps(self._record(record_id, [sha256 for sha256, _ in photos]), ensure_ascii=False).encode()
        self._put(f"/api/inspections/{record_id}", record, {"Content-Type": "application/json"})

    def _put_photo(self, sha256: str, body: bytes, record_id: str) -> None:
        self._put(f"/api/photos/{sha256}", body, {"Content-Type": "image/jpeg", "X-Lantian-Inspection": record_id})

    def _put(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        began = time.perf_counter()
        try:
            self._connection.request("PUT", path, body, self._headers | headers)
            answer = self._connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.measured.refused.append(repr(error))
            raise
        self.measured.requests_s.append(time.perf_counter() - began)
        if answer.status != 201:
            self.measured.refused.append(f"{answer.status} {text[:300].decode(errors='replace')}")

    def _record(self, record_id: str, hashes: list[str]) -> dict[str, Any]:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        fix = {
            "lat": 34.68,
            "lon": 112.47,
            "accuracy_m": 8.0,
            "altitude_m": None,
            "heading_deg": None,
            "fix_at": now,
            "crs": "wgs84",
        }
        photos = [
            {
                "sha256": sha256,
                "item": item,
                "role": role,
                "taken_at": now,
                "source": "camera",
                "fix": fix,
                "no_fix_reason": None,
                "caption": "",
            }
            for sha256, item, role in zip(
                hashes, (self.orders["fails"], self.orders["fails"], None), ("finding", "finding", "overview"), strict=True
            )
        ]
        officers = self.orders["officers"]
        crew = [officers[self.number % len(officers)], officers[(self.number + 1) % len(officers)]]
        site = self.orders["sites"][self.number % len(self.orders["sites"])]
        return self.orders["record"] | {
            "id": record_id,
            "started_at": now,
            "finished_at": now,
            "officers": crew,
            "photos": photos,
            "site": {"id": site},
        }


def main() -> None:
    """Run the phones of one order."""
    orders = json.load(sys.stdin)
    phones = [Phone(number, orders) for number in range(orders["clients"])]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    json.dump(
        {
            "handed_in": [row for phone in phones for row in phone.measured.handed_in],
            "requests_s": [row for phone in phones for row in phone.measured.requests_s],
            "refused": [row for phone in phones for row in phone.measured.refused][:5],
            "refused_count": sum(len(phone.measured.refused) for phone in phones),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
