"""One violation's page for a reviewer: everything that bears on the decision, in the order in which it is weighed.

Photos, the answer with its criterion, the place, the people, the law, the history. The acts are in ``acts``. Must not decide
anything and must not ask the database more than a fixed number of times.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lantian.checklists.items import answer_text
from lantian.domain.clock import DOUBTS as CLOCK_DOUBTS
from lantian.domain.coordinates import wgs84_to_gcj02
from lantian.domain.geo import distance_m
from lantian.domain.inspection import INSPECTION_TYPES, PARTY_OUTCOMES, VISIT_KINDS
from lantian.ledger import areas, person_photos, queries
from lantian.ledger.filters import KEYS
from lantian.ledger.queries import OneViolation

from . import completeness, custody, evidence_sheet, law, likeness, maps, marking, photo_facts, story
from . import worklist as lists
from .language import current, day, degrees, distance, named, when
from .parts import parts, scope
from .worklist import due, severity_words


def page(found: OneViolation) -> dict[str, Any]:
    """All that the template shows of a line but the acts."""
    line, definition = found.violation, _definition(found.inspection)
    answer = answered(found, definition)
    photos, whole, patrol_photos = pictures(found, answer)
    both = photo_facts.pair(photos)
    return {
        "line": line,
        "site": found.site,
        "visit": found.inspection,
        "title": named(line, "title"),
        "around": lists.around(line.number, request.args),
        "list_line": list_line(),
        "county": found.county_name,
        "lead": line.origin == "lead",
        "photos": paired_first(photos, both),
        "pair": both,
        "record_photos": whole,
        "likeness": likeness.shown([*found.photos, *found.record_photos], line.number),
        "uncompared": likeness.waiting([*found.photos, *found.record_photos]),
        "patrol": found.patrol,
        "patrol_photos": patrol_photos,
        "due": limit(line),
        "severity": severity_words(line.severity),
        "answer": answer,
        "meter": completeness.shown(found, definition),
        "place": place(found, photos),
        "people": officers(found.inspection),
        "party": party(found, signature(found)),
        "law": law.all_shown(line.bases),
        "chosen": line.basis_id,
        "chain": line.chain,
        "story": story.told(found.story, line.bases),
        "facts": facts(found, definition),
        "clock": clock_words(found.inspection),
    }


def pictures(found: OneViolation, answer: dict[str, Any]) -> tuple[list[dict[str, Any]], ...]:
    """The photos of the finding, those of the whole place, and those of the patrol it came from, as the page shows them."""
    others = person_photos.beside([*found.photos, *found.record_photos])
    sheets = evidence_sheet.sheets(found, [*found.photos, *overviews(found)], answer)

    def shown(row: Any) -> dict[str, Any]:
        facts = photo_facts.shown(row, found.site, others.get(row.id, ())) | {"sheet": sheets[row.id]}
        return facts | {"stamped": url_for("stamps.copy", number=found.violation.number, sha256=facts["sha256"])}

    photos, whole = [shown(row) for row in found.photos], [shown(row) for row in overviews(found)]
    patrol_photos = [photo_facts.shown(row, found.site) for row in found.patrol_photos]
    custody.mark([*photos, *whole])
    marking.attach([*photos, *whole, *patrol_photos])
    return photos, whole, patrol_photos


def overviews(found: OneViolation) -> list[Any]:
    """Pictures of the whole place, without the signature."""
    return [row for row in found.record_photos if row.role == "overview"]


def list_line() -> dict[str, str]:
    """The address line of the list from which the reader came; empty when they came from elsewhere."""
    if not any(request.args.get(key.name) for key in KEYS):
        return {}
    filters, _faults = lists.read(request.args)
    return lists.list_args(filters, lists.order_of(request.args))


def limit(line: Any) -> dict[str, Any] | None:
    """The running limit in one phrase: how long is left or by how much it has passed, and the day; None where none runs."""
    shown = due(line.due_on, line.due_provisional, line.state, parts().now())
    if shown is None or not shown["running"]:
        return None
    if shown["text"] == shown["on"]:
        return shown | {"words": _("整改期限 %(date)s", date=shown["on"])}
    return shown | {"words": _("%(left)s · %(date)s", left=shown["text"], date=shown["on"])}


def _definition(visit: Any) -> Any:
    return parts().library.find(visit.checklist_id, visit.checklist_version, visit.checklist_hash)


def facts(found: OneViolation, definition: Any) -> list[dict[str, Any]]:
    """The line in its terms: where it comes from and who answers for it."""
    line, visit = found.violation, found.inspection
    return [
        {
            "term": _("检查对象"),
            "value": found.site.name,
            "href": url_for("sites.page", site_id=found.site.id),
            "note": " · ".join(part for part in (site_kind_words(found.site.kind), found.site.address) if part),
        },
        {"term": _("所在区域"), "value": " · ".join(part for part in (found.county_name, line.area.name) if part)},
        {
            "term": _("检查方式"),
            "value": _(VISIT_KINDS[visit.kind]),
            "note": _(INSPECTION_TYPES[visit.inspection_type]) if visit.inspection_type else "",
        },
        {"term": _("检查记录"), "value": _("查看整份记录"), "href": url_for("supervisor.record", inspection_id=visit.id)},
        {
            "term": _("检查表"),
            "value": definition.text(current()) if definition else visit.checklist_id,
            "note": visit.checklist_version,
            "href": url_for("supervisor.checklist", checklist_id=visit.checklist_id, version=visit.checklist_version),
        },
        {"term": _("行为日期"), "value": day(line.act_on)},
        {"term": _("上报时间"), "value": when(line.reported_at)},
        {"term": _("主管部门"), "value": department_words(line.department)},
        {"term": _("登记单位"), "value": line.unit.name},
    ]


def site_kind_words(kind: str) -> str:
    """A kind of place in the reader's language."""
    return str(parts().library.site_kind_name(kind, current()))


