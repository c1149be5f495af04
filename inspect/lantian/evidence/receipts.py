"""Signed receipts: what was received, under which number, when. Anybody with the public key can check one without us.

Owns the signing key of an installation (Ed25519, RFC 8032) and the text of a receipt. One file per key in the key folder:
``<id>.key`` (raw private key, readable by us alone) and ``<id>.pub`` (JSON). A key that was replaced keeps its ``.pub``: old
receipts still verify. Must not know what is received, nor HTTP.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lantian.evidence.aside import sync_folder, written

VERSION = 1
ID_DIGITS = 16


class BadReceipt(ValueError):
    """A receipt that no key of ours has signed, or that was changed."""


@dataclass(frozen=True)
class PublicKey:
    """A key as it is published: id (first 16 hex digits of the SHA-256 of the raw key), raw key in Base64, UTC ISO times."""

    id: str
    public_key: str
    made_at: str
    retired_at: str | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the raw key in hex: what is published on paper and compared digit by digit."""
        return hashlib.sha256(base64.b64decode(self.public_key)).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"id": self.id, "algorithm": "Ed25519", **self.__dict__}


class Keyring:
    """The keys of an installation. Signs with the newest that was not retired."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._current: tuple[str, Ed25519PrivateKey] | None = None

    def open_or_make(self, at: str) -> Keyring:
        """Read the signing key; the first time, make one. ``at``: UTC ISO time. Safe for several processes at once.

        No receipt is given out before the names of key and folder are on disk, also when another process is just making them:
        lost in a power cut, the key would be followed by another one in silence.
        """
        if not self._signing():
            self._make(at)
        self._open()
        for folder in (self._folder, self._folder.parent):
            sync_folder(folder)
        return self

    def _open(self) -> tuple[str, Ed25519PrivateKey]:
        key_id = self._signing()[0]
        self._current = key_id, Ed25519PrivateKey.from_private_bytes((self._folder / f"{key_id}.key").read_bytes())
        return self._current

    def rotate(self, at: str) -> str:
        """Retire the signing key and make a new one; its id. The old private key is removed, the public one stays."""
        old = self._signing()
        new = self._make(at)
        for key_id in old:
            self._write(f"{key_id}.pub", json.dumps({**self._read(key_id).__dict__, "retired_at": at}).encode(), 0o644)
            (self._folder / f"{key_id}.key").unlink()
        self.open_or_make(at)
        return new

    def public_keys(self) -> list[PublicKey]:
        """Every key there was, oldest first."""
        found = [self._read(path.stem) for path in self._folder.glob("*.pub")]
        return sorted(found, key=lambda key: (key.made_at, key.id))

    @property
    def signing_id(self) -> str:
        """The id of the key that signs now."""
        return self._signing()[0]

    def loose_files(self) -> list[Path]:
        """Private keys, and the folder itself, that others than their owner may use."""
        secret = [self._folder, *sorted(self._folder.glob("*.key"))]
        return [path for path in secret if path.stat().st_mode & 0o077]

    def receipt(self, **facts: Any) -> dict[str, str]:
        """A receipt over these facts: ``text`` (canonical JSON), ``key`` (id) and ``signature`` (Base64)."""
        return self.signer()(**facts)

    def signer(self) -> Callable[..., dict[str, str]]:
        """What ``receipt`` does, with the key of this moment for good: for a file whose signatures belong together.

        A key that another process has retired meanwhile is not used again.
        """
        if self._current is None:
            raise RuntimeError("open_or_make first")
        key_id, key = self._current if (self._folder / f"{self._current[0]}.key").exists() else self._open()
        return lambda **facts: _receipt(key_id, key, facts)

    def _signing(self) -> list[str]:
        """Keys that may sign, in one fixed order: two processes that made one at the same time agree."""
        keys = [key for key in self.public_keys() if key.retired_at is None] if self._folder.is_dir() else []
        return [key.id for key in keys if (self._folder / f"{key.id}.key").exists()]

    def _make(self, at: str) -> str:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        raw = key.public_key().public_bytes_raw()
        key_id = hashlib.sha256(raw).hexdigest()[:ID_DIGITS]
        self._write(f"{key_id}.key", key.private_bytes_raw(), 0o600)
        public = PublicKey(key_id, base64.b64encode(raw).decode(), at)
        self._write(f"{key_id}.pub", json.dumps(public.__dict__).encode(), 0o644)
        return key_id

    def _write(self, name: str, content: bytes, mode: int) -> None:
        with written(self._folder / name, mode=mode, sync=True) as file:
            file.write(content)

    def _read(self, key_id: str) -> PublicKey:
        return PublicKey(**json.loads((self._folder / f"{key_id}.pub").read_text()))


def _receipt(key_id: str, key: Ed25519PrivateKey, facts: dict[str, Any]) -> dict[str, str]:
    text = json.dumps({"v": VERSION, **facts}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {"text": text, "key": key_id, "signature": base64.b64encode(key.sign(text.encode())).decode()}


def check(receipt: dict[str, str], keys: Iterable[PublicKey]) -> dict[str, Any]:
    """The facts of a receipt. Raises BadReceipt when none of the keys signed exactly this text, or when the time in it is later
    than its key's retirement: then somebody has kept a key that should be gone."""
    key = next((key for key in keys if key.id == receipt.get("key")), None)
    if key is None:
        raise BadReceipt(f"no key {receipt.get('key')!r}")
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.public_key))
        public.verify(_unpacked(receipt["signature"]), receipt["text"].encode())
    except (InvalidSignature, KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadReceipt("the signature does not belong to this text") from error
    facts = dict(json.loads(receipt["text"]))
    if key.retired_at and not _dated(facts) <= key.retired_at:
        raise BadReceipt("signed after its key was retired")
    return facts


# What a receipt says of its time, by kind: head and checkpoint, photo and record, package.
_TIMES = ("at", "received_at", "exported_at")


def _dated(facts: dict[str, Any]) -> str:
    """The latest time in it, as text of the stored form; without any it is after everything."""
    return max((str(facts[name]) for name in _TIMES if name in facts), default="~")


def _unpacked(text: str) -> bytes:
    """Base64 in its only form, as the verifiers take it. Raises ValueError, TypeError."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("another form of the same bytes")
    return raw
