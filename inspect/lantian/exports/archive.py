"""A ZIP archive written straight through, to a destination that can neither seek nor be taken back.

Owns the list of SHA-256 sums that closes the archive, and the promise that an archive given up half-way has no directory at its
end, so that no program takes it for a whole one. Must not know cases.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from .sink import PIECE_BYTES, Out

SUMS = "SHA256SUMS"
# rw-r--r--, for those who unpack on Linux.
FILE_MODE = 0o644 << 16


class Altered(Exception):
    """The bytes of a stream could not be read, or were not those its hash had promised."""


class _Valve:
    """Lets bytes through until it is shut; then it swallows them, because ZipFile writes its directory even when discarded."""

    def __init__(self, out: Out):
        self._out: Out | None = out

    def write(self, data: bytes) -> int:
        if self._out is not None:
            self._out.write(bytes(data))
        return len(data)

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
        """A small file, compressed."""
        self._sums.append((hashlib.sha256(content).hexdigest(), name))
        self._zip.writestr(self._entry(name, zipfile.ZIP_DEFLATED), content)

    def add_stream(self, name: str, source: BinaryIO, *, sha256: str, size_bytes: int) -> Iterator[None]:
        """A large file as it is, in steps. Raises Altered when length or hash differ; give the archive up then."""
        entry = self._entry(name, zipfile.ZIP_STORED)
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

    def finish(self) -> None:
        """Write the sums of all files, in the form ``sha256sum -c`` reads, and close."""
        lines = "".join(f"{sha256}  {name}\n" for sha256, name in self._sums)
        self._zip.writestr(self._entry(SUMS, zipfile.ZIP_DEFLATED), lines.encode())
        self._zip.close()

    def give_up(self) -> None:
        """End without a directory: the file stays obviously incomplete."""
        self._valve.shut()
        self._zip.close()

    def _entry(self, name: str, compression: int) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._made_at)  # type: ignore[arg-type]
        entry.compress_type = compression
        entry.external_attr = FILE_MODE
        return entry


def _read(source: BinaryIO, name: str) -> bytes:
    try:
        return source.read(PIECE_BYTES)
    except OSError as error:
        raise Altered(name) from error
