"""The answer types (作答方式): one small class each, in ONE table, and nothing else in the product switches on the type.

A class knows how its answer arrives (from a page, from a phone's JSON), what is stored, how it is shown and exported, and
when it is a failed one. Everything that arrives is hostile until read. Must not know forms, photos or regions.
"""

# ruff: noqa: D102  what each method means stands once, in the base class.

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from lantian.domain.problems import N_

from .answer_base import AnswerType, FormData, first
from .compound_answers import Fields, PersonChain
from .values import YES_NO, ValueRefused, moment_text, option_text, read_choice, read_moment, read_number, with_unit
from .words import Option, is_english

if TYPE_CHECKING:
    from .definition import Item

RESULTS = {"pass": Option("符合", "Pass"), "fail": Option("不符合", "Fail"), "na": Option("不适用", "Not applicable")}
# What a failed answer becomes. Only the first two are lines of the ledger: a task is nobody's violation, and a fault of our
# own procedure is not the party's.
LEADS_TO = ("violation", "order_only", "task", "own_procedure")
LEDGER_OUTCOMES = ("violation", "order_only")

PHOTOS_ELSEWHERE = N_("照片另行上传，这里不填内容")


class PassFailNa(AnswerType):
    """符合 / 不符合 / 不适用: "pass", "fail" or "na"."""

    key = "pass_fail_na"
    widget = "buttons"
    always_asked = True
    has_na = True
    results = RESULTS

    def can_fail(self, item: Item) -> bool:
        return True

    def choices(self, item: Item) -> list[tuple[str, Option]]:
        return list(self.results.items())

    def read(self, item: Item, raw: Any, now: datetime) -> str:
        return read_choice(raw, self.results)

    def is_failed(self, item: Item, value: Any, params: Mapping[str, Any]) -> bool:
        return value == "fail"

    def text(self, item: Item, value: Any, language: str) -> str:
        return self.results[value].text(language) if value in self.results else str(value)


class PassFail(PassFailNa):
    """符合 / 不符合: "pass" or "fail"."""

    key = "pass_fail"
    has_na = False
    results = {key: RESULTS[key] for key in ("pass", "fail")}


class Boolean(PassFailNa):
    """是 / 否: "yes" or "no"; a fact, never a failed answer."""

    key = "boolean"
    always_asked = False
    has_na = False
    results = YES_NO

    def can_fail(self, item: Item) -> bool:
        return False

    def is_failed(self, item: Item, value: Any, params: Mapping[str, Any]) -> bool:
        return False


class Choice(AnswerType):
    """One of the item's options, stored as its Chinese text; failed when the item lists it in ``finding_options``."""

    key = "choice"
    widget = "choice"
    has_options = True

    def can_fail(self, item: Item) -> bool:
        return bool(item.finding_options)

    def choices(self, item: Item) -> list[tuple[str, Option]]:
        return [(option.value, option) for option in item.options]

    def read(self, item: Item, raw: Any, now: datetime) -> str:
        return read_choice(raw, [option.value for option in item.options])

    def is_failed(self, item: Item, value: Any, params: Mapping[str, Any]) -> bool:
        return value in item.finding_options

    def text(self, item: Item, value: Any, language: str) -> str:
        return option_text(value, item.options, language)


class Number(AnswerType):
    """A decimal number as text; failed when it is above the parameter named by ``max_param``."""

    key = "number"
    widget = "number"
    has_unit = True

    def can_fail(self, item: Item) -> bool:
        return bool(item.max_param)

    def read(self, item: Item, raw: Any, now: datetime) -> str:
        return read_number(raw, item.unit)

    def is_failed(self, item: Item, value: Any, params: Mapping[str, Any]) -> bool:
        most = params.get(item.max_param)
        if most is None:
            return False
        try:
            return Decimal(value) > Decimal(str(most))
        except (InvalidOperation, TypeError):
            return False

    def text(self, item: Item, value: Any, language: str) -> str:
        return with_unit(value, item.unit, language)

    def export_text(self, item: Item, value: Any, language: str = "zh") -> str:
        return str(value)


class Text(AnswerType):
    """Free text of at most 2,000 characters."""

    key = "text"


class Moment(AnswerType):
    """An instant, stored in UTC, shown on a clock in China."""

    key = "datetime"
    widget = "datetime"

    def read(self, item: Item, raw: Any, now: datetime) -> str:
        return read_moment(raw, now)

    def text(self, item: Item, value: Any, language: str) -> str:
        return moment_text(value)


class Photo(AnswerType):
    """Answered by photos alone: the value is "" and the caller sees to the photos."""

    key = "photo"
    widget = "photo"

    def collect(self, item: Item, formdata: FormData, name: str) -> str | None:
        # A required photo item needs no answer of its own: the missing photo is what has to be said.
        return first(formdata, name) if item.required or name in formdata else None

    def read(self, item: Item, raw: Any, now: datetime) -> str:
        if raw:
            raise ValueRefused(PHOTOS_ELSEWHERE)
        return ""

    def text(self, item: Item, value: Any, language: str) -> str:
        return "See photos" if is_english(language) else "见照片"


ANSWER_TYPES: dict[str, AnswerType] = {
    kind.key: kind
    for kind in (PassFailNa(), PassFail(), Choice(), Number(), Text(), Moment(), Boolean(), Photo(), Fields(), PersonChain())
}


def answer_type(item: Item) -> AnswerType:
    """The answer type of an item."""
    return ANSWER_TYPES[item.answer_type]


def answer_text(item: Item, value: Any, language: str) -> str:
    """A stored answer as people read it, '' for none."""
    kind = answer_type(item)
    return kind.text(item, value, language) if _is_answered(kind, value) else ""


def export_text(item: Item, value: Any, language: str = "zh") -> str:
    """A stored answer for one cell of a spreadsheet, '' for none."""
    kind = answer_type(item)
    return kind.export_text(item, value, language) if _is_answered(kind, value) else ""


def is_finding(item: Item, value: Any, params: Mapping[str, Any] | None = None) -> bool:
    """Whether a stored answer makes a line of the ledger. ``params``: the region's values, else the item's own."""
    failed = answer_type(item).is_failed(item, value, item.params if params is None else params)
    return failed and item.leads_to in LEDGER_OUTCOMES


def _is_answered(kind: AnswerType, value: Any) -> bool:
    return value is not None and (value != kind.blank or kind.key == "photo")
