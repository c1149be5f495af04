"""What a photo says against what the phone said (照片疑问): small checks, each giving a sentence with its values or nothing.

Owns the table of checks and of limits. What a fix says of itself (accuracy, age, distance from the place) is asked in
``domain.geo``. A question is for the reviewer: nothing here refuses or decides, and honest photos raise some of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from .coordinates import convert
from .geo import Question, distance_m
from .likeness import UNCOMPARED
from .moments import CLOCK_TOLERANCE_S
from .problems import N_


@dataclass(frozen=True)
class Limits:
    """From where on a reviewer is asked; defaults of this product, not of a law. Each with its reason."""

    # A camera's clock and a phone's differ by a minute or two; five minutes is another occasion.
    time_gap_s: float = 300.0
    # A time without a zone is read as China's; clocks of all zones (UTC-12 to +14) lie within 20 hours of it.
    local_time_gap_s: float = 86_400.0
    # The claim in the file may be the last fix before the shot: across a large building site, not further.
    place_gap_m: float = 200.0
    # 150 km/h: above any road here; a train is faster, which is why it is asked and not refused.
    speed_kmh: float = 150.0
    # Two fixes of 500 m error each, seconds apart, make any speed: nearer than this is not a journey.
    speed_least_m: float = 2000.0
    # A receiver's last digits change from one reading to the next even where it stands still; a few seconds may repeat one.
    same_place_count: int = 3
    same_place_span_s: float = 120.0
    # Phones round accuracy and repeat common values; eight in a row at different places to the last digit is another matter.
    same_accuracy_count: int = 8
    same_accuracy_least_m: float = 50.0
    # Whole metres are what phones round to: only a dozen without one other value, over a kilometre, are like a constant.
    same_whole_count: int = 12
    same_whole_least_m: float = 1000.0


@dataclass(frozen=True)
class Other:
    """Another photo of the same person: the phone's time (aware UTC), its own position, accuracy in metres."""

    taken_at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None


@dataclass(frozen=True)
class Told:
    """All that is known of one photo. Times aware UTC; positions WGS-84 degrees but the claim's, which is as written."""

    taken_at: datetime | None
    received_at: datetime | None
    source: str
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    width_px: int | None = None
    height_px: int | None = None
    # What the file says of itself; the time only where it names its zone by itself, not by the satellites.
    claimed_at: datetime | None = None
    # The camera's own local time of no known zone, read as China's, where the file names no zone.
    claimed_local: datetime | None = None
    claimed_place: tuple[float, float] | None = None
    software: str = ""
    camera: str = ""
    # Other photos of the same person around that time, by time, this one left out.
    others: Sequence[Other] = field(default_factory=tuple)
    # Key of likeness.UNCOMPARED when it could not be compared with other photos.
    compare_fault: str = ""


# Names of programs that change pictures, in small letters, as they write themselves into EXIF Software.
EDITORS = frozenset(
    {"photoshop", "lightroom", "gimp", "snapseed", "picsart", "pixelmator", "affinity", "paint.net", "canva", "vsco", "facetune"}
    | {"meitu", "美图", "醒图", "polish", "photoscape", "acdsee", "imagemagick", "darktable", "水印", "watermark", "timemark"}
)
# Shorter edges of phone screens in pixels (Apple and common Android); a camera's pictures have none of them at these shapes.
SCREEN_EDGES_PX = frozenset({720, 750, 828, 1080, 1125, 1170, 1179, 1206, 1220, 1240, 1242, 1260, 1284, 1290, 1320, 1440})
# Phone screens are longer than 16:9 and up to 22:9; cameras take 4:3, 3:2, 1:1 and 16:9.
SCREEN_SHAPES = (1.77, 2.5)
OWN_CAMERA = "camera"

