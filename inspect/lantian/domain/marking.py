"""Markings of one photo (遮盖与标注): a small recipe of shapes that is drawn onto a copy, never onto the original.

Owns the shapes, their limits, the reading of a recipe of any shape, and when a redaction counts as lifted. Points are whole
numbers from 0 to 10,000 across and down the upright picture: no floats, so that a recipe has one canonical form and one hash.
Must not draw (``evidence.marking`` does) and must not know who may do what.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from .problems import N_, FieldFault

SCALE = 10_000
"""Right and lower edge of the upright picture; 0 is the left and upper one."""
MOST_SHAPES = 40
MOST_LETTERS = 40
LEAST_SIDE = 50
"""The least length of a shape: half a hundredth of the picture, below which it is a slip of the finger."""

KINDS: dict[str, str] = {"redact": N_("遮盖"), "arrow": N_("箭头"), "ellipse": N_("圈"), "text": N_("文字")}
POINTS = {"redact": 4, "arrow": 4, "ellipse": 4, "text": 2}
COLOURS: dict[str, str] = {"red": N_("红"), "yellow": N_("黄"), "blue": N_("蓝")}
# Control characters, half characters, and those that turn the direction of writing.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Shape:
    """One shape: two corners, or from and to, or where a text begins (its upper left); in ten-thousandths."""

    kind: str
    at: tuple[int, ...]
    colour: str = ""
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """As a recipe keeps it; what a kind does not have is left out."""
        whole = {"kind": self.kind, "at": list(self.at), "colour": self.colour, "text": self.text}
        return {name: value for name, value in whole.items() if value != ""}


@dataclass(frozen=True)
class Marking:
    """All shapes of one photo, in the order in which they are drawn."""

    shapes: tuple[Shape, ...] = ()

    @property
    def redactions(self) -> tuple[Shape, ...]:
        """What hides something."""
        return tuple(shape for shape in self.shapes if shape.kind == "redact")

    @property
    def redacts(self) -> bool:
        """Whether anything is hidden: then the original is sealed."""
        return bool(self.redactions)

    def as_json(self) -> dict[str, Any]:
        """The recipe."""
        return {"shapes": [shape.as_json() for shape in self.shapes]}

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the recipe's canonical JSON: sorted keys, no spaces, UTF-8."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def joined(self, more: Marking) -> Marking:
        """These shapes and those of another that are not among them."""
        return Marking(self.shapes + tuple(shape for shape in more.shapes if shape not in self.shapes))


NONE = Marking()
"""Nothing drawn."""


def lifts(before: Marking, after: Marking) -> bool:
    """Whether something that was hidden would show: a redaction that no redaction of the later marking covers whole."""
    return any(not any(_covers(new.at, old.at) for new in after.redactions) for old in before.redactions)


def _covers(outer: tuple[int, ...], inner: tuple[int, ...]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def read_marking(value: Any, path: str) -> tuple[Marking, list[FieldFault]]:
    """A recipe of any shape from outside, and every fault with its path (``photos.0.marking.shapes.2``); never raises."""
    rows = value.get("shapes") if isinstance(value, dict) else None
    if not isinstance(rows, list):
        return Marking(), [FieldFault(path, N_("应为一组遮盖和标注（shapes 列表）"))]
    if len(rows) > MOST_SHAPES:
        params = {"limit": MOST_SHAPES, "count": len(rows)}
        return Marking(), [FieldFault(f"{path}.shapes", N_("一张照片最多 %(limit)s 个遮盖和标注，收到 %(count)s 个"), params)]
    shapes, faults = [], []
    for index, row in enumerate(rows):
        shape, fault = _shape(row)
        shapes.append(shape)
        faults += [FieldFault(f"{path}.shapes.{index}", *fault)] if fault else []
    return (Marking(), faults) if faults else (Marking(tuple(filter(None, shapes))), [])


_Fault = tuple[str, dict[str, Any]]


def _shape(row: Any) -> tuple[Shape | None, _Fault | None]:
    kind = row.get("kind") if isinstance(row, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        return None, (N_("遮盖和标注只有：遮盖、箭头、圈、文字"), {})
    at, fault = _points(kind, row.get("at"))
    if fault is None and kind != "redact" and row.get("colour") not in tuple(COLOURS):
        fault = N_("标注的颜色只有：红、黄、蓝"), {}
    text, text_fault = _text(row.get("text")) if kind == "text" else ("", None)
    colour = "" if kind == "redact" else row.get("colour")
    return (None, fault or text_fault) if fault or text_fault else (Shape(kind, at, colour, text), None)


def _points(kind: str, value: Any) -> tuple[tuple[int, ...], _Fault | None]:
    if not isinstance(value, list) or len(value) != POINTS[kind] or not all(type(point) is int for point in value):
        return (), (N_("位置应为 %(count)s 个整数"), {"count": POINTS[kind]})
    if not all(0 <= point <= SCALE for point in value):
        return (), (N_("位置应在画面之内（0 到 %(scale)s）"), {"scale": SCALE})
    if kind == "text":
        return tuple(value), None
    sides = abs(value[0] - value[2]), abs(value[1] - value[3])
    if (max(sides) if kind == "arrow" else min(sides)) < LEAST_SIDE:
        return (), (N_("遮盖或标注太小，请画大一些"), {})
    if kind == "arrow":
        return tuple(value), None
    (left, right), (upper, lower) = sorted(value[::2]), sorted(value[1::2])
    return (left, upper, right, lower), None


def _text(value: Any) -> tuple[str, _Fault | None]:
    if not isinstance(value, str) or not value.strip():
        return "", (N_("请填写标注的文字"), {})
    if len(value) > MOST_LETTERS:
        return "", (N_("标注文字最多 %(limit)s 个字，现有 %(count)s 个"), {"limit": MOST_LETTERS, "count": len(value)})
    if _HIDDEN.search(value):
        return "", (N_("标注文字含有不可见的控制字符，请删去后重填"), {})
    return value.strip(), None
