"""What a list is narrowed to: read from an address line, written back to one, said in words, turned into conditions.

Owns ``Filters`` and the table of its keys. The same object narrows the work list, its counts, an export and the book's entry
about that export, so that they can never mean different rows. Must not know pages or a person's rights (see ``scope``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import fn

from lantian.domain.area import is_code
from lantian.domain.problems import N_, FieldFault
from lantian.domain.violation import OPEN_STATES, STATES

from .db import json_text
from .models import Inspection, Site, Violation
from .scope import within

if TYPE_CHECKING:
    from peewee import Expression, Field

ORIGINS: dict[str, str] = {"violation": N_("违法行为"), "lead": N_("线索")}
# The limit is for the correction: once it is reported done, the next move is the inspector's.
OVERDUE_STATES = OPEN_STATES - {"rectified"}
YES = N_("是")

MAX_TEXT = 60
_KEY = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")

BAD_KEY = N_("「%(value)s」不在可选范围内，请从列表中选择。")
BAD_DATE = N_("「%(value)s」不是日期，应写成 2026-11-21。")
BAD_PERIOD = N_("结束日期 %(value)s 早于开始日期 %(from_on)s，请核对。")
BAD_TEXT = N_("搜索文字最多 %(limit)s 个字，且不能含控制字符。")


class _Bad(ValueError):
    """A value that cannot be used, with the message that says why."""


@dataclass(frozen=True)
class Filters:
    """What to show; an empty field does not narrow. Dates are ISO text in Asia/Shanghai and bound the act (``act_on``)."""

    area_code: str = ""
    checklist_id: str = ""
    item_id: str = ""
    states: tuple[str, ...] = ()
    severity: str = ""
    from_on: str = ""
    to_on: str = ""
    # Past its limit on ``today`` and not yet reported corrected.
    overdue: bool = False
    # The day it is, for ``overdue``; not part of the address line.
    today: str = ""
    site_id: str = ""
    # Part of a number, site name, party or note.
    text: str = ""
    origin: str = ""
    # Person id of an officer on the record or of who recorded it.
    officer: int | None = None

    @staticmethod
    def from_args(args: Mapping[str, Any], *, today: str = "") -> tuple[Filters, list[FieldFault]]:
        """Read an address line or a stored filter. A value that cannot be used is left out and named; never raises."""
        values: dict[str, Any] = {"today": today}
        faults: list[FieldFault] = []
        for key in KEYS:
            texts = _texts(args, key.name)
            try:
                values |= {key.field: key.read(texts)} if texts else {}
            except _Bad as bad:
                shown = {"value": texts[0][:40], "limit": MAX_TEXT}
                faults.append(FieldFault(key.name, str(bad), shown))
        return _in_order(Filters(**values), faults), faults

    def to_args(self) -> dict[str, str]:
        """The address line that gives these filters back: set keys only, in the order of ``KEYS``."""
        return {key.name: _written(getattr(self, key.field)) for key in KEYS if getattr(self, key.field)}

    def words(self, names: Mapping[str, Callable[[str], str]], joint: str = "、") -> list[tuple[str, str]]:
        """Label (msgid) and value of every set filter, for the head of an export.

        ``names`` turns keys into words per key of the address line ({"area": …, "state": …}); without one, states and
        origins come as their msgids and the rest as stored.
        """
        named = _NAMES | dict(names)
        rows = []
        for key in KEYS:
            if written := _written(getattr(self, key.field)):
                parts = written.split(",") if key.field == "states" else [written]
                rows.append((key.label, joint.join(named.get(key.name, str)(part) for part in parts)))
        return rows

    def without(self, *names: str) -> Filters:
        """The same but for these fields, which no longer narrow."""
        defaults = {field.name: field.default for field in fields(self)}
        return replace(self, **{name: defaults[name] for name in names})


def conditions(scope: str, filters: Filters) -> Iterator[Expression]:
    """The conditions on ``Violation`` (for text also ``Site`` and ``Inspection``), the person's area first."""
    yield within(Violation.area, scope)
    for name, condition in _CONDITIONS.items():
        if getattr(filters, name):
            yield condition(filters)


def officer_on(person_id: int) -> Expression:
    """Inspections recorded by this person or naming them as an officer.

    The list of officers is canonical JSON, in which ``user_id`` closes each object and quotes in names are escaped.
    """
    return (Inspection.recorded_by == person_id) | Inspection.officers.cast("text").contains(f'"user_id":{int(person_id)}}}')


def _listed(column: Field, person_id: int) -> Expression:
    """Whether a JSON list of person ids, [3,14], holds one: looked for between commas, so that 1 is not found in 14."""
    between_commas = fn.REPLACE(fn.REPLACE(column.cast("text"), "[", ","), "]", ",")
    return between_commas.contains(f",{int(person_id)},")