CLAIM_TIME = N_("文件自述拍摄于 %(claimed)s，手机记录为 %(taken)s。")
CLAIM_LOCAL = N_("文件自述拍摄于 %(claimed)s（未注明时区，按北京时间读），与手机记录的 %(taken)s 相差一天以上，是否为旧照片？")
CLAIM_AFTER_RECEIPT = N_("文件自述拍摄于 %(claimed)s，晚于服务器收到的时间 %(received)s，相机时钟是否正确？")
PHONE_AFTER_RECEIPT = N_("手机记录拍摄于 %(taken)s，晚于服务器收到的时间 %(received)s，手机时钟是否正确？")
CLAIM_PLACE = N_("文件自述的位置与手机定位相距 %(apart_m)s。")
IMPORTED = N_("照片从文件导入，不是在本系统页面内拍摄；时间和地点以文件和填报为准。")
TOO_FAST = N_("与同一人员 %(other)s 的照片相距 %(apart_m)s，须以每小时 %(speed)s 公里移动，两处是否都到过？")
SAME_PLACE = N_("同一人员有 %(count)s 张照片的坐标与此完全相同（到最后一位），前后相隔 %(minutes)s 分钟，是否为模拟定位？")
SAME_ACCURACY = N_("同一人员在不同地点的 %(count)s 张照片定位精度都恰为 %(accuracy)s 米，是否为模拟定位？")
EDITED = N_("文件自述经“%(software)s”处理，画面是否改动过？")
SCREENSHOT = N_("画面为 %(width)s×%(height)s 像素，与手机屏幕相同，文件没有相机信息，是否为截屏？")


def questions(told: Told, limits: Limits = Limits()) -> tuple[Question, ...]:
    """What a reviewer should ask about a photo, in the order of the table. Values ending in ``_m`` are metres."""
    return tuple(question for check in CHECKS for question in [check(told, limits)] if question)


def ask_claimed_time(told: Told, limits: Limits) -> Question | None:
    """The camera's own time, with its zone, against the phone's."""
    if told.taken_at is None or told.claimed_at is None or _gap_s(told.taken_at, told.claimed_at) <= limits.time_gap_s:
        return None
    return Question("claimed_time", CLAIM_TIME, {"claimed": told.claimed_at, "taken": told.taken_at})


def ask_claimed_local_time(told: Told, limits: Limits) -> Question | None:
    """The camera's own time without a zone against the phone's: further apart than any zone explains."""
    if told.taken_at is None or told.claimed_local is None:
        return None
    if _gap_s(told.taken_at, told.claimed_local) <= limits.local_time_gap_s:
        return None
    return Question("claimed_local_time", CLAIM_LOCAL, {"claimed": told.claimed_local, "taken": told.taken_at})


def ask_claim_after_receipt(told: Told, limits: Limits) -> Question | None:
    """The file was taken after it had arrived: its camera's clock runs ahead, or the claim was written by hand."""
    if told.claimed_at is None or not _later(told.claimed_at, told.received_at):
        return None
    return Question("claim_after_receipt", CLAIM_AFTER_RECEIPT, {"claimed": told.claimed_at, "received": told.received_at})


def ask_phone_after_receipt(told: Told, limits: Limits) -> Question | None:
    """The phone dates the shot after the server's receipt."""
    if told.taken_at is None or not _later(told.taken_at, told.received_at):
        return None
    return Question("phone_after_receipt", PHONE_AFTER_RECEIPT, {"taken": told.taken_at, "received": told.received_at})


def ask_claimed_place(told: Told, limits: Limits) -> Question | None:
    """The file's position against the phone's."""
    apart_m = claimed_apart_m(told)
    if apart_m is None or apart_m <= limits.place_gap_m:
        return None
    return Question("claimed_place", CLAIM_PLACE, {"apart_m": apart_m})


def claimed_apart_m(told: Told) -> float | None:
    """Metres between the phone's fix and the file's claim. Some phones write GCJ-02 into EXIF: the nearer reading counts."""
    if told.claimed_place is None or told.lat is None or told.lon is None:
        return None
    readings = (told.claimed_place, convert(*told.claimed_place, "gcj02", "wgs84"))
    return min(distance_m(told.lat, told.lon, *reading) for reading in readings)


def ask_imported(told: Told, limits: Limits) -> Question | None:
    """Chosen from files, not taken."""
    return Question("imported", IMPORTED) if told.source == "file" else None


def ask_speed(told: Told, limits: Limits) -> Question | None:
    """From the photo before or to the one after faster than any road; both accuracies are granted in full."""
    if told.taken_at is None or told.lat is None or told.lon is None:
        return None
    found = [(_speed_kmh(told, other, limits), other) for other in _neighbours(told)]
    speed, other = max(found, key=lambda pair: pair[0], default=(0.0, None))
    if other is None or speed <= limits.speed_kmh:
        return None
    apart_m = distance_m(told.lat, told.lon, other.lat, other.lon)
    return Question("too_fast", TOO_FAST, {"other": other.taken_at, "apart_m": apart_m, "speed": round(speed)})


