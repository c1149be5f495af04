"""Marks of a picture (画面特征): points that stay where they are through re-encoding, resizing, cropping, a stamp bar, a change
of brightness or mirroring, each with a key of 28 bits for an index.

A point is an extremum of the difference of two blurs (Lowe 2004, without the scale search: an asking picture is tried at
``STEPS`` sizes instead, so that a stored one needs one set of marks only). The key is the signs of the 28 lowest DCT
coefficients of the patch around it; mirrored left to right, exactly the coefficients of odd horizontal frequency change sign,
so a mirrored picture is asked for with the same marks. Must not know where keys are kept.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import mul

from PIL import Image, ImageChops, ImageFilter

LONGEST_PX = 320
"""Longest side of the picture that marks are read from; their positions are pixels of it."""
MOST_MARKS = 20
STEPS = tuple(1.03**step for step in range(-7, 8))
"""Sizes an asking picture is tried at: a crop of four fifths is 1.25 times as large as the same part of the whole, a bar of a
fifth added makes it smaller by as much. Keys bear 1.5 % of error in size well."""
FLIPS = 3
"""So many of a mark's least certain bits are also asked for the other way round."""
CELL_PX = 8
"""Two pairs of marks agree when they want the picture moved to within about so many pixels."""

_PATCH_PX, _SIDE, _BITS = 64, 8, 28
_NEAR_PX, _FAR_PX, _REACH, _FAINT = 1.6, 3.2, 3, 6


def _frequencies() -> list[tuple[int, int]]:
    pairs = [(u, v) for u in range(_SIDE) for v in range(_SIDE) if u + v]
    return sorted(pairs, key=lambda pair: (sum(pair), pair))[:_BITS]


def _wave(u: int, v: int) -> list[float]:
    share = math.sqrt(0.5) if not u or not v else 1.0
    across, down = ([math.cos(math.pi * (at + 0.5) * f / _SIDE) for at in range(_SIDE)] for f in (u, v))
    return [share * x * y for y in down for x in across]


_WAVES = [_wave(u, v) for u, v in _frequencies()]
MIRROR = sum(1 << bit for bit, (u, _v) in enumerate(_frequencies()) if u % 2)
"""Exclusive-or with this turns a key into that of the mirrored patch."""
_PEAK, _STRONG = [255] + [0] * 255, [0] * (129 + _FAINT) + [255] * (127 - _FAINT)


@dataclass(frozen=True)
class Mark:
    """One point: pixels of a picture of ``LONGEST_PX`` (or as it was scaled), its key, its least certain bits."""

    x: int
    y: int
    key: int
    weak: tuple[int, ...] = ()

    def all_keys(self) -> list[int]:
        """The key, and those with one or more of the weak bits turned."""
        found = [self.key]
        for bit in self.weak:
            found += [key ^ (1 << bit) for key in found]
        return found


@dataclass(frozen=True)
class Stored:
    """A mark as the index gives it back: which photo, and where in it."""

    key: int
    photo: int
    x: int
    y: int


@dataclass(frozen=True)
class Candidate:
    """A photo that several marks agree on. A point (x, y) of the asking picture at ``LONGEST_PX``, mirrored first when
    ``mirrored``, lies at (x · scale + dx, y · scale + dy) of the other."""

    photo: int
    votes: int
    mirrored: bool
    scale: float
    dx: float
    dy: float


def scaled(grey: Image.Image, longest_px: int) -> Image.Image:
    """The picture with its longest side at ``longest_px``, enlarged or reduced."""
    by = longest_px / max(grey.size)
    size = max(1, round(grey.width * by)), max(1, round(grey.height * by))
    return grey.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def marks_of(small: Image.Image) -> list[Mark]:
    """The strongest marks of a grey ("L") picture as scaled; none of a blank or tiny one."""
    return [_mark(small, x, y) for x, y in _points(small)]


