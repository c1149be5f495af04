"""What the phone's pages show, worked out from rows and definitions: choices at a place, earlier answers, records.

Reads through ``queries`` in a fixed number of calls; photos are worded by ``photo_facts``, as on the desk. Must not decide and
must not know forms' HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from lantian.checklists.definition import Definition, Item
from lantian.checklists.items import answer_text
from lantian.checklists.library import Library
from lantian.checklists.values import field_text
from lantian.domain.inspection import INSPECTION_TYPES, PARTY_OUTCOMES, VISIT_KINDS
from lantian.domain.violation import CLOSED_STATES, Option, Standing, options
from lantian.ledger import queries
from lantian.ledger.areas import areas_within
from lantian.ledger.queries import OneInspection, VisitRow

from . import photo_facts
from .errors import sentences, translate
from .language import clock, current, day, named, when
from .parts import parts
from .worklist import due

# How the open states follow each other for somebody in the field: what waits for them first.
OPEN_ORDER = ("returned", "ordered", "rectified", "lead", "confirmed", "reported")
# Earlier answers are shown for so many checklists of a place: each costs a fixed number of queries.
PREVIOUS_LISTS = 3
RECHECKS_LOOKED_AT = 200
# So many lists are offered before the fold; static/js/controllers/parts/offers.js keeps the same number.
START_LISTS = 3
# Kind of place → icon of the sprite; any other kind is a pin.
KIND_ICONS = {
    "construction_site": "site",
    "demolition_site": "demolition",
    "municipal_site": "road",
    "material_yard": "yard",
    "mixing_plant": "factory",
    "landfill_muck": "yard",
    "vehicle": "truck",
    "restaurant": "kitchen",
    "canteen": "kitchen",
    "street_vendor": "kitchen",
    "coal_vendor": "coal",
    "household": "home",
    "small_shop": "home",
    "unit": "factory",
    "boiler": "factory",
    "burn_point": "fire",
    "grid_area": "grid",
    "person": "user",
}
# Never the blue button: the two outcomes of a recheck weigh the same, and nobody should be led to report a relapse.
NEVER_MAIN = ("RecheckPassed", "RecheckFailed", "Relapsed")
_PLACE = ("id", "name", "kind", "address", "lat", "lon", "party", "uscc")


def due_of(line: Any) -> dict[str, Any] | None:
    """The limit of a violation or of its row in a list, in ``words`` that say that it is one; None where none is, or the case
    is closed: there a bare day would be read as the day of clearing."""
    limit = None if line.state in CLOSED_STATES else due(line.due_on, line.due_provisional, line.state, parts().now())
    if limit is None or limit["text"] != limit["on"]:
        return limit and limit | {"words": limit["text"]}
    return limit | {"words": _("期限 %(date)s", date=limit["on"])}


def acts(standing: Standing, account: Any) -> list[dict[str, Any]]:
    """What an inspector may do about a violation now, with the reason why not ('' when it is possible): what an officer came
    for first, then a mere receipt, then what is not possible. ``main`` marks the one that may be the page's blue button."""
    rows = options(standing, role=account.role, user_id=account.person.id)
    found = [_act(row) for row in rows if row.event.right == "inspect"]
    found.sort(key=lambda act: (bool(act["obstacle"]), act["kind"] == "Acknowledged"))
    return [act | {"main": place == 0 and act["kind"] not in NEVER_MAIN} for place, act in enumerate(found)]


def _act(option: Option) -> dict[str, Any]:
    event = option.event
    obstacle = translate(option.obstacle) if option.obstacle else ""
    return {"kind": event.kind, "name": translate(event.button), "needs": list(event.needs), "obstacle": obstacle}


def rechecks(area: str) -> list[Any]:
    """The lines of an area that wait to be looked at again (待复查), nearest limit first: correction reported, or its limit
    reached. static/js/models/due.js knows the same rule for the phone without a network."""
    rows = queries.worklist(area, queries.Filters(states=("ordered", "rectified")), limit=RECHECKS_LOOKED_AT, order="due").rows
    return [row for row in rows if row.state == "rectified" or _is_close(due_of(row))]


def _is_close(limit: Mapping[str, Any] | None) -> bool:
    return limit is not None and (limit["overdue"] or limit["soon"])


def visit_kinds(account: Any) -> list[str]:
    """The kinds of visit a post may make, the usual one first."""
    return ["inspection", "patrol"] if account.may("inspect") else ["patrol"]


