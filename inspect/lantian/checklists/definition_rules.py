"""The rules a checklist file must keep, each a small function in one list; together they name everything that is wrong.

Owns the rules that one file can be judged by with the shared words at hand. What needs all files (an id used in two lists,
the lock of versions) is in ``library`` and ``version_lock``. A rule never raises and never stops the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .definition_problem import DefinitionProblem
from .item_rules import ITEM, rules_for
from .rule_parts import CONFIDENCES, twice
from .table_shape import Shape

if TYPE_CHECKING:
    from .vocabulary import Vocabulary

STATUSES = ("draft", "draft-local", "published")
INSPECTOR_KINDS = ("grid_patrol", "administrative_inspection", "internal")
VERSION = re.compile(r"[0-9]{4}\.(0[1-9]|1[0-2])(\.[0-9]{1,3})?")

CHECKLIST = Shape(
    {
        "id": "text", "version": "text", "status": "text", "zh": "text", "en": "text", "applies_to": "texts", "scope": "text",
        "lead_department": "text", "inspector_kind": "texts", "confidence": "text", "problem_type": "text",
        "header_fields": "texts", "items": "tables",
    },
    {"source": "text", "note": "text", "note_zh": "text", "local": "flag", "sections": "tables"},
)
SECTION = Shape({"id": "text", "zh": "text", "en": "text"})

Rule = Callable[[Mapping[str, Any], str, "Vocabulary"], Iterable[DefinitionProblem]]


def broken_rules(raw: Mapping[str, Any], path: Path, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    """Every rule a parsed file breaks; the meaning is judged only where the shape is right."""
    file = f"checklists/{path.parent.name}/{path.name}"
    shape = list(_shape(raw, file))
    yield from shape
    if shape:
        return
    yield from _place(raw, path, file)
    for rule in RULES:
        yield from rule(raw, file, vocabulary)
    for item in raw["items"]:
        for item_rule in rules_for(item):
            yield from item_rule(item, file, vocabulary)


def _shape(raw: Mapping[str, Any], file: str) -> Iterator[DefinitionProblem]:
    yield from CHECKLIST.problems(raw, file)
    for key, shape in (("sections", SECTION), ("items", ITEM)):
        rows = raw.get(key, [])
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                yield from shape.problems(row, file, str(row.get("id", "")))


def _place(raw: Mapping[str, Any], path: Path, file: str) -> Iterator[DefinitionProblem]:
    found = f"{raw['id']}/{raw['version']}.toml"
    if found != f"{path.parent.name}/{path.name}":
        yield DefinitionProblem("path_differs", file, params={"found": found})


def _version(raw: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    if not VERSION.fullmatch(raw["version"]):
        yield DefinitionProblem("version_shape", file, params={"found": raw["version"]})


def _status(raw: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    if raw["status"].partition(":")[0].strip() not in STATUSES:
        yield DefinitionProblem("status_unknown", file, params={"found": raw["status"]})
    if raw["confidence"] not in CONFIDENCES:
        yield DefinitionProblem("confidence_unknown", file, params={"found": raw["confidence"]})


def _known(key: str, rule: str, known: Callable[[Vocabulary], Iterable[str]]) -> Rule:
    """A rule: every text under ``key`` is one of the known ones."""

    def judge(raw: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
        found = raw[key] if isinstance(raw[key], list) else [raw[key]]
        for text in found:
            if text not in known(vocabulary):
                yield DefinitionProblem(rule, file, params={"found": text})

    return judge


def _header_once(raw: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    for key in twice(raw["header_fields"]):
        yield DefinitionProblem("header_field_twice", file, params={"found": key})


def _has_items(raw: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    if not raw["items"]:
        yield DefinitionProblem("items_missing", file)
    for key in twice([item["id"] for item in raw["items"]]):
        yield DefinitionProblem("item_twice", file, key)


def _sections(raw: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    known = [section["id"] for section in raw.get("sections", ())]
    used = [item.get("section", "") for item in raw["items"]]
    for key in twice(known):
        yield DefinitionProblem("section_twice", file, params={"found": key})
    for key in known:
        if key not in used:
            yield DefinitionProblem("section_empty", file, params={"found": key})
    for key in twice([key for key, _ in groupby(used) if key]):
        yield DefinitionProblem("section_split", file, params={"found": key})


def _section_of_item(raw: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    known = {section["id"] for section in raw.get("sections", ())}
    for item in raw["items"]:
        section = item.get("section")
        if section is None and known:
            yield DefinitionProblem("section_missing", file, item["id"])
        elif section is not None and section not in known:
            yield DefinitionProblem("section_unknown", file, item["id"], {"found": section})


RULES: list[Rule] = [
    _version,
    _status,
    _known("applies_to", "site_kind_unknown", lambda words: words.site_kinds),
    _known("inspector_kind", "visit_kind_unknown", lambda words: INSPECTOR_KINDS),
    _known("lead_department", "department_unknown", lambda words: words.departments),
    _known("problem_type", "problem_type_unknown", lambda words: words.problem_types),
    _known("header_fields", "header_field_unknown", lambda words: words.header_fields),
    _header_once,
    _has_items,
    _sections,
    _section_of_item,
]
