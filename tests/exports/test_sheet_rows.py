"""Rows written as finished XML: every program reads from them what XlsxWriter itself would have written."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lantian.exports.sheet_rows import (
    CELL_CHARACTERS,
    RowSheet,
    date_cell,
    datetime_cell,
    link_cell,
    number_cell,
    shortened,
    text_cell,
)

TEXTS = ["围挡缺口", "", " leading", "trailing ", "a\tb", "行一\n行二", "<b>&\"'", "_x0041_", "\x07bell", "\x0b", "=1+1"]


def book_of(write) -> bytes:
    """A workbook with one sheet that ``write(book, sheet)`` fills."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": False}) as book:
        write(book, book.add_worksheet("s", worksheet_class=RowSheet))
    return out.getvalue()


def read(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("s").to_python(skip_empty_area=False)


def by_us(texts):
    return book_of(lambda _book, sheet: [sheet.write_cells(n, [text_cell()(f"A{n + 1}", t)]) for n, t in enumerate(texts)])


def by_xlsxwriter(texts):
    return book_of(lambda _book, sheet: [sheet.write_string(n, 0, t) for n, t in enumerate(texts)])


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_reads_as_if_xlsxwriter_had_written_it(text):
    assert read(by_us([text])) == read(by_xlsxwriter([text]))


def test_what_looks_like_rich_text_stays_the_text_it_is():
    assert read(by_us(["<r>rich</r>"])) == [["<r>rich</r>"]]


@given(st.text(max_size=40))
def test_any_text_makes_a_sheet_that_is_well_formed(text):
    with zipfile.ZipFile(io.BytesIO(by_us([text]))) as parts:
        ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))


def test_numbers_dates_and_times_keep_their_values():
    moment = datetime.fromisoformat("2026-11-02T09:05:07.250")

    def write(book, sheet):
        day, clock = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        cells = [number_cell()("A1", 112.4691234), number_cell()("B1", 3), date_cell(day)("C1", date(2026, 2, 28))]
        sheet.write_cells(0, [*cells, datetime_cell(clock)("D1", moment)])

    [[number, whole, day, clock]] = read(book_of(write))
    assert (number, whole, day) == (112.4691234, 3.0, date(2026, 2, 28))
    assert abs((clock - moment).total_seconds()) < 0.01


def test_a_link_cannot_break_out_of_its_formula():
    def write(book, sheet):
        sheet.write_cells(0, [link_cell(book.add_format({}), 'say "open"')("A1", 'https://example.org/?q="<&')])

    with zipfile.ZipFile(io.BytesIO(book_of(write))) as parts:
        root = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert [cell.text for cell in root.iter(f"{name}f")] == ['HYPERLINK("https://example.org/?q=""<&","say ""open""")']
    assert [cell.text for cell in root.iter(f"{name}v")] == ['say "open"']


@pytest.mark.parametrize("text", ["长" * 40_000, "😀" * 20_000])
def test_a_long_text_is_cut_where_a_cell_ends(text):
    kept = shortened(text)
    assert kept.endswith("…")
    assert CELL_CHARACTERS - 2 <= len(kept.encode("utf-16-le")) // 2 <= CELL_CHARACTERS


def test_a_text_that_just_fits_stays_whole():
    text = "长" * CELL_CHARACTERS
    assert shortened(text) == text


def test_rows_stand_below_a_header_that_xlsxwriter_wrote():
    def write(_book, sheet):
        sheet.write_string(0, 0, "head")
        sheet.write_cells(1, [text_cell()("A2", "one")])
        sheet.write_cells(2, [text_cell()("A3", "two")])
        sheet.autofilter(0, 0, 2, 0)

    assert read(book_of(write)) == [["head"], ["one"], ["two"]]


def test_a_row_that_lies_above_what_is_written_is_refused():
    def write(_book, sheet):
        sheet.write_cells(3, [text_cell()("A4", "three")])
        with pytest.raises(ValueError, match="below the last one"):
            sheet.write_cells(3, [text_cell()("A4", "again")])

    assert read(book_of(write))[-1] == ["three"]
