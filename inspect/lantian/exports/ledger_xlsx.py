"""The ledger as a workbook (台账 Excel): typed cells, a frozen header with filters, and a sheet that says what the file is.

Opens in Excel, WPS and LibreOffice. Rows are written through a temporary file, so memory does not grow with them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lantian.domain.casefile import CaseFile, ExportContext
from lantian.domain.problems import N_

from .columns import COLUMNS, local, value_of
from .sink import PIECE_BYTES, Out, Steps

# Text stays text: nothing an inspector typed may become a formula, a link or a number.
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# Excel takes 1,048,576 rows a sheet, and the writer drops what lies beyond without a word.
ROWS_PER_SHEET = 1_000_000
ROWS_PER_STEP = 500
CELL_CHARACTERS = 32_767
# A text inside a formula may be no longer.
FORMULA_TEXT_CHARACTERS = 255

SHEET, ABOUT = N_("台账"), N_("说明")
OPEN = N_("打开")
NO_FILTER = N_("无（辖区内全部）")
ABOUT_ROWS: tuple[tuple[str, Callable[[ExportContext], str]], ...] = (
    (N_("导出人"), lambda context: context.exporter),
    (N_("导出时间（北京时间）"), lambda context: f"{local(context.exported_at):%Y-%m-%d %H:%M:%S}"),
    (N_("条数"), lambda context: str(context.row_count)),
    (N_("台账末条编号"), lambda context: str(context.head_seq)),
    (N_("台账末条哈希（SHA-256）"), lambda context: context.head_hash),
    (N_("坐标系"), lambda context: "WGS-84"),
)
FILTER = N_("筛选：%(name)s")
FILTERS = N_("筛选")
LEAD_NOTE = N_("来源为线索的行由网格巡查登记，不得作为处罚证据（国办发〔2024〕54号）。")


class LedgerXlsx(Steps):
    """One row per violation or lead."""

    name = "ledger_xlsx"
    label = N_("台账 Excel")
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = "xlsx"
    light = True
    language = ""

    def steps(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> Iterator[None]:
        """Fill the workbook in a temporary folder, then hand it on."""
        with tempfile.TemporaryDirectory(prefix="lantian-xlsx-") as folder:
            path = Path(folder) / "ledger.xlsx"
            with xlsxwriter.Workbook(str(path), OPTIONS | {"tmpdir": folder}) as book:
                yield from _Ledger(book, context).fill(cases)
                _about(book, context)
            yield from _handed_on(path, out)


class _Ledger:
    """The sheets of rows and the formats of their cells."""

    def __init__(self, book: xlsxwriter.Workbook, context: ExportContext):
        self._book, self._context = book, context
        self._header = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "vcenter"})
        self._formats: dict[str, Format] = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "number": book.add_format({"num_format": "0.000000"}),
            "link": book.add_format({"font_color": "#0563C1", "underline": 1}),
        }
        self._writers: dict[str, Callable[[Worksheet, int, int, Any], object]] = {
            "text": lambda sheet, row, at, value: sheet.write_string(row, at, shortened(value)),
            "date": lambda sheet, row, at, value: sheet.write_datetime(row, at, value, self._formats["date"]),
            "datetime": lambda sheet, row, at, value: sheet.write_datetime(row, at, value, self._formats["datetime"]),
            "integer": lambda sheet, row, at, value: sheet.write_number(row, at, value),
            "number": lambda sheet, row, at, value: sheet.write_number(row, at, value, self._formats["number"]),
            "link": self._link,
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
        sheet = self._book.add_worksheet(name if number == 1 else f"{name} {number}")
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(COLUMNS):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, self._context.translate(column.header), self._header)
        row = 0
        for row, case in enumerate(cases, 1):
            self._row(sheet, row, case)
            if row % ROWS_PER_STEP == 0:
                yield
        sheet.autofilter(0, 0, row, len(COLUMNS) - 1)

    def _row(self, sheet: Worksheet, row: int, case: CaseFile) -> None:
        for at, column in enumerate(COLUMNS):
            value = value_of(column, case, self._context)
            if value is not None:
                self._writers[column.kind](sheet, row, at, value)

    def _link(self, sheet: Worksheet, row: int, at: int, address: str) -> None:
        """A formula of our own: real links are limited to 65,530 a sheet and kept in memory."""
        quoted = address.replace('"', '""')
        if len(quoted) > FORMULA_TEXT_CHARACTERS:
            sheet.write_string(row, at, address)
            return
        label = self._context.translate(OPEN)
        sheet.write_formula(row, at, f'=HYPERLINK("{quoted}","{label}")', self._formats["link"], label)


def shortened(text: str) -> str:
    """The text as far as a cell can hold it, its end marked where it was cut."""
    return text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…"


def _about(book: xlsxwriter.Workbook, context: ExportContext) -> None:
    sheet = book.add_worksheet(context.translate(ABOUT))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 80)
    rows = [(context.translate(label), get(context)) for label, get in ABOUT_ROWS]
    filters = [(context.translate(FILTER) % {"name": label}, value) for label, value in context.filters]
    rows += filters or [(context.translate(FILTERS), context.translate(NO_FILTER))]
    for row, (label, value) in enumerate([*rows, ("", context.translate(LEAD_NOTE))]):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, shortened(value))


def _handed_on(path: Path, out: Out) -> Iterator[None]:
    with path.open("rb") as finished:
        while piece := finished.read(PIECE_BYTES):
            out.write(piece)
            yield
