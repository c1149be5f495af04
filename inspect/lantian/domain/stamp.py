"""The stamp (水印) on a copy of a photo: which lines there are, what each says, and a unit's template.

Owns the words of the stamp and the template with its default; ``evidence.stamp`` draws them, static/js/models/stamp.js says the
same on the viewfinder. Always in Chinese: it is read in files of cases in China. Must not know pictures, nor judge: what the
phone did not measure is said to be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .casefile import CaseFile, CasePhoto
from .inspection import NO_FIX_REASONS
from .moments import local_time
from .problems import N_, Problem

LINES: dict[str, str] = {
    "time": N_("时间"),
    "site": N_("对象"),
    "address": N_("地点"),
    "position": N_("坐标"),
    "heading": N_("方向"),
    "officers": N_("人员"),
    "subject": N_("事项"),
    "unit": N_("单位"),
    "number": N_("编号"),
    "hash": N_("原件"),
}
"""Every line a template may have, by key, with its label; in the order in which they are offered."""

SAYS: dict[str, str] = {
    "time": N_("手机的拍摄时间；时钟存疑时注明"),
    "site": N_("检查对象名称"),
    "address": N_("区县、街道和地址"),
    "position": N_("手机定位的经纬度和精度"),
    "heading": N_("手机罗盘所指的拍摄方向；没有罗盘时为行进方向，都没有时写未测得"),
    "officers": N_("执法人员姓名"),
    "subject": N_("检查项"),
    "unit": N_("检查单位"),
    "number": N_("记录编号；取景时还没有"),
    "hash": N_("原件 SHA-256 的前 16 位；取景时还没有"),
}
"""What each line says, for whoever chooses."""

POSITIONS: dict[str, str] = {
    "below": N_("画面下方，不遮挡画面"),
    "bottom": N_("画面底部，盖在画面上"),
    "top": N_("画面顶部，盖在画面上"),
}
SIZES: dict[str, str] = {"s": N_("小"), "m": N_("中"), "l": N_("大")}

MARK = "水印副本（派生件），不是原件；原件另存，未作改动"
"""What every stamp ends with, whatever the template says."""

HASH_DIGITS = 16
COMPASS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")
SIGNED_ROLES = frozenset({"signature"})
"""Pictures that are no photos of a scene and are never stamped."""


@dataclass(frozen=True)
class Template:
    """Which lines a unit's stamp has, in their order, where the bar lies (``POSITIONS``) and how large it is (``SIZES``)."""

    lines: tuple[str, ...] = ("time", "site", "address", "position", "heading", "officers", "number", "hash")
    position: str = "below"
    size: str = "m"

    def as_json(self) -> dict[str, Any]:
        """As the database, the book and the phone hold it."""
        return {"lines": list(self.lines), "position": self.position, "size": self.size}

    @staticmethod
    def of(value: Mapping[str, Any]) -> Template:
        """A template from what a form or the database says. Raises Problem stamp_without_lines for no line at all, and
        bad_request for a line, position or size that does not exist."""
        lines = tuple(dict.fromkeys(value["lines"]))
        if not lines:
            raise Problem("stamp_without_lines")
        if not set(lines) <= set(LINES) or value["position"] not in POSITIONS or value["size"] not in SIZES:
            raise Problem("bad_request")
        return Template(lines, value["position"], value["size"])


DEFAULT = Template()

Line = tuple[str, str]


def lines_of(case: CaseFile, photo: CasePhoto, template: Template) -> tuple[Line, ...]:
    """Label and words of every line of the template that has something to say about this photo, in the template's order."""
    rows = ((LINES[key], _WORDS[key](case, photo)) for key in template.lines)
    return tuple((label, words) for label, words in rows if words)


def _time(case: CaseFile, photo: CasePhoto) -> str:
    """The phone's time of the shutter, with what is known to be wrong with it."""
    doubts = ["手机时钟存疑"] if case.clock_doubt else []
    doubts += ["导入的照片，时间为文件所述"] if photo.source == "file" else []
    told = f"{local_time(datetime.fromisoformat(photo.taken_at)):%Y-%m-%d %H:%M:%S}"
    return told + (f"（{'；'.join(doubts)}）" if doubts else "")


def _address(case: CaseFile, _photo: CasePhoto) -> str:
    return " ".join(dict.fromkeys(part for part in (case.county_name, case.area_name, case.site_address) if part))


def position_words(lat: float, lon: float, accuracy_m: float | None) -> str:
    """WGS-84 degrees in words with the accuracy in metres: 北纬 34.684100° 东经 112.469100° ±8 米."""
    told = f"{'北纬' if lat >= 0 else '南纬'} {abs(lat):.6f}° {'东经' if lon >= 0 else '西经'} {abs(lon):.6f}°"
    return f"{told} ±{accuracy_m:.0f} 米" if accuracy_m is not None else f"{told}（精度未知）"


def _position(_case: CaseFile, photo: CasePhoto) -> str:
    if photo.lat is None or photo.lon is None:
        return f"无定位（{NO_FIX_REASONS.get(photo.no_fix_reason, photo.no_fix_reason or '未注明原因')}）"
    return position_words(photo.lat, photo.lon, photo.accuracy_m)


def heading_words(heading_deg: float) -> str:
    """A direction in degrees from north, in words: 东北 45°."""
    return f"{COMPASS[round(heading_deg / 45) % 8]} {round(heading_deg) % 360}°"


def _heading(_case: CaseFile, photo: CasePhoto) -> str:
    """Where the camera looked by the compass; else where the phone moved, said as that; else that nothing was measured."""
    if photo.compass_deg is not None:
        return f"{heading_words(photo.compass_deg)}（罗盘）"
    return f"{heading_words(photo.heading_deg)}（行进）" if photo.heading_deg is not None else "未测得"


_WORDS: dict[str, Callable[[CaseFile, CasePhoto], str]] = {
    "time": _time,
    "site": lambda case, _photo: case.site_name,
    "address": _address,
    "position": _position,
    "heading": _heading,
    "officers": lambda case, _photo: "、".join(officer["name"] for officer in case.officers),
    "subject": lambda case, _photo: case.title,
    "unit": lambda case, _photo: case.unit_name,
    "number": lambda case, _photo: case.number,
    "hash": lambda _case, photo: f"SHA-256 {photo.sha256[:HASH_DIGITS]}…",
}


def moved(lines: Sequence[str], key: str, up: bool) -> tuple[str, ...]:
    """The lines with one moved up or down by one place; unchanged at the end, or when it is not among them."""
    rows = list(lines)
    at = rows.index(key) if key in rows else -1
    to = at - 1 if up else at + 1
    if at >= 0 and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return tuple(rows)
