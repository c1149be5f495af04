"""Exports: the rows of the list leave as a file, complete or not at all, and the book knows each one."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook

from desk.press import text_of, token
from web_fixtures import made_apart


def export(client, writer: str, query: str = "?state=all", **more: str):
    """Press an export button of the list at an address, with exactly what its form holds, and what is ticked besides."""
    page = client.get(f"/s/{query}").get_data(as_text=True)
    form = re.search(r'<form class="desk-export".*?</form>', page, re.S).group(0)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    return client.post("/s/exports", data=fields | {"writer": writer} | more)


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
        ("?state=all", {0, 1, 2}),
        ("?state=reported", {1, 2}),
        ("?state=returned", {0}),
        ("?state=all&item=d6.truck", {2}),
        ("?state=all&q=000002", {1}),
        ("?state=all&area=410302001&order=oldest", {0, 1, 2}),
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


def test_the_name_of_a_csv_says_the_head_of_the_book_that_its_rows_cannot_hold(app, city):
    from lantian.ledger import book, db

    wang, _made = city
    with db.connection():
        head = book.head()
    named = unquote(export(wang, "ledger_csv").headers["Content-Disposition"])
    assert re.search(r"台账-\d{8}-\d{4}-(\d+)-([0-9a-f]{32})\.csv$", named).groups() == (str(head.seq), head.hash[:32])
    assert re.search(r"台账-\d{8}-\d{4}\.xlsx$", unquote(export(wang, "ledger_xlsx").headers["Content-Disposition"]))


def test_a_csv_opens_as_a_table_with_chinese_heads(city):
    wang, made = city
    answer = export(wang, "ledger_csv", "?state=all&order=oldest")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) == 1 + len(made)
    assert [next(cell for cell in row if re.fullmatch(r"\d{6}-\d{4}-\d{6}", cell)) for row in rows[1:]] == made


def test_the_evidence_package_holds_the_originals_and_proves_itself(app, city, tmp_path, desk):
    wang, made = city
    body = made_apart(app, wang, export(wang, "case_zip", "?state=all&item=d6.truck")).get_data()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(tmp_path)
        folder = next(name.split("/")[0] for name in archive.namelist() if made[2] in name)
        sums = next(name for name in archive.namelist() if name.endswith("SHA256SUMS"))
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=(tmp_path / sums).parent, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    originals = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / folder / "photos").iterdir()}
    assert originals == {photo["sha256"] for photo in desk.last_record["photos"]}
    assert entries(app)[0]["payload"]["sha256"] == hashlib.sha256(body).hexdigest()


def test_a_download_that_breaks_off_can_be_fetched_again_and_is_one_entry(app, city):
    """The file lies whole before its first byte leaves: nothing of the database is held while somebody fetches it slowly."""
    from lantian.ledger import db

    wang, _made = city
    page = wang.get("/s/").get_data(as_text=True)
    answer = wang.post("/s/exports", data={"csrf_token": token(page), "writer": "ledger_xlsx"}, buffered=False)
    pieces = iter(answer.response)
    assert next(pieces)
    assert not db.database.in_transaction()
    answer.close()
    (entry,) = entries(app)
    address = re.search(r"/s/exports/[0-9a-f-]{36}/file", wang.get("/s/exports").get_data(as_text=True)).group(0)
    assert hashlib.sha256(wang.get(address).get_data()).hexdigest() == entry["payload"]["sha256"]
    assert len(entries(app)) == 1


def test_nobody_holds_a_whole_file_that_the_book_does_not_know(app, city, monkeypatch):
    from lantian.workflow import hand_over

    wang, _made = city

    def busy(*_args, **_kwargs):
        raise RuntimeError("the book cannot be written now")

    monkeypatch.setattr(hand_over.book, "append", busy)
    assert export(wang, "ledger_xlsx").status_code == 500
    assert entries(app) == []
    assert list(app.extensions["lantian"].settings.exports_dir.iterdir()) == []


def test_a_missing_original_stops_the_package(app, city, desk):
    from lantian.ledger import db

    wang, _made = city
    sha256 = desk.last_record["photos"][0]["sha256"]
    with app.extensions["lantian"].storage.as_file(sha256) as path:
        path.chmod(0o600)
        path.unlink()
    answer = made_apart(app, wang, export(wang, "case_zip", "?state=all&item=d6.truck"))
    assert answer.status_code == 409
    words = text_of(wang.get("/s/exports"))
    assert "导出失败" in words and sha256 in words
    assert entries(app) == []
    if not db.database.is_closed():
        db.database.close()


def test_a_map_file_holds_the_rows_of_the_list_and_leads_back_to_their_pages(city):
    wang, made = city
    answer = export(wang, "ledger_geojson", "?state=all&order=oldest")
    assert answer.mimetype == "application/geo+json"
    whole = json.loads(answer.get_data())
    assert [feature["id"] for feature in whole["features"]] == made
    assert whole["features"][0]["properties"]["url"] == f"http://localhost/s/violations/{made[0]}"
    assert wang.get(whole["features"][0]["properties"]["url"]).status_code == 200
    assert (whole["lantian"]["count"], whole["lantian"]["exporter"], whole["lantian"]["unit"]) == (3, "王审", "4103 示例执法队")


def test_links_of_a_table_lead_to_the_line_and_to_its_record(city):
    wang, made = city
    body = export(wang, "ledger_csv", "?state=all&item=d6.truck").get_data()
    [row] = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    assert row["办理页链接"].endswith(f"/s/violations/{made[2]}")
    for address in (row["办理页链接"], row["记录链接"]):
        assert wang.get(address).status_code == 200


def test_links_use_the_address_of_the_settings_where_it_is_given(app, city):
    parts = app.extensions["lantian"]
    parts.settings = replace(parts.settings, address="https://lantian.example.org")
    wang, _made = city
    assert b"https://lantian.example.org/s/violations/" in export(wang, "ledger_csv").get_data()


def test_a_workbook_shows_small_pictures_when_asked(app, city, make_worker):
    wang, _made = city
    assert make_worker().run_dry() == 3
    for more, shown in (({}, 0), ({"thumbnails": "1"}, 3)):
        with zipfile.ZipFile(io.BytesIO(export(wang, "ledger_xlsx", **more).get_data())) as parts:
            assert len([name for name in parts.namelist() if name.startswith("xl/media/")]) == shown


def test_more_pictures_than_a_program_opens_are_refused_in_words(app, city, monkeypatch):
    monkeypatch.setattr("lantian.workflow.export_jobs.THUMBNAIL_ROWS", 2)
    wang, _made = city
    answer = export(wang, "ledger_xlsx", thumbnails="1")
    assert answer.status_code == 422
    assert "最多 2 行，现有 3 行" in text_of(answer)
    assert export(wang, "ledger_csv", thumbnails="1").status_code == 200, "only a workbook can show pictures"


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


def test_a_workbook_says_who_of_which_unit_took_what_when(city):
    wang, _made = city
    answer = export(wang, "ledger_xlsx", "?state=returned&area=410302")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    about = dict(row[:2] for row in book.get_sheet_by_name("说明").to_python())
    assert (about["导出人"], about["导出人单位"], about["条数"]) == ("王审", "4103 示例执法队", "1")
    assert (about["筛选：状态"], about["筛选：区域"]) == ("退回补充", "老城区")
    assert re.fullmatch("[0-9a-f]{64}", about["台账末条哈希（SHA-256）"])


def test_past_exports_begin_empty_and_say_what_to_do(sign_in):
    assert "您还没有导出过" in text_of(sign_in("wang").get("/s/exports"))


def test_a_package_is_chinese_and_a_table_speaks_the_readers_language(app, desk, sign_in):
    desk.report(sign_in("li"))
    english = sign_in("wang", language="en")
    page = english.get("/s/").get_data(as_text=True)
    asked = english.post("/s/exports", data={"csrf_token": token(page), "writer": "case_zip"})
    body = made_apart(app, english, asked).get_data()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        readme = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("README.txt"))
    assert "导出人：王审" in readme
    table = english.post("/s/exports", data={"csrf_token": token(page), "writer": "ledger_csv"}).get_data()
    assert table.decode("utf-8-sig").startswith("Number,")


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
