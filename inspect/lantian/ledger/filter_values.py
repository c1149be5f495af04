"""Reading the values of an address line: one reader per kind of value, and what is said about one that cannot be used.

Owns shapes and messages only. Must not know which keys there are (``filters``) or what a value narrows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from lantian.domain.area import is_code
from lantian.domain.problems import N_
from lantian.domain.violation import STATES

MAX_TEXT = 60
# Written where no state narrows, so that the address of such a list is told from the bare one.
ALL_STATES = "all"
_KEY = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")

BAD_KEY = N_("“%(value)s”不在可选范围内，请从列表中选择。")
BAD_DATE = N_("“%(value)s”不是日期，应写成 2026-11-21。")
BAD_PERIOD = N_("结束日期 %(value)s 早于开始日期 %(from_on)s，请核对。")
BAD_TEXT = N_("搜索文字最多 %(limit)s 个字，且不能含控制字符。")

Reader = Callable[[list[str]], Any]


class BadValueError(ValueError):
    """A value that cannot be used, with the message (msgid) that says why."""


def all_texts(args: Mapping[str, Any], name: str) -> list[str]:
    """All non-empty texts under a key, whether the mapping holds one or, like a query string, several."""
    several = getattr(args, "getlist", None)
    found: Sequence[Any] = several(name) if several else [args.get(name)]
    return [str(text) for text in found if text not in (None, "")]


def written(value: Any) -> str:
    """A value as the address line has it; '' for one that does not narrow."""
    if isinstance(value, bool):
        return "1" if value else ""
    return ",".join(value) if isinstance(value, tuple) else str(value or "")


def sure(value: Any, good: Any, message: str) -> Any:
    """The value, or BadValueError with the message."""
    if not good:
        raise BadValueError(message)
    return value


def area(texts: list[str]) -> str:
    """An area code."""
    return sure(texts[0], is_code(texts[0]), BAD_KEY)


def key(texts: list[str]) -> str:
    """The id of a checklist, an item or a severity."""
    return sure(texts[0], _KEY.fullmatch(texts[0]), BAD_KEY)


def uuid(texts: list[str]) -> str:
    """The id of a place."""
    return sure(texts[0], _UUID.fullmatch(texts[0]), BAD_KEY)


def among(known: Mapping[str, str]) -> Reader:
    """A reader of one of these keys."""
    return lambda texts: sure(texts[0], texts[0] in known, BAD_KEY)


def states(texts: list[str]) -> tuple[str, ...]:
    """States, in the order of the state table; none for all."""
    asked = {part for text in texts for part in text.split(",") if part} - {ALL_STATES}
    sure(asked, asked <= set(STATES), BAD_KEY)
    return tuple(state for state in STATES if state in asked)


def day(texts: list[str]) -> str:
    """An ISO date."""
    try:
        return sure(texts[0], date.fromisoformat(texts[0]).isoformat() == texts[0], BAD_DATE)
    except ValueError:
        raise BadValueError(BAD_DATE) from None


def text(texts: list[str]) -> str:
    """Words to look for."""
    words = " ".join(texts[0].split()) if not _UNPRINTABLE.search(texts[0]) else ""
    return sure(words, len(words) <= MAX_TEXT and (words or not texts[0].strip()), BAD_TEXT)


def flag(texts: list[str]) -> bool:
    """Yes or no."""
    return sure(texts[0], texts[0] in ("0", "1"), BAD_KEY) == "1"


def person(texts: list[str]) -> int:
    """The id of a person."""
    number = int(sure(texts[0], re.fullmatch("[0-9]{1,9}", texts[0]), BAD_KEY))
    return sure(number, number > 0, BAD_KEY)
