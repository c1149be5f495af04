"""Where the camera looked (拍摄方向): the phone's compass at the shutter, with its source. A claim of the phone.

Owns the sources and the reading of a reading of any shape. Browsers give magnetic north uncorrected; so does this. Must not be
taken for the course of a fix, which is where a phone moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .problems import N_, FieldFault

SOURCES: dict[str, str] = {"absolute": N_("手机罗盘，由姿态算得"), "webkit": N_("手机罗盘（iPhone）")}
"""``absolute``: deviceorientationabsolute, turned into where the back of the phone looked; ``webkit``: webkitCompassHeading."""

NOT_A_READING = N_("拍摄方向应为 0 至 360 的度数（deg）和来源（source：absolute 或 webkit）")


@dataclass(frozen=True)
class Compass:
    """Degrees clockwise from magnetic north (0 to 360) and a key of ``SOURCES``."""

    deg: float
    source: str


def read_compass(value: Any, path: str) -> tuple[Compass | None, list[FieldFault]]:
    """A reading from outside, None for none (phones of before, and those without a compass); never raises."""
    if value is None:
        return None, []
    deg, source = (value.get("deg"), value.get("source")) if isinstance(value, dict) else (None, None)
    is_number = isinstance(deg, (int, float)) and not isinstance(deg, bool) and 0 <= deg <= 360
    if not is_number or not isinstance(source, str) or source not in SOURCES:
        return None, [FieldFault(path, NOT_A_READING)]
    return Compass(float(deg), source), []