def site_kinds(library: Library) -> dict[str, dict[str, str]]:
    """Name and icon of every kind of place, in the reader's language."""
    kinds = library.vocabulary.site_kinds.items()
    return {key: {"name": kind.text(current()), "icon": KIND_ICONS.get(key, "pin")} for key, kind in kinds if key != "any"}


def offered(library: Library, site_kind: str, area_code: str, kinds: Iterable[str]) -> list[Definition]:
    """The checklists a person may start at a kind of place, each once, the usual ones first."""
    rows = [definition for kind in kinds for definition in library.offered(site_kind, kind, area_code)]
    return list({definition.id: definition for definition in rows}.values())


def first_for(lead: Mapping[str, str] | None, lists: list[Definition]) -> list[Definition]:
    """The lists in their order, but before them those that ask for the item of a lead: they alone can confirm it."""
    return sorted(lists, key=lambda definition: lead is None or lead["item_id"] not in definition.by_id)


def folded(lists: Iterable[Definition], kind: str) -> dict[str, list[Definition]]:
    """The lists of a place as ``shown`` and ``folded``: START_LISTS that suit the usual kind of visit stand open, with those of
    another kind behind them unseen. One more than fits stands open too: a fold of one hides nothing worth a tap."""
    suits = [definition for definition in lists if kind in definition.visit_kinds]
    others = [definition for definition in lists if kind not in definition.visit_kinds]
    first = len(suits) if len(suits) <= START_LISTS + 1 else START_LISTS
    return {"shown": suits[:first] + others, "folded": suits[first:]}


def place(site: Any) -> dict[str, Any]:
    """A place as a draft carries it along."""
    return {key: getattr(site, key) for key in _PLACE} | {"area_code": site.area_id, "area_name": site.area.name}


def checklist_names(library: Library) -> dict[str, Definition]:
    """Every list by its id, for names in tables; an unknown id is shown as it is."""
    return {definition.id: definition for definition in library.all_current()}


def previous_answers(scope: str, visits: list[VisitRow]) -> dict[str, Any]:
    """The latest answers of a place by checklist: {checklist id: {at, answers: {item: …}}}; shown, never filled in."""
    latest: dict[str, VisitRow] = {}
    for visit in visits:
        latest.setdefault(visit.checklist_id, visit)
    return {visit.checklist_id: _answered(scope, visit) for visit in list(latest.values())[:PREVIOUS_LISTS]}


def _answered(scope: str, visit: VisitRow) -> dict[str, Any]:
    found = queries.inspection(scope, visit.id)
    rows = found.answers if found else []
    return {
        "at": visit.finished_at,
        "answers": {row.item_id: {"value": row.value, "note": row.note, "corrected": row.corrected} for row in rows},
    }


def townships(scope: str) -> dict[str, str]:
    """The smallest areas a new place may be registered in, by code; the person's own when there is nothing below."""
    rows = areas_within(scope)
    deepest = max((len(area.code) for area in rows), default=0)
    return {area.code: named(area) for area in rows if len(area.code) == deepest}


def fill_parts(definition: Definition, found: list[tuple[str, str, str]], language: str) -> dict[str, Any]:
    """What the page of a checklist needs beside the form: groups, numbers, the track of answers, faults by item."""
    numbers = {item.id: place for place, item in enumerate(definition.items, 1)}
    by_item = {
        item.id: [message for anchor, _label, message in found if anchor == f"item-{item.id}"] for item in definition.items
    }
    track = [{"href": f"#item-{item.id}", "label": item.text(language), "value": None} for item in definition.items]
    return {
        "groups": definition.grouped(),
        "numbers": numbers,
        "track": track,
        "faults_of": by_item,
        "header_faults": [anchor for anchor, _label, _message in found if anchor.startswith("header-")],
    }


def faults(form: Any, definition: Definition) -> list[tuple[str, str, str]]:
    """The faults of a checked form as (element id, label, sentence); those of the header come first, as on the page."""
    names = {f"answers.{item.id}": item for item in definition.items}
    return [(_anchor(row["path"]), _label(row["path"], names, definition), row["message"]) for row in sentences(form.faults())]


def _anchor(path: str) -> str:
    kind, _dot, rest = path.partition(".")
    return f"item-{'.'.join(rest.split('.')[:2])}" if kind == "answers" else f"header-{rest}"