def department_words(department: str) -> str:
    """A department in the reader's language."""
    return str(parts().library.department_name(department, current()))


def answered(found: OneViolation, definition: Any) -> dict[str, Any]:
    """The answer that made the line with the criterion of the version that was answered, and the values that hold here."""
    answer, language = found.answer, current()
    item = definition.by_id.get(found.violation.item_id) if definition else None
    return {
        "known": item is not None,
        "criterion": item.criterion(language) if item else "",
        "applies": item.applies(language) if item else "",
        "item_id": found.violation.item_id,
        "value": answer_text(item, answer.value, language) if item and answer else "",
        "note": found.violation.note,
        "sub_checks": points_of(found, item, language),
        "corrected": found.violation.corrected_on_site,
        "version": found.inspection.checklist_version,
        "region": parts().library.region(found.violation.area_id).params_text(item, language) if item else "",
        "remark": item.remark(language) if item else "",
        "source": item.source if item else "",
        "confidence": law.confidence(item.confidence) if item else ("", ""),
    }


def points_of(found: OneViolation, item: Any, language: str) -> list[str]:
    """The points of the item that were not met, in a language; as the record holds them where the version is not known."""
    ticked = found.answer.sub_checks if found.answer else []
    return item.points(ticked, language) if item else ticked


def paired_first(photos: list[dict[str, Any]], both: dict[str, Any] | None) -> list[dict[str, Any]]:
    """All photos, those of the pair side by side in front."""
    front = list(both["photos"]) if both else []
    return front + [photo for photo in photos if photo not in front]


