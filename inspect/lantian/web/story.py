"""Entries of the book in words (台账记录): one sentence each for the book's page, and the story of one violation.

Owns the sentence of every kind of entry. A kind without a sentence is shown by its name, so that nothing in the book is ever
left out. Must not query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from lantian.domain.inspection import VISIT_KINDS
from lantian.domain.likeness import KINDS as LIKENESS
from lantian.domain.people import ROLES
from lantian.domain.problems import N_
from lantian.domain.removal import GROUNDS
from lantian.domain.violation import EVENTS, RECHECK_RESULTS

from .language import current, day, size, when
from .parts import parts
from .photo_facts import elapsed

Payload = Mapping[str, Any]


def _marking(payload: Payload) -> dict[str, Any]:
    """What the sentence of a marking is filled with."""
    names = ("version", "redactions", "reason")
    return {name: payload.get(name, "") for name in names}


# Kind of entry → sentence (msgid) and what fills its places.
SENTENCES: dict[str, tuple[str, Callable[[Payload], dict[str, Any]]]] = {
    "PhotoReceived": (N_("收到照片原件（%(size)s）"), lambda p: {"size": size(p.get("size_bytes"))}),
    "InspectionReceived": (
        N_("收到%(kind)s记录：照片 %(photos)s 张，发现问题 %(findings)s 项"),
        lambda p: {
            "kind": _(VISIT_KINDS.get(p.get("kind", ""), "–")),
            "photos": len(p.get("photos", ())),
            "findings": len(p.get("findings", ())),
        },
    ),
    "SiteRegistered": (N_("登记检查对象“%(name)s”"), lambda p: {"name": p.get("name", "")}),
    "SiteCorrected": (
        N_("更正检查对象：%(changed)s"),
        lambda p: {"changed": _("、").join(site_column_words(name) for name in p.get("after", {}) if name in SITE_COLUMNS)},
    ),
    "PhotoLikenessFound": (
        N_("自动比对：照片与另一张雷同（%(kind)s）"),
        lambda p: {"kind": likeness_words(p.get("kind", ""))},
    ),
    "PhotoRedacted": (N_("遮盖照片副本（第 %(version)s 版，遮盖 %(redactions)s 处），原件封存"), _marking),
    "RedactionLifted": (N_("撤除遮盖（第 %(version)s 版，余 %(redactions)s 处）：%(reason)s"), _marking),
    "PhotoAnnotated": (N_("标注照片副本（第 %(version)s 版）"), _marking),
    "SealedPhotoViewed": (N_("查看未遮盖的照片"), lambda p: {}),
    "OriginalDownloaded": (N_("下载照片原件"), lambda p: {}),
    "StampedCopyDownloaded": (
        N_("下载水印副本，副本摘要 %(digest)s…"),
        lambda p: {"digest": str(p.get("copy_sha256", ""))[:12]},
    ),
    "StampTemplateSet": (N_("更改“%(unit)s”的水印模板"), lambda p: {"unit": p.get("unit", "")}),
    "OriginalRemovalRequested": (
        N_("申请移除照片原件：%(ground)s，%(document)s；%(reason)s"),
        lambda p: {"ground": _(GROUNDS.get(p.get("ground", ""), "–")), "document": p.get("document"), "reason": p.get("reason")},
    ),
    "OriginalRemovalApproved": (N_("批准移除照片原件：%(remark)s"), lambda p: {"remark": p.get("remark", "")}),
    "OriginalRemovalRejected": (N_("不批准移除照片原件：%(remark)s"), lambda p: {"remark": p.get("remark", "")}),
    "OriginalRemoved": (N_("照片原件已移除（%(size)s）"), lambda p: {"size": size(p.get("size_bytes"))}),
    "PersonAdded": (
        N_("新增账号“%(username)s”（%(name)s，%(role)s）"),
        lambda p: {"username": p.get("username", ""), "name": p.get("name", ""), "role": role_words(p.get("role", ""))},
    ),
    "PersonChanged": (N_("更改账号：%(changed)s"), lambda p: {"changed": _("、").join(map(column_words, p.get("changed", ())))}),
    "QueueImported": (
        N_("导入手机待发记录：收下 %(accepted)s 份，未收下 %(refused)s 份"),
        lambda p: {"accepted": len(p.get("accepted", [])), "refused": len(p.get("refused", []))},
    ),
    "DeviceRevoked": (N_("停用一部手机"), lambda p: {}),
    "CaseExported": (
        N_("导出 %(rows)s 条，文件摘要 %(digest)s…"),
        lambda p: {"rows": p.get("rows", 0), "digest": p.get("sha256", "")[:12]},
    ),
    "AreasRegistered": (N_("登记行政区划 %(areas)s 个"), lambda p: {"areas": p.get("areas", 0)}),
    "OutlinesSet": (N_("登记 %(areas)s 个区划的边界"), lambda p: {"areas": len(p.get("areas", ()))}),
    "SigningKeyChanged": (N_("更换签名密钥，新密钥 %(key)s"), lambda p: {"key": p.get("key", "")}),
    "DemoLoaded": (N_("载入示例城市"), lambda p: {}),
    "ChainLaidDown": (N_("登记责任人 %(persons)s 名"), lambda p: {"persons": p.get("persons", 0)}),
}

COLUMNS: dict[str, str] = {
    "username": N_("用户名"),
    "name": N_("姓名"),
    "role": N_("岗位"),
    "card_number": N_("执法证号"),
    "unit": N_("单位"),
    "area": N_("辖区"),
    "active": N_("启用状态"),
    "password_hash": N_("密码"),
}

SITE_COLUMNS: dict[str, str] = {
    "name": N_("名称"),
    "kind": N_("类别"),
    "area_code": N_("所在区域"),
    "address": N_("地址"),
    "position": N_("位置"),
    "party": N_("责任单位"),
    "uscc": N_("统一社会信用代码"),
    "active": N_("使用状态"),
}

SUBJECTS: dict[str, str] = {
    "photo": N_("照片"),
    "inspection": N_("检查记录"),
    "violation": N_("台账"),
    "site": N_("检查对象"),
    "person": N_("账号"),
    "unit": N_("单位"),
    "export": N_("导出文件"),
    "book": N_("台账册"),
}


def likeness_words(kind: str) -> str:
    """What was done to a photo to give another; a kind nobody knows by its name."""
    return _(LIKENESS[kind]) if kind in LIKENESS else kind


def event_words(kind: str) -> str:
    """What happened to a violation, as something that has happened; other kinds by the name in their row."""
    words = {
        "Supplemented": pgettext("story", "补充材料"),
        "Confirmed": pgettext("story", "认定"),
        "RectificationReported": pgettext("story", "反馈整改"),
        "Cleared": pgettext("story", "销号"),
        "Relapsed": pgettext("story", "反弹"),
        "ReferredForPenalty": pgettext("story", "移送处罚"),
    }
    return words.get(kind) or _(EVENTS[kind].name)


def actor_words(entry: Mapping[str, Any]) -> str:
    """Who acted, by the name of that day; the system itself in the reader's language."""
    return str(entry["actor_name"]) if entry["actor_id"] is not None else _("系统")


