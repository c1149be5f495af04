"""A definition as JSON for the phone: the text of both languages and the same item rules the server judges by.

Owns the shape of what GET /api/checklists gives per list. The region's values, limits and terms are already merged in, because
the phone has to show and judge them without a network.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .definition import Definition, Item
from .items import answer_type
from .region import Region
from .words import HeaderField, Option, SubCheck, Unit


def definition_json(definition: Definition, region: Region) -> dict[str, Any]:
    """Plain JSON values. ``choices`` are what may be sent as value; ``failing`` are those that are not in order."""
    return {
        "id": definition.id, "version": definition.version, "hash": definition.hash, "status": definition.status,
        "draft": definition.is_draft, "zh": definition.zh, "en": definition.en, "confidence": definition.confidence,
        "note_zh": definition.remark("zh"), "note_en": definition.remark("en"), "visit_kinds": list(definition.visit_kinds),
        "applies_to": list(definition.applies_to),
        "header_fields": [_field(field) for field in definition.header_fields],
        "sections": [{"id": section.id, "zh": section.zh, "en": section.en} for section in definition.sections],
        "items": [item_json(item, region) for item in definition.items],
    }


def item_json(item: Item, region: Region) -> dict[str, Any]:
    """One item. ``must_answer``: open is refused; ``limit``: a number above it is a failed answer; ``params_default``: some
    of the values shown are the product's, not a local rule's.
    """
    kind = answer_type(item)
    choices = kind.choices(item)
    return {
        "id": item.id, "section": item.section, "zh": item.zh, "en": item.en, "criterion_zh": item.criterion_zh,
        "criterion_en": item.criterion_en,
        "params_zh": region.params_text(item, "zh"), "params_en": region.params_text(item, "en"),
        "params_default": region.has_defaults(item),
        "applies_zh": item.applies_zh, "applies_en": item.applies_en, "note_zh": item.remark("zh"), "note_en": item.remark("en"),
        "confidence": item.confidence, "type": item.answer_type, "widget": kind.widget, "severity": item.severity,
        "must_answer": kind.always_asked or item.required, "photo_required_on_fail": item.photo_required_on_fail,
        "photo_always": item.photo_always, "deadline": region.deadline(item), "leads_to": item.leads_to,
        "choices": [{"value": value, "zh": words.zh, "en": words.en} for value, words in choices],
        "failing": [value for value, _ in choices if kind.is_failed(item, value, {})],
        "limit": region.params(item).get(item.max_param), "unit": _unit(item.unit), "sub_checks": _words(item.sub_checks),
        "fields": [_field(field) for field in item.fields], "required_fields": list(item.required_fields),
        "roles": _words(item.roles), "person_fields": list(item.person_fields), "min_people": item.min_people,
    }


def _field(field: HeaderField) -> dict[str, Any]:
    return {
        "id": field.id, "zh": field.zh, "en": field.en, "type": field.type, "options": _words(field.options),
        "prefill": field.prefill, "unit": _unit(field.unit),
    }


def _words(rows: Iterable[Option | SubCheck]) -> list[dict[str, str]]:
    return [{"value": row.value, "zh": row.zh, "en": row.en} for row in rows]


def _unit(unit: Unit | None) -> dict[str, str] | None:
    return {"zh": unit.zh, "en": unit.en} if unit else None
