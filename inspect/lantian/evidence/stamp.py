"""The stamp drawn: an upright picture and lines of words become a picture with a legible bar.

Owns measures and colours of the bar; static/css/components/capture.css shows the same on the viewfinder. Pure: the same picture,
lines and font give the same pixels. White on nearly black whatever the picture is like (contrast above 10:1 even over white).
Must not know files, and never sees an original: ``stamped`` gives it decoded pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from .fonts import Face, Font
from .stamp_text import drawable, wrapped

Line = tuple[str, str]

GROUND, LABEL, WORDS, EDGE, FOOT = (11, 18, 26), (163, 181, 199), (255, 255, 255), (61, 143, 224), (163, 181, 199)
# How much of the ground covers the picture where the bar lies on it.
COVER = 0.8
# One em of the usual size is the smaller of 1/32 of the short and 1/50 of the long side.
SHORT_EMS, LONG_EMS = 32, 50
SIZES = {"s": 0.8, "m": 1.0, "l": 1.25}
MIN_EM_PX = 15
# A picture narrower than this gets ground at its sides, so that words can be read under it.
MIN_WIDTH_PX = 640
# A bar on the picture may cover this part of it; a higher one is laid below.
MOST_COVERED = 0.4
# In em.
PAD, LEADING, HEAD, SMALL, GAP, EDGE_EM, COLUMN, INDENT = 1.0, 1.5, 1.2, 0.8, 1.2, 0.18, 21, 2.7


@dataclass(frozen=True)
class Text:
    """Words in their place on the bar."""

    x: float
    y: float
    words: str
    font: Font
    colour: tuple[int, int, int]


@dataclass
class Bar:
    """The bar laid out: its size in pixels and the words on it."""

    width: int
    height: int
    em: int
    texts: list[Text]


def stamped(picture: Image.Image, lines: Sequence[Line], mark: str, position: str, size: str, face: Face) -> Image.Image:
    """The RGB picture with its bar: the lines (label, words) in their order, then ``mark``. ``position`` is below, bottom or top,
    ``size`` a key of ``SIZES``. Nothing of the picture is scaled; one that is small is laid on a wider ground."""
    em = max(MIN_EM_PX, round(min(min(picture.size) / SHORT_EMS, max(picture.size) / LONG_EMS) * SIZES[size]))
    bar = laid_out(lines, mark, max(picture.width, MIN_WIDTH_PX), em, face)
    fits = bar.width == picture.width and bar.height <= MOST_COVERED * picture.height
    if position == "below" or not fits:
        return _beside(picture, bar)
    return _over(picture, bar, 0 if position == "top" else picture.height - bar.height)


def laid_out(lines: Sequence[Line], mark: str, width: int, em: int, face: Face) -> Bar:
    """The bar for these lines: the first as its head, the others in two columns where they fit, the mark at its foot."""
    pad, bar = PAD * em, Bar(width, 0, em, [])
    y = EDGE_EM * em + PAD * em * 0.8
    y = _Row(lines[0], face, em, width - 2 * pad, HEAD).put(bar, pad, y) if lines else y
    columns = 2 if width - 2 * pad >= (2 * COLUMN + GAP) * em else 1
    column_width = (width - 2 * pad - (columns - 1) * GAP * em) / columns
    rows = [_Row(line, face, em, column_width) for line in lines[1:]]
    bottom = y
    for number, column in enumerate(_halves(rows) if columns == 2 else (rows,)):
        bottom = max(bottom, _column(bar, column, pad + number * (column_width + GAP * em), y))
    bar.height = round(_foot(bar, mark, pad, bottom + 0.2 * em, face) + PAD * em * 0.7)
    return bar


class _Row:
    """A label and its words, wrapped beside it; ``scale`` sets the head apart."""

    def __init__(self, line: Line, face: Face, em: int, width: float, scale: float = 1.0):
        self.em, self.head_em = em, scale * em
        self.label_font, self.font = face.at(em), face.at(round(self.head_em), bold=scale > 1)
        self.label = drawable(line[0], face)
        self.parts = wrapped(drawable(line[1], face), self.font, width - INDENT * em)

    def put(self, bar: Bar, x: float, y: float) -> float:
        """Lay it on the bar; gives where the next row begins."""
        bar.texts.append(Text(x, y + (self.head_em - self.em) * 0.75, self.label, self.label_font, LABEL))
        for number, part in enumerate(self.parts):
            bar.texts.append(Text(x + INDENT * self.em, y + number * LEADING * self.head_em, part, self.font, WORDS))
        return y + len(self.parts) * LEADING * self.head_em


def _halves(rows: Sequence[_Row]) -> tuple[Sequence[_Row], Sequence[_Row]]:
    """Two columns to be read one after the other, as equal in height as whole rows allow; the first the higher one."""
    heights = [len(row.parts) for row in rows]
    cut = min(range(len(rows), -1, -1), key=lambda at: max(sum(heights[:at]), sum(heights[at:])))
    return rows[:cut], rows[cut:]


def _column(bar: Bar, rows: Sequence[_Row], x: float, y: float) -> float:
    for row in rows:
        y = row.put(bar, x, y)
    return y


def _foot(bar: Bar, mark: str, x: float, y: float, face: Face) -> float:
    small = face.at(round(SMALL * bar.em))
    for part in wrapped(drawable(mark, face), small, bar.width - 2 * x):
        bar.texts.append(Text(x, y, part, small, FOOT))
        y += LEADING * SMALL * bar.em
    return y


def _beside(picture: Image.Image, bar: Bar) -> Image.Image:
    """A larger canvas: the whole picture, in the middle, and the bar under it."""
    canvas = Image.new("RGB", (bar.width, picture.height + bar.height), GROUND)
    canvas.paste(picture, ((bar.width - picture.width) // 2, 0))
    return _written(canvas, bar, picture.height, picture.height)


def _over(picture: Image.Image, bar: Bar, y: int) -> Image.Image:
    box = (0, y, bar.width, y + bar.height)
    canvas = picture.copy()
    canvas.paste(Image.blend(picture.crop(box), Image.new("RGB", (bar.width, bar.height), GROUND), COVER), box)
    edge = max(2, round(EDGE_EM * bar.em))
    return _written(canvas, bar, y, y if y else bar.height - edge)


def _written(canvas: Image.Image, bar: Bar, y: int, edge_y: int) -> Image.Image:
    """The words, and a line of colour where bar and picture meet."""
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0, edge_y, bar.width, edge_y + max(2, round(EDGE_EM * bar.em)) - 1), fill=EDGE)
    for text in bar.texts:
        draw.text((text.x, y + text.y), text.words, fill=text.colour, font=text.font)
    return canvas
