"""What is known about one photo on a reviewer's page: what the phone measured, what the file says of itself, what does not fit.

Facts beside each other, never a verdict: a contradiction is named with both values, and the reviewer judges. Must not open files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lantian.domain.clock import DOUBTS as CLOCK_DOUBTS
from lantian.domain.compass import SOURCES as COMPASS_SOURCES
from lantian.domain.geo import Fix, Question, distance_m, plausibility
from lantian.domain.inspection import NO_FIX_REASONS, PHOTO_ROLES, PHOTO_SOURCES
from lantian.domain.likeness import AFTER, BEFORE
from lantian.domain.moments import MomentRefused, parse_instant
from lantian.domain.photo_questions import Other, Told, claimed_apart_m, questions
from lantian.evidence.exif import REASONS, china_time
from lantian.evidence.picture import FAULTS

from .errors import translate
from .language import degrees, distance, size, when

# Longest edge of the derived picture for the screen (evidence.derived).
VIEW_PX = 1600
UNKNOWN_SIZE = (1200, 900)


def brief(row: Any, sha256: str) -> dict[str, Any]:
    """One photo where it stands among others: addresses, words, a line of facts. ``row`` has the columns of evidence."""
    return {
        "sha256": sha256,
        "src": url_for("media.view", sha256=sha256),
        "thumb": url_for("media.thumb", sha256=sha256),
        "role": row.role,
        "role_words": _(PHOTO_ROLES.get(row.role, row.role)),
        "caption": row.caption,
        "alt": alt_text(row),
        "line": facts_line(row),
        "at": when(row.taken_at, "full"),
        "taken_at": row.taken_at,
        "lat": row.lat,
        "lon": row.lon,
        "accuracy_m": row.accuracy_m,
    }


def facts_line(row: Any) -> str:
    """A photo's facts in one line: role, time, position with its accuracy, distance from the place."""
    parts = [_(PHOTO_ROLES.get(row.role, row.role)), when(row.taken_at, "full")]
    if row.lat is None:
        parts.append(_no_position(row))
    else:
        accuracy = f" ±{distance(row.accuracy_m)}" if row.accuracy_m is not None else ""
        parts.append(f"{degrees(row.lat)}, {degrees(row.lon)}{accuracy}")
    if row.distance_m is not None:
        parts.append(_("距检查对象 %(distance)s", distance=distance(row.distance_m)))
    return " · ".join(part for part in (*parts, row.caption) if part)


