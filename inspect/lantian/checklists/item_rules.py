"""The rules a single item of a checklist must keep, each a small function in a list.

Owns what can be judged by the item and the shared words alone. What an answer type allows is asked of ``items``. A rule never
raises and never stops the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from .answer_base import AnswerType
from .compound_answers import PERSON_FIELDS
from .definition_problem import DefinitionProblem
from .items import ANSWER_TYPES, LEADS_TO
from .rule_parts import CONFIDENCES, choice_problems, term_problems, twice, unit_problems
from .table_shape import Shape

if TYPE_CHECKING:
    from .vocabulary import Vocabulary

SEVERITIES = ("low", "medium", "high", "critical")
ITEM_ID = re.compile(r"[a-z0-9]{1,12}\.[a-z0-9_]{1,24}")

ITEM = Shape(
    {
        "id": "text", "zh": "text", "en": "text", "criterion_zh": "text", "criterion_en": "text", "answer_type": "text",
        "photo_required_on_fail": "flag", "photo_always": "flag", "severity": "text", "legal_basis": "texts",
        "lead_department": "text", "confidence": "text",
    },
    {
        "default_deadline": "text", "source": "text", "note": "text", "note_zh": "text", "params": "table",
        "params_open": "texts", "sub_checks": "words", "options": "words", "unit": "text", "required": "flag",
        "applies_when": "text", "applies_zh": "text", "applies_en": "text", "section": "text", "finding_options": "texts",
        "max_param": "text", "fields": "texts", "required_fields": "texts", "roles": "words", "person_fields": "texts",
        "min_people": "whole", "same_as": "text", "problem_type": "text", "leads_to": "text",
    },
)

ItemRule = Callable[[Mapping[str, Any], str, "Vocabulary"], Iterable[DefinitionProblem]]


def _answer_type(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    if item["answer_type"] not in ANSWER_TYPES:
        params = {"found": item["answer_type"], "known": ", ".join(ANSWER_TYPES)}
        yield DefinitionProblem("answer_type_unknown", file, item["id"], params)


def _id(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    if not ITEM_ID.fullmatch(item["id"]):
        yield DefinitionProblem("item_id_shape", file, item["id"][:60])


def _one_of(key: str, rule: str, known: Callable[[Vocabulary], Iterable[str]], shown: Iterable[str] = ()) -> ItemRule:
    """A rule: every text under ``key``, where it is given, is one of the known ones."""

    def judge(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
        value = item.get(key, [])
        for text in value if isinstance(value, list) else [value]:
            if text not in known(vocabulary):
                yield DefinitionProblem(rule, file, item["id"], {"found": text, "known": ", ".join(shown)})

    return judge


def _deadline(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    if "default_deadline" in item:
        yield from term_problems(item["default_deadline"], file, item["id"])


def _params(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    given, missing = item.get("params", {}), item.get("params_open", [])
    for name in (*given, *missing):
        if name not in vocabulary.params:
            yield DefinitionProblem("param_unknown", file, item["id"], {"found": name})
        elif name in given and name in missing:
            yield DefinitionProblem("param_both", file, item["id"], {"found": name})
        elif not vocabulary.params[name].fits(given.get(name)):
            yield DefinitionProblem("param_kind", file, item["id"], {"found": name, "kind": vocabulary.params[name].kind})


def _limit(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    name = item.get("max_param")
    if name is None:
        return
    if not _kind(item).has_unit:
        yield DefinitionProblem("max_param_needless", file, item["id"])
    param = vocabulary.params.get(name)
    if name not in (*item.get("params", {}), *item.get("params_open", [])) or (param and param.kind != "number"):
        yield DefinitionProblem("max_param_unknown", file, item["id"], {"found": name})


def _options(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    options = [option["zh"] for option in item.get("options", ())]
    yield from choice_problems(_kind(item).has_options, options, file, item["id"])
    for text in item.get("finding_options", ()):
        if text not in options:
            yield DefinitionProblem("finding_option_unknown", file, item["id"], {"found": text})
    for text in twice([point["zh"] for point in item.get("sub_checks", ())]):
        yield DefinitionProblem("sub_check_twice", file, item["id"], {"found": text})


def _unit(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    unit = item.get("unit")
    yield from unit_problems(_kind(item).has_unit, unit, unit in vocabulary.units, file, item["id"])


def _photo(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    traits = SimpleNamespace(finding_options=item.get("finding_options", ()), max_param=item.get("max_param", ""))
    if item["photo_required_on_fail"] and not _kind(item).can_fail(traits):  # type: ignore[arg-type]
        yield DefinitionProblem("photo_rule_without_fail", file, item["id"])


def _fields(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    fields, needed = item.get("fields", []), item.get("required_fields", [])
    if _kind(item).has_fields and not fields:
        yield DefinitionProblem("fields_missing", file, item["id"])
    if (fields or needed) and not _kind(item).has_fields:
        yield DefinitionProblem("fields_needless", file, item["id"])
    for key in needed:
        if key not in fields:
            yield DefinitionProblem("required_field_unknown", file, item["id"], {"found": key})


def _roles(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    if _kind(item).has_roles and not item.get("roles"):
        yield DefinitionProblem("roles_missing", file, item["id"])
    if not _kind(item).has_roles and item.keys() & {"roles", "person_fields", "min_people"}:
        yield DefinitionProblem("roles_needless", file, item["id"])


def _applies(item: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    if "applies_when" in item and not _kind(item).has_na:
        yield DefinitionProblem("applies_when_without_na", file, item["id"])
    if "applies_when" in item and not ("applies_zh" in item and "applies_en" in item):
        yield DefinitionProblem("applies_text_missing", file, item["id"])


def _kind(item: Mapping[str, Any]) -> AnswerType:
    return ANSWER_TYPES[item["answer_type"]]


GENERAL_RULES: list[ItemRule] = [
    _id,
    _answer_type,
    _one_of("severity", "severity_unknown", lambda words: SEVERITIES),
    _one_of("confidence", "confidence_unknown", lambda words: CONFIDENCES),
    _one_of("legal_basis", "legal_basis_unknown", lambda words: words.bases),
    _one_of("lead_department", "department_unknown", lambda words: words.departments),
    _one_of("problem_type", "problem_type_unknown", lambda words: words.problem_types),
    _one_of("fields", "header_field_unknown", lambda words: words.header_fields),
    _one_of("person_fields", "person_field_unknown", lambda words: PERSON_FIELDS),
    _one_of("leads_to", "leads_to_unknown", lambda words: LEADS_TO, LEADS_TO),
    _deadline,
    _params,
]
# These ask what the answer type allows; with an unknown type they would only repeat that mistake.
TYPE_RULES: list[ItemRule] = [_limit, _options, _unit, _photo, _fields, _roles, _applies]


def rules_for(item: Mapping[str, Any]) -> list[ItemRule]:
    """The rules an item is judged by."""
    return GENERAL_RULES + (TYPE_RULES if item["answer_type"] in ANSWER_TYPES else [])
