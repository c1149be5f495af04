"""Exports: the rows of the list leave as a file, complete or not at all, and the book knows each one."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from desk.press import text_of, token


def export(client, writer: str, query: str = ""):
    """Press an export button of the list at an address, with exactly what its form holds."""
    page = client.get(f"/s/{query}").get_data(as_text=True)
    form = re.search(r'<form class="desk-export".*?</form>', page, re.S).group(0)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    return client.post("/s/exports", data=fields | {"writer": writer})


def rows_of(answer) -> list[list]:
    """The rows of an XLSX download, header left out."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    return book.get_sheet_by_index(0).to_python()[1:]


def entries(app) -> list[dict]:
    """The book's entries about exports."""
    from lantian.ledger import book, db

    with db.connection():
        return [row | {"payload": json.loads(row["payload"])} for row in book.entries() if row["kind"] == "CaseExported"]


@pytest.fixture
def city(desk, sign_in):
    """Three findings of two visits; one returned."""
    li, wang = sign_in("li"), sign_in("wang")
    made = desk.report(li, fails=("d6.cover", "d6.wash")) + desk.report(li, fails=("d6.truck",))
    desk.act(wang, made[0], "ReturnedForSupplement", reason="缺照片")
    return wang, made


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {0, 1, 2}),
        ("?state=reported", {1, 2}),
        ("?state=returned", {0}),
        ("?item=d6.truck", {2}),
        ("?q=000002", {1}),
        ("?area=410302001&order=oldest", {0, 1, 2}),
    ],
)
def test_the_file_holds_exactly_the_rows_of_the_list(city, query, wanted):
    wang, made = city
    page = wang.get(f"/s/{query}").get_data(as_text=True)
    listed = re.findall(r'class="worklist__number mono">([^<]+)<', page)
    assert f"导出这 {len(wanted)} 条" in page
    answer = export(wang, "ledger_xlsx", query)
    assert answer.status_code == 200
    exported = [
        cell for row in rows_of(answer) for cell in row if isinstance(cell, str) and re.fullmatch(r"\d{6}-\d{4}-\d{6}", cell)
    ]
    assert exported == listed
    assert set(exported) == {made[index] for index in wanted}


def test_the_book_says_who_took_what_and_which_file(app, city):
    wang, _made = city
    answer = export(wang, "ledger_csv", "?state=reported")
    body = answer.get_data()
    assert answer.headers["Content-Length"] == str(len(body))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    (entry,) = entries(app)
    expected = {
        "writer": "ledger_csv",
        "filters": {"state": "reported"},
        "rows": 2,
        "leads": 0,
        "sha256": hashlib.sha256(body).hexdigest(),
        "size_bytes": len(body),
    }
    assert expected.items() <= entry["payload"].items()
    assert entry["actor_name"] == "王审"
    words = text_of(wang.get("/s/exports"))
    assert expected["sha256"] in words and "状态：待审核" in words and "王审" in words


def test_a_csv_opens_as_a_table_with_chinese_heads(city):
    wang, made = city
    answer = export(wang, "ledger_csv", "?order=oldest")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) == 1 + len(made)
    assert [next(cell for cell in row if re.fullmatch(r"\d{6}-\d{4}-\d{6}", cell)) for row in rows[1:]] == made


def test_the_evidence_package_holds_the_originals_and_proves_itself(app, city, tmp_path, desk):
    wang, made = city
    body = export(wang, "case_zip", "?item=d6.truck").get_data()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(tmp_path)
        folder = next(name.split("/")[0] for name in archive.namelist() if made[2] in name)
        sums = next(name for name in archive.namelist() if name.endswith("SHA256SUMS"))
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=(tmp_path / sums).parent, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    originals = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / folder).rglob("*.jpg")}
    assert originals == {photo["sha256"] for photo in desk.last_record["photos"]}
    assert entries(app)[0]["payload"]["sha256"] == hashlib.sha256(body).hexdigest()


def test_a_download_that_breaks_off_leaves_no_entry(app, city):
    from lantian.exports import sink
    from lantian.ledger import db

    wang, _made = city
    before = sink.PIECE_BYTES
    sink.PIECE_BYTES = 256
    try:
        page = wang.get("/s/").get_data(as_text=True)
        answer = wang.post("/s/exports", data={"csrf_token": token(page), "writer": "case_zip"}, buffered=False)
        pieces = iter(answer.response)
        assert next(pieces)
        answer.close()
    finally:
        sink.PIECE_BYTES = before
    assert entries(app) == []
    if not db.database.is_closed():
        db.database.close()