def pair(photos: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The first photo before and the last after correction: how far apart they were taken and how long; None without both.

    ``photos`` in the order in which they were entered. After a relapse what was corrected before it says nothing any more."""
    relapses = [place for place, photo in enumerate(photos) if photo["role"] == "relapse"]
    since = photos[relapses[-1] :] if relapses else photos
    before = next((photo for photo in since if photo["role"] in BEFORE), None)
    after = next((photo for photo in reversed(since) if photo["role"] in AFTER), None)
    if before is None or after is None:
        return None
    return {
        "photos": (before, after),
        "distance": _between(before, after),
        "elapsed": elapsed(before["taken_at"], after["taken_at"]),
    }


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


def shown(row: Any, site: Any, others: Sequence[Other] = ()) -> dict[str, Any]:
    """One evidence photo for a page: addresses, words, rows of facts and what does not fit. ``row.photo`` is read along;
    ``others`` are photos of the same person (``beside``)."""
    return brief(row, row.sha256) | {
        "original": url_for("media.original", sha256=row.sha256),
        "size": view_size(row.photo),
        "measured": measured(row),
        "claimed": claimed(row),
        "doubts": doubts(row, site, others),
        "waiting": row.photo.examined_at is None,
        "fault": fault_words(row.photo.fault),
        "item_id": row.item_id,
    }


def view_size(photo: Any) -> tuple[int, int]:
    """Width and height (px) of the picture for the screen, so that a page keeps its place free; 4:3 until examined."""
    if not photo.width_px or not photo.height_px:
        return UNKNOWN_SIZE
    shrink = min(1.0, VIEW_PX / max(photo.width_px, photo.height_px))
    return max(1, round(photo.width_px * shrink)), max(1, round(photo.height_px * shrink))


def alt_text(row: Any) -> str:
    """A photo in words for those who do not see it: its role, time and caption."""
    return " · ".join(part for part in (_(PHOTO_ROLES.get(row.role, row.role)), when(row.taken_at), row.caption) if part)


def fault_words(fault: str) -> str:
    """Why a file cannot be shown; '' when it can."""
    return _(FAULTS[fault]) if fault in FAULTS else _("无法显示（%(fault)s）", fault=fault) if fault else ""


def measured(row: Any) -> list[dict[str, Any]]:
    """What the phone and the server noted when the photo was taken and handed in."""
    return [
        {
            "term": _("拍摄时间"),
            "value": when(row.taken_at, "full"),
            "note": _("手机时间；%(source)s", source=_(PHOTO_SOURCES.get(row.source, row.source))),
        },
        *_estimate(row),
        {
            "term": _("服务器收到"),
            "value": when(row.photo.received_at, "full"),
            "note": _("台账第 %(seq)s 号", seq=row.photo.received_seq),
        },
        _position(row),
        _direction(row),
        {"term": _("原件"), "value": f"{row.photo.sha256[:16]}…", "mono": True, "note": _original(row.photo)},
    ]


def _estimate(row: Any) -> list[dict[str, Any]]:
    """The true time as the phone's clock lets us estimate it, where the phone's own time is in doubt."""
    if not row.clock_doubt:
        return []
    value = when(row.estimated_at, "full") if row.estimated_at else _("无法推算")
    return [{"term": _("推算实际时间"), "value": value, "note": _(CLOCK_DOUBTS[row.clock_doubt])}]


def _position(row: Any) -> dict[str, Any]:
    if row.lat is None:
        return {"term": _("拍摄位置"), "value": _no_position(row)}
    parts = [f"±{distance(row.accuracy_m)}" if row.accuracy_m is not None else _("精度未知")]
    if row.distance_m is not None:
        parts.append(_("距检查对象 %(distance)s", distance=distance(row.distance_m)))
    return {"term": _("拍摄位置"), "value": f"{degrees(row.lat)}, {degrees(row.lon)}", "note": " · ".join(parts)}


def _direction(row: Any) -> dict[str, Any]:
    """Where the camera looked by the phone's compass; else where the phone moved, said as that; else that there was neither."""
    term = _("拍摄方向")
    if row.compass_deg is not None:
        return {"term": term, "value": f"{row.compass_deg:.0f}°", "note": _(COMPASS_SOURCES[row.compass_source])}
    if row.heading_deg is not None:
        return {"term": term, "value": _("未测得"), "note": _("行进方向 %(heading)s°", heading=f"{row.heading_deg:.0f}")}
    return {"term": term, "value": _("未测得")}


def _no_position(row: Any) -> str:
    return _(NO_FIX_REASONS[row.no_fix_reason]) if row.no_fix_reason in NO_FIX_REASONS else _("没有定位")


def _original(photo: Any) -> str:
    pixels = [f"{photo.width_px}×{photo.height_px}"] if photo.width_px else []
    parts = ["SHA-256", photo.media_type.removeprefix("image/").upper(), size(photo.size_bytes), *pixels]
    # A line may break behind a point, never before it nor within a size.
    return "\u00a0· ".join(part.replace(" ", "\u00a0") for part in parts)


def claimed(row: Any) -> list[dict[str, Any]]:
    """What the file says about itself; empty when it says nothing, which is normal: phones and browsers strip it."""
    claims = row.photo.claims or {}
    camera = " ".join(part for part in (claims.get("make"), claims.get("model")) if part)
    rows = [
        {"term": _("相机"), "value": camera, "note": claims.get("software") or ""},
        {"term": _("自述时间"), "value": _claimed_time(claims)},
        _claimed_place(row, claims),
        {"term": _("未采用"), "value": _("；").join(_claim_fault(fault) for fault in claims.get("faults") or ())},
    ]
    return [fact for fact in rows if fact["value"]]


def _claimed_time(claims: Mapping[str, Any]) -> str:
    if claims.get("claimed_at"):
        return when(claims["claimed_at"], "full")
    return _("%(time)s（未注明时区）", time=claims["date_time_original"]) if claims.get("date_time_original") else ""


def _claim_fault(fault: Mapping[str, str]) -> str:
    reason = fault.get("reason", "")
    return f"{fault.get('tag', '')} {_(REASONS[reason]) if reason in REASONS else reason}".strip()


def _placed(claims: Mapping[str, Any]) -> bool:
    return claims.get("lat") is not None and claims.get("lon") is not None


def _claimed_place(row: Any, claims: Mapping[str, Any]) -> dict[str, Any]:
    if not _placed(claims):
        return {"value": ""}
    apart_m = claimed_apart_m(_told(row))
    apart = _("与手机定位相距 %(distance)s", distance=distance(apart_m)) if apart_m is not None else ""
    return {"term": _("自述位置"), "value": f"{degrees(claims['lat'])}, {degrees(claims['lon'])}", "note": apart}


def doubts(row: Any, site: Any, others: Sequence[Other] = ()) -> list[str]:
    """What does not fit, as sentences with both values; nothing here decides. ``others`` are the same person's photos."""
    return [*_position_doubts(row, site), *(_asked(question) for question in questions(_told(row, others)))]


def _asked(question: Question) -> str:
    return translate(question.message, {name: _value(name, value) for name, value in question.params.items()})


def _value(name: str, value: Any) -> Any:
    """A value of a question as this page writes it: times in full, metres with their unit."""
    if isinstance(value, datetime):
        return when(value, "full")
    return distance(value) if name.endswith("_m") else value


def _position_doubts(row: Any, site: Any) -> list[str]:
    if row.lat is None:
        return []
    fix = Fix(row.lat, row.lon, row.accuracy_m, row.altitude_m, row.heading_deg, _instant(row.fix_at), row.crs or "wgs84")
    place = (site.lat, site.lon) if site.lat is not None else None
    return [translate(question.message, question.params) for question in plausibility(fix, _instant(row.taken_at), place)]


def _told(row: Any, others: Sequence[Other] = ()) -> Told:
    """A photo's row for the checks. The instant of a satellite fix may be minutes older than the photo: only a camera's own
    clock is compared."""
    claims, photo = row.photo.claims or {}, row.photo
    own_clock = claims.get("claimed_at_source") == "offset"
    return Told(
        taken_at=_instant(row.taken_at), received_at=_instant(photo.received_at), source=row.source, lat=row.lat, lon=row.lon,
        accuracy_m=row.accuracy_m, width_px=photo.width_px, height_px=photo.height_px,
        claimed_at=_instant(claims.get("claimed_at")) if own_clock else None,
        claimed_local=None if own_clock else _instant(china_time(claims.get("date_time_original") or "")),
        claimed_place=(float(claims["lat"]), float(claims["lon"])) if _placed(claims) else None,
        software=claims.get("software") or "", camera=claims.get("make") or claims.get("model") or "", others=others,
        compare_fault=row.compare_fault,
    )


def _instant(value: str | None) -> datetime | None:
    try:
        return parse_instant(value) if value else None
    except MomentRefused:
        return None