def asked(entry: Mapping[str, Any]) -> dict[str, str]:
    """What an entry that sent a line back asks for, in a sentence, and who asked when."""
    words = _("退回原因：%(asked)s", asked=entry["payload"].get("reason", ""))
    return {"asked": words, "by": _whose(entry)}


def told_last(entry: Mapping[str, Any]) -> dict[str, str]:
    """An event with what was said at it in a sentence, and whose it was when."""
    return {"words": sentence(entry), "by": _whose(entry)}


def _whose(entry: Mapping[str, Any]) -> str:
    return f"{actor_words(entry)} · {when(entry['recorded_at'])}"


def role_words(role: str) -> str:
    """A post in the reader's language."""
    return _(ROLES[role].name) if role in ROLES else role


def column_words(column: str) -> str:
    """What a column of an account is called."""
    return _(COLUMNS[column]) if column in COLUMNS else column


def site_column_words(column: str) -> str:
    """What a fact of a place is called."""
    return _(SITE_COLUMNS[column]) if column in SITE_COLUMNS else column


def sentence(entry: Mapping[str, Any]) -> str:
    """What an entry says, in one sentence; ``payload`` is parsed."""
    kind, payload = entry["kind"], entry["payload"]
    if kind in EVENTS:
        said = payload.get("reason") or payload.get("note") or ""
        name = event_words(kind)
        return _("%(event)s：%(reason)s", event=name, reason=said) if said else name
    if kind in SENTENCES:
        text, places = SENTENCES[kind]
        values = places(payload)
        return _(text) % values if values else _(text)
    return kind


