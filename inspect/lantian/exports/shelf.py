"""The folder of finished export files: written aside, synced, renamed, and cleared away when their time is over.

A name on the shelf is a whole file or nothing; what a killed process leaves has another name and is swept. Must not know who may
fetch a file, nor for how long it is kept.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PART = ".part"


class Shelf:
    """One folder; made with the first file. ``name`` is a plain file name without a folder."""

    def __init__(self, folder: Path):
        self._folder = folder

    def path(self, name: str) -> Path:
        """Where a file lies or will lie. Raises ValueError for a name with a folder in it."""
        if not name or name != os.path.basename(name) or name.startswith("."):
            raise ValueError(f"not a plain file name: {name!r:.80}")
        return self._folder / name

    @contextmanager
    def draft(self, name: str) -> Iterator[BinaryIO]:
        """A file to write. Leaving the block puts it on the shelf, on disk for good; an error in the block leaves nothing.

        Raises OSError when the disk refuses; a file of the same name is replaced.
        """
        path = self.path(name)
        aside = path.with_name(name + PART)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, path)
            _sync(self._folder)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise

    def remove(self, name: str) -> None:
        """Take a file away, if it is there; whoever is just reading it reads on."""
        self.path(name).unlink(missing_ok=True)

    def sweep(self, keep: Collection[str], older_than_s: float) -> int:
        """Remove everything not to be kept that nobody has written to for a while; how many."""
        if not self._folder.is_dir():
            return 0
        oldest = time.time() - older_than_s
        with os.scandir(self._folder) as entries:
            return sum(_removed_if_older(entry.path, oldest) for entry in entries if entry.name not in keep)


def _removed_if_older(path: str, oldest: float) -> bool:
    with suppress(FileNotFoundError):
        if os.stat(path).st_mtime <= oldest:
            # A folder is of a writer's working files.
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
            return True
    return False


def _sync(folder: Path) -> None:
    """Put the name on disk too: a power cut must not take away a file that the book already names."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