class Question:
    """All keys an unknown picture asks the index for, and the count of the answers. ``grey`` is of any size."""

    def __init__(self, grey: Image.Image):
        self._asked: dict[int, list[tuple[bool, int, int, int]]] = defaultdict(list)
        self._widths: list[int] = []
        large = scaled(grey, round(LONGEST_PX * STEPS[-1]))
        for step, size in enumerate(STEPS):
            small = scaled(large, round(LONGEST_PX / size))
            self._widths.append(small.width)
            for mark in marks_of(small):
                self._ask(mark, step, small.width)
        self._width = scaled(large, LONGEST_PX).width

    @property
    def keys(self) -> list[int]:
        """Keys to look up, ascending."""
        return sorted(self._asked)

    def __contains__(self, key: int) -> bool:
        return key in self._asked

    def candidates(self, answers: Iterable[Stored], *, least_votes: int = 2, most: int = 6) -> list[Candidate]:
        """The photos that most marks agree on, best first, each at up to three positions next to each other in the list."""
        votes: Counter[tuple[int, bool, int, int, int]] = Counter()
        for stored in answers:
            for mirrored, step, x, y in self._asked[stored.key]:
                moved = round((stored.x - x) / CELL_PX), round((stored.y - y) / CELL_PX)
                votes[(stored.photo, mirrored, step, *moved)] += 1
        cells: dict[int, list[Candidate]] = defaultdict(list)
        for cell, count in sorted(votes.items(), key=lambda one: -one[1]):
            if count >= least_votes and len(cells[cell[0]]) < 3:
                cells[cell[0]].append(self._candidate(cell, count))
        best = sorted((found for found in cells.values() if found), key=lambda found: -found[0].votes)[:most]
        return [candidate for found in best for candidate in found]

    def _ask(self, mark: Mark, step: int, width: int) -> None:
        for key in mark.all_keys():
            self._asked[key].append((False, step, mark.x, mark.y))
            self._asked[key ^ MIRROR].append((True, step, width - mark.x, mark.y))

    def _candidate(self, cell: tuple[int, bool, int, int, int], count: int) -> Candidate:
        photo, mirrored, step, dx, dy = cell
        return Candidate(photo, count, mirrored, self._widths[step] / self._width, dx * CELL_PX, dy * CELL_PX)


def _mark(small: Image.Image, x: float, y: float) -> Mark:
    half = _PATCH_PX / 2
    patch = small.resize((_SIDE, _SIDE), Image.Resampling.BOX, box=(x - half, y - half, x + half, y + half)).tobytes()
    values = [sum(map(mul, wave, patch)) for wave in _WAVES]
    key = sum(1 << bit for bit, value in enumerate(values) if value > 0)
    weak = sorted(range(_BITS), key=lambda bit: abs(values[bit]))[:FLIPS]
    return Mark(round(x), round(y), key, tuple(weak))


def _points(small: Image.Image) -> list[tuple[float, float]]:
    """Positions of the strongest extrema whose patch lies inside, to a part of a pixel, in pixels of ``small``."""
    half = small.reduce(2)
    near, far = (half.filter(ImageFilter.GaussianBlur(radius)) for radius in (_NEAR_PX, _FAR_PX))
    swing = ImageChops.subtract(near, far, scale=0.25, offset=128)
    found = [peak for picture in (swing, ImageChops.invert(swing)) for peak in _peaks(picture)]
    found.sort(key=lambda peak: -peak[0])
    return [(x, y) for _height, x, y in found[:MOST_MARKS]]


def _peaks(swing: Image.Image) -> Iterator[tuple[int, float, float]]:
    """Height and position of every local maximum that is not faint; of a plateau the first pixel of its neighbourhood."""
    width, height, data = swing.width, swing.height, swing.tobytes()
    tops = ImageChops.subtract(_highest(swing), swing).point(_PEAK)
    edge, last = _PATCH_PX // 4 + 1, (-9, -9)
    for hit in re.finditer(b"\xff", ImageChops.darker(tops, swing.point(_STRONG)).tobytes()):
        y, x = divmod(at := hit.start(), width)
        if not (edge <= x < width - edge and edge <= y < height - edge) or (x - last[0] < 4 and y - last[1] < 2):
            continue
        last = (x, y)
        across, down = _vertex(data, at, 1), _vertex(data, at, width)
        yield data[at], 2 * (x + across + 0.5), 2 * (y + down + 0.5)


def _highest(picture: Image.Image) -> Image.Image:
    """The maximum over 7 by 7 pixels, by halves: 18 times as fast as Pillow's own filter. Wraps at the edges, unused here."""
    for across in (True, False):
        for step in (1, 2, _REACH):
            picture = ImageChops.lighter(picture, ImageChops.offset(picture, step * across, step * (not across)))
    return ImageChops.offset(picture, -_REACH, -_REACH)


def _vertex(data: bytes, at: int, step: int) -> float:
    """Where between its neighbours a peak really lies: the vertex of the parabola through three values."""
    before, here, after = data[at - step], data[at], data[at + step]
    bend = before - 2 * here + after
    return max(-0.5, min(0.5, (before - after) / 2 / bend)) if bend else 0.0
