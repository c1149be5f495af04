"""``export``: the desk's files from the command line, in somebody's name."""

from __future__ import annotations

import hashlib

import pytest

from lantian.ledger.models import LedgerEntry
from web_fixtures import jpeg, make_record, photo_line, put_photo, put_record


@pytest.fixture
def line(app, sign_in):
    """One violation in the ledger."""
    client, body = sign_in("li"), jpeg((9, 8, 7))
    record = make_record(app, fails=("d6.cover",), photos=[photo_line(body, "d6.cover")])
    assert put_photo(client, body, record["id"]).status_code == 201
    return put_record(client, record).get_json()["violations"][0]


@pytest.mark.parametrize("writer", ["ledger_csv", "ledger_xlsx", "case_zip"])
def test_a_file_is_written_and_the_book_knows_its_digest(run, rows, line, tmp_path, writer):
    out = tmp_path / "out"
    said = run("export", writer, "--by", "wang", "--out", str(out))
    assert said.code == 0, said.err
    entry = rows(LedgerEntry.select())[-1]
    assert (entry.kind, entry.actor_name) == ("CaseExported", "王审")
    assert entry.subject_id == hashlib.sha256(out.read_bytes()).hexdigest()
    assert entry.prev_hash in said.out, "the head that a CSV cannot hold"


def test_filters_narrow_the_file(run, line, tmp_path):
    run("export", "ledger_csv", "--by", "wang", "--out", str(tmp_path / "all.csv"))
    run("export", "ledger_csv", "--by", "wang", "--out", str(tmp_path / "none.csv"), "--state", "cleared")
    assert line in (tmp_path / "all.csv").read_text(encoding="utf-8-sig")
    assert line not in (tmp_path / "none.csv").read_text(encoding="utf-8-sig")


def test_a_file_that_is_there_is_not_overwritten(run, line, tmp_path):
    out = tmp_path / "kept.csv"
    out.write_text("mine")
    said = run("export", "ledger_csv", "--by", "wang", "--out", str(out))
    assert said.code == 1
    assert out.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--by", "li"), "没有导出权限"),
        (("--by", "nobody"), "nobody"),
        (("--by", "wang", "--from", "yesterday"), "yesterday"),
        (("--by", "wang", "--state", "lost"), "lost"),
    ],
)
def test_what_cannot_be_done_leaves_no_file(run, line, tmp_path, arguments, word):
    out = tmp_path / "out.csv"
    said = run("export", "ledger_csv", "--out", str(out), *arguments)
    assert said.code == 1
    assert word in said.err
    assert not out.exists()


def test_a_writer_that_does_not_exist_is_refused(run, tmp_path):
    assert run("export", "stone_tablet", "--by", "wang", "--out", str(tmp_path / "x")).code == 2


def test_cases_without_their_originals_are_not_exported(app, run, line, tmp_path):
    import shutil

    shutil.rmtree(app.extensions["lantian"].settings.data_dir / "originals")
    out = tmp_path / "out.zip"
    said = run("export", "case_zip", "--by", "wang", "--out", str(out))
    assert said.code == 1
    assert "导出中止" in said.err
    assert not out.exists()
