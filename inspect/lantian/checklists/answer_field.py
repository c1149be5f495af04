"""The WTForms fields of a checklist: one per item and one per header field, whatever the answer type.

Owns the names under which a page sends an answer, and the judging of one answer. One field per item and no form inside a
form: a record of 12 items is judged in about a millisecond that way. Must not know records, photos or pages.

Names: ``answers.<item>.value``, ``.note``, ``.sub_checks`` (repeated), ``.corrected`` ("yes"); the parts of a compound answer
follow as ``.value.<field>`` and ``.value.<place>.<key>``. Header fields: ``header.<id>``. A fault has the same path.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from wtforms import Field
from wtforms.utils import unset_value

from lantian.domain.problems import N_, FieldFault

from .answer_base import FormData, first
from .definition import Item
from .items import LEDGER_OUTCOMES, answer_type
from .values import NOT_AN_OPTION, TEXT_LIMIT, ValueRefused, read_field, read_text
from .words import HeaderField, Option

NOT_ANSWERED = N_("还没有作答")
CORRECTED_WITHOUT_FINDING = N_("只有不符合的项才能标为“已当场改正”")
YES = ("yes", "y", "on", "true", "1")


@dataclass(frozen=True)
class Answer:
    """One answer as it is stored, with what follows from it.

    ``value`` is plain JSON by the answer type. ``is_failed``: the requirement is not met. ``is_finding``: that makes a line of
    the ledger (not so for a task or a fault of our own procedure). ``needs_photo``: at least one photo of the item;
    ``needs_pair``: corrected on the spot, so one photo before and one after.
    """

    item_id: str
    value: Any
    note: str
    sub_checks: tuple[str, ...]
    corrected: bool
    is_failed: bool
    is_finding: bool
    needs_photo: bool
    needs_pair: bool


class ChecklistField(Field):
    """What both kinds share: faults beside the errors WTForms knows, and no widget, because templates draw them."""

    faults: Sequence[FieldFault] = ()

    def __init__(self, label: str, **kwargs: Any):
        super().__init__(label=label, **kwargs)
        self.html_id = self.name.replace(".", "-")

    def copy_for(self, form: Any) -> ChecklistField:
        """The same field, empty, for another form of the same class."""
        copied = object.__new__(type(self))
        copied.__dict__.update(self.__dict__)
        copied._form, copied.meta = None, form.meta
        return copied

    def refuse(self, below: str, message: str, **params: Any) -> None:
        """Note a fault at a place below the field (``.note``)."""
        self.faults = [*self.faults, FieldFault(self.name + below, message, params)]

    def guard(self, below: str, read: Callable[..., Any], *args: Any) -> Any:
        """What ``read`` makes of the arguments; None after its refusal was noted below the field."""
        try:
            return read(*args)
        except ValueRefused as refused:
            self.refuse(below + refused.below, refused.message, **refused.params)
            return None

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        """Judge once; WTForms' own validators have no part in it."""
        self.faults = []
        self.judge(form)
        self.errors = [fault.message for fault in self.faults]
        return not self.faults

    def judge(self, form: Any) -> None:
        """Read what was sent and note the faults."""
        raise NotImplementedError


class HeaderValueField(ChecklistField):
    """One header field; ``data`` is the text as sent, then the stored value ('' for blank)."""

    data = ""

    def __init__(self, header_field: HeaderField, **kwargs: Any):
        super().__init__(header_field.zh, **kwargs)
        self.header_field = header_field

    def process(self, formdata: FormData | None, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the text from form data, else the first value given for the field."""
        self.data = first(formdata, self.name) if formdata is not None else ("" if data is unset_value else data)

    def judge(self, form: Any) -> None:
        """Read by the type of the header field."""
        stored = self.guard("", read_field, self.header_field, self.data, form.now)
        if stored is not None:
            self.data = stored


class AnswerField(ChecklistField):
    """One item: value, note, ticked sub-checks and "corrected on the spot" together; ``answer`` is set when it is in order.

    For a template: ``item``, ``kind`` (its widget and traits), ``choices``, ``names``, and what was sent: ``value``, ``note``,
    ``ticked``, ``corrected``.
    """

    answer: Answer | None = None

    def __init__(self, item: Item, **kwargs: Any):
        super().__init__(item.zh, **kwargs)
        self.item = item
        self.kind = answer_type(item)
        self.value: Any = None
        self.note, self.ticked, self.corrected = "", (), False

    @property
    def names(self) -> dict[str, str]:
        """The input names of the four parts."""
        return {part: f"{self.name}.{part}" for part in ("value", "note", "sub_checks", "corrected")}

    @property
    def choices(self) -> list[tuple[str, Option]]:
        """What may be chosen, as (value to send, words); empty where the answer is typed."""
        return self.kind.choices(self.item)

    def process(self, formdata: FormData | None, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the parts from form data; a form without data is empty."""
        if formdata is None:
            return
        name = self.name
        self.value = self.kind.collect(self.item, formdata, name + ".value")
        self.note = first(formdata, name + ".note")
        self.ticked = tuple(formdata.getlist(name + ".sub_checks"))
        self.corrected = first(formdata, name + ".corrected").lower() in YES

    def judge(self, form: Any) -> None:
        """Read the parts, then what follows from them."""
        self.answer = None
        note = self.guard(".note", read_text, self.note, TEXT_LIMIT)
        points = self._points()
        value = copy(self.kind.blank)
        if self.value is not None:
            value = self.guard(".value", self.kind.read, self.item, self.value, form.now)
        elif self.kind.always_asked or self.item.required:
            self.refuse("", NOT_ANSWERED)
        if not self.faults:
            self.answer = self._answer(form, value, note, points)

    def _points(self) -> tuple[str, ...]:
        """The ticked sub-checks in the order of the list, each once."""
        known = [point.value for point in self.item.sub_checks]
        for place, point in enumerate(self.ticked):
            if point not in known:
                self.refuse(f".sub_checks.{place}", NOT_AN_OPTION)
        return tuple(point for point in known if point in self.ticked)

    def _answer(self, form: Any, value: Any, note: str, points: tuple[str, ...]) -> Answer | None:
        item, answered = self.item, self.value is not None
        if not (answered or note or points):
            return None
        failed = answered and self.kind.is_failed(item, value, form.params(item))
        if self.corrected and not failed:
            self.refuse(".corrected", CORRECTED_WITHOUT_FINDING)
        shown = answered and value != "na" and item.photo_always
        return Answer(
            item.id, value, note, points, self.corrected, failed, failed and item.leads_to in LEDGER_OUTCOMES,
            needs_photo=shown or (failed and item.photo_required_on_fail), needs_pair=failed and self.corrected)
