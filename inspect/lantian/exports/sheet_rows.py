"""The rows of a large sheet, written as finished lines of XML (SpreadsheetML, ECMA-376 part 1, 18.3).

XlsxWriter looks at every cell four times and builds it from small pieces; for the 32 columns of the ledger that took two thirds
of the time of the whole workbook (10,000 rows: 7 s, and 3 s in this way). Everything else of the workbook stays XlsxWriter's:
formats, columns, header, pictures, packing. Must not know what the columns mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

CELL_CHARACTERS = 32_767
# A text inside a formula may be no longer.
FORMULA_TEXT_CHARACTERS = 255
# Day 0 of the 1900 date system as programs count it (they take 1900 for a leap year).
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a clock on a wall, as cells know no zone
_FIRST_DAY = _EPOCH.date()
_DAY = timedelta(days=1)
# XML cannot hold these: they are written as _xHHHH_ (22.9.2.19), and a text that looks like that gets its underscore written so.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")

Cell = Callable[[str, Any], str]


class RowSheet(Worksheet):
    """A worksheet that also takes whole rows; the workbook must be in constant memory mode.

    ``row_points`` is the height of those rows in points, 0 for the usual one.
    """

    row_points = 0.0

    def write_cells(self, row: int, cells: list[str]) -> None:
        """One row (counted from 0) of cells made by the functions below. Raises ValueError unless it lies below all rows so far
        and on the sheet."""
        if self._check_dimensions(row, 0):
            raise ValueError(f"row {row} is not below the last one, {self.previous_row - 1}, or beyond the sheet")
        self._write_single_row(row)
        height = f' ht="{self.row_points:g}" customHeight="1"' if self.row_points else ""
        self.fh.write(f'<row r="{row + 1}"{height}>{"".join(cells)}</row>')
        self.previous_row = row + 1


def text_cell(look: Format | None = None) -> Cell:
    """Texts: never a formula, a link or a number, whatever they begin with."""
    style = _style(look)

    def cell(reference: str, value: str) -> str:
        text = escaped(_UNWRITABLE.sub(_named, shortened(value)))
        space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
        return f'<c r="{reference}"{style} t="inlineStr"><is><t{space}>{text}</t></is></c>'

    return cell


def number_cell(look: Format | None = None) -> Cell:
    """Numbers with every digit they have."""
    style = _style(look)
    return lambda reference, value: f'<c r="{reference}"{style}><v>{value!r}</v></c>'


def date_cell(look: Format) -> Cell:
    """Dates."""
    style = _style(look)

    def cell(reference: str, value: date) -> str:
        return f'<c r="{reference}"{style}><v>{(value - _FIRST_DAY).days}</v></c>'

    return cell


def datetime_cell(look: Format) -> Cell:
    """Moments of a clock in China, to the millisecond."""
    style = _style(look)

    def cell(reference: str, value: datetime) -> str:
        days = (value - _EPOCH) / _DAY
        return f'<c r="{reference}"{style}><v>{days!r}</v></c>'

    return cell


def link_cell(look: Format, label: str) -> Cell:
    """A link as a formula of our own: real links are limited to 65,530 a sheet and kept in memory."""
    style, shown, said, plain = _style(look), escaped(label), escaped(label.replace('"', '""')), text_cell()

    def cell(reference: str, address: str) -> str:
        quoted = address.replace('"', '""')
        if len(quoted) > FORMULA_TEXT_CHARACTERS:
            return plain(reference, address)
        formula = f'HYPERLINK("{escaped(quoted)}","{said}")'
        return f'<c r="{reference}"{style} t="str"><f>{formula}</f><v>{shown}</v></c>'

    return cell


def shortened(text: str) -> str:
    """The text as far as a cell can hold it (counted as UTF-16, like Excel does), its end marked where it was cut."""
    if len(text) <= CELL_CHARACTERS // 2 or len(text.encode("utf-16-le", "surrogatepass")) // 2 <= CELL_CHARACTERS:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (CELL_CHARACTERS - 1)]
    return kept.decode("utf-16-le", "ignore") + "…"


def escaped(text: str) -> str:
    """The text for XML, inside an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _style(look: Format | None) -> str:
    return f' s="{look._get_xf_index()}"' if look else ""


def _named(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"
