"""A checklist as a form: one WTForms class per version and base, the same for the page and for the phone's upload.

Owns the compiling and the collecting. ``base`` is passed in (``wtforms.Form`` for an upload, the page's own class with its
token for a page), so that this package needs no web framework. Must not know records, photos or the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wtforms import Form

from lantian.domain.problems import FieldFault

from .answer_field import Answer, AnswerField, ChecklistField, HeaderValueField
from .definition import Definition, Item
from .record_form_data import RecordFormData, answers_formdata

if TYPE_CHECKING:
    from .region import Region

__all__ = ["Answer", "RecordFormData", "answers_formdata", "compile_form"]


class ChecklistForm:
    """What every compiled form can do. Field names are ``answers.<item>`` and ``header.<id>``: ``form["answers.d6.cover"]``.

    ``now`` is the server's UTC time, ``region`` the area's values for limits (else the items' own).
    """

    definition: Definition
    # Of the compiled class: each unbound field and the field it was bound to first.
    bound_before: dict[Any, ChecklistField]

    class Meta:
        """How a form gets its fields: ours as copies of one that was bound before."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Binding 26 fields anew was a sixth of the time of a record; nothing in them depends on the form but itself."""
            bound = form.bound_before.get(unbound_field)
            if bound is None:
                bound = super().bind_field(form, unbound_field, options)  # type: ignore[misc]
                if isinstance(bound, ChecklistField):
                    bound._form = None
                    form.bound_before[unbound_field] = bound
            return bound.copy_for(form) if isinstance(bound, ChecklistField) else bound

    def __init__(self, *args: Any, now: datetime, region: Region | None = None, **kwargs: Any):
        self.now = now
        self.region = region
        self._refused: list[FieldFault] = []
        super().__init__(*args, **kwargs)

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """Fill the fields; what ``answers_formdata`` refused stays refused."""
        self._refused = list(getattr(formdata, "faults", ()))
        super().process(formdata, *args, **kwargs)  # type: ignore[misc]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Judge every field. The faults are in ``faults()``."""
        in_order = super().validate(*args, **kwargs)  # type: ignore[misc]
        return in_order and not self._refused

    def faults(self) -> list[FieldFault]:
        """Every fault, in the order of the list. A field whose JSON was refused is reported once, with that reason."""
        refused = {fault.path for fault in self._refused}
        found = [fault for field in self for fault in _faults_of(field) if not _is_told(fault, refused)]  # type: ignore[attr-defined]
        return [*self._refused, *found]

    def collected(self) -> list[Answer]:
        """The answers in the order of the list, after ``validate()``; items left open are not among them."""
        fields = (field for field in self if isinstance(field, AnswerField))  # type: ignore[attr-defined]
        return [field.answer for field in fields if field.answer is not None]

    def header(self) -> dict[str, str]:
        """The stored header values by id, after ``validate()``; blank and refused ones are left out."""
        fields = (field for field in self if isinstance(field, HeaderValueField))  # type: ignore[attr-defined]
        return {field.header_field.id: field.data for field in fields if field.data and not field.faults}

    def params(self, item: Item) -> Mapping[str, Any]:
        """The values that hold for an item: the region's where one was given."""
        return self.region.params(item) if self.region else item.params


@lru_cache(maxsize=1024)
def compile_form(definition: Definition, base: type[Form] = Form) -> type[Any]:
    """The form class of a definition on a base class; made once and kept."""
    fields: dict[str, Any] = {f"header.{field.id}": HeaderValueField(field) for field in definition.header_fields}
    fields |= {f"answers.{item.id}": AnswerField(item) for item in definition.items}
    name = f"Checklist_{definition.id}_{definition.version.replace('.', '_')}"
    kept = {"definition": definition, "bound_before": {}, "__doc__": definition.zh}
    return type(base)(name, (ChecklistForm, base), {**kept, **fields})


def _faults_of(field: Any) -> list[FieldFault]:
    """The faults of one of our fields, or the errors of a field the base brought (a token)."""
    if isinstance(field, ChecklistField):
        return list(field.faults)
    return [FieldFault(field.name, str(error)) for error in field.errors]


def _is_told(fault: FieldFault, refused: set[str]) -> bool:
    """Whether the reason is already known: the value itself, or the whole answer, was not of the protocol's type."""
    whole = fault.path.partition(".")[0]
    return whole in refused or any(path == fault.path or path.startswith(fault.path + ".") for path in refused)
