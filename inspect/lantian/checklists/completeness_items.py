"""The items of a checklist as the meter of completeness asks for them (``domain.completeness``): what each answer amounts to.

Mirrors ``itemsOf`` of static/js/models/completeness.js. Must not judge whether anything is lacking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lantian.domain.completeness import Item

from .definition import Definition
from .items import answer_type


def _own(item: Any) -> Mapping[str, Any]:
    return item.params  # type: ignore[no-any-return]


def items_of(
    definition: Definition, answers: Mapping[str, Mapping[str, Any]], params: Callable[[Any], Mapping[str, Any]] = _own
) -> list[Item]:
    """Every item with its answer {value, note, sub_checks, corrected}. ``params`` gives the values that hold in a region."""
    return [_item(item, answers.get(item.id, {}), params) for item in definition.items]


def _item(item: Any, answer: Mapping[str, Any], params: Callable[[Any], Mapping[str, Any]]) -> Item:
    value = answer.get("value")
    answered = value not in (None, "")
    failed = answered and answer_type(item).is_failed(item, value, params(item))
    return Item(
        id=item.id, number=item.answer_type == "number", answered=answered, failed=failed,
        corrected=failed and bool(answer.get("corrected")), note=answer.get("note") or "", points=len(item.sub_checks),
        ticked=len(answer.get("sub_checks") or ()),
    )
