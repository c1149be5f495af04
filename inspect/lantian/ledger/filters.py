"""What a list is narrowed to: read from an address line, written back to one, said in words, turned into conditions.

Owns ``Filters`` and the table of its keys. The same object narrows the work list, its counts, an export and the book's entry
about that export, so that they can never mean different rows. Must not know pages or a person's rights (see ``scope``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from peewee import fn

from lantian.domain.problems import N_, FieldFault
from lantian.domain.violation import OPEN_STATES, STATES

from . import filter_values as read
from .filter_values import MAX_TEXT, BadValueError, written
from .models import Inspection, Violation, ViolationText
from .scope import within

if TYPE_CHECKING:
    from peewee import Expression, Field, ModelSelect

ORIGINS: dict[str, str] = {"violation": N_("违法行为"), "lead": N_("线索")}
# The limit is for the correction: once it is reported done, the next move is the inspector's.
OVERDUE_STATES = OPEN_STATES - {"rectified"}
YES = N_("是")


@dataclass(frozen=True)
class Filters:
    """What to show; an empty field does not narrow. Dates are ISO text in Asia/Shanghai; ``from_on``, ``to_on`` bound the act."""

    area_code: str = ""
    checklist_id: str = ""
    item_id: str = ""
    states: tuple[str, ...] = ()
    severity: str = ""
    from_on: str = ""
    to_on: str = ""
    # They bound the limit for the correction; lines without one are then not shown.
    due_from: str = ""
    due_to: str = ""
    # Past its limit on ``today`` and not yet reported corrected.
    overdue: bool = False
    # The day it is, for ``overdue``; not part of the address line.
    today: str = ""
    site_id: str = ""
    # Part of the name or of the 统一社会信用代码 of the party, on the record or in the register of places.
    party: str = ""
    # Words each of which is part of the number, title, note, place or party.
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
            texts = read.all_texts(args, key.name)
            try:
                values |= {key.field: key.read(texts)} if texts else {}
            except BadValueError as bad:
                shown = {"value": texts[0][:40], "limit": MAX_TEXT}
                faults.append(FieldFault(key.name, str(bad), shown))
        return _in_order(Filters(**values), faults), faults

    def to_args(self) -> dict[str, str]:
        """The address line that gives these filters back: set keys only, in the order of ``KEYS``."""
        return {key.name: written(getattr(self, key.field)) for key in KEYS if getattr(self, key.field)}

    def words(self, names: Mapping[str, Callable[[str], str]], joint: str = "、") -> list[tuple[str, str]]:
        """Label (msgid) and value of every set filter, for the head of an export.

        ``names`` turns keys into words per key of the address line ({"area": …, "state": …}); without one, states and
        origins come as their msgids and the rest as stored.
        """
        named = _NAMES | dict(names)
        rows = []
        for key in KEYS:
            if text := written(getattr(self, key.field)):
                parts = text.split(",") if key.field == "states" else [text]
                rows.append((key.label, joint.join(named.get(key.name, str)(part) for part in parts)))
        return rows

    def without(self, *names: str) -> Filters:
        """The same but for these fields, which no longer narrow."""
        defaults = {field.name: field.default for field in fields(self)}
        return replace(self, **{name: defaults[name] for name in names})


def conditions(scope: str, filters: Filters) -> Iterator[Expression]:
    """The conditions on ``Violation``, the person's area first."""
    yield within(Violation.area, scope)
    for name, condition in _CONDITIONS.items():
        if getattr(filters, name):
            yield condition(filters)
    worded = wording(filters)
    if worded is not None:
        yield Violation.id.in_(worded)


def wording(filters: Filters) -> ModelSelect | None:
    """The ids of lines that have the words asked for, from the table that holds nothing else; None where none are asked for."""
    words = [ViolationText.words.contains(word) for word in filters.text.split()]
    words += [ViolationText.party.contains(word) for word in filters.party.split()]
    return ViolationText.select(ViolationText.violation).where(*words) if words else None


