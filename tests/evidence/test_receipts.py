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


@pytest.mark.parametrize("part", ["text", "signature", "key"])
@pytest.mark.parametrize("place", [0, -3])
def test_a_changed_receipt_is_refused(folder, part, place):
    """Also where the changed sign of the signature, the last before ``==``, means the same bytes."""
    ring = Keyring(folder).open_or_make(AT)
    receipt = ring.receipt(seq=7)
    changed = list(receipt[part])
    changed[place] = chr(ord(changed[place]) + 1) if changed[place] not in "9Zz" else "a"
    receipt[part] = "".join(changed)
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


def test_no_receipt_is_given_before_the_names_of_the_key_are_on_disk(folder, fsynced):
    Keyring(folder).open_or_make(AT)
    written = [path for path in fsynced if path.endswith(".part")]
    assert len(written) == 2, "the private and the public half"
    for place in (folder, folder.parent):
        assert str(place) in fsynced[fsynced.index(written[-1]) :]


def test_whoever_finds_a_key_that_another_is_just_making_waits_for_its_name_too(folder, fsynced):
    Keyring(folder).open_or_make(AT)
    fsynced.clear()
    Keyring(folder).open_or_make(AT)
    assert fsynced == [str(folder), str(folder.parent)]


def test_a_change_of_key_that_fails_half_way_leaves_no_half_file(folder, monkeypatch):
    ring = Keyring(folder).open_or_make(AT)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        ring.rotate(LATER)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
