"""A list of sites out of a CSV file. Pure: text in, rows for the table and faults with line and column out."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lantian.domain.coordinates import SYSTEMS, convert
from lantian.domain.inspection import UUID
from lantian.domain.problems import N_, FieldFault
from lantian.domain.uscc import normalise

NEEDED = ("name", "kind", "area_code")
COLUMNS = (*NEEDED, "address", "lat", "lon", "datum", "party", "uscc", "id")
# Column names a Chinese spreadsheet is likely to carry.
CHINESE = {
    "名称": "name",
    "类别": "kind",
    "区划代码": "area_code",
    "地址": "address",
    "纬度": "lat",
    "经度": "lon",
    "坐标系": "datum",
    "责任单位": "party",
    "统一社会信用代码": "uscc",
    "编号": "id",
}
LIMITS = {"name": 120, "address": 200, "party": 120}
FORBIDDEN = re.compile("[\x00-\x1f\x7f]")

NO_COLUMN = N_("第 1 行缺少列 %(column)s。应有 name、kind、area_code，可有 address、lat、lon、datum、party、uscc、id。")
STRANGE_COLUMN = N_("第 1 行的列“%(column)s”不认识，请删去或改名。")
NO_ROWS = N_("除表头外没有内容。")
BROKEN = N_("第 %(line)s 行读不出来：%(reason)s。")
EMPTY = N_("第 %(line)s 行 %(column)s 列：不能为空。")
TOO_LONG = N_("第 %(line)s 行 %(column)s 列：最多 %(limit)s 个字，现有 %(count)s 个。")
CONTROL = N_("第 %(line)s 行 %(column)s 列：含有不可见的控制字符，请删去。")
BAD_KIND = N_("第 %(line)s 行 kind 列：没有类别“%(value)s”，可用的代号见 forms/site_kinds.toml。")
BAD_AREA = N_("第 %(line)s 行 area_code 列：没有登记区划“%(value)s”，请先导入区划或改正代码。")
BAD_NUMBER = N_("第 %(line)s 行 %(column)s 列：“%(value)s”不是度数，例如 34.6836。")
HALF_POSITION = N_("第 %(line)s 行：纬度和经度要么都填，要么都不填。")
BAD_DATUM = N_("第 %(line)s 行 datum 列：“%(value)s”不对，应为 wgs84、gcj02 或 bd09。")
BAD_USCC = N_("第 %(line)s 行 uscc 列：“%(value)s”超过 18 位，请核对或留空。")
BAD_ID = N_("第 %(line)s 行 id 列：“%(value)s”不是 UUID，请改正或留空。")
TWICE = N_("第 %(line)s 行：%(area)s 的“%(name)s”在文件中出现了两次。")
KNOWN = N_("第 %(line)s 行：%(area)s 的“%(name)s”已经登记，请删去此行或改名。")


@dataclass
class Known:
    """What rows are judged against: area codes, whether a kind exists, and (area, name) of the places that are there."""

    areas: set[str]
    is_kind: Callable[[str], bool]
    sites: set[tuple[str, str]]
    ids: set[str] = field(default_factory=set)


def read_sites(text: str, known: Known) -> tuple[list[dict[str, Any]], list[FieldFault]]:
    """Columns of ``Site`` for every line, and a fault with its line for everything that cannot be used."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [CHINESE.get(name.strip(), name.strip()) for name in reader.fieldnames or []]
        faults = list(_header_faults(header))
        if faults:
            return [], faults
        reader.fieldnames = header
        lines = [(reader.line_num, {key: (value or "").strip() for key, value in row.items() if key}) for row in reader]
    except csv.Error as error:
        return [], [FieldFault("", BROKEN, {"line": reader.line_num, "reason": str(error)[:80]})]
    if not lines:
        return [], [FieldFault("", NO_ROWS)]
    seen: set[tuple[str, str]] = set()
    faults = [fault for number, row in lines for fault in _row_faults(number, row, known, seen)]
    return ([] if faults else [_columns(row) for _, row in lines]), faults


def _header_faults(header: list[str]) -> Iterator[FieldFault]:
    for column in NEEDED:
        if column not in header:
            yield FieldFault("", NO_COLUMN, {"column": column})
    for column in header:
        if column not in COLUMNS:
            yield FieldFault("", STRANGE_COLUMN, {"column": column[:40]})


def _row_faults(line: int, row: dict[str, str], known: Known, seen: set[tuple[str, str]]) -> Iterator[FieldFault]:
    for message, params in (
        *_text_faults(row),
        *_key_faults(row, known),
        *_position_faults(row),
        *_name_faults(row, known, seen),
    ):
        yield FieldFault("", message, {"line": line} | params)


Fault = tuple[str, dict[str, Any]]


def _text_faults(row: dict[str, str]) -> Iterator[Fault]:
    for column in NEEDED:
        if not row.get(column):
            yield EMPTY, {"column": column}
    for column, text in row.items():
        if FORBIDDEN.search(text):
            yield CONTROL, {"column": column}
        elif len(text) > LIMITS.get(column, 200):
            yield TOO_LONG, {"column": column, "limit": LIMITS.get(column, 200), "count": len(text)}


def _key_faults(row: dict[str, str], known: Known) -> Iterator[Fault]:
    checks = (
        ("kind", known.is_kind, BAD_KIND),
        ("area_code", lambda value: value in known.areas, BAD_AREA),
        ("datum", lambda value: value in SYSTEMS, BAD_DATUM),
        ("uscc", lambda value: len(normalise(value)) <= 18, BAD_USCC),
        ("id", lambda value: UUID.fullmatch(value) is not None, BAD_ID),
    )
    for column, is_good, message in checks:
        value = row.get(column, "")
        if value and not is_good(value):
            yield message, {"value": value[:40]}


def _position_faults(row: dict[str, str]) -> Iterator[Fault]:
    given = [column for column in ("lat", "lon") if row.get(column)]
    if len(given) == 1:
        yield HALF_POSITION, {}
    for column, limit in (("lat", 90), ("lon", 180)):
        if row.get(column) and not _is_degrees(row[column], limit):
            yield BAD_NUMBER, {"column": column, "value": row[column][:20]}


def _is_degrees(text: str, limit: int) -> bool:
    return re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", text, re.ASCII) is not None and abs(float(text)) <= limit


def _name_faults(row: dict[str, str], known: Known, seen: set[tuple[str, str]]) -> Iterator[Fault]:
    place = row.get("area_code", ""), row.get("name", "")
    if place in seen:
        yield TWICE, {"area": place[0], "name": place[1][:40]}
    if place in known.sites:
        yield KNOWN, {"area": place[0], "name": place[1][:40]}
    seen.add(place)


def _columns(row: dict[str, str]) -> dict[str, Any]:
    lat = lon = None
    if row.get("lat"):
        lat, lon = convert(float(row["lat"]), float(row["lon"]), row.get("datum") or "wgs84", "wgs84")
    return {
        "id": row.get("id") or str(uuid.uuid4()),
        "name": row["name"],
        "kind": row["kind"],
        "area": row["area_code"],
        "address": row.get("address", ""),
        "lat": lat,
        "lon": lon,
        "position_source": "import" if lat is not None else "",
        "party": row.get("party", ""),
        "uscc": normalise(row.get("uscc", "")),
        "attributes": {},
        "created_by": None,
    }
