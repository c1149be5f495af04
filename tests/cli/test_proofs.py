"""``verify`` and ``forms check``: they find what is broken, name it, and say so in their exit code."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from lantian.settings import ROOT
from web_fixtures import jpeg, make_record, photo_line, put_photo, put_record


@pytest.fixture
def handed_in(app, sign_in):
    """A record with two findings in the book."""
    client, body = sign_in("li"), jpeg((1, 2, 3))
    record = make_record(app, fails=("d6.cover",), photos=[photo_line(body, "d6.cover")])
    assert put_photo(client, body, record["id"]).status_code == 201
    assert put_record(client, record).status_code == 201
    return record


def data_dir(app):
    return app.extensions["lantian"].settings.data_dir


def tamper(app, *statements):
    """Change the database past the product and past its triggers."""
    connection = sqlite3.connect(data_dir(app) / "lantian.db")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_whole_book_is_said_to_be_whole_with_its_head(run, handed_in):
    said = run("verify", "--full")
    assert said.code == 0, said.out
    assert "全部一致" in said.out
    assert "末条哈希" in said.out


def test_a_changed_entry_is_named(app, run, handed_in):
    tamper(app, "UPDATE ledger_entry SET payload = '{}' WHERE seq = 2")
    said = run("verify")
    assert said.code == 1
    assert "#2" in said.out


def test_a_missing_original_is_named(app, run, handed_in):
    shutil.rmtree(data_dir(app) / "originals")
    said = run("verify")
    assert said.code == 1
    assert "照片原件不在存储中" in said.out


def test_only_a_full_look_finds_a_changed_byte(app, run, handed_in):
    (original,) = [path for path in (data_dir(app) / "originals").rglob("*") if path.is_file()]
    body = bytearray(original.read_bytes())
    body[-3] ^= 1
    original.chmod(0o600)
    original.write_bytes(bytes(body))
    assert run("verify").code == 0
    assert run("verify", "--full").code == 1


def test_the_content_of_the_product_keeps_its_rules(run):
    said = run("forms", "check")
    assert said.code == 0, said.out


def test_a_broken_list_is_named_with_item_rule_and_cure(run, tmp_path):
    forms = tmp_path / "forms"
    shutil.copytree(ROOT / "forms", forms)
    path = forms / "checklists" / "dust_six" / "2026.11.toml"
    path.write_text(path.read_text().replace('answer_type = "pass_fail_na"', 'answer_type = "pass_or_fail"', 1))
    said = run("forms", "check", "--dir", str(forms))
    assert said.code == 1
    assert said.out.startswith("checklists/dust_six/2026.11.toml，d6.hoarding：作答方式 pass_or_fail 不认识。")
    assert "处需要改正" in said.out


def test_a_folder_that_is_not_there_is_refused(run, tmp_path):
    assert run("forms", "check", "--dir", str(tmp_path / "none")).code == 2


def test_a_checkpoint_is_written_when_all_holds_and_taken_up_later(app, run, handed_in, tmp_path):
    path = tmp_path / "checkpoint.json"
    assert run("verify", "--checkpoint", str(path)).code == 0
    run("keys", "rotate", "--yes")
    said = run("verify", "--from", str(path))
    assert said.code == 0, said.out
    assert "从检查点第" in said.out


def test_no_checkpoint_is_written_of_a_broken_book(app, run, handed_in, tmp_path):
    tamper(app, "UPDATE ledger_entry SET payload = '{}' WHERE seq = 2")
    said = run("verify", "--checkpoint", str(tmp_path / "checkpoint.json"))
    assert said.code == 1
    assert said.out.startswith("台账第一处断点：#2")
    assert not (tmp_path / "checkpoint.json").exists()


def test_a_checkpoint_that_was_changed_is_refused(run, handed_in, tmp_path):
    path = tmp_path / "checkpoint.json"
    run("verify", "--checkpoint", str(path))
    path.write_text(path.read_text().replace("checkpoint", "checkpoinx"))
    assert "不是本单位签名的检查点" in run("verify", "--from", str(path)).err
    path.write_text("[]")
    assert run("verify", "--from", str(path)).code == 1


def test_a_book_that_no_longer_has_the_entry_of_the_checkpoint_is_named(app, run, handed_in, tmp_path):
    path = tmp_path / "checkpoint.json"
    run("verify", "--checkpoint", str(path))
    tamper(app, "UPDATE ledger_entry SET payload = '{}' WHERE seq = (SELECT MAX(seq) FROM ledger_entry)")
    said = run("verify", "--from", str(path))
    assert said.code == 1
    assert "与检查点不符" in said.out


def test_a_book_computed_anew_from_end_to_end_is_told_by_the_published_head(app, run, handed_in):
    """Chain and hashes all agree; only what lies outside the database does not."""
    from lantian.ledger import book, db, models

    with db.connection():
        app.extensions["lantian"].heads.turn()
    tamper(app)
    with db.connection():
        prev = book.GENESIS
        for entry in list(book.entries()):
            entry |= {"prev_hash": prev, "actor_name": "某人"}
            prev = book.entry_hash(entry)
            models.LedgerEntry.update(**entry | {"hash": prev}).where(models.LedgerEntry.seq == entry["seq"]).execute()
    said = run("verify")
    assert said.code == 1
    assert "与公布的末条不符" in said.out
    assert "断点" not in said.out


def test_a_line_of_heads_that_was_changed_is_named(app, run, handed_in):
    from lantian.ledger import db

    with db.connection():
        app.extensions["lantian"].heads.turn()
    path = data_dir(app) / "heads.txt"
    path.write_text(path.read_text().replace("2", "3", 1))
    said = run("verify")
    assert said.code == 1
    assert "第 1 行不是本单位签名的末条" in said.out


def test_a_clock_that_was_set_back_is_remarked_on_and_the_book_still_holds(app, run, handed_in):
    from datetime import timedelta

    from lantian.ledger import book, db

    now = app.extensions["lantian"].now()
    with db.connection():
        for hours in (5, 0):
            with db.transaction():
                at = (now + timedelta(hours=hours)).isoformat(timespec="microseconds")
                book.append(at=at, actor=book.SYSTEM, kind="Noted", subject_kind="book", subject_id="x", payload={})
    said = run("verify")
    assert said.code == 0, said.out
    assert "服务器时钟当时被拨回" in said.out
    assert "断点" not in said.out


def test_a_head_and_a_checkpoint_signed_with_a_stolen_key_after_its_retirement_are_refused(app, run, handed_in, tmp_path):
    import json

    from lantian.evidence.heads import Published

    keyring, path = app.extensions["lantian"].keyring, tmp_path / "checkpoint.json"
    stolen = keyring.signer()
    run("verify", "--checkpoint", str(path))
    facts = json.loads(json.loads(path.read_text())["text"]) | {"at": "2099-01-01T00:00:00.000000+00:00"}
    run("keys", "rotate", "--yes")
    facts.pop("v")
    path.write_text(json.dumps(stolen(**facts)))
    assert "签名时间在密钥停用之后" in run("verify", "--from", str(path)).err
    signed = stolen(kind="head", seq=facts["seq"], hash=facts["hash"], at=facts["at"])
    line = Published(facts["at"], facts["seq"], facts["hash"], signed["key"], signed["signature"])
    (data_dir(app) / "heads.txt").write_text(line.line())
    said = run("verify")
    assert said.code == 1
    assert "第 1 行不是本单位签名的末条，或签名时间在密钥停用之后" in said.out


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "9" * 18, "９"])
def test_a_head_with_a_number_no_book_can_have_is_named_and_stops_nothing(app, run, handed_in, number):
    (data_dir(app) / "heads.txt").write_text(f"2026-11-20T00:00:00.000000+00:00 {number} {'0' * 64} {'0' * 16} sig\n")
    said = run("verify")
    assert said.code == 1
    assert "第 1 行不是本单位签名的末条" in said.out
