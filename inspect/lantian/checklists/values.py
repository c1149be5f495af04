"""Reading one value that a person typed or a phone sent: text, number, date, time, choice, yes/no.

Owns the limits and the stored form of each kind; header fields and items are read by the same functions. Everything it is
given is hostile until read. Must not know forms or items.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lantian.domain.moments import FIRST_YEAR, FUTURE_LIMIT, MomentRefused, format_instant, local_date, local_time, parse_instant
from lantian.domain.problems import N_

from .words import HeaderField, Option, Unit

TEXT_LIMIT = 2000
HEADER_LIMIT = 500
NAME_LIMIT = 60
MOST = Decimal(10) ** 9
# No NUL and no other control characters but tab and line feed; no half surrogates; not the two code points that XML
# (spreadsheets, documents) forbids. Emoji and rare characters are fine.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
LOCAL_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
# Chinese keyboards type full-width digits and points.
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－。", "0123456789.-.")
YES_NO = {"yes": Option("是", "Yes"), "no": Option("否", "No")}


class ValueRefused(ValueError):
    """A value that cannot be used: a msgid, its values, and the place below the field (``.0.name``)."""

    def __init__(self, message: str, below: str = "", **params: Any):
        super().__init__(message)
        self.message, self.below, self.params = message, below, params


NOT_A_NUMBER = N_("请填写数字，例如 12.5")
OUT_OF_RANGE = N_("应在 %(low)s 到 %(high)s 之间")
NOT_A_DATE = N_("请填写日期，例如 2026-11-21")
NOT_A_MOMENT = N_("请填写日期和时间，例如 2026-11-21 10:30")
TOO_EARLY = N_("日期应在 %(year)s 年以后")
TOO_LATE = N_("比当前时间晚 7 天以上，请核对")
NOT_AN_OPTION = N_("不在可选范围内")
TOO_LONG = N_("最多 %(limit)s 个字，现有 %(count)s 个")
CONTROL_CHARACTERS = N_("含有不可见的控制字符，请删去后重填")


def read_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """The text without blanks around it, line ends as line feeds; ``limit`` counts characters."""
    if len(text) > limit * 2:
        raise ValueRefused(TOO_LONG, limit=limit, count=len(text))
    text = text.replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise ValueRefused(TOO_LONG, limit=limit, count=len(text))
    if FORBIDDEN.search(text):
        raise ValueRefused(CONTROL_CHARACTERS)
    return text


def read_number(text: str, unit: Unit | None = None) -> str:
    """A decimal number from 0 up, as the person wrote it (trailing zeros are precision), with ASCII digits."""
    written = text.strip().translate(FULL_WIDTH)
    if not NUMBER.fullmatch(written):
        raise ValueRefused(NOT_A_NUMBER)
    most = MOST if unit is None or unit.most is None else Decimal(str(unit.most))
    if not 0 <= Decimal(written) <= most:
        raise ValueRefused(OUT_OF_RANGE, low="0", high=f"{most:,}")
    return written.removeprefix("-")


def read_moment(text: str, now: datetime) -> str:
    """An instant in the stored form. A time without a zone is what a form on a page sends: a clock in China."""
    written = text.strip()
    if LOCAL_MOMENT.fullmatch(written):
        written = written.replace(" ", "T") + "+08:00"
    try:
        instant = parse_instant(written)
    except MomentRefused:
        raise ValueRefused(NOT_A_MOMENT) from None
    if instant > now + FUTURE_LIMIT:
        raise ValueRefused(TOO_LATE)
    return format_instant(instant)


def read_date(text: str, now: datetime) -> str:
    """A day as 2026-11-21, from 2000 to seven days ahead."""
    written = text.strip()
    try:
        day = date.fromisoformat(written) if len(written) == 10 and written.isascii() else None
    except ValueError:
        day = None
    if day is None:
        raise ValueRefused(NOT_A_DATE)
    if day.year < FIRST_YEAR:
        raise ValueRefused(TOO_EARLY, year=FIRST_YEAR)
    if day > local_date(now + FUTURE_LIMIT):
        raise ValueRefused(TOO_LATE)
    return day.isoformat()


def read_choice(text: str, known: Collection[str]) -> str:
    """One of the known values."""
    if text not in known:
        raise ValueRefused(NOT_AN_OPTION)
    return text


def moment_text(stored: str) -> str:
    """A stored instant on a clock in China, to the minute; what cannot be read is shown as it is."""
    try:
        return f"{local_time(parse_instant(stored)):%Y-%m-%d %H:%M}"
    except MomentRefused:
        return stored


def option_text(stored: str, options: Collection[Option], language: str) -> str:
    """The name of a stored option; an option that is no longer known is shown as stored."""
    return next((option.text(language) for option in options if option.value == stored), stored)


def with_unit(stored: str, unit: Unit | None, language: str) -> str:
    """A number and its unit."""
    return f"{stored} {unit.text(language)}".rstrip() if unit and stored else stored


@dataclass(frozen=True)
class FieldType:
    """A type of header field: how a value is read and shown."""

    read: Callable[[HeaderField, str, datetime], str]
    text: Callable[[HeaderField, str, str], str]


FIELD_TYPES: dict[str, FieldType] = {
    "text": FieldType(lambda _, text, now: read_text(text, HEADER_LIMIT), lambda _, stored, language: stored),
    "number": FieldType(
        lambda field, text, now: read_number(text, field.unit),
        lambda field, stored, language: with_unit(stored, field.unit, language)),
    "date": FieldType(lambda _, text, now: read_date(text, now), lambda _, stored, language: stored),
    "datetime": FieldType(lambda _, text, now: read_moment(text, now), lambda _, stored, language: moment_text(stored)),
    "choice": FieldType(
        lambda field, text, now: read_choice(text, [option.value for option in field.options]),
        lambda field, stored, language: option_text(stored, field.options, language)),
    "boolean": FieldType(
        lambda _, text, now: read_choice(text, YES_NO),
        lambda _, stored, language: YES_NO[stored].text(language) if stored in YES_NO else stored),
}


def read_field(field: HeaderField, text: str, now: datetime) -> str:
    """The stored value of a header field, '' for a blank one. Raises ValueRefused. ``now`` is UTC."""
    return FIELD_TYPES[field.type].read(field, text, now) if text.strip() else ""


def field_text(field: HeaderField, stored: str, language: str) -> str:
    """A stored header value as people read it."""
    return FIELD_TYPES[field.type].text(field, stored, language) if stored else ""