def test_nobody_holds_a_whole_file_that_the_book_does_not_know(app, city, monkeypatch):
    from lantian.workflow import hand_over

    wang, _made = city

    def busy(*_args, **_kwargs):
        raise RuntimeError("the book cannot be written now")

    monkeypatch.setattr(hand_over.book, "append", busy)
    taken = b""
    answer = None
    try:
        answer = export(wang, "case_zip")
        taken = answer.get_data()
    except RuntimeError:
        pass
    assert answer is None or answer.status_code == 500 or not zipfile.is_zipfile(io.BytesIO(taken))
    assert entries(app) == []


def test_a_missing_original_stops_the_package(app, city, desk):
    from lantian.ledger import db

    wang, _made = city
    sha256 = desk.last_record["photos"][0]["sha256"]
    with app.extensions["lantian"].storage.as_file(sha256) as path:
        path.chmod(0o600)
        path.unlink()
    answer = export(wang, "case_zip", "?item=d6.truck")
    assert answer.status_code == 500
    assert sha256 in text_of(answer)
    assert entries(app) == []
    if not db.database.is_closed():
        db.database.close()


def test_leads_alone_make_no_evidence_package(app, desk, sign_in):
    desk.report(sign_in("sun"), kind="patrol", officers=("sun",))
    answer = export(sign_in("wang"), "case_zip")
    assert answer.status_code == 409
    assert "线索不能作为处罚证据" in text_of(answer)
    assert entries(app) == []


def test_filters_that_make_no_sense_are_refused_and_never_widen_the_file(app, city):
    wang, _made = city
    csrf = token(wang.get("/s/").get_data(as_text=True))
    for fields in (
        {"writer": "ledger_csv", "from": "yesterday"},
        {"writer": "floppy"},
        {"writer": "ledger_csv", "order": "sideways"},
        {},
    ):
        assert wang.post("/s/exports", data=fields | {"csrf_token": csrf}).status_code == 400
    assert entries(app) == []


def test_an_export_without_the_forms_token_is_refused(app, city):
    wang, _made = city
    assert wang.post("/s/exports", data={"writer": "ledger_csv"}).status_code == 400
    assert entries(app) == []


@pytest.mark.parametrize(("username", "status"), [("li", 403), ("root", 403), ("qian", 200)])
def test_who_may_export(app, city, sign_in, username, status):
    client = sign_in(username)
    csrf = token(client.get("/account").get_data(as_text=True))
    assert client.post("/s/exports", data={"csrf_token": csrf, "writer": "ledger_csv"}).status_code == status
    assert len(entries(app)) == (status == 200)


def test_an_export_holds_nothing_of_another_district(app, city, sign_in):
    from lantian.ledger import db, models

    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "qian").execute()
    qian = sign_in("qian")
    csrf = token(qian.get("/s/exports").get_data(as_text=True))
    answer = qian.post("/s/exports", data={"csrf_token": csrf, "writer": "ledger_csv"})
    assert not re.search(rb"\d{6}-\d{4}-\d{6}", answer.get_data())
    assert "王审" not in text_of(qian.get("/s/exports"))


def test_past_exports_begin_empty_and_say_what_to_do(sign_in):
    assert "还没有导出过" in text_of(sign_in("wang").get("/s/exports"))


def test_a_package_is_chinese_and_a_table_speaks_the_readers_language(desk, sign_in):
    desk.report(sign_in("li"))
    english = sign_in("wang", language="en")
    page = english.get("/s/").get_data(as_text=True)
    body = english.post("/s/exports", data={"csrf_token": token(page), "writer": "case_zip"}).get_data()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        readme = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("README.txt"))
    assert "导出人：王审" in readme


def test_the_tables_statements_do_not_grow_with_the_rows(desk, sign_in, statements):
    li, wang = sign_in("li"), sign_in("wang")
    desk.report(li)
    with statements() as few:
        export(wang, "ledger_csv").get_data()
    for _visit in range(5):
        desk.report(li, fails=("d6.cover", "d6.wash"))
    with statements() as many:
        export(wang, "ledger_csv").get_data()
    assert len(many) == len(few)
