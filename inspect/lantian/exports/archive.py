"""A ZIP archive written straight through, to a destination that can neither seek nor be taken back.

Owns the list of SHA-256 sums that closes the archive, the place of its seal, and the promise that an archive given up half-way
has no directory at its end, so that no program takes it for a whole one. Nothing is compressed: whoever checks it needs no
inflate (decision 0011). Must not know cases, nor what a seal says.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from .sink import PIECE_BYTES, Out

SUMS = "SHA256SUMS"
# The archive's comment, and so its very last bytes; always as long, so that its length is among the bytes it seals.
SEAL_BYTES = 1024
# rw-r--r--, for those who unpack on Linux.
FILE_MODE = 0o644 << 16


class Altered(Exception):
    """The bytes of a stream could not be read, or were not those its hash had promised."""


@dataclass(frozen=True)
class Body:
    """An archive as a seal names it: SHA-256 and number of all bytes before the seal, and SHA-256 of the list of sums."""

    sha256: str
    size_bytes: int
    sums_sha256: str


class _Valve:
    """Lets bytes through, hashed, until it is shut; then it swallows them, because ZipFile writes its directory even when
    discarded. The last ``hold`` bytes wait: what takes their place is known only when all before them is written."""

    def __init__(self, out: Out):
        self._out: Out | None = out
        self.digest, self.size_bytes, self.hold, self._tail = hashlib.sha256(), 0, 0, b""

    def write(self, data: bytes) -> int:
        ready = self._tail + bytes(data) if self.hold else bytes(data)
        cut = max(0, len(ready) - self.hold)
        self._tail = ready[cut:]
        self._pass(ready[:cut])
        return len(data)

    def _pass(self, data: bytes) -> None:
        if self._out is not None and data:
            self.digest.update(data)
            self.size_bytes += len(data)
            self._out.write(data)

    def end_with(self, seal: bytes) -> None:
        """Bytes in the place of those held back."""
        self._tail = b""
        self._pass(seal)

    def flush(self) -> None:
        """Nothing is held back here."""

    def shut(self) -> None:
        self._out = None


class Archive:
    """An archive under way; ``finish`` or ``give_up`` ends it."""

    def __init__(self, out: Out, made_at: datetime):
        self._valve = _Valve(out)
        self._zip = zipfile.ZipFile(self._valve, "w", allowZip64=True)  # type: ignore[arg-type]
        self._made_at = made_at.timetuple()[:6]
        self._sums: list[tuple[str, str]] = []

    def add(self, name: str, content: bytes) -> None:
        """A small file."""
        self._sums.append((hashlib.sha256(content).hexdigest(), name))
        self._zip.writestr(self._entry(name), content)

    def add_stream(self, name: str, source: BinaryIO, *, sha256: str, size_bytes: int) -> Iterator[None]:
        """A large file as it is, in steps. Raises Altered when length or hash differ; give the archive up then."""
        entry = self._entry(name)
        entry.file_size = size_bytes
        digest, written = hashlib.sha256(), 0
        with self._zip.open(entry, "w") as member:
            while piece := _read(source, name):
                digest.update(piece)
                written += len(piece)
                if written > size_bytes:
                    raise Altered(name)
                member.write(piece)
                yield
        if written != size_bytes or digest.hexdigest() != sha256:
            raise Altered(name)
        self._sums.append((sha256, name))

    def finish(self, seal: Callable[[Body], bytes]) -> None:
        """Write the sums of all files, in the form ``sha256sum -c`` reads, close, and end with the seal (SEAL_BYTES)."""
        sums = "".join(f"{sha256}  {name}\n" for sha256, name in self._sums).encode()
        self._zip.writestr(self._entry(SUMS), sums)
        self._zip.comment = bytes(SEAL_BYTES)
        self._valve.hold = SEAL_BYTES
        self._zip.close()
        body = Body(self._valve.digest.hexdigest(), self._valve.size_bytes, hashlib.sha256(sums).hexdigest())
        self._valve.end_with(seal(body))

    def give_up(self) -> None:
        """End without a directory: the file stays obviously incomplete."""
        self._valve.shut()
        self._zip.close()

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._made_at)  # type: ignore[arg-type]
        entry.compress_type = zipfile.ZIP_STORED
        entry.external_attr = FILE_MODE
        return entry


def _read(source: BinaryIO, name: str) -> bytes:
    try:
        return source.read(PIECE_BYTES)
    except OSError as error:
        raise Altered(name) from error
