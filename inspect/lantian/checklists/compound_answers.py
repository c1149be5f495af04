"""The two answer types that hold several values: a group of fields, and a chain of persons.

Split from ``items`` for length; only the table there knows them.
"""

# ruff: noqa: D102  what each method means stands once, in the base class.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lantian.domain.problems import N_

from .answer_base import NO_SUCH_FIELD, AnswerType, AtPlace, FormData, first, must_be_group, must_be_list, must_be_text, shown
from .values import NAME_LIMIT, ValueRefused, field_text, option_text, read_field, read_text
from .words import Option, is_english

if TYPE_CHECKING:
    from .definition import Item

MOST_PEOPLE = 20
PERSON_FIELDS = {
    "name": Option("姓名", "Name"),
    "phone": Option("电话", "Phone"),
    "card_number": Option("执法证号", "Card number"),
}
PERSON_KEYS = ("role", *PERSON_FIELDS)

NEEDED = N_("必填")
TOO_FEW_PEOPLE = N_("至少填写 %(count)s 人")


class Fields(AnswerType):
    """Several header fields asked together: {field id: text}."""

    key = "fields"
    widget = "fields"
    blank: Any = {}
    has_fields = True

    def collect(self, item: Item, formdata: FormData, name: str) -> dict[str, str] | None:
        filled = {field.id: first(formdata, f"{name}.{field.id}") for field in item.fields}
        return filled if any(text.strip() for text in filled.values()) else None

    def parts(self, item: Item, value: Any, name: str) -> Iterator[tuple[str, str]]:
        known = {field.id for field in item.fields}
        for key, text in must_be_group(value, len(known)).items():
            where = "." + shown(key)
            if key not in known:
                raise ValueRefused(NO_SUCH_FIELD, where)
            yield f"{name}.{key}", must_be_text(text, where)

    def read(self, item: Item, raw: Any, now: datetime) -> dict[str, str]:
        stored = {}
        for field in item.fields:
            with AtPlace(f".{field.id}"):
                stored[field.id] = read_field(field, raw[field.id], now)
                if not stored[field.id] and field.id in item.required_fields:
                    raise ValueRefused(NEEDED)
        return {key: text for key, text in stored.items() if text}

    def text(self, item: Item, value: Any, language: str) -> str:
        colon, comma = (": ", "; ") if is_english(language) else ("：", "；")
        rows = [(field, value[field.id]) for field in item.fields if field.id in value]
        return comma.join(f"{field.text(language)}{colon}{field_text(field, stored, language)}" for field, stored in rows)


class PersonChain(AnswerType):
    """Persons answerable, in order: [{role, name, phone}], with card_number where the item asks for it."""

    key = "person_chain"
    widget = "persons"
    blank: Any = []
    has_roles = True

    def collect(self, item: Item, formdata: FormData, name: str) -> list[dict[str, str]] | None:
        rows = [{key: first(formdata, f"{name}.{place}.{key}") for key in PERSON_KEYS} for place in range(MOST_PEOPLE)]
        while rows and not _has_person(rows[-1]):
            rows.pop()
        return rows or None

    def parts(self, item: Item, value: Any, name: str) -> Iterator[tuple[str, str]]:
        for place, row in enumerate(must_be_list(value, MOST_PEOPLE)):
            for key, text in must_be_group(row, len(PERSON_KEYS), f".{place}").items():
                where = f".{place}.{shown(key)}"
                if key not in PERSON_KEYS:
                    raise ValueRefused(NO_SUCH_FIELD, where)
                yield f"{name}.{place}.{key}", must_be_text(text, where)

    def read(self, item: Item, raw: Any, now: datetime) -> list[dict[str, str]]:
        people = [self._person(item, place, row) for place, row in enumerate(raw) if _has_person(row)]
        if len(people) < item.min_people:
            raise ValueRefused(TOO_FEW_PEOPLE, count=item.min_people)
        return people

    def _person(self, item: Item, place: int, row: Mapping[str, str]) -> dict[str, str]:
        stored = {}
        asked = dict.fromkeys(("role", "name", *item.person_fields))
        for key in asked | {key: None for key in PERSON_KEYS if row[key].strip()}:
            with AtPlace(f".{place}.{key}"):
                stored[key] = read_text(row[key], NAME_LIMIT)
                # The name always; a card number where the item asks for one, because without it the officer is not one.
                if not stored[key] and key in ("name", "card_number"):
                    raise ValueRefused(NEEDED)
        return stored

    def text(self, item: Item, value: Any, language: str) -> str:
        return " → ".join(" ".join(self._shown(item, row, language)) for row in value)

    def _shown(self, item: Item, row: Mapping[str, str], language: str) -> list[str]:
        role = option_text(row.get("role", ""), item.roles, language)
        return [text for text in (role, *(row.get(key, "") for key in PERSON_FIELDS)) if text]


def _has_person(row: Mapping[str, str]) -> bool:
    return any(row[key].strip() for key in PERSON_FIELDS)
