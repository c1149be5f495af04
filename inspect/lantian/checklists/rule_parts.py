"""Small judgements that several files of forms/ share: choices, units, terms, repetition, confidence.

Called by the rules of checklists, items, words, law and regions. Must not know whole files.
"""

from __future__ import annotations

from collections.abc import Iterator

from lantian.domain.deadline import check_term

from .definition_problem import DefinitionProblem

# read in a text of the rule; read in a copy or summary that may differ; not found in sources
CONFIDENCES = ("verified", "secondary", "from-memory")


def twice(values: list[str]) -> list[str]:
    """The values that occur more than once, each once."""
    return sorted({value for value in values if values.count(value) > 1})


def term_problems(term: str, file: str, item: str) -> Iterator[DefinitionProblem]:
    """A deadline that is not immediate, before_start, Nd or Nwd."""
    try:
        check_term(term)
    except ValueError:
        yield DefinitionProblem("deadline_shape", file, item, {"found": term})


def choice_problems(is_choice: bool, options: list[str], file: str, item: str) -> Iterator[DefinitionProblem]:
    """A choice has two options at least, each once; nothing else has options."""
    if is_choice and len(options) < 2:
        yield DefinitionProblem("options_missing", file, item)
    if options and not is_choice:
        yield DefinitionProblem("options_needless", file, item)
    for option in sorted({option for option in options if options.count(option) > 1}):
        yield DefinitionProblem("option_twice", file, item, {"found": option})


def unit_problems(is_number: bool, unit: str | None, is_known: bool, file: str, item: str) -> Iterator[DefinitionProblem]:
    """A number has a known unit; nothing else has one."""
    if unit is not None and not is_number:
        yield DefinitionProblem("unit_needless", file, item)
    elif unit is not None and not is_known:
        yield DefinitionProblem("unit_unknown", file, item, {"found": unit})
    elif unit is None and is_number:
        yield DefinitionProblem("unit_missing", file, item)
