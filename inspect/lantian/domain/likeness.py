"""When two photos of the ledger show the same shot (照片雷同): the kinds, their words, and which pairs are worth a question.

A pair is a question to the reviewer, never a verdict: a photo may be listed twice for a good reason. Must not look at pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

from .problems import N_

KINDS = {
    "same_bytes": N_("同一个文件"),
    "copied": N_("同一画面，重新压缩、缩放或调过亮度"),
    "stamped": N_("同一画面，上下裁过，或一张有水印条、一张没有"),
    "cropped": N_("同一画面，裁剪过"),
    "mirrored": N_("同一画面，左右翻转过"),
}
"""What was done to the one photo to give the other, as msgids; of several the last in this order that holds is named."""

UNCOMPARED = {
    "no_copy": N_("照片没有可供比对的缩略图，未与台账中的其他照片比对，是否重复使用请人工查看。"),
    "failed": N_("比对这张照片时程序出错，未与台账中的其他照片比对，是否重复使用请人工查看。"),
}
"""Why a photo was put aside without being compared, as sentences (msgids) for the reviewer."""

# A signature is a few lines on white: only the same file is worth a word.
NO_SCENE = frozenset({"signature"})
# Pictures of one visit handed in together may show one thing twice; before and after may not.
BEFORE, AFTER = frozenset({"before", "finding", "relapse"}), frozenset({"after", "recheck"})


@dataclass(frozen=True)
class Place:
    """Where a photo stands in the ledger: its visit, the later act it came with (None: the record itself), its role and item."""

    visit: str
    act_seq: int | None
    role: str
    item_id: str | None = None


def worth_asking(one: Place, other: Place) -> bool:
    """Whether the same shot in both places is a question. Within one hand-in only when it stands for before and for after."""
    if (one.visit, one.act_seq) != (other.visit, other.act_seq):
        return True
    roles = {one.role, other.role}
    return bool(roles & BEFORE) and bool(roles & AFTER)
