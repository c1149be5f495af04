"""Removing an original because the law requires it (移除原件): the grounds, and who may ask and approve.

Evidence never expires by itself; this is the one way out, for what may not be kept. Sources: 个人信息保护法 Art. 47 (personal
information to be deleted), decisions in force of courts and authorities, 保守国家秘密法 (what must not be kept here). Two
persons: one asks with ground, paper and reason, another approves. Hash, length, reason, persons and times stay for ever.
"""

from __future__ import annotations

from .problems import N_, FieldFault, Problem

GROUNDS: dict[str, str] = {
    "court": N_("法院生效裁判要求删除"),
    "authority": N_("有权机关决定要求删除"),
    "personal": N_("个人信息保护法第四十七条：个人信息应当删除"),
    "secret": N_("保守国家秘密法：不得在此保存"),
}
VERDICTS: dict[str, str] = {"approved": N_("已批准"), "rejected": N_("未批准")}
MOST_DOCUMENT, MOST_TEXT = 120, 1000

GROUND_MISSING = N_("请选择移除的法律依据。")
DOCUMENT_MISSING = N_("请填写决定、裁判或申请的文号。")
REASON_MISSING = N_("请写明理由。")
TOO_LONG = N_("不能超过 %(most)s 个字。")


def sentence_zh(at: str, ground: str, document: str) -> str:
    """What stands in a Chinese file in place of a removed photo; ``at`` is a date as the file writes it."""
    return f"原件已于 {at} 依法移除（{GROUNDS.get(ground, ground)}；{document}），哈希和台账记录保留。"


def check_request(ground: str, document: str, reason: str) -> None:
    """Raise Problem act_invalid for a request without a ground of the table, a paper or a reason."""
    faults = [] if ground in GROUNDS else [FieldFault("ground", GROUND_MISSING)]
    faults += _text("document", document, DOCUMENT_MISSING, MOST_DOCUMENT)
    faults += _text("reason", reason, REASON_MISSING, MOST_TEXT)
    _refuse(faults)


def check_decision(remark: str) -> None:
    """Raise Problem act_invalid for a decision without a reason."""
    _refuse(_text("remark", remark, REASON_MISSING, MOST_TEXT))


def _text(path: str, text: str, missing: str, most: int) -> list[FieldFault]:
    if not text.strip():
        return [FieldFault(path, missing)]
    return [FieldFault(path, TOO_LONG, {"most": most})] if len(text) > most else []


def _refuse(faults: list[FieldFault]) -> None:
    if faults:
        raise Problem("act_invalid", fields=faults, count=len(faults))
