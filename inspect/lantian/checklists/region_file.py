"""Reads forms/regions: one file per area with the values, terms and departments that the area sets itself.

Owns the shape and the rules of these files. How they override one another is in ``region``. Must not know names of areas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantian.domain.area import contains
from lantian.domain.basis import NATIONAL, jurisdiction_prefix

from .definition import Item
from .definition_problem import DefinitionProblem
from .rule_parts import CONFIDENCES, term_problems
from .table_shape import Shape
from .toml_file import read_toml
from .vocabulary import Vocabulary

OWNER = "owner"
OTHER = "other"
DEPARTMENT_TABLES = ("lead_departments", "owner_by_work_type", "owner_by_site_kind")


@dataclass(frozen=True)
class ItemRule:
    """What one area says about one item; empty where it says nothing."""

    params: Mapping[str, Any]
    default_deadline: str = ""
    lead_department: str = ""
    confidence: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class RegionFile:
    """One file of forms/regions: what one area says itself. ``prefix`` is the start of the area codes it holds for."""

    code: str
    zh: str
    en: str
    prefix: str
    confidence: str
    items: Mapping[str, ItemRule]
    lead_departments: Mapping[str, str]
    owner_by_work_type: Mapping[str, str]
    owner_by_site_kind: Mapping[str, str]
    local_checklists: tuple[str, ...] = ()
    fallback_deadline: str = ""
    source: str = ""
    note: str = ""
    note_zh: str = ""


REGION = Shape(
    {"code": "text", "zh": "text", "en": "text", "confidence": "text"},
    {
        "source": "text", "note": "text", "note_zh": "text", "items": "table", "lead_departments": "by_text",
        "owner_by_work_type": "by_text", "owner_by_site_kind": "by_text", "local_checklists": "texts",
        "fallback_deadline": "text",
    },
)
ITEM_RULE = Shape(
    {},
    {
        "params": "table", "default_deadline": "text", "lead_department": "text", "confidence": "text", "source": "text",
        "note": "text",
    },
)


_PLAIN = ("code", "zh", "en", "confidence", "source", "note", "note_zh", "fallback_deadline")


def read_regions(
    forms: Path, items: Mapping[str, Item], checklists: Iterable[str], vocabulary: Vocabulary
) -> tuple[dict[str, RegionFile], list[DefinitionProblem]]:
    """The files of forms/regions by prefix and the problems found. ``items`` are all known items by id."""
    regions, problems = {}, []
    for path in sorted((forms / "regions").glob("*.toml")):
        name = f"regions/{path.name}"
        raw, found = read_toml(path, name)
        found = found or list(_shape_problems(raw, name)) or list(_problems(raw, path, items, set(checklists), vocabulary))
        problems += found
        if not found:
            made = _region_file(raw)
            regions[made.prefix] = made
    if "" not in regions and not problems:
        problems.append(DefinitionProblem("file_missing", "regions/CN.toml"))
    return regions, problems


def files_for(area_code: str, regions: Mapping[str, RegionFile]) -> tuple[RegionFile, ...]:
    """The files that hold for an area code, widest first."""
    return tuple(regions[prefix] for prefix in sorted(regions, key=len) if not prefix or contains(prefix, area_code))


def _region_file(raw: Mapping[str, Any]) -> RegionFile:
    tables = {key: MappingProxyType(raw.get(key, {})) for key in DEPARTMENT_TABLES}
    plain = {key: raw[key] for key in _PLAIN if key in raw}
    items = {key: ItemRule(**{"params": {}} | row) for key, row in raw.get("items", {}).items()}
    return RegionFile(
        **plain, **tables, prefix=jurisdiction_prefix(raw["code"]), items=MappingProxyType(items),
        local_checklists=tuple(raw.get("local_checklists", ())))


def _shape_problems(raw: Mapping[str, Any], file: str) -> Iterator[DefinitionProblem]:
    yield from REGION.problems(raw, file)
    items = raw.get("items", {})
    for key, row in items.items() if isinstance(items, dict) else ():
        yield from ITEM_RULE.problems(row, file, key) if isinstance(row, dict) else ()


def _problems(
    raw: Mapping[str, Any], path: Path, items: Mapping[str, Item], checklists: set[str], vocabulary: Vocabulary
) -> Iterator[DefinitionProblem]:
    file = f"regions/{path.name}"
    code = raw["code"]
    if code != path.stem or not (code == NATIONAL or (len(code) == 6 and code.isascii() and code.isdigit())):
        yield DefinitionProblem("region_code_shape", file, params={"found": code})
    if raw["confidence"] not in CONFIDENCES:
        yield DefinitionProblem("confidence_unknown", file, params={"found": raw["confidence"]})
    for name in raw.get("local_checklists", ()):
        if name not in checklists:
            yield DefinitionProblem("checklist_unknown", file, params={"found": name})
    if "fallback_deadline" in raw:
        yield from term_problems(raw["fallback_deadline"], file, "")
    yield from _lead_problems(raw, file, vocabulary)
    for key, row in raw.get("items", {}).items():
        yield from _item_problems(key, row, file, items, vocabulary)
    if code == NATIONAL:
        yield from _national_problems(raw, file, vocabulary)


def _lead_problems(raw: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    for name in raw.get("lead_departments", {}):
        if name not in vocabulary.problem_types:
            yield DefinitionProblem("problem_type_unknown", file, params={"found": name})
    for name in raw.get("owner_by_site_kind", {}):
        if name not in vocabulary.site_kinds and name != OTHER:
            yield DefinitionProblem("site_kind_unknown", file, params={"found": name})
    for table in DEPARTMENT_TABLES:
        for department in raw.get(table, {}).values():
            if department not in vocabulary.departments:
                yield DefinitionProblem("department_unknown", file, params={"found": department})


def _item_problems(
    key: str, row: Mapping[str, Any], file: str, items: Mapping[str, Item], vocabulary: Vocabulary
) -> Iterator[DefinitionProblem]:
    if key not in items:
        yield DefinitionProblem("region_item_unknown", file, key)
        return
    for name, value in row.get("params", {}).items():
        if name not in items[key].params:
            yield DefinitionProblem("region_param_foreign", file, key, {"found": name})
        elif not vocabulary.params[name].fits(value):
            yield DefinitionProblem("param_kind", file, key, {"found": name, "kind": vocabulary.params[name].kind})
    if "default_deadline" in row:
        yield from term_problems(row["default_deadline"], file, key)
    if row.get("lead_department", OWNER) not in vocabulary.departments:
        yield DefinitionProblem("department_unknown", file, key, {"found": row["lead_department"]})


def _national_problems(raw: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    """The national file answers every question, so that no area is left without an answer."""
    for name in vocabulary.problem_types:
        if name not in raw.get("lead_departments", {}):
            yield DefinitionProblem("region_lead_missing", file, params={"found": name})
    if OTHER not in raw.get("owner_by_site_kind", {}):
        yield DefinitionProblem("key_missing", file, params={"key": "owner_by_site_kind.other"})
    if "fallback_deadline" not in raw:
        yield DefinitionProblem("key_missing", file, params={"key": "fallback_deadline"})
