"""A receipt says what was received and when, and can be checked with the public key alone."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from lantian.evidence.receipts import BadReceipt, Keyring, check

AT = "2026-11-22T00:00:00.000000+00:00"
LATER = "2026-12-01T00:00:00.000000+00:00"
AFTER = "2026-12-01T00:00:00.000001+00:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_a_receipt_is_checked_with_the_public_key(folder):
    ring = Keyring(folder).open_or_make(AT)
    receipt = ring.receipt(kind="photo", sha256="ab" * 32, size_bytes=300_000, seq=7, received_at=AT)
    assert check(receipt, ring.public_keys())["seq"] == 7
    assert json.loads(receipt["text"])["size_bytes"] == 300_000


@pytest.mark.parametrize("change", [("text", '"seq":7', '"seq":8'), ("signature", "A", "B"), ("key", "0", "1")])
def test_a_changed_receipt_is_refused(folder, change):
    ring = Keyring(folder).open_or_make(AT)
    part, old, new = change
    receipt = ring.receipt(seq=7)
    receipt[part] = receipt[part].replace(old, new) if old in receipt[part] else new + receipt[part][1:]
    with pytest.raises(BadReceipt):
        check(receipt, ring.public_keys())


def test_the_key_is_made_once_and_kept_from_others(folder):
    first = Keyring(folder).open_or_make(AT).receipt(seq=1)
    again = Keyring(folder).open_or_make(LATER).receipt(seq=1)
    assert first == again
    (private,) = folder.glob("*.key")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_receipts_of_a_replaced_key_still_verify(folder):
    ring = Keyring(folder).open_or_make(AT)
    old = ring.receipt(seq=1, at=AT)
    new_id = ring.rotate(LATER)
    fresh = ring.receipt(seq=2)
    assert fresh["key"] == new_id != old["key"]
    assert check(old, ring.public_keys())["seq"] == 1
    assert check(fresh, Keyring(folder).open_or_make(LATER).public_keys())["seq"] == 2
    assert [key.retired_at for key in ring.public_keys()] == [LATER, None]
    assert len(list(folder.glob("*.key"))) == 1


@pytest.mark.parametrize(
    "facts", [{"at": AFTER}, {"received_at": AFTER}, {"exported_at": AFTER}, {"at": AT, "received_at": AFTER}, {}]
)
def test_a_receipt_dated_after_its_key_was_retired_is_refused(folder, facts):
    """Whoever kept a copy of the private key can still sign; without a time in it nothing says that it was signed before."""
    ring = Keyring(folder).open_or_make(AT)
    stolen = ring.signer()
    assert check(stolen(**facts), ring.public_keys())
    ring.rotate(LATER)
    with pytest.raises(BadReceipt, match="retired"):
        check(stolen(**facts), ring.public_keys())
    assert check(stolen(at=LATER), ring.public_keys())
