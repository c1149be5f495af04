"""The desk at ten and a hundred thousand violations: list, filter, search, one violation over HTTP, beside bare questions;
and the spreadsheet."""

from __future__ import annotations

import http.client
import io
import json
import re
import sqlite3
import time
import urllib.parse
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lantian.ledger import book, db

from .installation import Installation, cookie_of
from .lines import line_count


@dataclass(frozen=True)
class Timed:
    """One page or file: best and median milliseconds, and what it is compared with."""

    name: str
    best_ms: float
    median_ms: float
    floor_name: str
    floor_ms: float
    note: str = ""


SEARCHED = "AND (s.name LIKE '%示例店77%' OR v.note LIKE '%示例店77%' OR s.party LIKE '%示例店77%' OR i.party LIKE '%示例店77%')"
# Name, address, and what the bare question asks more.
PAGES = (
    ("work list, newest", "/s/?state=all", ""),
    ("work list, one state", "/s/?state=reported", "AND v.state = 'reported'"),
    ("work list, state and severity", "/s/?state=ordered&severity=medium", "AND v.state = 'ordered' AND v.severity = 'medium'"),
    ("work list, text search", "/s/?q=" + urllib.parse.quote("示例店77"), SEARCHED),
)
BARE_ONE = (
    "SELECT * FROM violation v JOIN site s ON s.id = v.site_id JOIN inspection i ON i.id = v.inspection_id WHERE v.number = ?",
    "SELECT * FROM answer WHERE inspection_id = (SELECT inspection_id FROM violation WHERE number = ?)",
    "SELECT * FROM evidence_photo e JOIN photo p ON p.sha256 = e.sha256"
    " WHERE e.violation_id = (SELECT id FROM violation WHERE number = ?)",
    "SELECT * FROM ledger_entry WHERE subject_kind = 'violation' AND subject_id = ?",
)
BARE = """
SELECT v.id, v.number, v.state, v.title, v.severity, v.note, v.reported_at, v.due_on, s.name, a.name, u.name, i.officers,
       (SELECT count(*) FROM evidence_photo e WHERE e.violation_id = v.id),
       (SELECT e.sha256 FROM evidence_photo e WHERE e.violation_id = v.id ORDER BY e.id LIMIT 1)
FROM violation v JOIN site s ON s.id = v.site_id JOIN inspection i ON i.id = v.inspection_id JOIN unit u ON u.id = v.unit_id
LEFT JOIN area a ON a.code = v.area_code
WHERE v.area_code >= '410302' AND v.area_code < '410303' {more} ORDER BY v.reported_at DESC, v.id DESC LIMIT 51
"""
COUNT = "SELECT count(*) FROM violation v {joins} WHERE v.area_code >= '410302' AND v.area_code < '410303' {more}"


def worklist(installation: Installation) -> list[Timed]:
    """Each page over a kept-open connection, beside the bare questions (rows, total, counts by state) in sqlite3."""
    lines, rows = line_count(), []
    with closing(sqlite3.connect(installation.folder / "lantian.db")) as tables:
        for name, path, more in PAGES:
            best, median = _times(_page(installation, path))
            floor = _times(partial(_bare_list, tables, more))[0]
            rows.append(Timed(f"{lines:,} lines: {name}", best, median, "bare SQL", floor))
        (number,) = tables.execute("SELECT number FROM violation WHERE state = 'ordered' ORDER BY id DESC LIMIT 1").fetchone()
        best, median = _times(_page(installation, f"/s/violations/{number}"))
        floor = _times(partial(_bare_one, tables, number))[0]
        rows.append(Timed(f"{lines:,} lines: one violation", best, median, "bare SQL", floor))
    return rows


def _bare_list(tables: sqlite3.Connection, more: str) -> None:
    joins = "JOIN site s ON s.id = v.site_id JOIN inspection i ON i.id = v.inspection_id" if "i." in more else ""
    tables.execute(BARE.format(more=more)).fetchall()
    tables.execute(COUNT.format(more=more, joins=joins)).fetchall()
    tables.execute(
        "SELECT state, count(*) FROM violation WHERE area_code >= '410302' AND area_code < '410303' GROUP BY state"
    ).fetchall()


def _bare_one(tables: sqlite3.Connection, number: str) -> None:
    for question in BARE_ONE:
        tables.execute(question, (number,)).fetchall()


def _page(installation: Installation, path: str) -> Callable[[], None]:
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=60)

    def get() -> None:
        connection.request("GET", path, headers={"Cookie": installation.cookies["desk"]})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")

    return get


def _times(act: Callable[[], None], rounds: int = 15) -> tuple[float, float]:
    act()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - began))
    return min(times), sorted(times)[rounds // 2]


def spreadsheet(installation: Installation) -> Timed:
    """The table of all lines as XLSX over HTTP, beside the same rows read bare and written by XlsxWriter with no formatting."""
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=300)
    cookie = {"Cookie": installation.cookies["desk"]}
    connection.request("GET", "/s/?state=all", headers=cookie)
    page = connection.getresponse()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token is not None
    # The token lives in the session, so the session that came with the page goes back with it.
    cookie = {"Cookie": cookie_of(page) or cookie["Cookie"]}
    form = urllib.parse.urlencode({"csrf_token": token[1], "writer": "ledger_xlsx"})
    began = time.perf_counter()
    connection.request("POST", "/s/exports", form, cookie | {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    body = answer.read()
    took_ms = 1000 * (time.perf_counter() - began)
    if answer.status != 200:
        raise RuntimeError(f"export: {answer.status}\n{installation.log[-1500:]}")
    rows = line_count()
    floor_ms = _bare_xlsx(installation.folder / "lantian.db")
    return Timed(f"XLSX of {rows:,} rows ({len(body) / 1e6:.1f} MB)", took_ms, took_ms, "bare SQL + XlsxWriter", floor_ms)


def _bare_xlsx(path: Path) -> float:
    import xlsxwriter

    began = time.perf_counter()
    book_out = xlsxwriter.Workbook(
        io.BytesIO(), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    sheet = book_out.add_worksheet()
    query = BARE.format(more="").replace("LIMIT 51", "")
    for at, row in enumerate(sqlite3.connect(path).execute(query)):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    book_out.close()
    return 1000 * (time.perf_counter() - began)


def entries() -> int:
    """How long the book is, for the report."""
    with db.connection():
        return book.head().seq


def as_json(rows: list[Timed]) -> str:
    """For a machine to read."""
    return json.dumps([row.__dict__ for row in rows], ensure_ascii=False)
