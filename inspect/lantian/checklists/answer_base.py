"""What every answer type is made of: the base class, what a form is filled from, and the guards against hostile JSON.

Must not know single types (``items`` and ``compound_answers`` do), forms, photos or regions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from lantian.domain.problems import N_

from .values import ValueRefused, read_text
from .words import Option

if TYPE_CHECKING:
    from .definition import Item

NOT_TEXT = N_("应为文字")
NOT_A_LIST = N_("应为列表")
NOT_A_GROUP = N_("应为一组字段")
NO_SUCH_FIELD = N_("没有这个字段")
TOO_MANY = N_("最多 %(limit)s 项，收到 %(count)s 项")


class FormData(Protocol):
    """What a form is filled from: werkzeug's MultiDict on a page, ``RecordFormData`` for an upload."""

    def getlist(self, name: str, /) -> list[Any]:
        """All values sent under a name."""

    def __contains__(self, name: object, /) -> bool:
        """Whether anything was sent under a name."""


def first(formdata: FormData, name: str) -> str:
    """The first text under a name, '' for none; an uploaded file is no text."""
    values = formdata.getlist(name)
    return values[0] if values and isinstance(values[0], str) else ""


class AnswerType:
    """One answer type. ``widget`` names the part of a template that draws it; ``blank`` is stored for no answer."""

    key = ""
    widget = "text"
    blank: Any = ""
    always_asked = False
    has_na = False
    has_options = False
    has_unit = False
    has_fields = False
    has_roles = False

    def can_fail(self, item: Item) -> bool:
        """Whether an answer to this item can be a failed one."""
        return False

    def choices(self, item: Item) -> list[tuple[str, Option]]:
        """What a person may choose from, as (value to send, words); empty where the answer is typed."""
        return []

    def collect(self, item: Item, formdata: FormData, name: str) -> Any:
        """The raw answer from form data, None for none: blanks alone are none, as they would be once stored."""
        text = first(formdata, name)
        return text if text.strip() else None

    def parts(self, item: Item, value: Any, name: str) -> Iterator[tuple[str, str]]:
        """A JSON value as form data. Raises ValueRefused when it is not of the protocol's type."""
        yield name, must_be_text(value)

    def read(self, item: Item, raw: Any, now: datetime) -> Any:
        """The value to store (plain JSON). Raises ValueRefused. ``now`` is UTC."""
        return read_text(raw)

    def is_failed(self, item: Item, value: Any, params: Mapping[str, Any]) -> bool:
        """Whether a stored value says that the requirement is not met; ``params`` are those of the region."""
        return False

    def text(self, item: Item, value: Any, language: str) -> str:
        """A stored value as people read it."""
        return str(value)

    def export_text(self, item: Item, value: Any, language: str = "zh") -> str:
        """A stored value for one cell of a spreadsheet."""
        return self.text(item, value, language)


class AtPlace:
    """Puts a place in front of whatever is refused inside."""

    def __init__(self, place: str):
        self.place = place

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, refused: object, trace: object) -> None:
        if isinstance(refused, ValueRefused):
            refused.below = self.place + refused.below


def must_be_text(value: Any, below: str = "") -> str:
    """The text, or a refusal."""
    if not isinstance(value, str):
        raise ValueRefused(NOT_TEXT, below)
    return value


def must_be_list(value: Any, limit: int, below: str = "") -> list[Any]:
    """The list, or a refusal when it is none or too long."""
    if not isinstance(value, list):
        raise ValueRefused(NOT_A_LIST, below)
    if len(value) > limit:
        raise ValueRefused(TOO_MANY, below, limit=limit, count=len(value))
    return value


def must_be_group(value: Any, limit: int, below: str = "") -> dict[Any, Any]:
    """The JSON object, or a refusal when it is none or has too many keys."""
    if not isinstance(value, dict):
        raise ValueRefused(NOT_A_GROUP, below)
    if len(value) > limit:
        raise ValueRefused(TOO_MANY, below, limit=limit, count=len(value))
    return value


def shown(key: Any) -> str:
    """A hostile key, short and printable enough to stand in a path."""
    return "".join(char if char.isprintable() else "?" for char in str(key)[:40])
