"""The ledger as CSV (台账 CSV): UTF-8 with BOM and CRLF for spreadsheets, quick for bulk, safe against formulas.

A text cell that a spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV injection); numbers stay numbers.
Nothing but header and rows: the head of the book stands in the file's name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from lantian.domain.casefile import CaseFile, ExportContext
from lantian.domain.problems import N_

from .columns import COLUMNS, remembering, value_of
from .sink import Out, Steps

BOM = "\ufeff"
ROWS_PER_STEP = 200
# The full-width forms are run as formulas by spreadsheets with a Chinese or Japanese interface.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
CONTROL_STARTS = ("\t", "\r", "\n")


class LedgerCsv(Steps):
    """One line per violation or lead."""

    name = "ledger_csv"
    label = N_("台账 CSV")
    about = N_("纯文本表格，供其他系统和批量处理读取。")
    media_type = "text/csv; charset=utf-8"
    extension = "csv"
    takes_leads = True
    light = True
    language = ""
    weight = 1
    head_in_name = True

    def steps(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> Iterator[None]:
        """Write header and lines."""
        text, context = io.StringIO(newline=""), remembering(context)
        text.write(BOM)
        table = csv.writer(text, lineterminator="\r\n")
        table.writerow([safe(context.translate(column.header)) for column in COLUMNS])
        for number, case in enumerate(cases, 1):
            table.writerow([cell(value_of(column, case, context)) for column in COLUMNS])
            if number % ROWS_PER_STEP == 0:
                _flush(text, out)
                yield
        _flush(text, out)
        yield


def cell(value: Any) -> str:
    """A value as text: dates as 2026-11-21, times as 2026-11-21 10:03:04 (China), numbers as they are, text made safe."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | int | float):
        return str(value)
    return safe(value)


def safe(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    runs = text.startswith(CONTROL_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if runs else text


def _flush(text: io.StringIO, out: Out) -> None:
    out.write(text.getvalue().encode())
    text.seek(0)
    text.truncate()
