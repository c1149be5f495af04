"""Drawing a marking onto a copy (遮盖与标注的派生件): upright picture + recipe → picture, always the same.

Redactions are laid first and solid, in one colour: pixels below are gone from the copy before anything is made smaller or
encoded. Never blurred or pixelated: both can be undone in part (Hill et al., PoPETs 2016(4), 403-417; McPherson et al.,
arXiv:1609.00408), and so can any mosaic fine enough to look like one. Works on the ``view`` copy alone; must not open originals.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from lantian.domain.marking import SCALE, Marking, Shape
from lantian.evidence.derived import KINDS, derived_path, told_of, write_jpeg
from lantian.evidence.fonts import letters

log = logging.getLogger("lantian")

HIDDEN = (24, 24, 27)
"""Colour of what is hidden, sRGB."""
COLOURS = {"red": (214, 28, 38), "yellow": (255, 214, 10), "blue": (0, 98, 230)}
_OUTLINES = {"red": (255, 255, 255), "yellow": (0, 0, 0), "blue": (255, 255, 255)}
# Parts of the longest side: line, its outline on either side, height of letters. Drawn at twice the size and brought down.
LINE, OUTLINE, LETTERS = 1 / 220, 1 / 500, 1 / 30
_TWICE = 2
_HEAD = 5


def render(view: Image.Image, marking: Marking) -> Image.Image:
    """A new picture with every shape on it; ``view`` is upright RGB of any size and stays as it is."""
    picture = view.convert("RGB")
    picture = picture.copy() if picture is view else picture
    for shape in marking.redactions:
        picture.paste(HIDDEN, _covered(shape.at, picture.size))
    for shape in marking.shapes:
        if shape.kind != "redact":
            _lay(picture, shape)
    return picture


def _covered(at: tuple[int, ...], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The rectangle in whole pixels, widened to the next: no pixel is half hidden."""
    (left, upper, right, lower), (width, height) = at, size
    return left * width // SCALE, upper * height // SCALE, -(-right * width // SCALE), -(-lower * height // SCALE)