def ask_same_place(told: Told, limits: Limits) -> Question | None:
    """The same coordinates to the last digit in several photos well apart in time."""
    if told.taken_at is None or told.lat is None:
        return None
    same = [other.taken_at for other in told.others if (other.lat, other.lon) == (told.lat, told.lon)]
    times = sorted([*same, told.taken_at])
    span_s = (times[-1] - times[0]).total_seconds()
    if len(times) < limits.same_place_count or span_s < limits.same_place_span_s:
        return None
    return Question("same_place", SAME_PLACE, {"count": len(times), "minutes": round(span_s / 60)})


def ask_same_accuracy(told: Told, limits: Limits) -> Question | None:
    """The same accuracy to the last digit at places well apart; of whole metres of more photos, and without another value."""
    if told.lat is None or told.lon is None or told.accuracy_m is None:
        return None
    same = [other for other in told.others if other.accuracy_m == told.accuracy_m]
    apart = [distance_m(told.lat, told.lon, other.lat, other.lon) for other in same]
    whole = float(told.accuracy_m).is_integer()
    if whole and len(same) < len(told.others):
        return None
    count, least_m = _same_limits(limits, whole)
    if len(same) + 1 < count or max(apart) < least_m:
        return None
    return Question("same_accuracy", SAME_ACCURACY, {"count": len(same) + 1, "accuracy": f"{told.accuracy_m:g}"})


def _same_limits(limits: Limits, whole: bool) -> tuple[int, float]:
    if whole:
        return limits.same_whole_count, limits.same_whole_least_m
    return limits.same_accuracy_count, limits.same_accuracy_least_m


def ask_edited(told: Told, limits: Limits) -> Question | None:
    """A program that changes pictures has written its name into the file. Phones write their system's version there."""
    if not any(name in told.software.lower() for name in EDITORS):
        return None
    return Question("edited", EDITED, {"software": told.software[:60]})


def ask_screenshot(told: Told, limits: Limits) -> Question | None:
    """Size and shape of a phone's screen and no camera named. The page's own camera names none either and is not asked."""
    if told.source == OWN_CAMERA or told.camera or not told.width_px or not told.height_px:
        return None
    short, long = sorted((told.width_px, told.height_px))
    if short not in SCREEN_EDGES_PX or not SCREEN_SHAPES[0] < long / short < SCREEN_SHAPES[1]:
        return None
    return Question("screenshot", SCREENSHOT, {"width": told.width_px, "height": told.height_px})


def ask_uncompared(told: Told, limits: Limits) -> Question | None:
    """It was put aside without being compared: nobody has looked whether it was used before."""
    return Question("uncompared", UNCOMPARED[told.compare_fault]) if told.compare_fault else None


Check = Callable[[Told, Limits], Question | None]
CHECKS: tuple[Check, ...] = (
    ask_claimed_time, ask_claimed_local_time, ask_claim_after_receipt, ask_phone_after_receipt, ask_claimed_place, ask_speed,
    ask_same_place, ask_same_accuracy, ask_edited, ask_screenshot, ask_imported, ask_uncompared,
)


def _gap_s(one: datetime, other: datetime) -> float:
    return abs((one - other).total_seconds())


def _later(time: datetime, received_at: datetime | None) -> bool:
    """By more than two clocks may differ (domain.moments)."""
    return received_at is not None and (time - received_at).total_seconds() > CLOCK_TOLERANCE_S


def _neighbours(told: Told) -> list[Other]:
    """The last photo before and the first after, of those at another time."""
    assert told.taken_at is not None, "asked only of a photo with a time"
    before = [other for other in told.others if other.taken_at < told.taken_at]
    after = [other for other in told.others if other.taken_at > told.taken_at]
    return [*([max(before, key=_time)] if before else []), *([min(after, key=_time)] if after else [])]


def _time(other: Other) -> datetime:
    return other.taken_at


def _speed_kmh(told: Told, other: Other, limits: Limits) -> float:
    assert told.taken_at is not None and told.lat is not None and told.lon is not None, "asked only of a placed photo"
    away_m = distance_m(told.lat, told.lon, other.lat, other.lon) - (told.accuracy_m or 0.0) - (other.accuracy_m or 0.0)
    if away_m < limits.speed_least_m:
        return 0.0
    return away_m / max(1.0, _gap_s(told.taken_at, other.taken_at)) * 3.6
