"""Whether two pictures are one shot (同一画面): laid over each other, their fine detail agrees nearly everywhere.

Marks only say where to look; this decides. One shot, however it was cropped, scaled, re-encoded or mirrored, agrees block by
block once it is moved and scaled; two honest shots of one place do not, because a hand turns the camera and things move, and no
moving and scaling undoes that. A bar at the top or the bottom may differ. Must not read files.
"""

from __future__ import annotations

import itertools
import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageMath, ImageOps

from .marks import LONGEST_PX, Candidate, scaled

LEAST_SHARE = 0.87
"""Share of the textured blocks that must agree. Measured (docs/bench-reuse.md): one shot nearly always above, two shots of one
place from almost the same stand below."""
_BENT_COST = 0.2
"""How much more must agree for every pixel by which the quarters of the pictures want to lie apart. A copy was cut and scaled as
a whole: at most 0.5 px, measured. Between two shots a hand has turned the camera; by 0.4° that is 1.4 px. One step of the search
is its reading error and costs nothing."""
_SHIFT_STEP_PX = 0.25
_AGREES, _BLOCK_PX, _FAINT, _LEAST_BLOCKS = 0.8, 20, 12.0, 24
_BAR_SHARE, _LEAST_OVERLAP, _MARGIN_PX = 0.2, 0.4, 2
# From this grey on nothing is left of what was there; a block that is blown out by so much in one picture only says nothing.
_BLOWN_OUT, _BLOWN_SHARE = 250, 64
_MOST_TRIES, _WORTH_IT = 72, 0.35
_UNCHANGED = 0.97

Box = tuple[int, int, int, int]
Pictures = tuple[Image.Image, Image.Image]


@dataclass(frozen=True)
class Agreement:
    """Kind (a key of ``domain.likeness.KINDS``) and the share of blocks that agree, 0 to 1."""

    kind: str
    share: float


@dataclass(frozen=True)
class _Lay:
    """How the asking picture lies on the other: a point (x, y) of it is (x·scale + dx, y·scale + dy) there."""

    scale: float
    dx: float
    dy: float

    def moved(self, right: float, down: float, wider: float, size: tuple[int, int]) -> _Lay:
        """Moved by pixels, and scaled about the middle."""
        return _Lay(self.scale + wider, self.dx + right - wider * size[0] / 2, self.dy + down - wider * size[1] / 2)


def agreement(asking: Image.Image, other: Image.Image, candidates: Iterable[Candidate]) -> Agreement | None:
    """The best agreement of two grey pictures at the suspected positions; None when they are not one shot."""
    one, two = scaled(asking, LONGEST_PX), scaled(other, LONGEST_PX)
    coarse, fine = (_detail(one.reduce(2), 4), _detail(two.reduce(2), 4)), (_detail(one, 3), _detail(two, 3))
    found = [(*_coarsely(coarse, candidate), candidate.mirrored) for candidate in candidates]
    correlation, lay, mirrored = max(found, key=lambda one: one[0], default=(-1.0, None, False))
    return _judge(fine, (_blown(one), _blown(two)), lay, mirrored) if lay and correlation >= _WORTH_IT else None


def _coarsely(coarse: Pictures, candidate: Candidate) -> tuple[float, _Lay]:
    """Settled at half the size, where a few pixels' error of the marks is small."""
    lay = _Lay(candidate.scale, candidate.dx / 2, candidate.dy / 2)
    best, lay = _settled(*_turned(coarse, candidate.mirrored), lay, 2.0, 0.5)
    return best, _Lay(lay.scale, 2 * lay.dx, 2 * lay.dy)


def _turned(pictures: Pictures, mirrored: bool) -> Pictures:
    return (ImageOps.mirror(pictures[0]) if mirrored else pictures[0]), pictures[1]