def _label(path: str, items: Mapping[str, Item], definition: Definition) -> str:
    item = items.get(".".join(path.split(".")[:3]))
    if item is not None:
        return item.text(current())
    field = next((field for field in definition.header_fields if path == f"header.{field.id}"), None)
    return field.text(current()) if field else path


def record(found: OneInspection, library: Library, language: str) -> dict[str, Any]:
    """A record for its page: facts, answers under their headings with their photos, people and party."""
    visit = found.inspection
    definition = library.find(visit.checklist_id, visit.checklist_version)
    photos = [photo_facts.shown(row, visit.site) for row in found.photos]
    return {
        "checklist": definition.text(language) if definition else visit.checklist_id,
        "facts": _facts(visit, definition.text(language) if definition else visit.checklist_id),
        "people": _people(visit),
        "header": _header(visit, definition, language),
        "answers": [_answer(row, definition, photos, language) for row in found.answers],
        "overview": [photo for photo in photos if photo["role"] != "signature" and not photo["item_id"]],
        "signature": next((photo for photo in photos if photo["role"] == "signature"), None),
        "waiting": sum(photo["waiting"] for photo in photos),
        "doubtful": sum(bool(photo["doubts"] or photo["fault"]) for photo in photos),
    }


def _facts(visit: Any, checklist: str) -> list[dict[str, Any]]:
    rows = [
        {"term": _("检查表"), "value": checklist, "note": _("第 %(version)s 版", version=visit.checklist_version)},
        {"term": _("检查对象"), "value": visit.site.name, "note": visit.site.address},
        {
            "term": _("检查方式"),
            "value": _(VISIT_KINDS[visit.kind]),
            "note": _(INSPECTION_TYPES[visit.inspection_type]) if visit.inspection_type else "",
        },
        {"term": _("现场时间"), "value": _span(visit), "note": _("手机时间")},
        {
            "term": _("服务器收到"),
            "value": when(visit.received_at, "full"),
            "note": _("台账第 %(seq)s 号", seq=visit.received_seq),
        },
        {"term": _("批准文号"), "value": visit.approval_number},
        {"term": _("通知书文号"), "value": visit.notice_number},
    ]
    return [row for row in rows if row["value"]]


def _span(visit: Any) -> str:
    """From when to when; the day is named twice only when it was not the same."""
    same = day(visit.started_at) == day(visit.finished_at)
    start = when(visit.started_at)
    return f"{start}–{clock(visit.finished_at)}" if same else f"{start} – {when(visit.finished_at)}"


def _people(visit: Any) -> list[dict[str, Any]]:
    title = pgettext("one", "检查人员") if visit.kind == "inspection" else pgettext("one", "巡查人员")
    officers = [{"term": title, "value": row["name"], "note": row["card_number"]} for row in visit.officers]
    party = visit.party
    outcome = PARTY_OUTCOMES.get(party.get("outcome") or "", "")
    rows = [
        {"term": _("当事人"), "value": party.get("name", ""), "note": party.get("uscc", "")},
        {"term": _("现场负责人"), "value": party.get("person", ""), "note": party.get("phone", "")},
        {"term": _("签名情况"), "value": _(outcome) if outcome else "", "note": party.get("reason", "")},
        {"term": _("见证人"), "value": party.get("witness", "")},
    ]
    return officers + [row for row in rows if row["value"]]


def _header(visit: Any, definition: Definition | None, language: str) -> list[tuple[str, str]]:
    known = {field.id: field for field in definition.header_fields} if definition else {}
    return [
        (known[key].text(language) if key in known else key, field_text(known[key], value, language) if key in known else value)
        for key, value in visit.header.items()
        if value
    ]


def _answer(row: Any, definition: Definition | None, photos: list[dict[str, Any]], language: str) -> dict[str, Any]:
    item = definition.by_id.get(row.item_id) if definition else None
    result = row.value if row.value in ("pass", "fail", "na") else ""
    return {
        "id": row.item_id,
        "title": item.text(language) if item else row.item_id,
        "result": result,
        "text": "" if result else answer_text(item, row.value, language) if item else str(row.value or ""),
        "note": row.note,
        "sub_checks": item.points(row.sub_checks, language) if item else row.sub_checks,
        "corrected": row.corrected,
        "photos": [photo for photo in photos if photo["item_id"] == row.item_id],
    }
