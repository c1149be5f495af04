"""One violation's page for a reviewer: everything that bears on the decision, in the order in which it is weighed.

Photos, the answer with its criterion, the place, the people, the law, the history. The acts are in ``acts``. Must not decide
anything and must not ask the database more than a fixed number of times.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lantian.checklists.items import answer_text
from lantian.domain.coordinates import wgs84_to_gcj02
from lantian.domain.geo import distance_m
from lantian.domain.inspection import INSPECTION_TYPES, PARTY_OUTCOMES, VISIT_KINDS
from lantian.domain.moments import local_date
from lantian.ledger import areas, queries
from lantian.ledger.queries import OneViolation

from . import law, maps, photo_facts, story
from .language import current, day, degrees, distance, named, when
from .parts import parts, scope
from .worklist import due, severity_words


def page(found: OneViolation) -> dict[str, Any]:
    """All that the template shows of a line but the acts."""
    line, site = found.violation, found.site
    photos = [photo_facts.shown(row, site) for row in found.photos]
    definition, both = _definition(found.inspection), pair(photos)
    return {
        "line": line,
        "site": site,
        "visit": found.inspection,
        "title": named(line, "title"),
        "county": found.county_name,
        "lead": line.origin == "lead",
        "photos": paired_first(photos, both),
        "pair": both,
        "record_photos": [photo_facts.shown(row, site) for row in found.record_photos if row.role == "overview"],
        "patrol": found.patrol,
        "patrol_photos": [photo_facts.shown(row, site) for row in found.patrol_photos],
        "due": due(line.due_on, line.due_provisional, line.state, local_date(parts().now())),
        "severity": severity_words(line.severity),
        "answer": answered(found, definition),
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


def _definition(visit: Any) -> Any:
    return parts().library.find(visit.checklist_id, visit.checklist_version, visit.checklist_hash)


def facts(found: OneViolation, definition: Any) -> list[dict[str, Any]]:
    """The line in its terms: where it comes from and who answers for it."""
    line, visit = found.violation, found.inspection
    return [
        {
            "term": _("检查对象"),
            "value": found.site.name,
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
    sub_words = {sub.zh: sub.text(language) for sub in item.sub_checks} if item else {}
    return {
        "known": item is not None,
        "criterion": item.criterion(language) if item else "",
        "applies": item.applies(language) if item else "",
        "item_id": found.violation.item_id,
        "value": answer_text(item, answer.value, language) if item and answer else "",
        "note": found.violation.note,
        "sub_checks": [sub_words.get(text, text) for text in answer.sub_checks] if answer else [],
        "corrected": found.violation.corrected_on_site,
        "version": found.inspection.checklist_version,
        "region": parts().library.region(found.violation.area_id).params_text(item, language) if item else "",
        "remark": item.remark(language) if item else "",
        "source": item.source if item else "",
        "confidence": law.confidence(item.confidence) if item else ("", ""),
    }


def pair(photos: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The first photo before and the last after correction: how far apart they were taken and how long; None without both."""
    before = next((photo for photo in photos if photo["role"] in ("before", "finding")), None)
    after = next((photo for photo in reversed(photos) if photo["role"] in ("after", "recheck")), None)
    if before is None or after is None:
        return None
    return {
        "photos": (before, after),
        "distance": _between(before, after),
        "elapsed": elapsed(before["taken_at"], after["taken_at"]),
    }


def paired_first(photos: list[dict[str, Any]], both: dict[str, Any] | None) -> list[dict[str, Any]]:
    """All photos, those of the pair side by side in front."""
    front = list(both["photos"]) if both else []
    return front + [photo for photo in photos if photo not in front]


def _between(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if before["lat"] is None or after["lat"] is None:
        return ""
    return distance(distance_m(before["lat"], before["lon"], after["lat"], after["lon"]))


def elapsed(start: str, end: str) -> str:
    """The time between two instants, in the largest unit that says enough."""
    seconds = (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
    minutes = max(0, round(seconds / 60))
    if minutes < 60:
        return ngettext("%(num)s 分钟", "%(num)s 分钟", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s 小时", "%(num)s 小时", round(minutes / 60))
    return ngettext("%(num)s 天", "%(num)s 天", round(minutes / 1440))


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
    }


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
    """That the phone's clock was off when the record came in; '' when it was not."""
    words = {"ahead": _("交送时手机时钟比服务器快"), "behind": _("交送时手机时钟比服务器慢")}
    return words.get(visit.clock_doubt, "")


def of(number: str) -> OneViolation | None:
    """The line by its number, if it lies in the reader's area."""
    return queries.one_violation(scope(), number)
