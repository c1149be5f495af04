"""The columns of the ledger as a table (台账表格): one list for every table format, so that XLSX and CSV never differ.

Each column says its header (msgid), how its value is got, of what kind it is and how wide. Must not know a file format.
``remembering`` makes a context that asks each name and each translation once: a table says the same few words in every row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from lantian.domain.casefile import CaseFile, CasePhoto, ExportContext
from lantian.domain.inspection import VISIT_KINDS
from lantian.domain.moments import local_time
from lantian.domain.problems import N_
from lantian.domain.violation import STATES

KINDS = ("text", "date", "datetime", "integer", "number", "link")
COUNTY_DIGITS = 6
# Photos of the visit as a whole; the others show the violation.
RECORD_ROLES = frozenset({"overview", "signature"})

ONLY_A_LEAD = N_("线索（不得作为处罚证据）")
VIOLATION = N_("违法行为")
YES, NO = N_("是"), N_("否")
SEVERITIES: dict[str, str] = {"low": N_("轻微"), "medium": N_("一般"), "high": N_("较重"), "critical": N_("严重")}

Getter = Callable[[CaseFile, ExportContext], Any]


@dataclass(frozen=True)
class Column:
    """One column. ``kind`` decides the type of the cell, ``width`` is in characters of Latin text."""

    header: str
    get: Getter
    kind: str = "text"
    width: int = 12


# What a context is asked again and again with the same few keys.
NAMES = ("translate", "site_kind_name", "department_name", "checklist_name")


def remembering(context: ExportContext) -> ExportContext:
    """The same context, asking each name once."""
    return replace(context, **{name: cache(getattr(context, name)) for name in NAMES})


def value_of(column: Column, case: CaseFile, context: ExportContext) -> Any:
    """A cell's value: str, int, float, date, naive datetime of a clock in China, or None for an empty cell."""
    value = column.get(case, context)
    return None if value == "" else value


def own_photos(case: CaseFile) -> list[CasePhoto]:
    """The photos that show the violation, in order of arrival; the same that the work list counts."""
    return [photo for photo in case.photos if photo.role not in RECORD_ROLES]


def placed(case: CaseFile) -> CasePhoto | None:
    """The first photo of the violation that has a position."""
    return next((photo for photo in own_photos(case) if photo.lat is not None and photo.lon is not None), None)


def title_of(case: CaseFile, context: ExportContext) -> str:
    """The item's title in the language of the file."""
    return case.title_en if case.title_en and is_english(context.language) else case.title


def party_name(case: CaseFile) -> str:
    """The responsible party (责任单位) named on the record, else the one known for the site."""
    return case.party.get("name") or case.site_party


def citation(case: CaseFile, language: str) -> str:
    """The basis a supervisor confirmed; before that all that apply, but none that only came later (从旧兼从轻 is for people)."""
    confirmed = [basis for basis in case.bases if basis["id"] == case.basis_id]
    applicable = [basis for basis in case.bases if not basis.get("successor")]
    key = "citation_en" if is_english(language) else "citation_zh"
    return "；".join(basis.get(key) or basis["citation_zh"] for basis in confirmed or applicable)


def is_english(language: str) -> bool:
    """Whether the file speaks English; everything else is served in Chinese."""
    return language.lower().startswith("en")


def local(instant: str | None) -> datetime | None:
    """A stored instant on a clock in China, without its zone, for cells that know none."""
    return local_time(datetime.fromisoformat(instant)).replace(tzinfo=None) if instant else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _first_fix(field: str) -> Getter:
    """A fact of the first photo of the violation that has a position."""

    def get(case: CaseFile, context: ExportContext) -> float | None:
        photo = placed(case)
        return getattr(photo, field) if photo else None

    return get


def _officers(case: CaseFile, context: ExportContext) -> str:
    return "、".join(f"{row['name']}（{row['card_number']}）" if row["card_number"] else row["name"] for row in case.officers)


def _told(words: dict[str, str], field: str) -> Getter:
    return lambda case, context: context.translate(words.get(getattr(case, field), getattr(case, field)))


def _flag(field: str) -> Getter:
    return lambda case, context: context.translate(YES if getattr(case, field) else NO)


def _field(name: str) -> Getter:
    return lambda case, context: getattr(case, name)


COLUMNS: tuple[Column, ...] = (
    Column(N_("编号"), _field("number"), width=22),
    Column(N_("状态"), _told(STATES, "state")),
    Column(N_("来源"), lambda case, context: context.translate(ONLY_A_LEAD if case.is_lead else VIOLATION), width=14),
    Column(N_("检查方式"), _told(VISIT_KINDS, "inspection_kind")),
    Column(N_("检查对象"), _field("site_name"), width=28),
    Column(N_("对象类型"), lambda case, context: context.site_kind_name(case.site_kind), width=14),
    Column(N_("县（市、区）"), lambda case, context: case.county_name or case.area_name, width=14),
    Column(N_("乡镇（街道）"), lambda case, context: case.area_name if len(case.area_code) > COUNTY_DIGITS else "", width=14),
    Column(N_("地址"), _field("site_address"), width=28),
    Column(N_("检查表名称"), lambda case, context: context.checklist_name(case.checklist_id), width=24),
    Column(N_("检查项"), title_of, width=28),
    Column(N_("严重程度"), _told(SEVERITIES, "severity"), width=10),
    Column(N_("情况说明"), _field("note"), width=36),
    Column(N_("立行立改"), _flag("corrected_on_site"), width=10),
    Column(N_("行为日期"), lambda case, context: _day(case.act_on), "date"),
    Column(N_("上报时间"), lambda case, context: local(case.reported_at), "datetime", 18),
    Column(N_("整改期限"), lambda case, context: _day(case.due_on), "date"),
    Column(N_("期限待核"), _flag("due_provisional"), width=10),
    Column(N_("行业主管部门"), lambda case, context: context.department_name(case.department), width=16),
    Column(N_("检查单位"), _field("unit_name"), width=22),
    Column(N_("责任单位"), lambda case, context: party_name(case), width=28),
    Column(N_("统一社会信用代码"), lambda case, context: case.party.get("uscc") or case.site_uscc, width=22),
    Column(N_("检查人员（执法证号）"), _officers, width=36),
    Column(N_("法律依据"), lambda case, context: citation(case, context.language), width=44),
    Column(N_("经度（WGS-84）"), _first_fix("lon"), "number", 14),
    Column(N_("纬度（WGS-84）"), _first_fix("lat"), "number", 14),
    Column(N_("定位精度（米）"), _first_fix("accuracy_m"), "number"),
    Column(N_("照片数"), lambda case, context: len(own_photos(case)), "integer", 8),
    Column(N_("检查记录编号"), _field("inspection_id"), width=38),
    Column(N_("记录 SHA-256"), _field("record_sha256"), width=66),
    Column(N_("办理页链接"), lambda case, context: context.violation_link(case.number), "link", 12),
    Column(N_("记录链接"), lambda case, context: context.record_link(case.inspection_id), "link", 10),
)
