"""The ledger as XLSX and CSV: same columns, true types, nothing that runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lantian.exports import ledger_xlsx
from lantian.exports.columns import COLUMNS, KINDS, citation, value_of
from lantian.exports.ledger_csv import FORMULA_STARTS, cell, safe
from lantian.exports.writer import WRITERS
from lantian.ledger import models, queries
from lantian.ledger.queries import Filters

EVIL = ['=HYPERLINK("http://evil","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "  =1+1"]
HEADERS = [column.header for column in COLUMNS]


def written(name, cases, context) -> bytes:
    out = io.BytesIO()
    WRITERS[name].write(cases, out, context)
    return out.getvalue()


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def as_dicts(table):
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def csv_rows(content: bytes):
    return as_dicts(list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))))


def test_a_workbook_has_typed_cells_for_every_column(rows, cases, context):
    [number] = rows.visit(photos=2)
    [row] = as_dicts(sheets(written("ledger_xlsx", cases(light=True), context))["台账"])
    assert row["编号"] == number
    assert (row["行为日期"], row["整改期限"]) == (date(2026, 11, 2), date(2026, 11, 10))
    line = models.Violation.get()
    assert row["上报时间"] == datetime.fromisoformat(line.reported_at[:19]).replace(hour=int(line.reported_at[11:13]) + 8)
    assert (row["经度（WGS-84）"], row["纬度（WGS-84）"], row["定位精度（米）"]) == (112.4691234, 34.6841234, 8.5)
    assert row["照片数"] == 2
    assert row["检查人员（执法证号）"] == "李巡（YF410302-001）、陈查（YF410302-002）"
    assert (row["县（市、区）"], row["乡镇（街道）"], row["对象类型"], row["行业主管部门"]) == (
        "老城区",
        "西关街道",
        "施工工地",
        "住房城乡建设",
    )
    assert row["统一社会信用代码"] == "91410300MA00000000"
    assert row["法律依据"] == "《示例法》第1条第1款"
    assert (row["来源"], row["期限待核"], row["记录链接"], row["办理页链接"]) == ("违法行为", "否", "打开", "打开")
    assert row["记录 SHA-256"] == models.Inspection.get().content_sha256


def test_a_workbook_says_what_it_is_on_its_second_sheet(rows, cases, context):
    about = dict(row[:2] for row in sheets(written("ledger_xlsx", cases(light=True), context))["说明"])
    assert about["导出人"] == "王审"
    assert about["导出时间（北京时间）"] == "2026-11-21 10:03:04"
    assert (about["条数"], about["台账末条编号"], about["台账末条哈希（SHA-256）"]) == ("2", "17", "ab" * 32)
    assert (about["筛选：区域"], about["筛选：状态"]) == ("洛阳市", "已认定")
    assert about["导出人单位"] == "示例执法队"
    assert about["签名密钥"] == context.public_keys[0]["id"]


def test_a_workbook_says_what_proves_what_and_leads_back_to_the_list(rows, cases, context):
    table = sheets(written("ledger_xlsx", cases(light=True), context))["说明"]
    said = "".join(str(row[1]) for row in table)
    for words in ("末条编号和哈希", "本文件的 SHA-256", "缩略图只供浏览", "不得作为处罚证据", "在系统中打开这些条件"):
        assert words in said


def test_an_export_without_filters_says_so(rows, cases, context):
    about = dict(row[:2] for row in sheets(written("ledger_xlsx", cases(light=True), replace(context, filters=[])))["说明"])
    assert about["筛选"] == "无（辖区内全部）"


def test_a_lead_is_marked_in_every_table(rows, cases, context):
    rows.visit(kind="patrol", by=("sun",), due_on=None)
    [row] = as_dicts(sheets(written("ledger_xlsx", cases(light=True), context))["台账"])
    assert (row["来源"], row["整改期限"]) == ("线索（不得作为处罚证据）", "")
    assert csv_rows(written("ledger_csv", cases(light=True), context))[0]["来源"] == "线索（不得作为处罚证据）"


def test_both_tables_have_the_rows_and_the_order_of_the_list(rows, cases, context):
    for number in range(3):
        rows.visit(("d6.hoarding", "d6.cover"), due_on=f"2026-11-1{number}")
    listed = [row.number for row in queries.worklist("4103", Filters()).rows]
    assert [row["编号"] for row in as_dicts(sheets(written("ledger_xlsx", cases(light=True), context))["台账"])] == listed
    assert [row["编号"] for row in csv_rows(written("ledger_csv", cases(light=True), context))] == listed


def test_both_tables_say_the_same(rows, cases, context):
    rows.visit()
    [excel] = as_dicts(sheets(written("ledger_xlsx", cases(light=True), context))["台账"])
    [comma] = csv_rows(written("ledger_csv", cases(light=True), context))
    assert list(excel) == list(comma) == HEADERS
    differ = {name for name in HEADERS if str(excel[name]) != comma[name]}
    assert differ == {"记录链接", "办理页链接", "照片数"}
    assert (comma["照片数"], excel["照片数"]) == ("1", 1.0)
    assert comma["办理页链接"] == "https://example.org/s/violations/" + comma["编号"]
    assert comma["记录链接"] == "https://example.org/s/inspections/" + comma["检查记录编号"]


def test_an_empty_ledger_is_still_a_table_with_headers(rows, cases, context):
    assert sheets(written("ledger_xlsx", cases(light=True), context))["台账"] == [HEADERS]
    assert written("ledger_csv", cases(light=True), context).decode("utf-8-sig").splitlines() == [",".join(HEADERS)]


def test_english_files_have_english_headers_and_titles(rows, cases, english):
    rows.visit()
    table = sheets(written("ledger_xlsx", cases(light=True), english))["<台账>"]
    assert table[0][0] == "<编号>"
    assert as_dicts(table)[0]["<检查项>"] == "d6.hoarding"
    assert as_dicts(table)[0]["<状态>"] == "<待审核>"


def test_the_header_row_stays_in_sight_and_filters(rows, cases, context):
    rows.visit()
    with zipfile.ZipFile(io.BytesIO(written("ledger_xlsx", cases(light=True), context))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert '<pane xSplit="1" ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:AF2"/>' in sheet
    spans = [(int(first), int(last)) for first, last in re.findall(r'<col min="(\d+)" max="(\d+)"', sheet)]
    assert [column for first, last in spans for column in range(first, last + 1)] == list(range(1, len(COLUMNS) + 1))


@pytest.mark.parametrize("evil", EVIL)
def test_what_an_inspector_typed_never_becomes_a_formula(rows, cases, context, evil):
    rows.visit(note=evil)
    content = written("ledger_xlsx", cases(light=True), context)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<f>") == 2, "the links to the line and to the record are the only formulas"
    assert sheet.count('<f>HYPERLINK("https://example.org/s/') == 2
    [row] = csv_rows(written("ledger_csv", cases(light=True), context))
    assert row["情况说明"] == "'" + evil


@given(st.text(max_size=30))
def test_no_text_can_start_a_formula_in_csv(text):
    assert not safe(text).lstrip().startswith(FORMULA_STARTS)
    assert safe(text) in (text, f"'{text}")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (-112.5, "-112.5"),
        (3, "3"),
        (date(2026, 11, 2), "2026-11-02"),
        (datetime.fromisoformat("2026-11-02T09:05"), "2026-11-02 09:05:00"),
        ("正常", "正常"),
    ],
)
def test_numbers_stay_numbers_and_dates_read_as_dates_in_csv(value, text):
    assert cell(value) == text


def test_csv_opens_in_chinese_spreadsheets(rows, cases, context):
    rows.visit(note='一行\n二行，"引号"')
    content = written("ledger_csv", cases(light=True), context)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2
    assert csv_rows(content)[0]["情况说明"] == '一行\n二行，"引号"'


def test_more_rows_than_a_sheet_holds_go_on_the_next_sheet(rows, cases, context, monkeypatch):
    monkeypatch.setattr(ledger_xlsx, "ROWS_PER_SHEET", 2)
    made = [number for _ in range(5) for number in rows.visit()]
    found = sheets(written("ledger_xlsx", cases(light=True), context))
    assert list(found) == ["台账", "台账 2", "台账 3", "说明"]
    assert [row["编号"] for name in list(found)[:3] for row in as_dicts(found[name])] == made[::-1]


def test_a_note_longer_than_a_cell_is_cut_with_a_mark(rows, cases, context):
    rows.visit(note="长" * 40_000)
    [row] = as_dicts(sheets(written("ledger_xlsx", cases(light=True), context))["台账"])
    assert len(row["情况说明"]) == 32_767
    assert row["情况说明"].endswith("…")


def test_an_address_too_long_for_a_formula_is_written_as_text(rows, cases, context):
    rows.visit()
    address = "https://example.org/" + "x" * 300
    [row] = as_dicts(
        sheets(written("ledger_xlsx", cases(light=True), replace(context, record_link=lambda number: address)))["台账"]
    )
    assert row["记录链接"] == address


def test_the_confirmed_basis_stands_alone_and_later_law_never_does(cases, rows):
    rows.visit()
    [case] = cases()
    first, later = {"id": "a", "citation_zh": "甲", "citation_en": "A"}, {"id": "b", "citation_zh": "乙", "successor": True}
    second = {"id": "c", "citation_zh": "丙"}
    case = replace(case, bases=[first, second, later])
    assert citation(case, "zh") == "甲；丙"
    assert citation(case, "en") == "A；丙"
    assert citation(replace(case, basis_id="c"), "zh") == "丙"
    assert citation(replace(case, bases=[]), "zh") == ""


def test_a_photo_without_a_position_leaves_the_cells_empty(cases, rows, context):
    rows.visit(photos=0)
    [case] = cases()
    values = {column.header: value_of(column, case, context) for column in COLUMNS}
    assert (values["经度（WGS-84）"], values["纬度（WGS-84）"], values["定位精度（米）"], values["照片数"]) == (
        None,
        None,
        None,
        0,
    )


def test_every_column_is_of_a_known_kind_and_named_once():
    assert {column.kind for column in COLUMNS} <= set(KINDS)
    assert len(set(HEADERS)) == len(HEADERS)


@pytest.mark.office
def test_libreoffice_opens_the_workbook_and_reads_the_same(rows, cases, context, tmp_path, soffice):
    rows.visit(note='=HYPERLINK("http://evil","x")')
    rows.visit(("d6.cover",), note="围挡缺口约3米")
    path = tmp_path / "台账.xlsx"
    path.write_bytes(written("ledger_xlsx", cases(light=True), context))
    soffice("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1", str(path))
    table = list(csv.reader(io.StringIO((tmp_path / "台账-台账.csv").read_text(encoding="utf-8"), newline="")))
    assert table[0] == HEADERS
    read = as_dicts(table)
    assert [row["编号"] for row in read] == [row.number for row in queries.worklist("4103", Filters()).rows]
    assert read[1]["情况说明"] == '=HYPERLINK("http://evil","x")'
    assert (read[0]["行为日期"], read[0]["记录链接"], read[0]["办理页链接"]) == ("2026-11-02", "打开", "打开")
    assert float(read[0]["经度（WGS-84）"]) == 112.4691234


def test_steps_come_back_often_enough_for_a_download(rows, cases, context):
    rows.visit()
    for name in ("ledger_xlsx", "ledger_csv"):
        out = io.BytesIO()
        assert list(WRITERS[name].steps(cases(light=True), out, context))
        assert out.getvalue()


def test_working_files_are_gone_when_an_export_is_abandoned(rows, cases, context, tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    context = replace(context, work_dir=tmp_path / "work")
    monkeypatch.setattr(ledger_xlsx, "ROWS_PER_STEP", 1)
    rows.visit()
    steps = WRITERS["ledger_xlsx"].steps(cases(light=True), io.BytesIO(), context)
    next(steps)
    assert list((tmp_path / "work").iterdir())
    steps.close()
    assert list((tmp_path / "work").iterdir()) == []
