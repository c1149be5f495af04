"""Receiving one photo: every byte counted, hashed and compared with the name the phone gave it, then kept.

Called by workflow for ``PUT /api/photos/<sha256>``. Must not decode the picture (``examiner`` does, later and apart) and
must not know HTTP: a refusal is a ``Problem``.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from lantian.domain.problems import Problem
from lantian.evidence.sniff import HEAD_BYTES, FileKind, sniff
from lantian.evidence.storage import DamagedOriginal, Stage, Storage, WrongOffset, is_sha256

CHUNK_BYTES = 1 << 17
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class ByteStream(Protocol):
    """What a request's body offers: up to ``size`` bytes at a time, empty at the end."""

    def read(self, size: int, /) -> bytes:
        """The next bytes."""


@dataclass(frozen=True)
class Received:
    """A photo that is now safely kept; ``already_here`` when an earlier upload had brought the same bytes."""

    sha256: str
    size_bytes: int
    media_type: str
    already_here: bool


def receive(
    stream: ByteStream,
    *,
    expected_sha256: str,
    expected_bytes: int | None,
    limit_bytes: int,
    storage: Storage,
    sender_gone: tuple[type[Exception], ...] = (),
    sender: str = "",
    offset: int = 0,
) -> Received:
    """Keep the photo in ``stream`` under ``expected_sha256``; on return it survives a power cut.

    ``sender`` names who sends: what came before a line was cut is kept for them, and a later upload goes on from its first
    ``offset`` bytes; ``stream`` and ``expected_bytes`` are then the rest. Raises ``Problem`` photo_offset with the true one.

    ``expected_bytes`` is the declared length: no byte past it is asked for (on a bare socket that would wait for ever).
    ``sender_gone`` names exceptions of ``stream.read`` that mean a lost connection, beside ConnectionError and
    TimeoutError. Safe when the same photo arrives several times at once.
    Raises ``Problem``: photo_name_invalid, photo_too_large, photo_empty, photo_cut_short, photo_type_refused,
    photo_mismatch; storage_full when the disk is full; photo_store_damaged when the original of this name is damaged.
    """
    if not is_sha256(expected_sha256):
        raise Problem("photo_name_invalid")
    body = _Body(stream, expected_bytes, limit_bytes, (ConnectionError, TimeoutError, *sender_gone), offset)
    with _store_faults_reported():
        # The rest of a photo is joined to what its own sender left, also when the photo is here: a name is no proof of bytes.
        if storage.exists(expected_sha256) and not offset:
            return _compare(body, expected_sha256, storage)
        return _keep(body, expected_sha256, storage, upload_key(expected_sha256, sender), offset)


def upload_key(sha256: str, sender: str) -> str:
    """Under what an upload that was cut off is kept: one person's upload of one photo; '' keeps nothing."""
    return f"{sha256}.{sender}" if sender else ""


def kept_bytes(sha256: str, sender: str, storage: Storage) -> int:
    """How many bytes of a photo this sender's earlier uploads left. Raises ``Problem`` photo_name_invalid."""
    if not is_sha256(sha256):
        raise Problem("photo_name_invalid")
    return storage.kept_bytes(upload_key(sha256, sender))


def _keep(body: _Body, sha256: str, storage: Storage, key: str, offset: int) -> Received:
    """The photo is new: write it aside, and give it its name when all of it proved right."""
    with storage.stage(key, offset) as stage:
        try:
            media_type = _drain(body, sha256, stage)
        except Problem as problem:
            if problem.code != "photo_cut_short":
                stage.spoil()
            raise
        except OSError:
            stage.spoil()
            raise
        is_new = stage.commit(sha256)
    return Received(sha256, body.received_bytes, media_type, not is_new)


def _compare(body: _Body, sha256: str, storage: Storage) -> Received:
    """The photo is here: the body must be read and hashed all the same, or a wrong one would be answered with 200."""
    media_type = _drain(body, sha256, _HashOnly())
    storage.confirm(sha256, body.received_bytes)
    return Received(sha256, body.received_bytes, media_type, already_here=True)


