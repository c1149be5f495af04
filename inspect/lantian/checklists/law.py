"""Reads forms/law: laws, legal bases, time limits and rules of procedure, each row with its confidence.

Owns the reading and the rules of these files. The meaning of a basis (which one applied on a day, how it is cited) is in
``domain.basis``. Must not choose a law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantian.domain.basis import Law, LegalBasis

from .definition_problem import DefinitionProblem
from .rule_parts import CONFIDENCES
from .table_shape import Shape
from .toml_file import read_toml
from .words import pick


@dataclass(frozen=True)
class TimeLimit:
    """A term of procedure (期限): ``value`` in ``unit`` (day, hour, month, year, percent_per_day), from ``trigger``.

    ``day_type`` is calendar or working; ``extend`` is the possible extension in the same unit. None: the law names none.
    """

    id: str
    zh: str
    en: str
    trigger: str
    basis: str
    confidence: str
    value: int | None = None
    unit: str | None = None
    day_type: str | None = None
    extend: int | None = None
    extend_by: str | None = None
    # A remark, English and Chinese.
    note: str | None = None
    note_zh: str | None = None

    def text(self, language: str) -> str:
        """The name in a language."""
        return pick(self.zh, self.en, language)


@dataclass(frozen=True)
class Rule:
    """A rule of procedure that every case keeps, such as 从旧兼从轻."""

    id: str
    zh: str
    en: str
    basis: tuple[str, ...]
    confidence: str

    def text(self, language: str) -> str:
        """The rule in a language."""
        return pick(self.zh, self.en, language)


@dataclass(frozen=True)
class LawBook:
    """Everything in forms/law by id, in the order of the files."""

    laws: Mapping[str, Law]
    bases: Mapping[str, LegalBasis]
    deadlines: Mapping[str, TimeLimit]
    rules: Mapping[str, Rule]


NAMED = {"id": "text", "zh": "text", "en": "text", "confidence": "text"}
AMOUNTS = dict.fromkeys(
    ("fine_unit_min", "fine_unit_max", "fine_person_min", "fine_person_max", "multiple_min", "multiple_max", "refusal_fine_min",
     "refusal_fine_max"), "whole")
LAW = Shape(
    NAMED | {"passed": "text", "effective_from": "date", "level": "text"},
    {"effective_to": "date", "note": "text", "note_zh": "text", "jurisdiction": "text"})
BASIS = Shape(
    {
        "id": "text", "topic": "text", "law": "text", "jurisdiction": "text", "penalty_article": "text", "act_zh": "text",
        "act_en": "text", "offender": "text", "fine_type": "text", "fine_optional": "flag", "confiscate": "texts",
        "order_first": "text", "daily_penalty": "text", "daily_penalty_basis": "texts", "authority": "text",
        "effective_from": "date", "replaces": "texts", "confidence": "text",
    },
    AMOUNTS | {
        "duty_article": "text", "multiple_base": "text", "order_on_refusal": "text", "higher_band": "text",
        "element_required": "text", "effective_to": "date", "note": "text", "note_zh": "text",
    },
)
LIMIT = Shape(
    NAMED | {"trigger": "text", "basis": "text"},
    {
        "value": "whole", "unit": "text", "day_type": "text", "extend": "whole", "extend_by": "text", "note": "text",
        "note_zh": "text",
    },
)
RULE = Shape(NAMED | {"basis": "texts"})


def read_law(forms: Path) -> tuple[LawBook, list[DefinitionProblem]]:
    """The law of a forms folder and the problems found; rows with a problem are left out."""
    problems: list[DefinitionProblem] = []
    laws = _read(forms, ["law/laws.toml"], "laws", LAW, Law, problems)
    basis_files = sorted(f"law/bases/{path.name}" for path in (forms / "law/bases").glob("*.toml"))
    bases = _read(forms, basis_files, "bases", BASIS, LegalBasis, problems)
    deadlines = _read(forms, ["law/deadlines.toml"], "deadlines", LIMIT, TimeLimit, problems)
    rules = _read(forms, ["law/rules.toml"], "rules", RULE, Rule, problems)
    problems += _link_problems(laws, bases)
    return LawBook(*map(MappingProxyType, (laws, bases, deadlines, rules))), problems


def _read(
    forms: Path, files: list[str], key: str, shape: Shape, build: Callable[..., Any], problems: list[DefinitionProblem]
) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for file in files:
        raw, found = read_toml(forms / file, file)
        found = found or list(Shape({key: "tables"}).problems(raw, file))
        problems += found
        for row in raw[key] if not found else ():
            made = _row(row, file, shape, build, problems)
            if made is not None and made.id in rows:
                problems.append(DefinitionProblem("id_twice", file, made.id))
            elif made is not None:
                rows[made.id] = made
    return rows


def _row(row: Mapping[str, Any], file: str, shape: Shape, build: Callable[..., Any], problems: list[DefinitionProblem]) -> Any:
    """The object of one row, or None after its problems were added."""
    item = str(row.get("id", ""))
    found = list(shape.problems(row, file, item)) or list(_row_problems(row, file))
    problems += found
    if found:
        return None
    try:
        return build(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})
    except ValueError as error:
        problems.append(DefinitionProblem("basis_refused", file, item, {"reason": str(error)}))
        return None


def _row_problems(row: Mapping[str, Any], file: str) -> Iterator[DefinitionProblem]:
    if row["confidence"] not in CONFIDENCES:
        yield DefinitionProblem("confidence_unknown", file, row["id"], {"found": row["confidence"]})
    if "effective_to" in row and row["effective_to"] < row["effective_from"]:
        yield DefinitionProblem("dates_reversed", file, row["id"])


def _link_problems(laws: Mapping[str, Law], bases: Mapping[str, LegalBasis]) -> Iterator[DefinitionProblem]:
    for basis in bases.values():
        if basis.law not in laws:
            yield DefinitionProblem("law_unknown", "law/bases", basis.id, {"found": basis.law})
        for key in ("replaces", "daily_penalty_basis"):
            for linked in getattr(basis, key):
                if linked not in bases:
                    yield DefinitionProblem("basis_link_unknown", "law/bases", basis.id, {"key": key, "found": linked})
