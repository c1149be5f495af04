"""Taking values out of a body a phone sent, whatever its shape: each read or a fault with its path, never an exception.

Owns the reader alone: types, lengths, choices, patterns, times; clock, position, compass and marking are read by the modules of
their name. Must not know what a record, a photo or an act is made of.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from .clock import Clock, read_clock
from .compass import Compass, read_compass
from .geo import Fix, read_fix
from .marking import NONE, Marking, read_marking
from .moments import FUTURE_LIMIT, MomentRefused, parse_instant
from .problems import N_, FieldFault

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Reader:
    """Takes values out of a body of unknown shape; every miss becomes a FieldFault with its path."""

    def __init__(self, now: datetime):
        self.now = now
        self.faults: list[FieldFault] = []
        # Set right during the work: what the phone dated before may lie in any future; the record is marked.
        self.set_back = False

    def fault(self, path: str, message: str, **params: Any) -> None:
        """Note that something is wrong at a path."""
        self.faults.append(FieldFault(path, message, params))

    def mapping(self, value: Any, path: str) -> dict[str, Any]:
        """A group of fields; empty when it is none."""
        if isinstance(value, dict):
            return value
        self.fault(path, N_("应为一组字段"))
        return {}

    def rows(self, value: Any, path: str, limit: int) -> list[Any]:
        """A list of at most ``limit`` rows; empty when it is none or longer."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(path, N_("应为列表"))
            return []
        if len(value) > limit:
            # Refused by its length: walking what is refused anyway would keep everybody else waiting.
            self.fault(path, N_("最多 %(limit)s 项，收到 %(count)s 项"), limit=limit, count=len(value))
            return []
        return value

    def text(self, source: dict[str, Any], key: str, path: str, limit: int, *, needed: bool = False) -> str:
        """A text without blanks at its ends, cut at ``limit`` characters where it is longer; '' when it is none."""
        value = source.get(key)
        if value is None:
            value = ""
        if not isinstance(value, str):
            self.fault(f"{path}{key}", N_("应为文字"))
            return ""
        if _FORBIDDEN.search(value):
            self.fault(f"{path}{key}", N_("含有不可见的控制字符，请删去后重填"))
        if len(value) > limit:
            self.fault(f"{path}{key}", N_("最多 %(limit)s 个字，现有 %(count)s 个"), limit=limit, count=len(value))
        if needed and not value.strip():
            self.fault(f"{path}{key}", N_("必填"))
        return value.strip()[:limit]

    def choice(self, source: dict[str, Any], key: str, path: str, known: Any, *, needed: bool = True) -> str:
        """A key of ``known``; '' when it is none."""
        value = source.get(key)
        if value in (None, "") and not needed:
            return ""
        if not isinstance(value, str) or value not in known:
            self.fault(f"{path}{key}", N_("不在可选范围内"))
            return ""
        return value

    def pattern(
        self, source: dict[str, Any], key: str, path: str, pattern: re.Pattern[str], message: str, *, needed: bool = True
    ) -> str:
        """A text that matches as a whole; '' when it does not, with ``message`` as the fault."""
        value = source.get(key)
        if value in (None, "") and not needed:
            return ""
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.fault(f"{path}{key}", message)
            return ""
        return value

    def instant(self, source: dict[str, Any], key: str, path: str, clock: Clock | None, *, kept: bool = False) -> datetime:
        """A time the phone claims, with the clock it was read from; ``kept``: written down before the work was finished."""
        try:
            moment = parse_instant(source.get(key), f"{path}{key}")
        except MomentRefused as refused:
            self.faults.append(refused.fault)
            return self.now
        # A phone's clock may be wrong by a day and the record still counts, marked; a week ahead is refused, unless it has
        # said how far it is ahead of us.
        true = clock.estimated(moment) if clock else None
        if (true or moment) > self.now + FUTURE_LIMIT and not (kept and self.set_back):
            self.fault(f"{path}{key}", N_("比服务器时间晚 7 天以上，请校正手机时间"))
            return self.now
        return moment

    def clock(self, value: Any, path: str) -> Clock | None:
        """What the phone said of its clock with a photo or an act."""
        clock, faults = read_clock(value, path)
        self.faults.extend(faults)
        return clock

    def own_clock(self, body: dict[str, Any]) -> Clock | None:
        """The clock of the body itself, which also says whether it was set back during the work."""
        clock = self.clock(body.get("clock"), "clock")
        self.set_back = clock is not None and clock.went_back
        return clock

    def marking(self, value: Any, path: str) -> Marking:
        """What is hidden and pointed at on a photo."""
        marking, faults = read_marking(value, path) if value is not None else (NONE, [])
        self.faults.extend(faults)
        return marking

    def compass(self, value: Any, path: str) -> Compass | None:
        """Where a photo looks."""
        compass, faults = read_compass(value, path)
        self.faults.extend(faults)
        return compass

    def fix(self, value: Any, path: str) -> Fix | None:
        """A position; None when none was given."""
        if value is None:
            return None
        fix, faults = read_fix(value, path)
        self.faults.extend(faults)
        return fix
