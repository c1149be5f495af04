"""What the phone keeps to work without a network: sites, checklists, open problems and who is signed in, as plain JSON values.

Owns the shape of the packs that static/js/models/pack.js stores and checklist.js reads. Must not query: rows are handed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from lantian.checklists.definition import Definition, Item
from lantian.checklists.items import answer_type
from lantian.checklists.library import Library
from lantian.checklists.region import Region
from lantian.checklists.words import HeaderField
from lantian.domain.inspection import PHOTO_ROLES
from lantian.domain.likeness import BEFORE
from lantian.domain.violation import OPEN_STATES, STATES, Standing
from lantian.ledger import stamp_templates
from lantian.ledger.filters import OVERDUE_STATES
from lantian.ledger.queries import OpenLine, SiteRow

from . import phone_view
from .language import current, named
from .story import asked

PROVINCE_DIGITS = 2
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


def site_pack(library: Library, rows: list[SiteRow], kinds: list[str]) -> dict[str, Any]:
    """The sites a person may choose from, without those no longer in use, and which checklists each kind of site is offered.

    ``offers`` is {region: {kind of site: [checklist ids]}}; ``kinds`` are the kinds of visit this person may make.
    """
    shown = [_site(library, row) for row in rows if row.active]
    offers: dict[str, dict[str, list[str]]] = {}
    for region, kind in sorted({(row["region"], row["kind"]) for row in shown}):
        lists = phone_view.offered(library, kind, region, kinds)
        offers.setdefault(region, {})[kind] = [definition.id for definition in lists]
    return {"sites": shown, "offers": offers}


def _site(library: Library, row: SiteRow) -> dict[str, Any]:
    return {key: getattr(row, key) for key in _SITE} | {"region": region_code(library, row.area_code)}


def problem_pack(library: Library, lines: list[OpenLine], total: int, account: Any) -> dict[str, Any]:
    """The open problems and leads of an area as the phone lists and shows them, in the reader's language.

    What may be done about a problem from the phone depends on its state and the person's post alone, hence ``acts`` by state.
    """
    return {
        "language": current(),
        "violations": [_problem(library, line) for line in lines],
        "total": total,
        "acts": {state: phone_view.acts(Standing(state, frozenset()), account) for state in sorted(OPEN_STATES)},
        "states": {state: _(STATES[state]) for state in sorted(OPEN_STATES)},
        "severities": {
            "low": pgettext("severity", "轻微"),
            "medium": pgettext("severity", "一般"),
            "high": pgettext("severity", "较重"),
            "critical": pgettext("severity", "严重"),
        },
        "running": sorted(OPEN_STATES & OVERDUE_STATES),
        "may_inspect": account.may("inspect"),
    }


def _problem(library: Library, line: OpenLine) -> dict[str, Any]:
    row = line.row
    definition = library.find(row.checklist_id, line.checklist_version)
    item = definition.by_id.get(row.item_id) if definition else None
    plain = ("number", "state", "severity", "note", "act_on", "due_on", "due_provisional", "site_id", "last_seq", "item_id")
    return {key: getattr(row, key) for key in plain} | {
        "title": named(row, "title"),
        "checklist_id": row.checklist_id,
        "criterion": item.criterion(current()) if item else "",
        "points": item.points(line.sub_checks, current()) if item else line.sub_checks,
        "corrected": row.corrected_on_site,
        "site": row.site_name,
        "area": row.area_name,
        "department": library.department_name(row.department, current()),
        "returned": asked(line.asked) if line.asked else None,
        "officers": _("、").join(officer["name"] for officer in row.officers),
        "photos": [
            {
                "sha256": photo.sha256,
                "role": _(PHOTO_ROLES.get(photo.role, photo.role)),
                "taken_at": photo.taken_at,
                "before": photo.role in BEFORE,
            }
            for photo in line.photos
        ],
    }


def form_addresses(library: Library, areas: Iterable[str], kinds: Iterable[str]) -> list[str]:
    """The pages of all current checklists that somebody with these kinds of visit may be offered in these areas."""
    found = []
    for region in sorted({region_code(library, area) for area in areas}):
        local = library.region(region).local_checklists()
        for definition in library.all_current():
            if set(kinds) & set(definition.visit_kinds) and (not definition.local or definition.id in local):
                query = urlencode({"region": region, "version": definition.version})
                found.append(f"{url_for('inspector.fill', checklist_id=definition.id)}?{query}")
    return found


def checklist_pack(library: Library, scope: str, person: Any) -> dict[str, Any]:
    """Every current checklist with its rules as they hold in a person's area, and who that person is."""
    region = library.region(scope)
    sheets = [sheet(definition, region) for definition in library.all_current() if definition.visit_kinds]
    return {"checklists": sheets, "person": person_pack(person)}


def person_pack(person: Any) -> dict[str, Any]:
    """A signed-in person as the phone names the recorder of a draft. ``person`` is the account of the request."""
    row = person.person
    stamp = {"unit": row.unit.name, "stamp": stamp_templates.of_unit(row.unit_id).as_json()}
    return stamp | {"id": row.id, "name": row.name, "role": row.role, "card_number": row.card_number, "area_code": row.area_id}


def region_code(library: Library, area_code: str) -> str:
    """The widest area whose values hold here unchanged, that of the nearest file: so that a phone keeps each form once."""
    return library.region(area_code).files[-1].prefix or area_code[:PROVINCE_DIGITS]


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
        "is_draft": definition.is_draft,
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
        "points": len(item.sub_checks),
    }


def _field(field: HeaderField) -> dict[str, Any]:
    return {"id": field.id, "zh": field.zh, "en": field.en, "type": field.type, "prefill": field.prefill}
