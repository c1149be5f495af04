"""The word 示例 ("sample") drawn from its own strokes, because a user's machine may have no Chinese font.

Owns the strokes and the plate they stand on. Every picture of the demo city carries it; a test looks for it.
"""

from __future__ import annotations

from itertools import pairwise

from PIL import Image, ImageDraw

# Strokes of each character on a square of 100 by 100, in writing order.
STROKES: tuple[tuple[tuple[tuple[int, int], ...], ...], ...] = (
    (
        ((26, 14), (74, 14)),
        ((8, 40), (92, 40)),
        ((50, 40), (50, 90), (38, 84)),
        ((32, 54), (24, 68), (12, 80)),
        ((68, 54), (78, 66), (88, 80)),
    ),
    (
        ((26, 6), (18, 30), (6, 50)),
        ((18, 32), (18, 94)),
        ((32, 16), (66, 16)),
        ((46, 16), (42, 36), (32, 54)),
        ((44, 34), (62, 34), (56, 60), (46, 78), (32, 94)),
        ((42, 50), (52, 62)),
        ((74, 22), (74, 68)),
        ((92, 8), (92, 90), (80, 82)),
    ),
)
INK, PLATE = (255, 255, 255), (18, 26, 32)
# Share of the picture's width that the mark takes, and its distance from the corner.
WIDTH_SHARE, MARGIN_SHARE = 0.2, 0.02


def draw_mark(image: Image.Image) -> None:
    """Put 示例 into the lower left corner of an RGB picture."""
    left, top, square = place(image.size)
    pad = square // 8
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((left, top, left + 2 * square + 3 * pad, top + square + 2 * pad), pad, fill=PLATE)
    for at, strokes in enumerate(STROKES):
        origin = left + pad + at * (square + pad), top + pad
        for stroke in strokes:
            draw.line(_on_picture(stroke, origin, square), fill=INK, width=max(2, square // 11), joint="curve")


def place(size: tuple[int, int]) -> tuple[int, int, int]:
    """Left and top of the plate and the side of one character, in pixels, for a picture of this size."""
    square = int(size[0] * WIDTH_SHARE / 2.4)
    margin = int(size[0] * MARGIN_SHARE)
    return margin, size[1] - margin - square - square // 4, square


def is_marked(image: Image.Image) -> bool:
    """Whether the strokes stand in the corner: light along every stroke, dark on the plate's own corners."""
    left, top, square = place(image.size)
    pad, grey = square // 8, image.convert("L")
    inked = [
        grey.getpixel(((one[0] + two[0]) // 2, (one[1] + two[1]) // 2))
        for at, strokes in enumerate(STROKES)
        for stroke in strokes
        for one, two in pairwise(_on_picture(stroke, (left + pad + at * (square + pad), top + pad), square))
    ]
    bare = [grey.getpixel(point) for point in ((left + pad // 2, top + square), (left + pad // 2, top + pad * 2))]
    return min(inked) > 170 and max(bare) < 90


def _on_picture(stroke: tuple[tuple[int, int], ...], origin: tuple[int, int], square: int) -> list[tuple[int, int]]:
    return [(origin[0] + x * square // 100, origin[1] + y * square // 100) for x, y in stroke]
