"""Where photo originals are kept: the promise every store gives, whatever lies beneath it.

Owns the ``Storage`` protocol, the rule that an original's name is the SHA-256 of its bytes, and the choice of a store.
Must not know HTTP, look into a photo, or ever change an original. Only ``workflow.removal`` has one removed.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

_SHA256 = re.compile(r"[0-9a-f]{64}")


class NotStored(LookupError):
    """No original with this name is in the store."""


class NameDiffers(ValueError):
    """The bytes written do not hash to the name under which they were to be kept."""


class DamagedOriginal(RuntimeError):
    """An original of this name is there, but its length is wrong; it is left as it is, for a person to look at."""

    def __init__(self, sha256: str, stored_bytes: int, expected_bytes: int):
        super().__init__(f"{sha256}: {stored_bytes} bytes stored, {expected_bytes} expected")
        self.sha256 = sha256
        self.stored_bytes = stored_bytes
        self.expected_bytes = expected_bytes


class WrongOffset(ValueError):
    """An upload was to go on from a place that was never reached; ``kept_bytes`` is how far it may begin."""

    def __init__(self, kept_bytes: int):
        super().__init__(f"only {kept_bytes} bytes are kept")
        self.kept_bytes = kept_bytes


class Stage(Protocol):
    """Bytes on their way in, hashed while they are written; nothing is visible in the store before ``commit``."""

    size_bytes: int
    # The first bytes of an upload that goes on where an earlier one was cut off; empty for one that begins.
    head: bytes

    def write(self, chunk: bytes) -> None:
        """Append ``chunk``. Raises OSError when the disk refuses."""

    def digest(self) -> str:
        """SHA-256 of what was written so far, 64 lower-case hex digits."""

    def commit(self, sha256: str) -> bool:
        """Keep the bytes for good under ``sha256``: True when new, False when the same original was there already.

        When it returns, the original survives a power cut. Raises ``NameDiffers``, ``DamagedOriginal``, OSError.
        """

    def spoil(self) -> None:
        """What was written is of no use: keep nothing of this upload, nor of those it went on from."""


class Storage(Protocol):
    """A write-once store of originals named by their SHA-256. Every method raises ValueError for any other name."""

    def stage(self, key: str = "", offset: int = 0) -> AbstractContextManager[Stage]:
        """Begin an upload; leaving the block without ``commit`` leaves nothing in the store.

        With a ``key`` (whose upload of which photo) what came before the line was cut is kept for a while, and ``offset`` bytes
        of it begin this upload. Raises ``WrongOffset`` when fewer are kept.
        """

    def kept_bytes(self, key: str) -> int:
        """How many bytes earlier uploads under this key left, 0 for none."""

    def put(self, sha256: str, source: Path | Stage) -> bool:
        """Keep a whole file, or a stage already written; same answer and same errors as ``Stage.commit``."""

    def confirm(self, sha256: str, size_bytes: int) -> None:
        """Make sure the original is there, has this length and survives a power cut.

        Raises ``NotStored``, ``DamagedOriginal``.
        """

    def open(self, sha256: str) -> BinaryIO:
        """The original's bytes, as received. Raises ``NotStored``."""

    def exists(self, sha256: str) -> bool:
        """Whether an original of this name is kept."""

    def size(self, sha256: str) -> int:
        """Length in bytes. Raises ``NotStored``."""

    def as_file(self, sha256: str) -> AbstractContextManager[Path]:
        """A path to read the original from, valid inside the block only. Raises ``NotStored``."""

    def remove(self, sha256: str) -> None:
        """Remove an original for good, as the law requires and two persons decided; called by ``workflow.removal`` alone.

        When it returns, the name is gone from the disk; one that is not there is no error. Raises OSError.
        """

    def sweep(self, older_than_s: float) -> int:
        """Remove uploads nobody has written to for ``older_than_s`` seconds (a killed process); how many."""


def is_sha256(name: object) -> bool:
    """Whether ``name`` is exactly 64 lower-case hex digits; the only thing a path is ever built from."""
    return isinstance(name, str) and _SHA256.fullmatch(name) is not None


def require_sha256(name: str) -> str:
    """``name`` itself, or ValueError when it is not a SHA-256 in lower-case hex."""
    if not is_sha256(name):
        raise ValueError(f"not a SHA-256 name: {name!r:.80}")
    return name


def shard(sha256: str) -> str:
    """The folder a name lies in, ``ab``: 256 folders, of 20,000 names each at 5,000,000 photos (decision 0010)."""
    return require_sha256(sha256)[:2]


def open_storage(originals_dir: Path) -> Storage:
    """The store of originals in ``originals_dir``; the folder itself is made with the first original."""
    from lantian.evidence.storage_local import LocalStorage

    return LocalStorage(originals_dir)