def _judge(fine: Pictures, blown: Pictures, lay: _Lay, mirrored: bool) -> Agreement | None:
    turned, two = _turned(fine, mirrored)
    _best, lay = _settled(turned, two, lay, 0.5, 0.12)
    rows = _rows(turned, two, _turned(blown, mirrored), lay)
    bar = max(1, round(len(rows) * _BAR_SHARE))
    whole, barred = _share(rows), max(_share(rows[bar:]), _share(rows[:-bar]))
    share = max(whole, barred)
    if share < LEAST_SHARE or share < LEAST_SHARE + _bent_cost(_bent_px(turned, two, lay)):
        return None
    return Agreement("mirrored" if mirrored else _kind(turned, two, lay, whole), max(whole, barred))


def _kind(one: Image.Image, two: Image.Image, lay: _Lay, whole: float) -> str:
    if _covered(one, two, lay)[0] < _UNCHANGED:
        return "cropped"
    return "copied" if whole >= LEAST_SHARE and _covered(one, two, lay)[1] >= _UNCHANGED else "stamped"


def _covered(one: Image.Image, two: Image.Image, lay: _Lay) -> tuple[float, float]:
    """The least share of either picture's width, and of either's height, that both show."""
    left, top, right, bottom = _overlap(one.size, two.size, lay, margin=0)
    width, height = right - left, bottom - top
    across = min(width / one.width, width * lay.scale / two.width)
    return across, min(height / one.height, height * lay.scale / two.height)


def _detail(grey: Image.Image, radius: int) -> Image.Image:
    """Fine detail only: what all pictures share, light above and dark below, proves nothing."""
    return ImageChops.subtract(grey, grey.filter(ImageFilter.GaussianBlur(radius)), scale=0.5, offset=128)


def _blown(grey: Image.Image) -> Image.Image:
    """White where the picture is blown out, black elsewhere."""
    return grey.point(lambda value: 255 * (value >= _BLOWN_OUT))


def _settled(one: Image.Image, two: Image.Image, lay: _Lay, first_px: float, last_px: float) -> tuple[float, _Lay]:
    """The position nearby at which the middles of the two correlate best, and how well: steps of pixels, halved."""
    best, step, tries = _correlation(one, two, lay), first_px, 0
    while step >= last_px and tries < _MOST_TRIES:
        wider, before = 2 * step / one.width, best
        for way in ((step, 0, 0), (-step, 0, 0), (0, step, 0), (0, -step, 0), (0, 0, wider), (0, 0, -wider)):
            tried = lay.moved(*way, one.size)
            if (value := _correlation(one, two, tried)) > best:
                best, lay = value, tried
        tries += 6
        step = step if best > before else step / 2
    return best, lay


def _correlation(one: Image.Image, two: Image.Image, lay: _Lay) -> float:
    """Of the middle part: a bar above or below must not push the pictures apart."""
    left, top, right, bottom = _overlap(one.size, two.size, lay)
    spared = round((bottom - top) * _BAR_SHARE)
    if right - left < one.width * _LEAST_OVERLAP or bottom - top < one.height * _LEAST_OVERLAP:
        return -1.0
    return _correlation_in(one, two, lay, (left, top + spared, right, bottom - spared))[0]


def _correlation_in(one: Image.Image, two: Image.Image, lay: _Lay, box: Box) -> tuple[float, float]:
    """How well a part of the one agrees with what lies on it, and how much fine detail the plainer of the two has there."""
    squares, others, products = (mean.getpixel((0, 0)) for mean in _means(one, two, lay, box, (1, 1)))
    return products / ((squares * others) ** 0.5 + 1.0), min(squares, others)


