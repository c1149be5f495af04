"""The ledger as a workbook (台账 Excel): typed cells, a frozen header with filters, small pictures where asked for.

Opens in Excel, WPS and LibreOffice. Rows go through a temporary file, so memory does not grow with them; pictures are the
exception (XlsxWriter keeps the place of each, 2 kB), hence ``THUMBNAIL_ROWS``. Its last sheet is ``xlsx_about``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from lantian.domain.casefile import CaseFile, ExportContext
from lantian.domain.problems import N_

from . import thumbnails, xlsx_about
from .columns import COLUMNS, remembering
from .sheet_rows import Cell, RowSheet, date_cell, datetime_cell, link_cell, number_cell, text_cell
from .sink import PIECE_BYTES, Out, Steps

# Text stays text: nothing an inspector typed may become a formula, a link or a number.
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# Excel takes 1,048,576 rows a sheet, and the writer drops what lies beyond without a word.
ROWS_PER_SHEET = 1_000_000
ROWS_PER_STEP = 200
# With pictures: two a row, and a program that opens the file loads them all. 5,000 rows are 10,000 pictures and about 150 MB.
THUMBNAIL_ROWS = 5000
FIRST_PICTURE = 1
FILE, WORK = "ledger.xlsx", ".lantian-xlsx-"

SHEET, OPEN = N_("台账"), N_("打开")
FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "vcenter"},
    "date": {"num_format": "yyyy-mm-dd"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "number": {"num_format": "0.000000"},
    "link": {"font_color": "#0563C1", "underline": 1},
}
# Beside a picture a row is high: texts use the height and stand in the middle.
HIGH = {"valign": "vcenter", "text_wrap": True}


class LedgerXlsx(Steps):
    """One row per violation or lead."""

    name = "ledger_xlsx"
    label = N_("台账 Excel")
    about = N_("一行一条，可筛选、可打印；末页说明条件、时间和台账校验值。")
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = "xlsx"
    takes_leads = True
    light = True
    language = ""
    weight = 1

    def steps(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> Iterator[None]:
        """Fill the workbook in a temporary folder, then hand it on."""
        with tempfile.TemporaryDirectory(prefix=WORK, dir=context.work_dir) as folder:
            path = Path(folder) / FILE
            with xlsxwriter.Workbook(str(path), OPTIONS | {"tmpdir": folder}) as book:
                yield from _Ledger(book, remembering(context)).fill(cases)
                xlsx_about.add(book, context)
            yield from _handed_on(path, out)


class _Ledger:
    """The sheets of rows: their columns, the looks of their cells, their pictures."""

    def __init__(self, book: xlsxwriter.Workbook, context: ExportContext):
        self._book, self._context = book, context
        self._pictures = thumbnails.COLUMNS if context.thumbnails else ()
        high = HIGH if self._pictures else {}
        self._formats: dict[str, Format] = {name: book.add_format(look | high) for name, look in FORMATS.items()}
        self._plain = book.add_format(HIGH) if self._pictures else None
        # Pictures stand right behind the number, where the eye is.
        self._places = [0, *range(FIRST_PICTURE + len(self._pictures), len(COLUMNS) + len(self._pictures))]
        kinds = self._kinds(context.translate(OPEN))
        self._note = kinds["text"]
        self._cells = [
            (xl_col_to_name(place), column.get, kinds[column.kind]) for place, column in zip(self._places, COLUMNS, strict=True)
        ]

    def _kinds(self, open_words: str) -> dict[str, Cell]:
        """What writes a cell of each kind."""
        formats = self._formats
        return {
            "text": text_cell(self._plain),
            "integer": number_cell(self._plain),
            "number": number_cell(formats["number"]),
            "date": date_cell(formats["date"]),
            "datetime": datetime_cell(formats["datetime"]),
            "link": link_cell(formats["link"], open_words),
        }

    def fill(self, cases: Iterable[CaseFile]) -> Iterator[None]:
        """All cases, on as many sheets as they need; one sheet even when there are none."""
        rest, number = iter(cases), 1
        yield from self._sheet(number, islice(rest, ROWS_PER_SHEET))
        while (first := next(rest, None)) is not None:
            number += 1
            yield from self._sheet(number, chain([first], islice(rest, ROWS_PER_SHEET - 1)))

    def _sheet(self, number: int, cases: Iterable[CaseFile]) -> Iterator[None]:
        name = self._context.translate(SHEET)
        sheet = self._book.add_worksheet(name if number == 1 else f"{name} {number}", worksheet_class=RowSheet)
        self._head(sheet)
        row = 0
        for row, case in enumerate(cases, 1):
            self._row(sheet, row, case)
            if row % ROWS_PER_STEP == 0:
                yield
        sheet.autofilter(0, 0, row, len(COLUMNS) + len(self._pictures) - 1)
        self._print(sheet)

    def _head(self, sheet: RowSheet) -> None:
        sheet.freeze_panes(1, 1)
        if self._pictures:
            sheet.set_row_pixels(0, thumbnails.HEAD_PX)
            # For the places of the pictures; each row says it too, because not every program heeds the default.
            sheet.set_default_row(thumbnails.ROW_POINTS)
            sheet.row_points = thumbnails.ROW_POINTS
        heads = [*COLUMNS[:FIRST_PICTURE], *self._pictures, *COLUMNS[FIRST_PICTURE:]]
        for at, column in enumerate(heads):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, self._context.translate(column.header), self._formats["head"])

    def _row(self, sheet: RowSheet, row: int, case: CaseFile) -> None:
        line, cells = str(row + 1), []
        for letters, get, cell in self._cells:
            value = get(case, self._context)
            if value is not None and value != "":
                cells.append(cell(letters + line, value))
        if self._pictures:
            cells[1:1] = self._show(sheet, row, case)
        sheet.write_cells(row, cells)

    def _show(self, sheet: RowSheet, row: int, case: CaseFile) -> list[str]:
        """Lay the row's pictures on the sheet; gives the cells that say why one is missing."""
        notes = []
        for at, column in enumerate(self._pictures, FIRST_PICTURE):
            photo = column.photo(case)
            note = thumbnails.lay(sheet, row, at, photo, self._context) if photo else ""
            if note:
                notes.append(self._note(f"{xl_col_to_name(at)}{row + 1}", self._context.translate(note)))
        return notes

    def _print(self, sheet: RowSheet) -> None:
        """A4 across, the header on every page, a page number."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.set_footer("&C&P / &N")


def _handed_on(path: Path, out: Out) -> Iterator[None]:
    with path.open("rb") as finished:
        while piece := finished.read(PIECE_BYTES):
            out.write(piece)
            yield
