"""The JSON parts of a record (answers, header) as the form data a page would have sent, so that one form judges both.

Owns the types of the protocol: what is not of its type is refused here, as a fault with a path, never as an exception. What a
value means is judged by the form. Everything in is hostile: wrong types, thousands of entries, keys of any kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lantian.domain.problems import N_, FieldFault

from .answer_base import NO_SUCH_FIELD, must_be_group, must_be_list, must_be_text, shown
from .definition import Definition, Item
from .items import answer_type
from .values import ValueRefused

NO_SUCH_ITEM = N_("检查表中没有这一项")
NO_SUCH_HEADER = N_("检查表中没有这个表头字段")
NOT_A_FLAG = N_("应为是或否")


class RecordFormData:
    """Form data made from JSON: as much of a multi-dict as a form asks for. ``faults`` are what was refused."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.faults: list[FieldFault] = []

    def getlist(self, name: str) -> list[str]:
        """All values under a name."""
        return self.values.get(name, [])

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def add(self, name: str, value: str) -> None:
        """One more value under a name."""
        self.values.setdefault(name, []).append(value)

    def refuse(self, path: str, message: str, **params: Any) -> None:
        """Note a fault at a path of the record."""
        self.faults.append(FieldFault(path, message, params))


def answers_formdata(definition: Definition, answers: Any, header: Any) -> tuple[RecordFormData, list[FieldFault]]:
    """Form data for ``compile_form(definition, …)`` and the faults of what was not of the protocol's type."""
    formdata = RecordFormData()
    for key, answer in _entries(formdata, "answers", answers, len(definition.items)):
        if key in definition.by_id:
            _answer(formdata, definition.by_id[key], answer)
        else:
            formdata.refuse(f"answers.{shown(key)}", NO_SUCH_ITEM)
    known = {field.id for field in definition.header_fields}
    for key, value in _entries(formdata, "header", header, len(known)):
        if key in known:
            _guarded(formdata, f"header.{key}", _text, None, value)
        else:
            formdata.refuse(f"header.{shown(key)}", NO_SUCH_HEADER)
    return formdata, formdata.faults


def _entries(formdata: RecordFormData, path: str, value: Any, limit: int) -> list[tuple[Any, Any]]:
    """The entries of a JSON object; none when it is no object, or has more entries than there are questions."""
    try:
        return list(must_be_group(value, limit).items())
    except ValueRefused as refused:
        formdata.refuse(path, refused.message, **refused.params)
        return []


def _answer(formdata: RecordFormData, item: Item, answer: Any) -> None:
    path = f"answers.{item.id}"
    for key, value in _entries(formdata, path, answer, len(PARTS)):
        if key in PARTS:
            _guarded(formdata, f"{path}.{key}", PARTS[key], item, value)
        else:
            formdata.refuse(f"{path}.{shown(key)}", NO_SUCH_FIELD)


def _guarded(formdata: RecordFormData, path: str, part: Callable[..., None], item: Item | None, value: Any) -> None:
    try:
        part(formdata, item, path, value)
    except ValueRefused as refused:
        formdata.refuse(path + refused.below, refused.message, **refused.params)


def _value(formdata: RecordFormData, item: Item, name: str, value: Any) -> None:
    for key, text in answer_type(item).parts(item, value, name):
        formdata.add(key, text)


def _text(formdata: RecordFormData, item: Item | None, name: str, value: Any) -> None:
    formdata.add(name, must_be_text(value))


def _sub_checks(formdata: RecordFormData, item: Item, name: str, value: Any) -> None:
    for place, point in enumerate(must_be_list(value, len(item.sub_checks))):
        formdata.add(name, must_be_text(point, f".{place}"))


def _corrected(formdata: RecordFormData, item: Item, name: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise ValueRefused(NOT_A_FLAG)
    if value:
        formdata.add(name, "yes")


PARTS: dict[str, Callable[..., None]] = {"value": _value, "note": _text, "sub_checks": _sub_checks, "corrected": _corrected}
