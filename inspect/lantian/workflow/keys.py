"""Changing the key that signs: an act like others, with its entry in the book. Must not know how keys are kept (``evidence``)."""

from __future__ import annotations

from lantian.evidence.receipts import Keyring
from lantian.ledger import book
from lantian.ledger.db import transaction


def rotate(keyring: Keyring, *, at: str, actor: book.Actor) -> tuple[str, list[str]]:
    """Retire the signing key and make another; its id and those retired now. The book names both.

    The files come first: an entry about a key that is not there would be worse than a key without its entry.
    """
    old = [key.id for key in keyring.public_keys() if key.retired_at is None]
    with transaction():
        at = book.moment(at)
        new = keyring.rotate(at)
        payload = {"key": new, "retired": old, "keys": {key.id: key.public_key for key in keyring.public_keys()}}
        book.append(at=at, actor=actor, kind="SigningKeyChanged", subject_kind="book", subject_id="keys", payload=payload)
    return new, old