def _drain(body: _Body, sha256: str, sink: Stage | _HashOnly) -> str:
    """Read the whole body into ``sink`` and give its media type; a wrong type is refused before anything is written."""
    head = sink.head or body.head()
    kind = sniff(head)
    if kind.media_type is None:
        raise _wrong_type(kind, body, head, sha256)
    if not sink.head:
        sink.write(head)
    for chunk in body.rest():
        sink.write(chunk)
    if sink.digest() != sha256:
        raise Problem("photo_mismatch")
    return kind.media_type


def _wrong_type(kind: FileKind, body: _Body, head: bytes, sha256: str) -> Problem:
    """Why the first bytes are not those of a photo. When they are all there is and not what was sent, they were damaged
    on the way: "send it again" helps, "take another photo" does not."""
    if body.ended and hashlib.sha256(head).hexdigest() != sha256:
        return Problem("photo_mismatch")
    return Problem("photo_type_refused", found=kind.found)


class _HashOnly:
    """Where the bytes of a photo go that is already kept: nowhere, but through the hash."""

    def __init__(self) -> None:
        self.head = b""
        self._hash = hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        """Hash the chunk."""
        self._hash.update(chunk)

    def digest(self) -> str:
        """SHA-256 so far."""
        return self._hash.hexdigest()


class _Body:
    """The body of an upload, counted against its declared length and the limit while it is read."""

    def __init__(
        self,
        stream: ByteStream,
        rest_bytes: int | None,
        limit_bytes: int,
        sender_gone: tuple[type[Exception], ...],
        offset: int = 0,
    ):
        expected_bytes = None if rest_bytes is None else offset + rest_bytes
        if offset > limit_bytes or (expected_bytes or 0) > limit_bytes:
            raise _too_large(limit_bytes)
        if expected_bytes == 0:
            raise Problem("photo_empty")
        self._stream = stream
        self._expected_bytes = expected_bytes
        self._limit_bytes = limit_bytes
        self._sender_gone = sender_gone
        self.received_bytes = offset
        self.ended = rest_bytes == 0

    def head(self) -> bytes:
        """The first chunk, at least ``HEAD_BYTES`` long unless the body ends before."""
        head = b""
        while len(head) < HEAD_BYTES and not self.ended:
            head += self._next()
        if not head:
            raise Problem("photo_empty")
        return head

    def rest(self) -> Iterator[bytes]:
        """The remaining chunks."""
        while not self.ended:
            if chunk := self._next():
                yield chunk

    def _next(self) -> bytes:
        chunk = self._read()
        self.received_bytes += len(chunk)
        if self.received_bytes > self._limit_bytes:
            raise _too_large(self._limit_bytes)
        if not chunk and self._missing_bytes():
            raise self._cut_short()
        self.ended = not chunk or self._is_complete()
        return chunk

    def _read(self) -> bytes:
        missing_bytes = self._missing_bytes()
        try:
            return self._stream.read(CHUNK_BYTES if missing_bytes is None else min(CHUNK_BYTES, missing_bytes))
        except self._sender_gone as error:
            raise self._cut_short() from error

    def _missing_bytes(self) -> int | None:
        """How many declared bytes are still to come; None when no length was declared."""
        return None if self._expected_bytes is None else self._expected_bytes - self.received_bytes

    def _is_complete(self) -> bool:
        missing_bytes = self._missing_bytes()
        return missing_bytes is not None and missing_bytes <= 0

    def _cut_short(self) -> Problem:
        expected = "?" if self._expected_bytes is None else self._expected_bytes
        return Problem("photo_cut_short", expected=expected, received=self.received_bytes)


@contextmanager
def _store_faults_reported() -> Iterator[None]:
    """Name the two faults of the store that the phone should retry on; any other OSError is a fault of ours and rises."""
    try:
        yield
    except WrongOffset as error:
        raise Problem("photo_offset", kept=error.kept_bytes, extra={"offset": error.kept_bytes}) from error
    except DamagedOriginal as error:
        raise Problem("photo_store_damaged", sha256=error.sha256) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise Problem("storage_full") from error
        raise


def _too_large(limit_bytes: int) -> Problem:
    return Problem("photo_too_large", limit=f"{limit_bytes / 1_000_000:.3g} MB")
