"""A head is stamped by an outside authority where one is set: a real one (openssl) takes the question, its answer is kept."""

from __future__ import annotations

import hashlib
import shutil
import subprocess

import pytest

from builders_rows import Rows
from databases import missing
from lantian.evidence.heads import HeadsFile
from lantian.evidence.receipts import Keyring
from lantian.evidence.timestamp import BadStamp, check_answer, query
from lantian.workflow.heads import Heads

CONFIGURATION = """
[req]
distinguished_name = name
x509_extensions = stamping
prompt = no
[name]
CN = Example authority
[stamping]
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/cert.pem
certs = {folder}/cert.pem
signer_key = {folder}/key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
"""


@pytest.fixture
def authority(tmp_path):
    """authority(address, question, kind) → the answer of openssl as a time stamp authority."""
    if shutil.which("openssl") is None:
        missing("openssl is missing: apt-get install -y --no-install-recommends openssl")
    (tmp_path / "ts.cnf").write_text(CONFIGURATION.format(folder=tmp_path))
    (tmp_path / "serial").write_text("01")
    made = "req -x509 -newkey rsa:2048 -nodes -days 9 -config ts.cnf -keyout key.pem -out cert.pem"
    subprocess.run(["openssl", *made.split()], cwd=tmp_path, check=True, capture_output=True)

    def stamp(address, question, kind):
        assert kind == "application/timestamp-query"
        (tmp_path / "question.tsq").write_bytes(question)
        reply = ["ts", "-reply", "-config", "ts.cnf", "-queryfile", "question.tsq", "-out", "answer.tsr"]
        subprocess.run(["openssl", *reply], cwd=tmp_path, check=True, capture_output=True)
        return (tmp_path / "answer.tsr").read_bytes()

    return stamp


def test_the_last_head_is_stamped_once_and_anybody_can_check_the_stamp(sqlite_db, clock, tmp_path, authority):
    Rows().visit()
    keyring = Keyring(tmp_path / "keys").open_or_make(clock.at)
    heads = Heads(HeadsFile(tmp_path / "heads.txt"), keyring, clock, authority="https://example.org/ts", post=authority)
    heads.turn()
    [stamped] = tmp_path.glob("heads.txt.*.tsr")
    (tmp_path / "line").write_text(heads.file.last().line())
    check = ["ts", "-verify", "-data", "line", "-in", stamped.name, "-CAfile", "cert.pem"]
    run = subprocess.run(["openssl", *check], cwd=tmp_path, capture_output=True, text=True)
    assert "Verification: OK" in run.stdout + run.stderr
    assert heads.stamp() == 0


@pytest.fixture
def three_days(sqlite_db, clock, tmp_path):
    """Heads of three days, none of them stamped; the authority is told in time order what it was asked."""
    file = HeadsFile(tmp_path / "heads.txt")
    keyring = Keyring(tmp_path / "keys").open_or_make(clock.at)
    for seq in (3, 5, 8):
        file.add(keyring, at=clock.at, seq=seq, head_hash=f"{seq:064x}")
    return lambda post: Heads(file, keyring, clock, authority="https://example.org/ts", post=post)


def test_heads_of_days_on_which_the_authority_was_silent_are_stamped_later_the_oldest_first(three_days, authority, tmp_path):
    asked = []
    heads = three_days(lambda address, question, kind: asked.append(question) or authority(address, question, kind))
    assert heads.stamp() == 3
    assert sorted(path.name for path in tmp_path.glob("heads.txt.*.tsr")) == [f"heads.txt.{seq}.tsr" for seq in (3, 5, 8)]
    digests = [hashlib.sha256(line.line().encode()).digest() for _number, line in heads.file.lines()]
    assert [digest in question for digest, question in zip(digests, asked, strict=True)] == [True] * 3
    assert heads.stamp() == 0 and len(asked) == 3


def test_an_authority_that_fails_is_asked_again_where_it_stopped(three_days, authority, tmp_path):
    asked = []

    def failing(address, question, kind):
        asked.append(question)
        if len(asked) == 2:
            raise OSError("no answer")
        return authority(address, question, kind)

    heads = three_days(failing)
    assert heads.stamp() == 1
    assert heads.stamp() == 0, "not at once"
    heads._authority.next_try = 0.0
    assert heads.stamp() == 2
    assert [path.stem for path in sorted(tmp_path.glob("heads.txt.*.tsr"))] == ["heads.txt.3", "heads.txt.5", "heads.txt.8"]


def test_a_stamp_is_on_disk_with_its_name_before_the_next_is_asked_for(three_days, authority, tmp_path, fsynced):
    heads = three_days(lambda *given: (fsynced.append("asked"), authority(*given))[1])
    heads.stamp()
    folders = [path for path in fsynced if path in ("asked", str(tmp_path))]
    assert folders == ["asked", str(tmp_path)] * 3


def test_an_answer_to_another_question_is_refused(authority):
    answer = authority("", query(b"\1" * 32, 7), "application/timestamp-query")
    check_answer(answer, b"\1" * 32, 7)
    with pytest.raises(BadStamp, match="another question"):
        check_answer(answer, b"\2" * 32, 7)
    with pytest.raises(BadStamp, match="another question"):
        check_answer(answer, b"\1" * 32, 2**60)


@pytest.mark.parametrize("answer", [b"", b"<html>", bytes.fromhex("30053003020102"), bytes.fromhex("3082ffff30")])
def test_a_refusal_or_nonsense_is_no_stamp_and_stops_nothing(sqlite_db, clock, tmp_path, answer):
    Rows().visit()
    keyring = Keyring(tmp_path / "keys").open_or_make(clock.at)
    heads = Heads(HeadsFile(tmp_path / "heads.txt"), keyring, clock, authority="https://example.org/ts", post=lambda *_: answer)
    assert heads.turn() is False
    assert heads.file.last() is not None
    assert list(tmp_path.glob("*.tsr")) == []
