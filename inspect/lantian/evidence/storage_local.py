"""Originals in a local folder: ``ab/<sha256>``, written aside, synced, then linked into place.

Called through ``storage.open_storage``. Must never overwrite or truncate an original.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from lantian.evidence.aside import sync_folder
from lantian.evidence.storage import DamagedOriginal, NameDiffers, NotStored, Stage, WrongOffset, require_sha256, shard

INCOMING = ".incoming"
_READ_BYTES = 1 << 20
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


class LocalStage:
    """One upload in a temporary file of the same file system, made with the first byte and readable by us alone.

    Every upload writes a file of its own, also one that goes on: whoever wrote the earlier one may still hang on a dead line.
    """

    def __init__(self, storage: LocalStorage, key: str = ""):
        self.size_bytes = 0
        self.head = b""
        self._storage = storage
        self._key = key
        self._hash = hashlib.sha256()
        self._fd: int | None = None
        self._path: str | None = None

    def write(self, chunk: bytes) -> None:
        """Hash and append; both release the interpreter lock for large chunks."""
        if self._fd is None:
            self._fd, self._path = self._storage.new_incoming(self._key)
        self._hash.update(chunk)
        rest = memoryview(chunk)
        while rest:
            rest = rest[os.write(self._fd, rest) :]
        self.size_bytes += len(chunk)

    def digest(self) -> str:
        """SHA-256 of what was written so far."""
        return self._hash.hexdigest()

    def commit(self, sha256: str) -> bool:
        """Sync the bytes, then give them their name; see ``Stage.commit``."""
        if self.digest() != require_sha256(sha256):
            raise NameDiffers(f"{sha256} named, {self.digest()} written")
        if self._fd is None or self._path is None:
            raise ValueError("nothing was written")
        os.fchmod(self._fd, 0o400)
        os.fsync(self._fd)
        is_new = self._storage.link(self._path, sha256)
        self._storage.confirm(sha256, self.size_bytes)
        self.spoil()
        return is_new

    def begin_with(self, path: str, size_bytes: int) -> None:
        """Write the first bytes of an earlier upload again, through the hash."""
        with _reopened(path) as earlier:
            while self.size_bytes < size_bytes:
                chunk = earlier.read(min(_READ_BYTES, size_bytes - self.size_bytes))
                if not chunk:
                    raise WrongOffset(self.size_bytes)
                self.head = self.head or chunk
                self.write(chunk)

    def spoil(self) -> None:
        """Keep no temporary file of this upload; see ``Stage.spoil``."""
        self._remove()
        if self._key:
            self._storage.forget(self._key)

    def leave(self) -> None:
        """Close. A temporary file is only left where an upload that was cut off may go on from it."""
        if self._key:
            self._close()
            self._storage.keep_longest(self._key)
        else:
            self._remove()

    def _close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
        self._fd = None

    def _remove(self) -> None:
        self._close()
        if self._path is not None:
            with suppress(FileNotFoundError):
                os.unlink(self._path)
        self._path = None


class LocalStorage:
    """The local store; safe for any number of threads and processes at once. Paths are plain text inside: ``Path``
    objects cost a tenth of the time of a whole upload."""

    def __init__(self, originals_dir: Path):
        self._root = os.fspath(originals_dir)
        self._incoming = os.path.join(self._root, INCOMING)
        self._synced: set[str] = set()

    @contextmanager
    def stage(self, key: str = "", offset: int = 0) -> Iterator[LocalStage]:
        """Begin an upload; see ``Storage.stage``."""
        stage = LocalStage(self, key)
        try:
            if offset:
                path, kept_bytes = self._longest(key)
                if kept_bytes < offset:
                    raise WrongOffset(kept_bytes)
                stage.begin_with(path, offset)
            yield stage
        finally:
            stage.leave()

    def kept_bytes(self, key: str) -> int:
        """What earlier uploads left; see ``Storage.kept_bytes``."""
        return self._longest(key)[1]

    def forget(self, key: str) -> None:
        """Remove what uploads under this key left."""
        for path, _ in self._left(key):
            with suppress(FileNotFoundError):
                os.unlink(path)

    def keep_longest(self, key: str) -> None:
        """Remove what a key's uploads left but for the longest: nobody goes on from the others. One still written is spared."""
        for path, _ in sorted(self._left(key), key=lambda left: left[1])[:-1]:
            _remove_if_idle(path)

    def _longest(self, key: str) -> tuple[str, int]:
        return max(self._left(key), key=lambda left: left[1], default=("", 0))

    def _left(self, key: str) -> list[tuple[str, int]]:
        """The temporary files of a key with their lengths."""
        if not os.path.isdir(self._incoming):
            return []
        with os.scandir(self._incoming) as entries:
            mine = [entry for entry in entries if entry.name.startswith(f"{key}.")]
        found = []
        for entry in mine:
            with suppress(FileNotFoundError):
                found.append((entry.path, entry.stat().st_size))
        return found

    def put(self, sha256: str, source: Path | Stage) -> bool:
        """Keep a file or a written stage; see ``Storage.put``."""
        require_sha256(sha256)
        if not isinstance(source, Path):
            return source.commit(sha256)
        with self.stage() as stage, open(source, "rb") as original:
            while chunk := original.read(_READ_BYTES):
                stage.write(chunk)
            return stage.commit(sha256)

    def confirm(self, sha256: str, size_bytes: int) -> None:
        """Check the length and sync the name. Also run for an original somebody else is just linking: whoever is told
        "already here" will delete their own copy, so the name must be on disk by then."""
        stored_bytes = self.size(sha256)
        if stored_bytes != size_bytes:
            raise DamagedOriginal(sha256, stored_bytes, size_bytes)
        sync_folder(self._folder(sha256))

    def open(self, sha256: str) -> BinaryIO:
        """The original's bytes; see ``Storage.open``."""
        try:
            return open(self._path(sha256), "rb")
        except FileNotFoundError:
            raise NotStored(sha256) from None

    def exists(self, sha256: str) -> bool:
        """Whether the original is kept."""
        return os.path.isfile(self._path(sha256))

    def size(self, sha256: str) -> int:
        """Length in bytes; see ``Storage.size``."""
        try:
            return os.stat(self._path(sha256)).st_size
        except FileNotFoundError:
            raise NotStored(sha256) from None

    @contextmanager
    def as_file(self, sha256: str) -> Iterator[Path]:
        """The original itself, which is read-only; see ``Storage.as_file``."""
        if not self.exists(sha256):
            raise NotStored(sha256)
        yield Path(self._path(sha256))

    def remove(self, sha256: str) -> None:
        """The one way an original goes; see ``Storage.remove``."""
        with suppress(FileNotFoundError):
            os.unlink(self._path(sha256))
            sync_folder(f"{self._root}/{shard(sha256)}")

    def sweep(self, older_than_s: float) -> int:
        """Remove temporary files of dead uploads; see ``Storage.sweep``."""
        if not os.path.isdir(self._incoming):
            return 0
        oldest = time.time() - older_than_s
        with os.scandir(self._incoming) as entries:
            return sum(_removed_if_older(entry.path, oldest) for entry in entries)

    def new_incoming(self, key: str = "") -> tuple[int, str]:
        """Open a new temporary file, mode 0600: its descriptor and path."""
        path = f"{self._incoming}/{key and key + '.'}{secrets.token_hex(12)}.part"
        try:
            return _open_locked(path), path
        except FileNotFoundError:
            os.makedirs(self._incoming, mode=0o700, exist_ok=True)
            return _open_locked(path), path

    def link(self, path: str, sha256: str) -> bool:
        """Give the file at ``path`` its name; False when the name is taken. A link, unlike a rename, cannot overwrite."""
        try:
            os.link(path, f"{self._folder(sha256)}/{sha256}")
        except FileExistsError:
            return False
        except FileNotFoundError:
            # Another upload of the same photo by the same person was whole first and removed what the others left.
            if not self.exists(sha256):
                raise
            return False
        return True

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{shard(sha256)}/{sha256}"

    def _folder(self, sha256: str) -> str:
        """The folder of a name, made if need be, itself safely on disk: its entry is synced once per process, also when
        another process made it, which may not have come to its own sync yet."""
        folder = f"{self._root}/{shard(sha256)}"
        if folder not in self._synced:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            sync_folder(self._root)
            self._synced.add(folder)
        return folder


def _open_locked(path: str) -> int:
    """A new file, locked for as long as its upload writes it."""
    handle = os.open(path, _NEW, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return handle


def _remove_if_idle(path: str) -> None:
    """Unlink a file that no upload holds any more."""
    with suppress(FileNotFoundError, BlockingIOError), open(path, "rb") as left:
        fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(path)


def _reopened(path: str) -> BinaryIO:
    """What an earlier upload left. Raises WrongOffset when another upload has just outgrown and removed it."""
    try:
        return open(path, "rb")
    except FileNotFoundError:
        raise WrongOffset(0) from None


def _removed_if_older(path: str, oldest: float) -> bool:
    with suppress(FileNotFoundError):
        if os.stat(path).st_mtime <= oldest:
            os.unlink(path)
            return True
    return False