def place(found: OneViolation, photos: list[dict[str, Any]]) -> dict[str, Any]:
    """The maps and the coordinates: WGS-84 as measured, GCJ-02 to hand over to Chinese maps."""
    site = found.site
    marks = [
        maps.Mark(photo["lat"], photo["lon"], "fix", photo["alt"], photo["accuracy_m"])
        for photo in photos
        if photo["lat"] is not None
    ]
    if site.lat is not None:
        marks.append(maps.Mark(site.lat, site.lon, "site", site.name))
    centre = marks[-1] if marks else None
    outline = areas.outline_around(found.violation.area_id) if centre else None
    return {
        "near": maps.place_map(marks, _("照片位置与检查对象示意图")),
        "far": _where(outline, centre),
        "far_name": named(outline) if outline else "",
        "wgs84": f"{degrees(centre.lat)}, {degrees(centre.lon)}" if centre else "",
        "gcj02": ", ".join(map(degrees, wgs84_to_gcj02(centre.lat, centre.lon))) if centre else "",
        "of_site": site.lat is not None,
        "apart": _apart(site, photos),
        "map_href": url_for("ledger_map.page", site=site.id, state="all") if centre else "",
    }


def _apart(site: Any, photos: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How far each located photo was taken from the place, as the map shows it; nothing where the register has no position."""
    if site.lat is None:
        return []
    located = [photo for photo in photos if photo["lat"] is not None]
    rows = [(photo, distance(distance_m(site.lat, site.lon, photo["lat"], photo["lon"]))) for photo in located]
    return [
        {
            "term": photo["role_words"],
            "value": _away(away, photo["accuracy_m"]),
            "note": photo["at"],
        }
        for photo, away in rows
    ]


def _away(away: str, accuracy_m: float | None) -> str:
    if accuracy_m is None:
        return _("距检查对象 %(away)s", away=away)
    return _("距检查对象 %(away)s，精度 ±%(accuracy)s", away=away, accuracy=distance(accuracy_m))


def _where(outline: Any, centre: maps.Mark | None) -> Any:
    if outline is None or centre is None:
        return ""
    words = _("%(site)s在%(area)s的位置", site=centre.title, area=named(outline))
    return maps.area_map(outline.geometry, [maps.Mark(centre.lat, centre.lon, "site", centre.title)], words)


def officers(visit: Any) -> list[dict[str, str]]:
    """The people of the visit as they were that day; who handed it in is marked."""
    return [
        {
            "name": person["name"],
            "card": person.get("card_number") or "",
            "recorded": person.get("user_id") == visit.recorded_by_id,
        }
        for person in visit.officers
    ]


def signature(found: OneViolation) -> dict[str, Any] | None:
    """The drawn signature's picture, when the party signed."""
    row = next((row for row in found.record_photos if row.role == "signature"), None)
    return {"src": url_for("media.view", sha256=row.sha256), "at": when(row.taken_at)} if row else None


def party(found: OneViolation, signed: dict[str, Any] | None) -> dict[str, Any]:
    """The inspected side: who, and how they answered for the record."""
    return party_of(found.inspection.party, found.site) | {"signature": signed}


def party_of(person: Mapping[str, Any], site: Any) -> dict[str, Any]:
    """The party as recorded on the visit, with what the register knows of the place where the record is silent."""
    outcome = person.get("outcome") or ""
    rows = [
        (_("责任单位"), person.get("name") or site.party),
        (_("统一社会信用代码"), person.get("uscc") or site.uscc),
        (_("现场负责人"), person.get("person")),
        (_("电话"), person.get("phone")),
        (_("见证人"), person.get("witness")),
        (_("情况说明"), person.get("reason")),
    ]
    return {
        "outcome": outcome,
        "outcome_words": _(PARTY_OUTCOMES[outcome]) if outcome in PARTY_OUTCOMES else "",
        "rows": [row for row in rows if row[1]],
    }


def clock_words(visit: Any) -> str:
    """That the phone's clock was off, and the estimated true time of the finish where there is one; '' when it was not."""
    if visit.clock_doubt not in CLOCK_DOUBTS:
        return ""
    words, estimate = _(CLOCK_DOUBTS[visit.clock_doubt]), (visit.clock or {}).get("estimated_at")
    return _("%(doubt)s；推算实际结束时间 %(time)s", doubt=words, time=when(estimate, "full")) if estimate else words


def of(number: str) -> OneViolation | None:
    """The line by its number, if it lies in the reader's area."""
    return queries.one_violation(scope(), number)
