"""The words all lists share: header fields, departments, problem types, site kinds, parameters and units.

Owns the reading and checking of header_fields.toml, departments.toml, site_kinds.toml and params.toml. Must not know single
checklists, law or regions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from .definition_problem import DefinitionProblem
from .params import PARAM_KINDS, Param, sentence_problems
from .rule_parts import choice_problems, unit_problems
from .table_shape import Shape
from .toml_file import read_toml
from .values import FIELD_TYPES
from .words import Department, HeaderField, Option, SiteKind, Unit, Words

# Where a form may take the first value of a header field from.
PREFILLS = (
    "site.name", "site.uscc", "site.address", "site.area", "site.position", "visit.officers", "visit.inspection_type",
    "visit.approval_number", "visit.notice_number", "violation.number", "violation.rectified_at",
)
# What a row becomes, and the problems that only its meaning shows.
Made = tuple[Any, Iterable[DefinitionProblem]]
FILES = ("departments.toml", "header_fields.toml", "params.toml", "site_kinds.toml")


@dataclass(frozen=True)
class Vocabulary:
    """Everything a checklist may name. ``bases`` are the ids of the legal bases."""

    departments: Mapping[str, Department]
    problem_types: Mapping[str, Words]
    site_kinds: Mapping[str, SiteKind]
    header_fields: Mapping[str, HeaderField]
    params: Mapping[str, Param]
    units: Mapping[str, Unit]
    not_entered: Words
    bases: frozenset[str] = field(default_factory=frozenset)


def read_vocabulary(forms: Path, bases: frozenset[str] = frozenset()) -> tuple[Vocabulary, list[DefinitionProblem]]:
    """The words of a forms folder and the problems found; rows with a problem are left out."""
    problems: list[DefinitionProblem] = []
    raw = {}
    for name in FILES:
        raw[name], found = read_toml(forms / name, name)
        problems += found
    take = partial(_rows, problems=problems)
    departments, params = raw["departments.toml"], raw["params.toml"]
    units = take("params.toml", params.get("units", {}), UNIT, _unit)
    vocabulary = Vocabulary(
        departments=take("departments.toml", departments.get("departments", {}), DEPARTMENT, _plain(Department)),
        problem_types=take("departments.toml", departments.get("problem_types", {}), WORDS, _plain(Words)),
        site_kinds=take("site_kinds.toml", raw["site_kinds.toml"], SITE_KIND, _site_kind),
        header_fields=take("header_fields.toml", raw["header_fields.toml"], HEADER_FIELD, partial(_header_field, units)),
        params=take("params.toml", params.get("params", {}), PARAM, _param),
        units=units,
        not_entered=take("params.toml", {"open": params.get("open", {})}, WORDS, _plain(Words)).get("open", Words("", "")),
        bases=bases,
    )
    return vocabulary, problems


WORDS = Shape({"zh": "text", "en": "text"})
DEPARTMENT = Shape({"zh": "text", "en": "text"}, {"short_zh": "text", "short_en": "text"})
SITE_KIND = Shape({"zh": "text", "en": "text", "first": "texts"}, {"selectable": "flag"})
HEADER_FIELD = Shape(
    {"zh": "text", "en": "text", "type": "text"}, {"options": "words", "prefill": "text", "unit": "text", "draft": "text"})
PARAM = Shape({"kind": "text", "name_zh": "text", "name_en": "text", "zh": "text", "en": "text"}, {"keys": "texts"})
UNIT = Shape({"zh": "text"}, {"en": "text", "max": "number"})


def _rows(
    file: str, table: Mapping[str, Any], shape: Shape, build: Callable[..., Made], *, problems: list[DefinitionProblem]
) -> dict[str, Any]:
    """Every row of a keyed table that keeps its shape and rules; the problems of the others are added to ``problems``."""
    rows = {}
    for key, row in table.items():
        is_table = isinstance(row, dict)
        found = list(shape.problems(row, file, key)) if is_table else [DefinitionProblem("key_unknown", file, "", {"key": key})]
        if not found:
            made, more = build(key, row, file)
            found = list(more)
        if found:
            problems += found
        else:
            rows[key] = made
    return rows


def _plain(kind: type) -> Callable[..., Made]:
    return lambda key, row, file: (kind(**row), ())


def _unit(key: str, row: Mapping[str, Any], file: str) -> Made:
    return Unit(row["zh"], row.get("en", ""), row.get("max")), ()


def _site_kind(key: str, row: Mapping[str, Any], file: str) -> Made:
    return SiteKind(row["zh"], row["en"], tuple(row["first"]), row.get("selectable", True)), ()


def _param(key: str, row: Mapping[str, Any], file: str) -> Made:
    name, sentence = Words(row["name_zh"], row["name_en"]), Words(row["zh"], row["en"])
    param = Param(key, row["kind"], name, sentence, tuple(row.get("keys", ())))
    if param.kind in PARAM_KINDS:
        return param, sentence_problems(param, file)
    known = ", ".join(PARAM_KINDS)
    return param, [DefinitionProblem("param_kind_unknown", file, key, {"found": param.kind, "known": known})]


def _header_field(units: Mapping[str, Unit], key: str, row: Mapping[str, Any], file: str) -> Made:
    options = tuple(Option(**words) for words in row.get("options", ()))
    made = HeaderField(key, row["zh"], row["en"], row["type"], options, row.get("prefill", ""), units.get(row.get("unit", "")))
    return made, _header_problems(made, row, file)


def _header_problems(made: HeaderField, row: Mapping[str, Any], file: str) -> Iterator[DefinitionProblem]:
    if made.type not in FIELD_TYPES:
        yield DefinitionProblem("field_type_unknown", file, made.id, {"found": made.type, "known": ", ".join(FIELD_TYPES)})
    if made.prefill and made.prefill not in PREFILLS:
        yield DefinitionProblem("prefill_unknown", file, made.id, {"found": made.prefill, "known": ", ".join(PREFILLS)})
    yield from choice_problems(made.type == "choice", [option.zh for option in made.options], file, made.id)
    yield from unit_problems(made.type == "number", row.get("unit"), made.unit is not None, file, made.id)
