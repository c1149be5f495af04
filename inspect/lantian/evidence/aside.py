"""Files that are there whole or not at all: written aside, then renamed into their place.

Owns the one way in which keys, answers, heartbeats and derived copies are written. Must not know what is written, and never
touches originals (``storage_local`` links them, which cannot overwrite).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


@contextmanager
def written(path: Path, *, mode: int = 0o644, sync: bool = False) -> Iterator[BinaryIO]:
    """A file to write; leaving the block puts it into the place of ``path``, an error in the block leaves all as it was.

    With ``sync`` bytes and name survive a power cut when the block is left. The folder must be there. Raises OSError.
    """
    aside = path.with_name(f"{path.name}.{secrets.token_hex(6)}.part")
    try:
        with open(os.open(aside, _NEW, mode), "wb") as file:
            yield file
            file.flush()
            if sync:
                os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    if sync:
        sync_folder(path.parent)


def sync_folder(folder: str | Path) -> None:
    """Put the folder's entries on disk: without it a power cut may lose the name of a file whose bytes are safe."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
