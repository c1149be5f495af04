"""The last sheet of a workbook (说明): what the file is, who took it, of which state of the ledger, and what proves what.

One table of facts and one of sentences; a new fact is one row. Must not know the sheets of rows.
"""

from __future__ import annotations

from collections.abc import Callable

import xlsxwriter

from lantian.domain.casefile import ExportContext
from lantian.domain.problems import N_

from .columns import local
from .sheet_rows import FORMULA_TEXT_CHARACTERS, shortened

SHEET = N_("说明")
NO_FILTER = N_("无（辖区内全部）")
FILTER = N_("筛选：%(name)s")
FILTERS = N_("筛选")
LIST = N_("在系统中打开这些条件")
PROOF = N_("核对")

FACTS: tuple[tuple[str, Callable[[ExportContext], str]], ...] = (
    (N_("导出人"), lambda context: context.exporter),
    (N_("导出人单位"), lambda context: context.exporter_unit),
    (N_("导出时间（北京时间）"), lambda context: f"{local(context.exported_at):%Y-%m-%d %H:%M:%S}"),
    (N_("条数"), lambda context: str(context.row_count)),
    (N_("台账末条编号"), lambda context: str(context.head_seq)),
    (N_("台账末条哈希（SHA-256）"), lambda context: context.head_hash),
    (N_("签名密钥"), lambda context: context.key_ids),
    (N_("坐标系"), lambda context: "WGS-84"),
)
PROOFS = (
    N_("本表各行在同一时刻从台账读出。台账只增不改、前后相连：保存上面的末条编号和哈希，日后即可查明此前的台账是否被改动。"),
    N_("本文件的 SHA-256 记在台账的导出记录中（系统“案卷导出”页可查），可证明文件导出后未被改动；文件里不可能写有它自己的哈希。"),
    N_("“记录 SHA-256”是手机提交的检查记录的哈希，照片原件以各自的 SHA-256 保存；缩略图只供浏览，不作证据。"),
    N_("办理处罚请使用证据包 ZIP，其中有照片原件、检查记录和逐件校验清单。"),
    N_("来源为线索的行由网格巡查登记，不得作为处罚证据（国办发〔2024〕54号）。"),
)


def add(book: xlsxwriter.Workbook, context: ExportContext) -> None:
    """Add the sheet behind all others."""
    sheet = book.add_worksheet(context.translate(SHEET))
    label, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    rows = [*_facts(context), *((PROOF, sentence) for sentence in map(context.translate, PROOFS))]
    before = ""
    for row, (name, value) in enumerate(rows):
        sheet.write_string(row, 0, context.translate(name) if name != before else "", label)
        sheet.write_string(row, 1, shortened(value), wrapped)
        before = name
    if context.list_link:
        _link(sheet, len(rows), book.add_format({"font_color": "#0563C1", "underline": 1}), context)


def _facts(context: ExportContext) -> list[tuple[str, str]]:
    facts = [(name, get(context)) for name, get in FACTS]
    filters = [(context.translate(FILTER) % {"name": name}, value) for name, value in context.filters]
    return [*facts, *(filters or [(FILTERS, context.translate(NO_FILTER))])]


def _link(sheet: xlsxwriter.workbook.Worksheet, row: int, look: xlsxwriter.format.Format, context: ExportContext) -> None:
    address, said = context.list_link.replace('"', '""'), context.translate(LIST)
    if len(address) > FORMULA_TEXT_CHARACTERS:
        sheet.write_string(row, 1, context.list_link)
    else:
        sheet.write_formula(row, 1, f'=HYPERLINK("{address}","{said}")', look, said)
