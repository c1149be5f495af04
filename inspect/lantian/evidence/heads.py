"""Heads of the book given out (公布的末条): an append-only file, one signed line a day, that anybody may copy.

A line is ``time number hash key signature``; signed is the canonical JSON {at, hash, kind: "head", seq, v} as in a receipt.
Whoever kept a line can show later whether the book up to there was changed. Must not know the book, nor when a head is due.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .aside import sync_folder
from .receipts import BadReceipt, Keyring, PublicKey, check

# Numbers of entries as a database can hold them.
_NUMBER = re.compile("[0-9]{1,18}")


@dataclass(frozen=True)
class Published:
    """One line: UTC time, number and hash of the entry that was the last one then, key id and signature."""

    at: str
    seq: int
    hash: str
    key: str
    signature: str

    @property
    def receipt(self) -> dict[str, str]:
        """The line as a receipt: text, key, signature."""
        facts = {"v": 1, "kind": "head", "seq": self.seq, "hash": self.hash, "at": self.at}
        text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
        return {"text": text, "key": self.key, "signature": self.signature}

    def line(self) -> str:
        """As it stands in the file."""
        return f"{self.at} {self.seq} {self.hash} {self.key} {self.signature}\n"


class HeadsFile:
    """The file; it is only ever added to."""

    def __init__(self, path: Path):
        self.path = path

    def lines(self) -> Iterator[tuple[int, Published | None]]:
        """Line numbers from 1 and what each says; None for a line that is none."""
        if self.path.exists():
            with self.path.open(encoding="utf-8", errors="replace") as file:
                for number, line in enumerate(file, 1):
                    yield number, _read(line)

    def last(self) -> Published | None:
        """The last line that can be read."""
        found = None
        for _number, line in self.lines():
            found = line or found
        return found

    def add(self, keyring: Keyring, *, at: str, seq: int, head_hash: str) -> Published:
        """Sign and append one line; it survives a power cut when this returns. Raises OSError."""
        signed = keyring.receipt(kind="head", seq=seq, hash=head_hash, at=at)
        published = Published(at, seq, head_hash, signed["key"], signed["signature"])
        fd = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        with open(fd, "r+b", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            # A line cut short by a full disk stays as it is; the next one begins afresh.
            whole = end == 0 or os.pread(fd, 1, end - 1) == b"\n"
            file.write(("" if whole else "\n").encode() + published.line().encode())
            os.fsync(fd)
        if end == 0:
            sync_folder(self.path.parent)
        return published


def faults(lines: Iterable[tuple[int, Published | None]], keys: list[PublicKey]) -> Iterator[int]:
    """The numbers of lines that are none, or that none of our keys has signed."""
    for number, line in lines:
        try:
            if line is None:
                yield number
            else:
                check(line.receipt, keys)
        except BadReceipt:
            yield number


def _read(line: str) -> Published | None:
    parts = line.split()
    if len(parts) != 5 or not _NUMBER.fullmatch(parts[1]) or line != " ".join(parts) + "\n":
        return None
    return Published(parts[0], int(parts[1]), parts[2], parts[3], parts[4])
