"""The labelled pictures of ``bench.reuse``: sources, what a re-user does to them, and what honest inspectors photograph instead.

Sources are real phone photos (``../shared/photos``, where present) and the drawn scenes of the demo city. Everything random comes
from the generator passed in. Must not look for likeness.
"""

from __future__ import annotations

import hashlib
import io
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageOps

from lantian.demo import pictures
from lantian.evidence.derived import derived_path
from lantian.evidence.picture import examine
from lantian.evidence.sniff import sniff
from lantian.settings import ROOT

PHOTOS = ROOT.parent / "shared" / "photos"
WEATHERS = ("sunny", "overcast", "haze", "dusk")
# The same picture as another of the folder, with other EXIF.
SAME = frozenset({"orientation_portrait_6.jpg", "orientation_portrait_8.jpg"})
VIEW_PX = 1600
# The detector looks at 400 pixels; made at twice that, an honest photo costs a quarter of the time.
MADE_PX = 800
START = datetime(2026, 3, 1, tzinfo=UTC)
Change = Callable[[Image.Image, random.Random], Image.Image]


def real() -> Iterator[Image.Image]:
    """The real photos as the examiner's copy of 1600 pixels shows them; none where the folder is missing."""
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(PHOTOS.glob("*")) if PHOTOS.is_dir() else ():
            content = path.read_bytes()
            media_type = sniff(content[:65536]).media_type
            if media_type is None or path.name in SAME:
                continue
            named = Path(folder, hashlib.sha256(content).hexdigest())
            named.write_bytes(content)
            if examine(named, media_type, Path(folder)).derived:
                yield Image.open(derived_path(Path(folder), named.name, "view")).convert("RGB")


def drawn(viewpoints: int, first: int = 0) -> Iterator[Image.Image]:
    """Every scene of the demo city from so many viewpoints, each at its own time and in one of four weathers."""
    for at in range(first, first + viewpoints):
        for scene in pictures.SCENES:
            yield drawn_one(scene, at, START + timedelta(minutes=77 * at))


def drawn_one(scene: str, viewpoint: int, taken_at: datetime) -> Image.Image:
    """One drawn picture."""
    weather, good = WEATHERS[viewpoint % len(WEATHERS)], bool(viewpoint % 2)
    body = pictures.picture(scene, good=good, viewpoint=viewpoint, taken_at=taken_at, weather=weather, position=None)
    return Image.open(io.BytesIO(body)).convert("RGB")


def encoded(picture: Image.Image, quality: int) -> Image.Image:
    """Through a JPEG of this quality and back."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def _resized(picture: Image.Image, by: float) -> Image.Image:
    return picture.resize((round(picture.width * by), round(picture.height * by)), Image.Resampling.BICUBIC)


def _cropped(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Up to a fifth of the width and a fifth of the height cut off, shared at random between the two edges."""
    width, height = picture.size
    across, down = rng.uniform(0.05, 0.2), rng.uniform(0.05, 0.2)
    left, top = rng.uniform(0, across), rng.uniform(0, down)
    edges = (left * width, top * height, (1 + left - across) * width, (1 + top - down) * height)
    return picture.crop(tuple(round(edge) for edge in edges))


def _barred(picture: Image.Image, rng: random.Random, outside: bool) -> Image.Image:
    """A dark bar with three lines of text, over the lower edge or added below it."""
    width, height = picture.size
    bar = round(height * rng.uniform(0.06, 0.15))
    out = Image.new("RGB", (width, height + bar * outside), (20, 20, 20))
    out.paste(picture)
    top, draw = out.height - bar, ImageDraw.Draw(out)
    draw.rectangle((0, top, width, out.height), fill=(20, 20, 20))
    for line in range(3):
        words = f"2026-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02} 34.{rng.randrange(10**6)}N 112.{rng.randrange(10**6)}E"
        draw.text((20, top + line * bar // 3), words, fill="white", font_size=max(8, bar // 4))
    return out


def _bar_removed(picture: Image.Image, rng: random.Random) -> Image.Image:
    return picture.crop((0, 0, picture.width, round(picture.height * rng.uniform(0.85, 0.94))))


def _brightened(picture: Image.Image, rng: random.Random) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(rng.choice((rng.uniform(0.6, 0.85), rng.uniform(1.15, 1.45))))


CHANGES: dict[str, tuple[float, Change]] = {
    "re-encoded, quality 30 to 85": (0.98, lambda p, rng: encoded(p, rng.choice((30, 50, 70, 85)))),
    "resized to 30 to 90 %": (0.98, lambda p, rng: encoded(_resized(p, rng.uniform(0.3, 0.9)), 80)),
    "stamp bar over the lower edge": (0.98, lambda p, rng: encoded(_barred(p, rng, False), 80)),
    "stamp bar added below": (0.98, lambda p, rng: encoded(_barred(p, rng, True), 80)),
    "stamp bar cut off": (0.98, lambda p, rng: encoded(_bar_removed(p, rng), 80)),
    "cropped by 5 to 20 % each way": (0.95, lambda p, rng: encoded(_cropped(p, rng), 80)),
    "mirrored": (0.95, lambda p, rng: encoded(ImageOps.mirror(p), 80)),
    "brightness 60 to 145 %": (0.95, lambda p, rng: encoded(_brightened(p, rng), 80)),
    "mirrored and cropped": (0.0, lambda p, rng: encoded(_cropped(ImageOps.mirror(p), rng), 70)),
}
"""What a re-user does, with the recall aimed at; 0: no aim, measured all the same."""


def shot_again(picture: Image.Image, rng: random.Random) -> Image.Image:
    """The same place minutes later: the hand turned by 0.4° to 3°, stands a little elsewhere (each corner moves by itself), other
    exposure, up to three things moved, new sensor noise (as much as the camera's at the size of the view)."""
    picture = picture.copy()
    picture.thumbnail((MADE_PX, MADE_PX), Image.Resampling.BICUBIC)
    width, height = picture.size
    turned = picture.rotate(rng.choice((-1, 1)) * rng.uniform(0.4, 3.0), Image.Resampling.BICUBIC)
    right, down = rng.uniform(-0.04, 0.04), rng.uniform(-0.04, 0.04)
    corners = ((0.05, 0.05), (0.05, 0.95), (0.95, 0.95), (0.95, 0.05))
    quad = [
        value
        for x, y in corners
        for value in (width * (x + right + rng.uniform(-0.012, 0.012)), height * (y + down + rng.uniform(-0.012, 0.012)))
    ]
    shot = turned.transform((width, height), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    shot = ImageEnhance.Brightness(shot).enhance(rng.uniform(0.85, 1.15))
    draw = ImageDraw.Draw(shot)
    for _ in range(rng.randint(0, 3)):
        x, y = rng.uniform(0.1, 0.8) * width, rng.uniform(0.4, 0.8) * height
        colour = (rng.randrange(200), rng.randrange(200), rng.randrange(200))
        draw.rectangle((x, y, x + width * 0.06, y + height * 0.15), fill=colour)
    noise = Image.effect_noise((width, height), 8 * MADE_PX / VIEW_PX)
    return encoded(ImageChops.add(shot, Image.merge("RGB", (noise, noise, noise)), offset=-128), 85)
