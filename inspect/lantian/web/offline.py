"""What the phone keeps to work without a network: sites, checklists and who is signed in, as plain JSON values.

Owns the shape of the packs that static/js/models/pack.js stores and checklist.js reads. Must not query: rows are handed in.
"""

from __future__ import annotations

from typing import Any

from lantian.checklists.definition import Definition, Item
from lantian.checklists.items import answer_type
from lantian.checklists.library import Library
from lantian.checklists.region import Region
from lantian.checklists.words import HeaderField
from lantian.ledger.queries import SiteRow

COUNTY_DIGITS = 6
# Columns of a site that the phone shows, sorts by or copies onto a draft.
_SITE = (
    "id",
    "name",
    "kind",
    "area_code",
    "area_name",
    "address",
    "lat",
    "lon",
    "party",
    "uscc",
    "open_violations",
    "open_leads",
    "last_visit_at",
)


def site_pack(rows: list[SiteRow]) -> dict[str, Any]:
    """The sites a person may choose from; places no longer in use are left out."""
    return {"sites": [{key: getattr(row, key) for key in _SITE} for row in rows if row.active]}


def checklist_pack(library: Library, scope: str, person: Any) -> dict[str, Any]:
    """Every current checklist with its rules as they hold in a person's area, and who that person is."""
    region = library.region(scope)
    sheets = [sheet(definition, region) for definition in library.all_current() if definition.visit_kinds]
    return {"checklists": sheets, "person": person_pack(person)}


def person_pack(person: Any) -> dict[str, Any]:
    """A signed-in person as the phone names the recorder of a draft. ``person`` is the account of the request."""
    row = person.person
    return {"id": row.id, "name": row.name, "role": row.role, "card_number": row.card_number, "area_code": row.area_id}


def region_code(area_code: str) -> str:
    """The county whose values hold for an area; a wider code stays as it is."""
    return area_code[:COUNTY_DIGITS]


def brief(definition: Definition) -> dict[str, Any]:
    """A checklist's name and identity, for choosing it."""
    return {
        "id": definition.id,
        "version": definition.version,
        "hash": definition.hash,
        "zh": definition.zh,
        "en": definition.en,
        "kinds": list(definition.visit_kinds),
        "applies_to": list(definition.applies_to),
        "items": len(definition.items),
    }


def sheet(definition: Definition, region: Region) -> dict[str, Any]:
    """One version of a checklist with everything the phone needs to judge what is missing; ``items`` are in their order."""
    return brief(definition) | {
        "header": [_field(field) for field in definition.header_fields],
        "sections": [{"id": section.id, "zh": section.zh, "en": section.en} for section in definition.sections],
        "items": [_item(item, region) for item in definition.items],
    }


def _item(item: Item, region: Region) -> dict[str, Any]:
    return {
        "id": item.id,
        "zh": item.zh,
        "en": item.en,
        "answer_type": item.answer_type,
        "section": item.section,
        "required": item.required,
        "can_fail": answer_type(item).can_fail(item),
        "photo_required_on_fail": item.photo_required_on_fail,
        "photo_always": item.photo_always,
        "leads_to": item.leads_to,
        "finding_options": list(item.finding_options),
        "most": region.params(item).get(item.max_param) if item.max_param else None,
        "required_fields": list(item.required_fields),
        "person_fields": list(item.person_fields),
        "min_people": item.min_people,
        "identity": item.identity,
    }


def _field(field: HeaderField) -> dict[str, Any]:
    return {"id": field.id, "zh": field.zh, "en": field.en, "type": field.type, "prefill": field.prefill}