def officer_on(person_id: int) -> Expression:
    """Inspections recorded by this person or naming them as an officer.

    The list of officers is canonical JSON, in which ``user_id`` closes each object and quotes in names are escaped.
    """
    return (Inspection.recorded_by == person_id) | Inspection.officers.cast("text").contains(f'"user_id":{int(person_id)}}}')


def overdue(today: str) -> Expression:
    """Past its limit on a day and not yet reported corrected."""
    return (Violation.due_on < today) & Violation.state.in_(sorted(OVERDUE_STATES))


def _listed(column: Field, person_id: int) -> Expression:
    """Whether a JSON list of person ids, [3,14], holds one: looked for between commas, so that 1 is not found in 14."""
    between_commas = fn.REPLACE(fn.REPLACE(column.cast("text"), "[", ","), "]", ",")
    return between_commas.contains(f",{int(person_id)},")


def _overdue(filters: Filters) -> Expression:
    if not filters.today:
        raise ValueError("what is overdue needs to know what day it is: Filters.today")
    return overdue(filters.today)


_CONDITIONS: dict[str, Callable[[Filters], Expression]] = {
    "area_code": lambda f: within(Violation.area, f.area_code),
    "checklist_id": lambda f: Violation.checklist_id == f.checklist_id,
    "item_id": lambda f: Violation.item_id == f.item_id,
    "states": lambda f: Violation.state.in_(f.states),
    "severity": lambda f: Violation.severity == f.severity,
    "from_on": lambda f: Violation.act_on >= f.from_on,
    "to_on": lambda f: Violation.act_on <= f.to_on,
    "due_from": lambda f: Violation.due_on >= f.due_from,
    "due_to": lambda f: Violation.due_on <= f.due_to,
    "overdue": _overdue,
    "site_id": lambda f: Violation.site == f.site_id,
    "origin": lambda f: Violation.origin == f.origin,
    "officer": lambda f: _listed(Violation.found_by, f.officer or 0),
}


@dataclass(frozen=True)
class Key:
    """One row: its name in the address line, the field it fills, its label (msgid) and its reader."""

    name: str
    field: str
    label: str
    read: read.Reader


KEYS: tuple[Key, ...] = (
    Key("area", "area_code", N_("区域"), read.area),
    Key("checklist", "checklist_id", N_("检查表名称"), read.key),
    Key("item", "item_id", N_("检查项"), read.key),
    Key("state", "states", N_("状态"), read.states),
    Key("severity", "severity", N_("严重程度"), read.key),
    Key("from", "from_on", N_("行为日期自"), read.day),
    Key("to", "to_on", N_("行为日期至"), read.day),
    Key("due_from", "due_from", N_("期限自"), read.day),
    Key("due_to", "due_to", N_("期限至"), read.day),
    Key("overdue", "overdue", N_("已超期"), read.flag),
    Key("site", "site_id", N_("检查对象"), read.uuid),
    Key("party", "party", N_("责任单位"), read.text),
    Key("q", "text", N_("搜索文字"), read.text),
    Key("origin", "origin", N_("来源"), read.among(ORIGINS)),
    Key("officer", "officer", N_("检查人员"), read.person),
)
_NAMES: dict[str, Callable[[str], str]] = {
    "state": STATES.__getitem__, "origin": ORIGINS.__getitem__, "overdue": lambda _: YES,
}
# First and last field of a period, and the key of the last.
PERIODS = (("from_on", "to_on", "to"), ("due_from", "due_to", "due_to"))


def _in_order(filters: Filters, faults: list[FieldFault]) -> Filters:
    """A period that ends before it begins loses its end, and the fault says so."""
    for start_field, end_field, end_key in PERIODS:
        start, end = getattr(filters, start_field), getattr(filters, end_field)
        if start and end and end < start:
            faults.append(FieldFault(end_key, read.BAD_PERIOD, {"value": end, "from_on": start}))
            filters = replace(filters, **{end_field: ""})
    return filters
