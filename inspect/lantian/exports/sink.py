"""Where a writer's bytes go: counted and hashed on their way out, and handed on in pieces to whoever downloads.

Owns ``HashingSink``, the base ``Steps`` of all writers and ``stream``. Must not know any format.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Protocol

from lantian.domain.casefile import CaseFile, ExportContext

PIECE_BYTES = 256 * 1024


class Out(Protocol):
    """All a writer may ask of its destination; it can neither seek nor read."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""


class Steps(ABC):
    """A writer that works in small steps, so that a download can take what is there after each of them."""

    @abstractmethod
    def steps(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> Iterator[None]:
        """Write the file, coming back after every few hundred kilobytes at most."""

    def write(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> None:
        """Write the whole file. Raises Problem where the export must stop; what is written by then is no valid file."""
        for _ in self.steps(cases, out, context):
            pass


class HashingSink:
    """Passes bytes on to ``out``, keeping their SHA-256 and their number."""

    def __init__(self, out: Out):
        self._out = out
        self._digest = hashlib.sha256()
        self.size_bytes = 0

    def write(self, data: bytes, /) -> int:
        """Hash, count and pass on."""
        self._digest.update(data)
        self.size_bytes += len(data)
        self._out.write(data)
        return len(data)

    def hexdigest(self) -> str:
        """SHA-256 of all that went through, 64 hex digits."""
        return self._digest.hexdigest()


class _Pieces:
    """Collects bytes until they are taken."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self.size_bytes = 0

    def write(self, data: bytes, /) -> None:
        self._held.append(bytes(data))
        self.size_bytes += len(data)

    def take(self) -> bytes:
        taken, self._held, self.size_bytes = b"".join(self._held), [], 0
        return taken


class Download:
    """The bytes of an export as they are made. ``sha256`` and ``size_bytes`` hold for the whole file once it is exhausted."""

    def __init__(self, writer: Steps, cases: Iterable[CaseFile], context: ExportContext):
        self._pieces = _Pieces()
        self._sink = HashingSink(self._pieces)
        self._steps = writer.steps(cases, self._sink, context)

    def __iter__(self) -> Iterator[bytes]:
        """Pieces of about ``PIECE_BYTES``. Raises Problem as the writer does; the first piece comes before any is known good."""
        for _ in self._steps:
            if self._pieces.size_bytes >= PIECE_BYTES:
                yield self._pieces.take()
        if self._pieces.size_bytes:
            yield self._pieces.take()

    @property
    def sha256(self) -> str:
        """SHA-256 of what has been handed on so far."""
        return self._sink.hexdigest()

    @property
    def size_bytes(self) -> int:
        """How many bytes have been handed on so far."""
        return self._sink.size_bytes


def stream(writer: Steps, cases: Iterable[CaseFile], context: ExportContext) -> Download:
    """An export to be iterated, for an answer that begins before the file is finished."""
    return Download(writer, cases, context)
