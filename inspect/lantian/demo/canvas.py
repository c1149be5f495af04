"""Paint and weather for the drawn sample pictures: sky, ground, textured shapes, smoke, and the camera's own faults.

Everything random comes from the generator passed in, so that one seed always gives one picture. Must not know what is drawn.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]

SIZE = (1280, 960)
# Drawn a quarter larger than the picture and brought down, which smooths all edges; and a little wider, so that two pictures
# of one spot can be cut out slightly apart.
DRAWN, SPARE_PX = (1600, 1200), 40
WIDTH, HEIGHT = DRAWN[0] + SPARE_PX, DRAWN[1] + SPARE_PX
# A corner of the picture moves by so much from one shot to the next.
HAND_PX = 20
# Shapes may stick out of the picture by so much.
MARGIN_PX = 240


@dataclass(frozen=True)
class Weather:
    """Colours of the sky, top and horizon; a veil of haze and the light's tint, each as colour and share."""

    top: Colour
    low: Colour
    veil: Colour
    veil_share: float
    tint: Colour
    tint_share: float


WEATHER: dict[str, Weather] = {
    "sunny": Weather((92, 150, 214), (200, 222, 238), (225, 232, 238), 0.04, (255, 246, 226), 0.6),
    "overcast": Weather((168, 178, 188), (214, 218, 220), (214, 218, 220), 0.10, (228, 234, 240), 0.7),
    "haze": Weather((190, 184, 170), (214, 206, 190), (212, 205, 188), 0.28, (240, 230, 208), 0.7),
    "dusk": Weather((74, 88, 128), (232, 172, 128), (150, 126, 120), 0.10, (196, 160, 158), 0.8),
    "indoors": Weather((206, 210, 208), (222, 222, 216), (255, 255, 255), 0.0, (255, 246, 222), 0.5),
}


def gradient(size: tuple[int, int], top: Colour, low: Colour) -> Image.Image:
    """A vertical run from one colour to another."""
    width, height = size
    rows = (
        bytes(round(one + (two - one) * row / height) for one, two in zip(top, low, strict=True)) * width for row in range(height)
    )
    return Image.frombytes("RGB", size, b"".join(rows))


def shade(colour: Colour, by: float) -> Colour:
    """The colour made lighter (above 1) or darker (below 1)."""
    red, green, blue = (max(0, min(255, round(part * by))) for part in colour)
    return red, green, blue


