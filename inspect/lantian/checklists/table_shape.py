"""The shape of the tables in forms/: which keys a table may and must have, and what kind of value each holds.

Owns the generic check only; the shapes themselves stand beside the files they describe. Must not know what a key means.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lantian.domain.problems import N_

from .definition_problem import DefinitionProblem


@dataclass(frozen=True)
class ValueKind:
    """A kind of value: how it is called and how it is recognised."""

    zh: str
    en: str
    fits: Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_number(value: Any) -> bool:
    """Whether this is a plain number; True and False are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(_is_pair(row) for row in value)


def _is_pair(row: Any) -> bool:
    return isinstance(row, dict) and row.keys() == {"zh", "en"} and all(map(_is_text, row.values()))


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


KINDS: dict[str, ValueKind] = {
    "text": ValueKind(N_("一段文字"), "text", _is_text),
    "flag": ValueKind(N_("true 或 false"), "true or false", lambda value: isinstance(value, bool)),
    "whole": ValueKind(N_("整数"), "a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "number": ValueKind(N_("数字"), "a number", is_number),
    "date": ValueKind(N_("日期，例如 2026-08-15"), "a date such as 2026-08-15", lambda value: type(value) is date),
    "texts": ValueKind(
        N_("文字的列表"), "a list of texts", lambda value: isinstance(value, list) and all(map(_is_text, value))),
    "words": ValueKind(N_("{ zh, en } 的列表"), "a list of { zh, en }", _is_words),
    "table": ValueKind(N_("一组键值"), "a table", lambda value: isinstance(value, dict)),
    "by_text": ValueKind(
        N_("文字对文字的表"), "a table of texts", lambda value: isinstance(value, dict) and all(map(_is_text, value.values()))),
    "tables": ValueKind(N_("表的列表"), "a list of tables", _are_tables),
}


class Shape:
    """The keys of a table: needed and allowed, each ``key: kind``."""

    def __init__(self, needed: dict[str, str], allowed: dict[str, str] | None = None):
        self.needed = needed
        self.known = needed | (allowed or {})

    def problems(self, table: Mapping[str, Any], file: str, item: str = "") -> Iterator[DefinitionProblem]:
        """Missing keys, unknown keys and values of the wrong kind, emptiness included."""
        for key in self.needed.keys() - table.keys():
            yield DefinitionProblem("key_missing", file, item, {"key": key})
        for key, value in table.items():
            if key not in self.known:
                yield DefinitionProblem("key_unknown", file, item, {"key": key})
            else:
                yield from self._value(key, value, file, item)

    def _value(self, key: str, value: Any, file: str, item: str) -> Iterator[DefinitionProblem]:
        kind = KINDS[self.known[key]]
        if not kind.fits(value):
            yield DefinitionProblem("wrong_type", file, item, {"key": key, "expected": kind.zh, "expected_en": kind.en})
        elif any(not text.strip() for text in texts_in(value)):
            yield DefinitionProblem("text_empty", file, item, {"key": key})
        elif any(not math.isfinite(number) for number in _numbers_in(value)):
            yield DefinitionProblem("number_infinite", file, item, {"key": key})


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    return (leaf for leaf in _leaves(value) if isinstance(leaf, str))


def _numbers_in(value: Any) -> Iterator[float]:
    return (leaf for leaf in _leaves(value) if isinstance(leaf, float))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value
