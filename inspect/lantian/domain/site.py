"""A place that is inspected (检查对象) as somebody describes it: facts, source of the position, what a correction changes.

Owns the facts a person may set and the difference between two versions as the book keeps it. Positions are WGS-84 degrees. Must
not judge whether a place exists or who may change it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from .problems import N_

# Where a position came from. 'map', 'phone' and 'typed' are set by hand on a page; the rest by whatever brought the place in.
POSITION_SOURCES: dict[str, str] = {
    "map": N_("在地图上点选"),
    "phone": N_("手机定位"),
    "typed": N_("录入坐标"),
    "import": N_("批量导入"),
    "demo": N_("示例数据"),
}
BY_HAND = ("map", "phone", "typed")
# Six digits are 0.1 m: finer than any source, and the same text on every machine.
DIGITS = 6
# Closer than this two positions are the same: a page gives back what it was given, rounded to six digits.
SAME_DEGREES = 1e-6


@dataclass(frozen=True)
class SiteFacts:
    """What a person may say about a place. ``lat`` and ``lon`` are both given or both None; ``active`` False: out of use."""

    name: str
    kind: str
    area_code: str
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    position_source: str = ""
    party: str = ""
    uscc: str = ""
    active: bool = True

    @property
    def position(self) -> str:
        """The position as text: latitude, longitude; '' without one."""
        if self.lat is None or self.lon is None:
            return ""
        return f"{self.lat:.{DIGITS}f}, {self.lon:.{DIGITS}f}"


def moved(before: SiteFacts, after: SiteFacts) -> bool:
    """Whether the two positions differ by more than rounding."""
    if before.lat is None or after.lat is None:
        return before.lat is not after.lat
    assert before.lon is not None and after.lon is not None
    return max(abs(before.lat - after.lat), abs(before.lon - after.lon)) > SAME_DEGREES


def changes(before: SiteFacts, after: SiteFacts) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs, as it was and as it is, in plain values without floats; two empty tables where nothing does."""
    names = [field.name for field in fields(SiteFacts) if field.name not in ("lat", "lon", "position_source")]
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    old = {name: getattr(before, name) for name in changed}
    new = {name: getattr(after, name) for name in changed}
    if moved(before, after):
        old |= {"position": before.position, "position_source": before.position_source}
        new |= {"position": after.position, "position_source": after.position_source}
    return old, new
