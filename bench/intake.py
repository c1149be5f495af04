"""What taking in one photo of 12 megapixels costs, beside hashing it and the least decoding of it alone, in the same run.

Photos differ by a comment only, so every one is new to the store and costs the same. One at a time: what many at once do is
measured in ``handing_in``.
"""

from __future__ import annotations

import hashlib
import http.client
import io
import random
import statistics
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageFilter

from lantian.evidence.examiner import Examiner

from .floors import write_synced
from .installation import Installation

SIZE, QUALITY = (4000, 3000), 93
PHOTOS = 15
HASH, DECODE = "SHA-256 alone", "1/8 decode alone (Pillow draft, libjpeg-turbo)"
HEAD = ("12 megapixels", "best ms", "median ms", "worst ms", "times hash and 1/8 decode")


def table() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Rows of the report: two floors, their sum, the floor of the disk, intake to the acknowledgement, the examination."""
    photos = [_photo(number) for number in range(PHOTOS)]
    with Installation(photo_worker=False) as installation, Examiner(installation.folder / "derived") as examiner:
        acts = _acts(installation, examiner)
        times: dict[str, list[float]] = {name: [] for name in acts}
        for photo in photos:
            for name, act in acts.items():
                times[name].append(_ms(act, photo))
    # The first of each loads programs and starts processes.
    kept = {name: found[1:] for name, found in times.items()}
    least = [
        sum(pair) for pair in zip(kept["SHA-256 alone"], kept["1/8 decode alone (Pillow draft, libjpeg-turbo)"], strict=True)
    ]
    name = f"both ({len(photos[0]) / 1e6:.1f} MB a photo)"
    floor = statistics.median(least)
    return HEAD, [_row(title, found, floor) for title, found in [*list(kept.items())[:2], (name, least), *list(kept.items())[2:]]]


def _photo(number: int) -> bytes:
    """Some 5 MB, as a phone's; the comment makes it another photo."""
    if not _base:
        small = Image.frombytes("RGB", (1000, 750), random.Random(5).randbytes(1000 * 750 * 3)).filter(
            ImageFilter.GaussianBlur(0.7)
        )
        target = io.BytesIO()
        small.resize(SIZE, Image.Resampling.BICUBIC).save(target, "JPEG", quality=QUALITY)
        _base.append(target.getvalue())
    return _base[0][:2] + b"\xff\xfe\0\x0a" + f"{number:08}".encode() + _base[0][2:]


_base: list[bytes] = []


def _acts(installation: Installation, examiner: Examiner) -> dict[str, Callable[[bytes], object]]:
    folder = installation.folder
    kept = folder / "aside"
    kept.mkdir()
    return {
        HASH: lambda photo: hashlib.sha256(photo).digest(),
        DECODE: _eighth,
        "written, synced and named, alone": lambda photo: write_synced(kept / hashlib.sha256(photo[:64]).hexdigest(), photo),
        "**intake to the acknowledgement**, over HTTP, the sender's own hash included": lambda photo: _put(installation, photo),
        "examination (EXIF, two copies), after the acknowledgement": lambda photo: _examined(examiner, folder, photo),
    }


def _eighth(photo: bytes) -> None:
    with Image.open(io.BytesIO(photo)) as image:
        image.draft("RGB", (SIZE[0] // 8, SIZE[1] // 8))
        image.load()
        assert image.size == (SIZE[0] // 8, SIZE[1] // 8)


def _put(installation: Installation, photo: bytes) -> None:
    headers = {"X-Lantian": "1", "Cookie": installation.cookies["bench0"], "X-Lantian-Inspection": str(uuid.uuid4())}
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=60)
    connection.request("PUT", f"/api/photos/{hashlib.sha256(photo).hexdigest()}", photo, headers | {"Content-Type": "image/jpeg"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 201:
        raise RuntimeError(f"photo refused: {answer.status}")


def _examined(examiner: Examiner, folder: Path, photo: bytes) -> None:
    name = hashlib.sha256(photo).hexdigest()
    found = examiner.examine(folder / "originals" / name[:2] / name, "image/jpeg")
    if found.fault:
        raise RuntimeError(f"examination: {found.fault}")


def _ms(act: Callable[[bytes], object], photo: bytes) -> float:
    began = time.perf_counter()
    act(photo)
    return 1000 * (time.perf_counter() - began)


def _row(name: str, found: list[float], floor: float) -> tuple[str, ...]:
    middle = statistics.median(found)
    return name, f"{min(found):.1f}", f"{middle:.1f}", f"{max(found):.1f}", f"{middle / floor:.2f}"
