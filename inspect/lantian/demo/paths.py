"""The ways a finding of the demo city takes through the ledger, as later acts with their days. Tables only.

Every event of domain/violation.py must occur in one of them or in the plot (a test counts).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One later act: event, days after the one before, who ('inspector', 'second' or 'supervisor'), and what they bring.

    ``photo`` is None, 'good' or 'bad': the scene mended or not, from the viewpoint of the finding; or 'copy': no new photo at
    all, but the finding's own, cut and encoded anew.
    """

    event: str
    after_days: float
    who: str
    reason: str = ""
    result: str = ""
    photo: str | None = None
    due_days: int | None = None


_CONFIRMED = Step("Confirmed", 0.3, "supervisor")
_ORDERED = Step("RectificationOrdered", 0.1, "supervisor", due_days=5)
_HEARD = Step("Acknowledged", 0.8, "inspector", reason="责任单位已收到责令改正通知。")
_MENDED = Step("RectificationReported", 2, "inspector", reason="责任单位反馈已整改，现场核对照片附后。", photo="good")
_COPIED = Step("RectificationReported", 2, "inspector", reason="责任单位反馈已整改，照片由责任单位发来。", photo="copy")
_PASSED = Step("RecheckPassed", 1, "second", reason="回头看：整改到位。", photo="good")
_CLEARED = Step("Cleared", 0.3, "supervisor", reason="复查照片与整改要求一致。")
_FAILED = Step("RecheckFailed", 1, "second", reason="回头看：仍有一处未完成。", result="partly", photo="bad")
_FALSE = Step("RecheckFailed", 1, "second", reason="回头看：现场与反馈照片不符。", result="false", photo="bad")

PATHS: dict[str, tuple[Step, ...]] = {
    "reported": (),
    "returned": (Step("ReturnedForSupplement", 0.3, "supervisor", reason="请补拍能看清位置的全景照片。"),),
    "supplemented": (
        Step("ReturnedForSupplement", 0.3, "supervisor", reason="照片看不出缺口位置，请补充。"),
        Step("Supplemented", 1, "inspector", reason="补充全景照片一张。", photo="bad"),
    ),
    "confirmed": (_CONFIRMED,),
    "ordered": (_CONFIRMED, _ORDERED),
    "acknowledged": (_CONFIRMED, _ORDERED, _HEARD),
    "rectified": (_CONFIRMED, _ORDERED, _HEARD, _MENDED),
    # 虚假整改: for the visitor of the demo to see what the product shows of it.
    "cosmetic": (_CONFIRMED, _ORDERED, _HEARD, _COPIED),
    "passed": (_CONFIRMED, _ORDERED, _HEARD, _MENDED, _PASSED),
    "cleared": (_CONFIRMED, _ORDERED, _HEARD, _MENDED, _PASSED, _CLEARED),
    "failed": (_CONFIRMED, _ORDERED, _HEARD, _MENDED, _FAILED),
    "false": (_CONFIRMED, _ORDERED, _MENDED, _FALSE),
    "relapsed": (
        _CONFIRMED,
        _ORDERED,
        _MENDED,
        _PASSED,
        _CLEARED,
        Step("Relapsed", 4, "inspector", reason="巡查发现同一部位再次不合格。", photo="bad"),
        Step("DeadlineReset", 0.2, "supervisor", reason="反弹后重新责令改正，逾期移送处罚。", due_days=5),
    ),
    "dismissed": (Step("Dismissed", 0.4, "supervisor", reason="照片看不清车牌，不能确认该车由本工地驶出。"),),
    "dismissed_lead": (Step("Dismissed", 0.4, "supervisor", reason="街道当日核实：余烟已灭并清理，不作违法处理。"),),
    "referred": (_CONFIRMED, _ORDERED, Step("ReferredForPenalty", 2, "supervisor", reason="逾期未改正，移送案审处理。")),
    "on_site": (_CONFIRMED, Step("ClearedOnSite", 0.1, "supervisor", reason="现场立行立改，前后照片齐全。")),
}