def subject(entry: Mapping[str, Any]) -> dict[str, str]:
    """What an entry is about: word, short name and, where there is a page, its address."""
    kind, name = entry["subject_kind"], entry["subject_id"]
    links = {
        "violation": lambda: url_for("supervisor.violation", number=name),
        "inspection": lambda: url_for("supervisor.record", inspection_id=name),
        "site": lambda: url_for("sites.page", site_id=name),
    }
    short = name if kind in ("violation", "person") else name[:12]
    return {
        "word": _(SUBJECTS.get(kind, kind)),
        "name": "" if kind == "book" else short,
        "href": links[kind]() if kind in links else "",
    }


def told(entries: Iterable[Mapping[str, Any]], bases: Iterable[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """The story of one violation for the timeline, in the order given. ``bases`` are its snapshots, to name a chosen one."""
    citations = {row["id"]: row.get(f"citation_{current()}", row["id"]) for row in bases}
    chapters = [_chapter(entry, citations) for entry in entries]
    for before, chapter in pairwise(chapters):
        chapter["after"] = _later(before["at_iso"], chapter["at_iso"])
    return chapters


def _later(before: str, after: str) -> str:
    """How long after the last chapter this one begins; '' within the hour, and where the story runs backwards."""
    if after < before or datetime.fromisoformat(after) - datetime.fromisoformat(before) < timedelta(hours=1):
        return ""
    return _("%(time)s后", time=elapsed(before, after))


def _chapter(entry: Mapping[str, Any], citations: Mapping[str, str]) -> dict[str, Any]:
    payload, kind = entry["payload"], entry["kind"]
    return {
        "title": event_words(kind) if kind in EVENTS else sentence(entry),
        "actor": actor_words(entry),
        "at": when(entry["recorded_at"]),
        "at_iso": entry["recorded_at"],
        "seq": entry["seq"],
        "state": payload.get("state", ""),
        "text": payload.get("reason") or payload.get("note") or "",
        "facts": [*_facts(kind, payload, citations), *_corrections(payload)],
        "photos": [_thumb(sha256) for sha256 in payload.get("photos", ())],
    }


def _facts(kind: str, payload: Payload, citations: Mapping[str, str]) -> list[tuple[str, str]]:
    result = payload.get("result", "")
    rows = [
        (_("依据"), citations.get(payload.get("basis", ""), payload.get("basis", ""))),
        (_("构成要件"), _("已逐项确认") if payload.get("elements_confirmed") else ""),
        # Before an order the limit is one that the product worked out: nobody has ordered it.
        (_("整改期限") if kind in ("RectificationOrdered", "DeadlineReset") else _("暂定期限"), day(payload.get("due_on"))),
        (_("复查结果"), _(RECHECK_RESULTS[result]) if result in RECHECK_RESULTS else ""),
        (_("立行立改"), _("是") if payload.get("corrected_on_site") else ""),
    ]
    return [(label, value) for label, value in rows if value]


def _corrections(payload: Payload) -> list[tuple[str, str]]:
    """What a correction of a place changed: each fact as it was and as it is."""
    before, after, areas = payload.get("before"), payload.get("after"), payload.get("areas", {})
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    changed = [name for name in SITE_COLUMNS if name in after]
    rows = [(SITE_COLUMNS[name], *(_fact(name, row.get(name), areas) for row in (before, after))) for name in changed]
    return [(_(label), _("%(before)s → %(after)s", before=was, after=now)) for label, was, now in rows]


def _fact(name: str, value: Any, areas: Mapping[str, str]) -> str:
    """A fact of a place in words."""
    if name == "active":
        return pgettext("site", "使用") if value else pgettext("site", "停用")
    if name == "kind":
        return str(parts().library.site_kind_name(value, current()))
    return str(areas.get(value, value) if name == "area_code" else value) or _("空")


def _thumb(sha256: str) -> dict[str, str]:
    return {
        "src": url_for("media.thumb", sha256=sha256),
        "href": url_for("media.view", sha256=sha256),
        "alt": _("照片 %(short)s", short=sha256[:8]),
    }
