"""``keys``: who signs can be seen by everybody, changed by the administrator of the machine, and never forgotten."""

from __future__ import annotations

import re
import stat

from lantian.evidence.receipts import check
from lantian.ledger.models import LedgerEntry


def test_the_key_is_made_with_the_installation_for_its_owner_only(app, run):
    folder = app.extensions["lantian"].settings.keys_dir
    (private,) = folder.glob("*.key")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert f"签名密钥 {private.stem} 只有本账号可读" in run("doctor").out


def test_a_signing_key_that_others_can_read_is_a_serious_fault_with_its_cure(app, run):
    (private,) = app.extensions["lantian"].settings.keys_dir.glob("*.key")
    private.chmod(0o640)
    said = run("doctor")
    assert said.code == 1
    assert f"chmod go-rwx {private}" in said.out


def test_keys_are_listed_with_the_fingerprint_that_is_published(app, run):
    [key] = app.extensions["lantian"].keyring.public_keys()
    said = run("keys")
    assert said.code == 0
    for told in (key.id, key.fingerprint, key.public_key, "在用"):
        assert told in said.out


def test_after_a_change_of_key_old_receipts_verify_and_new_ones_have_the_new_key(app, run, rows):
    ring = app.extensions["lantian"].keyring
    old = ring.receipt(seq=1, at="2026-01-01T00:00:00.000000+00:00")
    said = run("keys", "rotate", "--yes")
    assert said.code == 0, said.err
    assert "已停用" in said.out and "在用" in said.out
    new = ring.receipt(seq=2)
    assert new["key"] != old["key"]
    assert (check(old, ring.public_keys())["seq"], check(new, ring.public_keys())["seq"]) == (1, 2)
    [entry] = rows(LedgerEntry.select().where(LedgerEntry.kind == "SigningKeyChanged"))
    assert new["key"] in entry.payload and old["key"] in entry.payload
    assert run("verify").code == 0


def test_a_server_that_runs_on_signs_with_the_new_key(app, run):
    """The change is made by another process: what the server holds in memory is not asked."""
    from lantian.evidence.receipts import Keyring

    server = Keyring(app.extensions["lantian"].settings.keys_dir).open_or_make("2026-11-21T02:03:04.000000+00:00")
    before = server.receipt(seq=1)["key"]
    run("keys", "rotate", "--yes")
    after = server.receipt(seq=2)
    assert after["key"] != before
    assert check(after, server.public_keys())["seq"] == 2


def test_the_key_is_changed_only_after_a_yes(app, run):
    assert run("keys", "rotate", answers="n\n").code == 1
    assert len(app.extensions["lantian"].keyring.public_keys()) == 1


def test_init_names_the_key(bare):
    answers = ("--username", "boss", "--name", "周任", "--area", "4103", "--area-name", "洛阳市", "--unit", "示例支队")
    assert re.search("签名密钥 [0-9a-f]{16} 已生成", bare()("init", *answers).out)