def _bent_px(one: Image.Image, two: Image.Image, lay: _Lay) -> float:
    """How far apart the quarters of the pictures would best lie, in pixels of the small picture; 0 where less than two tell."""
    left, top, right, bottom = _overlap(one.size, two.size, lay)
    spared = round((bottom - top) * _BAR_SHARE / 2)
    across, down = (left, (left + right) // 2, right), (top + spared, (top + bottom) // 2, bottom - spared)
    boxes = [(across[x], down[y], across[x + 1], down[y + 1]) for x in (0, 1) for y in (0, 1)]
    told = [box for box in boxes if _correlation_in(one, two, lay, box)[1] >= _FAINT]
    moved = [_best_shift(one, two, lay, box) for box in told]
    return max((math.dist(a, b) for a, b in itertools.combinations(moved, 2)), default=0.0)


def _bent_cost(bent_px: float) -> float:
    return _BENT_COST * bent_px if bent_px > _SHIFT_STEP_PX else 0.0


def _best_shift(one: Image.Image, two: Image.Image, lay: _Lay, box: Box) -> tuple[float, float]:
    """By how many pixels a part of the picture agrees better elsewhere nearby."""
    best, at, step, tries = _correlation_in(one, two, lay, box)[0], (0.0, 0.0), 0.5, 0
    while step >= _SHIFT_STEP_PX and tries < _MOST_TRIES:
        before = best
        for right, down in ((step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)):
            tried = at[0] + right, at[1] + down
            if (value := _correlation_in(one, two, lay.moved(*tried, 0.0, one.size), box)[0]) > best:
                best, at = value, tried
        tries += 4
        step = step if best > before else step / 2
    return at


def _rows(one: Image.Image, two: Image.Image, blown: Pictures, lay: _Lay) -> list[list[float]]:
    """Correlation of every textured block that counts, by rows of blocks from the top."""
    box = _overlap(one.size, two.size, lay)
    size = max(1, (box[2] - box[0]) // _BLOCK_PX), max(1, (box[3] - box[1]) // _BLOCK_PX)
    if box[2] <= box[0] or box[3] <= box[1]:
        return []
    squares, others, products = (_floats(mean) for mean in _means(one, two, lay, box, size))
    lost = ImageChops.difference(blown[0], _laid(blown[1], one.size, lay)).crop(box).resize(size, Image.Resampling.BOX).tobytes()
    blocks = [
        _block(product / ((square * other) ** 0.5 + 1e-6), white) if max(square, other) > _FAINT else None
        for square, other, product, white in zip(squares, others, products, lost, strict=True)
    ]
    return [[v for v in blocks[at : at + size[0]] if v is not None] for at in range(0, len(blocks), size[0])]


def _block(correlation: float, white: int) -> float | None:
    """A block that does not agree because it is blown out in one picture only does not count."""
    return None if white >= _BLOWN_SHARE and correlation < _AGREES else correlation


def _share(rows: list[list[float]]) -> float:
    blocks = [value for row in rows for value in row]
    return sum(value >= _AGREES for value in blocks) / len(blocks) if len(blocks) >= _LEAST_BLOCKS else 0.0


def _means(one: Image.Image, two: Image.Image, lay: _Lay, box: Box, size: tuple[int, int]) -> list[Image.Image]:
    """Means over a grid of blocks: of the one's squares, of the other's, of their products."""
    laid = _laid(two, one.size, lay)
    a, b = (picture.crop(box).convert("F").point(lambda value: value * 1 - 128) for picture in (one, laid))
    pairs = ((a, a), (b, b), (a, b))
    products = (ImageMath.lambda_eval(lambda given: given["x"] * given["y"], x=x, y=y) for x, y in pairs)
    return [product.resize(size, Image.Resampling.BOX) for product in products]


def _laid(other: Image.Image, size: tuple[int, int], lay: _Lay) -> Image.Image:
    """The other picture moved and scaled onto the asking one."""
    matrix = (lay.scale, 0, lay.dx, 0, lay.scale, lay.dy)
    return other.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)


def _floats(picture: Image.Image) -> tuple[float, ...]:
    return struct.unpack(f"{picture.width * picture.height}f", picture.tobytes())


def _overlap(size: tuple[int, int], other: tuple[int, int], lay: _Lay, margin: int = _MARGIN_PX) -> Box:
    """The part of the asking picture that the other shows too, less a margin: left, top, right, bottom."""
    left, top = max(0.0, -lay.dx / lay.scale), max(0.0, -lay.dy / lay.scale)
    right, bottom = min(size[0], (other[0] - lay.dx) / lay.scale), min(size[1], (other[1] - lay.dy) / lay.scale)
    return round(left) + margin, round(top) + margin, round(right) - margin, round(bottom) - margin