def _overdue(filters: Filters) -> Expression:
    if not filters.today:
        raise ValueError("what is overdue needs to know what day it is: Filters.today")
    return (Violation.due_on < filters.today) & Violation.state.in_(sorted(OVERDUE_STATES))


def _text(filters: Filters) -> Expression:
    columns = (Violation.number, Violation.note, Violation.title, Site.name, Site.party, json_text(Inspection.party, "name"))
    found = columns[0].contains(filters.text)
    for column in columns[1:]:
        found |= column.contains(filters.text)
    return found


_CONDITIONS: dict[str, Callable[[Filters], Expression]] = {
    "area_code": lambda f: within(Violation.area, f.area_code),
    "checklist_id": lambda f: Violation.checklist_id == f.checklist_id,
    "item_id": lambda f: Violation.item_id == f.item_id,
    "states": lambda f: Violation.state.in_(f.states),
    "severity": lambda f: Violation.severity == f.severity,
    "from_on": lambda f: Violation.act_on >= f.from_on,
    "to_on": lambda f: Violation.act_on <= f.to_on,
    "overdue": _overdue,
    "site_id": lambda f: Violation.site == f.site_id,
    "text": _text,
    "origin": lambda f: Violation.origin == f.origin,
    "officer": lambda f: _listed(Violation.found_by, f.officer or 0),
}


def _matching(pattern: re.Pattern[str]) -> Callable[[list[str]], str]:
    return lambda texts: _sure(texts[0], pattern.fullmatch(texts[0]), BAD_KEY)


def _among(known: Mapping[str, str]) -> Callable[[list[str]], str]:
    return lambda texts: _sure(texts[0], texts[0] in known, BAD_KEY)


def _sure(value: Any, good: Any, message: str) -> Any:
    if not good:
        raise _Bad(message)
    return value


def _read_states(texts: list[str]) -> tuple[str, ...]:
    asked = {part for text in texts for part in text.split(",") if part}
    _sure(asked, asked <= set(STATES), BAD_KEY)
    return tuple(state for state in STATES if state in asked)


def _read_date(texts: list[str]) -> str:
    try:
        return _sure(texts[0], date.fromisoformat(texts[0]).isoformat() == texts[0], BAD_DATE)
    except ValueError:
        raise _Bad(BAD_DATE) from None


def _read_text(texts: list[str]) -> str:
    text = texts[0].strip()
    return _sure(text, len(text) <= MAX_TEXT and not _UNPRINTABLE.search(text), BAD_TEXT)


def _read_flag(texts: list[str]) -> bool:
    return _sure(texts[0], texts[0] in ("0", "1"), BAD_KEY) == "1"


def _read_person(texts: list[str]) -> int:
    number = int(_sure(texts[0], re.fullmatch("[0-9]{1,9}", texts[0]), BAD_KEY))
    return _sure(number, number > 0, BAD_KEY)


@dataclass(frozen=True)
class Key:
    """One row: its name in the address line, the field it fills, its label (msgid) and its reader."""

    name: str
    field: str
    label: str
    read: Callable[[list[str]], Any]


KEYS: tuple[Key, ...] = (
    Key("area", "area_code", N_("区域"), lambda texts: _sure(texts[0], is_code(texts[0]), BAD_KEY)),
    Key("checklist", "checklist_id", N_("检查表名称"), _matching(_KEY)),
    Key("item", "item_id", N_("检查项"), _matching(_KEY)),
    Key("state", "states", N_("状态"), _read_states),
    Key("severity", "severity", N_("严重程度"), _matching(_KEY)),
    Key("from", "from_on", N_("行为日期自"), _read_date),
    Key("to", "to_on", N_("行为日期至"), _read_date),
    Key("overdue", "overdue", N_("已超期"), _read_flag),
    Key("site", "site_id", N_("检查对象"), _matching(_UUID)),
    Key("q", "text", N_("搜索文字"), _read_text),
    Key("origin", "origin", N_("来源"), _among(ORIGINS)),
    Key("officer", "officer", N_("检查人员"), _read_person),
)
_NAMES: dict[str, Callable[[str], str]] = {
    "state": STATES.__getitem__, "origin": ORIGINS.__getitem__, "overdue": lambda _: YES,
}


def _texts(args: Mapping[str, Any], name: str) -> list[str]:
    """All non-empty texts under a key, whether the mapping holds one or, like a query string, several."""
    several = getattr(args, "getlist", None)
    found: Sequence[Any] = several(name) if several else [args.get(name)]
    return [str(text) for text in found if text not in (None, "")]


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return ",".join(value) if isinstance(value, tuple) else str(value or "")


def _in_order(filters: Filters, faults: list[FieldFault]) -> Filters:
    """A period that ends before it begins loses its end, and the fault says so."""
    if not (filters.from_on and filters.to_on and filters.to_on < filters.from_on):
        return filters
    faults.append(FieldFault("to", BAD_PERIOD, {"value": filters.to_on, "from_on": filters.from_on}))
    return replace(filters, to_on="")
