"""The columns of the work list: which there are, which a person sees, and the links of their heads.

The finding itself is always shown; it carries the link of its row. Must not query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from lantian.domain.problems import N_


@dataclass(frozen=True)
class Column:
    """One column: its label (msgid), whether it is shown unless chosen otherwise, and the orders its head switches between."""

    label: str
    usual: bool = True
    orders: tuple[str, ...] = ()


# In the order in which they stand.
COLUMNS: dict[str, Column] = {
    "photo": Column(N_("照片")),
    "what": Column(N_("问题")),
    "site": Column(N_("检查对象")),
    "party": Column(N_("责任单位"), usual=False),
    "checklist": Column(N_("检查表"), usual=False),
    "state": Column(N_("状态")),
    "due": Column(N_("期限"), orders=("due",)),
    "act": Column(N_("检查")),
    "reported": Column(N_("上报时间"), usual=False, orders=("newest", "oldest")),
    "unit": Column(N_("登记单位"), usual=False),
    "department": Column(N_("主管部门"), usual=False),
    "origin": Column(N_("来源"), usual=False),
}
ALWAYS = "what"
CHOOSABLE = tuple(key for key in COLUMNS if key != ALWAYS)
USUAL = tuple(key for key, column in COLUMNS.items() if column.usual)
# Which way each order that a head leads to runs.
DIRECTIONS = {"due": "ascending", "oldest": "ascending", "newest": "descending"}


def known(keys: Iterable[str]) -> tuple[str, ...]:
    """The columns among these keys, in the order of the table; none where none is known."""
    asked = set(keys)
    return tuple(key for key in CHOOSABLE if key in asked)


def shown(*chosen: tuple[str, ...]) -> list[str]:
    """The first choice that says anything, else the usual columns; the finding always."""
    keys = set(next((choice for choice in chosen if choice), USUAL)) | {ALWAYS}
    return [key for key in COLUMNS if key in keys]


def heads(keys: Iterable[str], order: str, address: Callable[[str], str]) -> list[dict[str, Any]]:
    """The heads as the table's macro takes them; ``address`` makes the list's address of an order."""
    return [_head(key, order, address) for key in keys]


def _head(key: str, order: str, address: Callable[[str], str]) -> dict[str, Any]:
    column = COLUMNS[key]
    head: dict[str, Any] = {"label": _(column.label), "hidden_label": key == "photo", "width": "fill" if key == ALWAYS else None}
    if column.orders:
        head["sorted"] = DIRECTIONS[order] if order in column.orders else None
        head["href"] = address(next((other for other in column.orders if other != order), "newest"))
    return head


def options(keys: Iterable[str]) -> list[tuple[str, str, bool]]:
    """What can be chosen: key, words, whether it is shown now."""
    now = set(keys)
    return [(key, _(COLUMNS[key].label), key in now) for key in CHOOSABLE]