class Canvas:
    """A picture in the making. Coordinates are pixels of ``WIDTH`` by ``HEIGHT``, origin at the upper left."""

    def __init__(self, rng: random.Random, weather: str):
        self.rng = rng
        self.weather = WEATHER[weather]
        self.image = Image.new("RGB", (WIDTH, HEIGHT))
        self.draw = ImageDraw.Draw(self.image)

    def sky(self, horizon: int) -> None:
        """Sky down to the horizon, with a few soft clouds."""
        self.image.paste(gradient((WIDTH, horizon), self.weather.top, self.weather.low))
        for _ in range(3):
            left, top = self.rng.randrange(-200, WIDTH - 200), self.rng.randrange(0, max(1, horizon - 150))
            self.smoke((left, top), self.rng.randrange(300, 620), 90, shade(self.weather.low, 1.04), 0.5)

    def shape(self, points: list[Point], top: Colour, low: Colour | None = None, *, grain: int = 6, rough: int = 16) -> None:
        """A filled outline running from one colour to another, with a grain of so many pixels and so much roughness."""
        left, upper, width, height = _box(points)
        if width < 2 or height < 2:
            return
        paint = gradient((width, height), top, low or shade(top, 0.82))
        if rough:
            paint = ImageChops.add(paint, self._noise((width, height), grain, rough), offset=-128)
        mask = Image.new("L", (width, height))
        ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in points], fill=255)
        self.image.paste(paint, (left, upper), mask)

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        low: Colour | None = None,
        *,
        grain: int = 6,
        rough: int = 10,
    ) -> None:
        """An upright rectangle, textured."""
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], colour, low, grain=grain, rough=rough)

    def line(self, points: list[Point], colour: Colour, width: int = 3) -> None:
        """A plain line."""
        self.draw.line(points, fill=colour, width=width, joint="curve")

    def disc(self, middle: Point, radius: float, colour: Colour) -> None:
        """A plain disc."""
        x, y = middle
        self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def mound(
        self, left: float, right: float, base: float, height: float, top: Colour, low: Colour, *, grain: int = 5, rough: int = 34
    ) -> list[Point]:
        """A heap with an uneven back; returns its outline for whoever lays something over it."""
        steps = 24
        outline: list[Point] = [(left, base)]
        for step in range(1, steps):
            along = step / steps
            swell = 4 * along * (1 - along)
            outline.append((left + (right - left) * along, base - height * swell**0.8 * self.rng.uniform(0.9, 1.04)))
        outline.append((right, base))
        self.shape(outline, top, low, grain=grain, rough=rough)
        return outline

    def net(self, outline: list[Point], colour: Colour = (38, 122, 72)) -> None:
        """A dust net over an outline: a tight green cloth with visible folds."""
        self.shape(outline, shade(colour, 1.15), shade(colour, 0.8), grain=2, rough=26)
        base = max(y for _, y in outline)
        for x, y in outline[2:-2:3]:
            self.line([(x, y), (x + self.rng.uniform(-30, 30), base)], shade(colour, 0.7), 2)

    def smoke(self, middle: Point, width: int, height: int, colour: Colour, share: float) -> None:
        """A soft cloud: dust, fume, spray or smoke, covering ``share`` of what lies behind its middle."""
        size = max(8, width // 8), max(8, height // 8)
        mask = Image.new("L", size)
        draw = ImageDraw.Draw(mask)
        for _ in range(9):
            x, y = self.rng.uniform(0.3, 0.7) * size[0], self.rng.uniform(0.34, 0.66) * size[1]
            reach = self.rng.uniform(0.1, 0.2)
            draw.ellipse(
                (x - reach * size[0], y - reach * size[1], x + reach * size[0], y + reach * size[1]), fill=round(255 * share)
            )
        mask = mask.filter(ImageFilter.GaussianBlur(min(size) / 9)).resize((width, height), Image.Resampling.BILINEAR)
        self.image.paste(Image.new("RGB", (width, height), colour), (round(middle[0]), round(middle[1])), mask)

    def specks(
        self, left: float, top: float, right: float, bottom: float, colour: Colour, count: int, size: tuple[int, int] = (2, 6)
    ) -> None:
        """Scattered stones, stubble tufts or drops."""
        for _ in range(count):
            x, y, r = self.rng.uniform(left, right), self.rng.uniform(top, bottom), self.rng.uniform(*size)
            tone = shade(colour, self.rng.uniform(0.7, 1.25))
            self.draw.ellipse((x - r, y - r * 0.6, x + r, y + r * 0.6), fill=tone)

    def finished(self, offset: tuple[int, int]) -> Image.Image:
        """The picture as a small camera gives it: haze, tint and sensor noise; cut out at ``offset``."""
        image = self.image.transform(SIZE, Image.Transform.QUAD, self._by_hand(offset), Image.Resampling.BICUBIC)
        image = image.point(_light(self.weather))
        return ImageChops.add(image, self._noise(SIZE, 2, 8), offset=-128)

    def _by_hand(self, offset: tuple[int, int]) -> list[float]:
        """The four corners (upper left, lower left, lower right, upper right) that a hand-held camera sees: never twice the same
        stand and turn, so that two pictures of one spot are two shots."""
        left, top = offset[0] + HAND_PX, offset[1] + HAND_PX
        right, bottom = offset[0] + DRAWN[0] - HAND_PX, offset[1] + DRAWN[1] - HAND_PX
        corners = ((left, top), (left, bottom), (right, bottom), (right, top))
        return [value + self.rng.uniform(-HAND_PX, HAND_PX) for corner in corners for value in corner]

    def _noise(self, size: tuple[int, int], grain: int, rough: int) -> Image.Image:
        """Grey noise around the middle, in spots of ``grain`` pixels, as an RGB picture: a random piece of a prepared sheet."""
        sheet = _sheet(grain)
        size = min(size[0], sheet.width), min(size[1], sheet.height)
        left, top = self.rng.randrange(sheet.width - size[0] + 1), self.rng.randrange(sheet.height - size[1] + 1)
        piece = sheet.crop((left, top, left + size[0], top + size[1]))
        spots = piece.point([128 + (value - 128) * rough // 100 for value in range(256)])
        return Image.merge("RGB", (spots, spots, spots))


@lru_cache(maxsize=32)
def _sheet(grain: int) -> Image.Image:
    """A sheet of grey noise larger than any shape; the same in every process."""
    size = WIDTH + 2 * MARGIN_PX, HEIGHT + 2 * MARGIN_PX
    small = size[0] // grain, size[1] // grain
    raw = Image.frombytes("L", small, random.Random(f"noise {grain}").randbytes(small[0] * small[1]))
    return raw.resize(size, Image.Resampling.BILINEAR)


@lru_cache(maxsize=8)
def _light(weather: Weather) -> list[int]:
    """Haze and tint of a weather as one table for all three channels."""
    table = []
    for veil, tint in zip(weather.veil, weather.tint, strict=True):
        for value in range(256):
            hazy = value * (1 - weather.veil_share) + veil * weather.veil_share
            table.append(round(hazy * (1 - weather.tint_share * (1 - tint / 255))))
    return table


def _box(points: list[Point]) -> tuple[int, int, int, int]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, upper = round(min(xs)), round(min(ys))
    return left, upper, round(max(xs)) - left, round(max(ys)) - upper