@dataclass(frozen=True)
class _Frame:
    """The part of the enlarged picture that a shape is drawn on: the size of the whole, and where the part begins in it."""

    size: tuple[int, int]
    origin: tuple[int, int]

    @property
    def line(self) -> int:
        return max(4, round(max(self.size) * LINE))

    @property
    def outline(self) -> int:
        return max(2, round(max(self.size) * OUTLINE))

    def whole(self, at: tuple[int, ...]) -> tuple[float, ...]:
        return tuple(point * self.size[place % 2] / SCALE for place, point in enumerate(at))

    def part(self, at: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(point - self.origin[place % 2] for place, point in enumerate(at))


def _lay(picture: Image.Image, shape: Shape) -> None:
    """Draw one shape at twice the size on no more than the part it needs, and bring it down onto the picture."""
    left, upper, right, lower = _part(shape, picture.size)
    frame = _Frame((picture.width * _TWICE, picture.height * _TWICE), (left * _TWICE, upper * _TWICE))
    layer = Image.new("RGBA", ((right - left) * _TWICE, (lower - upper) * _TWICE))
    _DRAWN[shape.kind](ImageDraw.Draw(layer), shape, frame)
    small = layer.resize((right - left, lower - upper), Image.Resampling.BOX)
    picture.paste(small, (left, upper), mask=small.getchannel("A"))


def _part(shape: Shape, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The pixels that a shape may touch: its box with room for line and head; for words a band of the whole width."""
    (width, height), at = size, shape.at
    room = math.ceil(max(size) * (LINE * _HEAD + 4 * OUTLINE)) + 2
    if shape.kind == "text":
        high = math.ceil(max(size) * LETTERS * 3)
        upper = max(0, min(at[1] * height // SCALE, height - high))
        return 0, upper, width, min(height, upper + high)
    left, right = sorted(point * width // SCALE for point in at[::2])
    upper, lower = sorted(point * height // SCALE for point in at[1::2])
    return max(0, left - room), max(0, upper - room), min(width, right + room), min(height, lower + room)


def _ellipse(pen: ImageDraw.ImageDraw, shape: Shape, frame: _Frame) -> None:
    line, outline = frame.line, frame.outline
    left, upper, right, lower = frame.part(frame.whole(shape.at))
    # Pillow draws the line inwards from the box: the outline is a wider ring whose middle is the same.
    wide = (left - outline, upper - outline, right + outline, lower + outline)
    pen.ellipse(wide, outline=_OUTLINES[shape.colour], width=line + 2 * outline)
    pen.ellipse((left, upper, right, lower), outline=COLOURS[shape.colour], width=line)


def _arrow(pen: ImageDraw.ImageDraw, shape: Shape, frame: _Frame) -> None:
    for more, colour in ((frame.outline, _OUTLINES[shape.colour]), (0, COLOURS[shape.colour])):
        pen.polygon(_arrow_form(frame.part(frame.whole(shape.at)), frame.line, more), fill=colour)


def _arrow_form(at: tuple[float, ...], line: int, more: int) -> list[tuple[float, float]]:
    """The seven corners of an arrow, ``more`` wider all round; a short arrow has a shorter head."""
    from_x, from_y, to_x, to_y = at
    length = math.hypot(to_x - from_x, to_y - from_y)
    ahead, aside = (to_x - from_x) / length, (to_y - from_y) / length
    head = min(line * _HEAD, length * 0.6)
    half, wing, neck = line / 2 + more, head * 0.55 + more * 1.6, length - head - more * 0.6
    along = ((-more, half), (neck, half), (neck, wing), (length + more * 2, 0), (neck, -wing), (neck, -half), (-more, -half))
    return [(from_x + ahead * far - aside * side, from_y + aside * far + ahead * side) for far, side in along]


def _text(pen: ImageDraw.ImageDraw, shape: Shape, frame: _Frame) -> None:
    """One line, moved inwards where it would leave the picture, made smaller where it is wider than that."""
    (width, height), outline = frame.size, frame.outline
    font = letters(max(16, round(max(frame.size) * LETTERS)))
    wide = pen.textlength(shape.text, font=font)
    if wide > width * 0.98:
        font = letters(max(8, math.floor(font.size * width * 0.98 / wide)))
    x, y = frame.whole(shape.at)
    _left, _upper, right, lower = pen.textbbox((x, y), shape.text, font=font, stroke_width=outline)
    place = frame.part((max(0, x - max(0, right - width)), max(0, y - max(0, lower - height))))
    colours = {"fill": COLOURS[shape.colour], "stroke_fill": _OUTLINES[shape.colour]}
    pen.text(place, shape.text, font=font, stroke_width=outline, **colours)


_DRAWN = {"ellipse": _ellipse, "arrow": _arrow, "text": _text}


def marked_path(derived_dir: Path, sha256: str, marking: Marking, kind: str) -> Path:
    """Where the marked copy ``kind`` lies: beside the plain one, under the recipe's hash too."""
    plain = derived_path(derived_dir, sha256, kind)
    return plain.with_name(f"{sha256}.{marking.sha256[:16]}.{kind}.jpg")


def shown_copy(derived_dir: Path, sha256: str, marking: Marking, kind: str) -> Path | None:
    """The copy that people see: the marked one where there is a marking, else the plain one; None while there is none."""
    if marking.shapes:
        return marked_copy(derived_dir, sha256, marking, kind)
    plain = derived_path(derived_dir, sha256, kind)
    return plain if plain.exists() else None


def marked_copy(derived_dir: Path, sha256: str, marking: Marking, kind: str) -> Path | None:
    """The marked copy of a photo, made from its ``view`` when it is not there yet; None while there is no view, and where a copy
    cannot be read or written (in the log): then nothing is shown. ``kind`` is one of ``derived.KINDS``; all are made at once."""
    path = marked_path(derived_dir, sha256, marking, kind)
    try:
        return path if path.exists() or _make(derived_dir, sha256, marking) else None
    except OSError as error:
        log.warning("marked copy of %s: %s", sha256[:16], error)
        return None


def _make(derived_dir: Path, sha256: str, marking: Marking) -> bool:
    plain = derived_path(derived_dir, sha256, "view")
    if not plain.exists():
        return False
    with Image.open(plain) as view:
        picture = render(view, marking)
    for kind in KINDS:
        told = told_of(sha256, f"{kind}, marking SHA-256 {marking.sha256}")
        write_jpeg(picture, kind, marked_path(derived_dir, sha256, marking, kind), told)
    return True
