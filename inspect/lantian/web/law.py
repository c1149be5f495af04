"""Legal bases on a page: citation, act, fine in words, validity, and every mark that keeps a draft from passing for law.

Takes the frozen snapshots of a violation (``domain.basis.snapshot``) or live rows. Law is shown as it is cited, in Chinese, with
the reader's language beside it. Must not choose a basis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from lantian.domain.problems import N_

from .language import current, day

CONFIDENCE: dict[str, tuple[str, str]] = {
    "verified": (N_("已核对条文"), "good"),
    "secondary": (N_("据转载，未核对原文"), "warn"),
    "from-memory": (N_("凭记忆录入，未核对"), "bad"),
}
UNKNOWN_CONFIDENCE = (N_("来源未注明"), "bad")


def confidence(key: str) -> tuple[str, str]:
    """How sure a text is: words and tone."""
    words, tone = CONFIDENCE.get(key, UNKNOWN_CONFIDENCE)
    return _(words), tone


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """One snapshot for a page."""
    english = current() == "en"
    words, tone = confidence(row.get("confidence", ""))
    return {
        "id": row["id"],
        "citation": row.get("citation_zh", row["id"]),
        "citation_en": row.get("citation_en", "") if english else "",
        "act": row.get("act_zh", ""),
        "act_en": row.get("act_en", "") if english else "",
        "fine": row.get("fine_en" if english else "fine_zh", ""),
        "element": row.get("element_required") or "",
        "validity": validity(row),
        "successor": bool(row.get("successor")),
        "local": row.get("jurisdiction", "CN") != "CN",
        "confidence": words,
        "tone": tone,
        **_note(row),
        "facts": _facts(row),
    }


def _note(row: Mapping[str, Any]) -> dict[str, str]:
    """The editor's remark in the reader's language; one frozen before it had Chinese is shown as English, and says so."""
    english, chinese = row.get("note") or "", row.get("note_zh") or ""
    is_english = current() == "en" or not chinese
    label = _("编者注（英文）：") if is_english and current() != "en" else _("编者注：")
    return {"note": english if is_english else chinese, "note_language": "en" if is_english else "zh-CN", "note_label": label}


def all_shown(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Snapshots for a page, those of the day of the act first, later law to be compared last."""
    return sorted((shown(row) for row in rows), key=lambda row: row["successor"])


def validity(row: Mapping[str, Any]) -> str:
    """From when to when a row is law, in words."""
    start, end = day(row.get("effective_from")), day(row.get("effective_to"))
    if start and end:
        return _("%(start)s 起施行，%(end)s 后失效", start=start, end=end)
    return _("%(start)s 起施行", start=start) if start else _("施行日期未登记")


def _facts(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [
        (_("违法主体"), row.get("offender") or ""),
        (_("先行处理"), row.get("order_first") or ""),
        (_("拒不改正"), row.get("order_on_refusal") or ""),
        (_("没收"), _("、").join(row.get("confiscate") or ())),
        (_("处罚机关"), row.get("authority") or ""),
    ]
    return [(label, value) for label, value in rows if value]
