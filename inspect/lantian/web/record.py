"""The record of a visit (检查记录) as it was handed in: for reading, and for paper. Nothing on it can be changed."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from lantian.checklists.items import answer_text
from lantian.domain.inspection import INSPECTION_TYPES, VISIT_KINDS
from lantian.ledger.queries import OneInspection

from . import marking, photo_facts
from .language import current, day, named, when
from .parts import parts
from .violation import clock_words, officers, party_of, site_kind_words


def page(found: OneInspection) -> dict[str, Any]:
    """All that the template shows of a visit."""
    visit = found.inspection
    definition = parts().library.find(visit.checklist_id, visit.checklist_version, visit.checklist_hash)
    photos = [photo_facts.shown(row, visit.site) for row in found.photos]
    marking.attach(photos)
    signed = next((photo for photo in photos if photo["role"] == "signature"), None)
    return {
        "visit": visit,
        "site": visit.site,
        "definition_name": definition.text(current()) if definition else visit.checklist_id,
        "facts": facts(visit),
        "people": officers(visit),
        "party": party_of(visit.party, visit.site) | {"signature": signed},
        "header": header(visit, definition),
        "groups": groups(found, definition, photos),
        "overview": [photo for photo in photos if photo["role"] == "overview"],
        "clock": clock_words(visit),
        "violations": [
            {
                "number": row.number,
                "title": named(row, "title"),
                "state": row.state,
                "severity": row.severity,
                "href": url_for("supervisor.violation", number=row.number),
            }
            for row in found.violations
        ],
        "known": definition is not None,
    }


def facts(visit: Any) -> list[dict[str, Any]]:
    """The visit in its terms."""
    kind = _(VISIT_KINDS[visit.kind])
    rows = [
        {
            "term": _("检查对象"),
            "value": visit.site.name,
            "note": " · ".join(part for part in (site_kind_words(visit.site.kind), visit.site.address) if part),
        },
        {"term": _("所在区域"), "value": visit.area.name},
        {
            "term": _("检查方式"),
            "value": kind,
            "note": _(INSPECTION_TYPES[visit.inspection_type]) if visit.inspection_type else "",
        },
        {"term": _("审批编号"), "value": visit.approval_number},
        {"term": _("通知书编号"), "value": visit.notice_number},
        {"term": _("开始时间"), "value": when(visit.started_at, "full"), "note": _("手机时间")},
        {"term": _("结束时间"), "value": when(visit.finished_at, "full"), "note": _("手机时间")},
        {
            "term": _("服务器收到"),
            "value": when(visit.received_at, "full"),
            "note": _("台账第 %(seq)s 号", seq=visit.received_seq),
        },
        {"term": _("行为日期"), "value": day(visit.act_on)},
        {"term": _("登记单位"), "value": visit.unit.name},
    ]
    return [row for row in rows if row["value"]]


def header(visit: Any, definition: Any) -> list[tuple[str, str]]:
    """What was asked once, above the items."""
    labels = {field.id: field.text(current()) for field in definition.header_fields} if definition else {}
    return [(labels.get(key, key), value) for key, value in visit.header.items() if value]


def groups(found: OneInspection, definition: Any, photos: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers under the headings of the version that was answered, each with its photos and the line it made."""
    numbers = {row.item_id: row.number for row in found.violations}
    sections = definition.grouped() if definition else [(None, [])]
    by_item = {answer.item_id: answer for answer in found.answers}
    made = [
        {
            "title": section.text(current()) if section else "",
            "rows": [_row(item, item.id, by_item[item.id], photos, numbers) for item in items if item.id in by_item],
        }
        for section, items in sections
    ]
    known = {item.id for _section, items in sections for item in items}
    loose = [_row(None, answer.item_id, answer, photos, numbers) for answer in found.answers if answer.item_id not in known]
    return [group for group in [*made, {"title": "", "rows": loose}] if group["rows"]]


def _row(item: Any, item_id: str, answer: Any, photos: list[dict[str, Any]], numbers: dict[str, str]) -> dict[str, Any]:
    language = current()
    value = answer.value if isinstance(answer.value, str) else ""
    number = numbers.get(item_id, "")
    return {
        "id": item_id,
        "title": item.text(language) if item else item_id,
        "criterion": item.criterion(language) if item else "",
        "value": value if value in ("pass", "fail", "na") else "",
        "text": answer_text(item, answer.value, language) if item else str(answer.value),
        "note": answer.note,
        "sub_checks": item.points(answer.sub_checks, language) if item else answer.sub_checks,
        "corrected": answer.corrected,
        "photos": [photo for photo in photos if photo["item_id"] == item_id],
        "number": number,
        "href": url_for("supervisor.violation", number=number) if number else "",
    }
