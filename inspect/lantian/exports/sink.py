"""Where a writer's bytes go: counted and hashed on their way out.

Owns ``HashingSink`` and the base ``Steps`` of all writers. Must not know any format.
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
    """A writer that works in small steps, so that whoever runs it can look at progress, or stop, between two of them."""

    # Whether the head of the book stands in the file's name, because the format has no place for it.
    head_in_name = False

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
