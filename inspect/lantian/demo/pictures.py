"""One sample picture as a phone would hand it in: drawn, marked 示例, with time and place in its EXIF.

Owns the table of scenes and what a made-up phone writes. Same arguments, same bytes.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import datetime

from PIL import Image

from lantian.domain.moments import local_time

from . import scenes_dust, scenes_other
from .canvas import SPARE_PX, Canvas
from .mark import draw_mark

Scene = Callable[[Canvas, bool], None]
SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        scenes_dust.hoarding,
        scenes_dust.bare_soil,
        scenes_dust.wash_bay,
        scenes_dust.site_road,
        scenes_dust.muck_truck,
        scenes_dust.site_gate,
        scenes_other.kitchen_hood,
        scenes_other.purifier,
        scenes_other.restaurant_front,
        scenes_other.coal_yard,
        scenes_other.stove,
        scenes_other.stubble,
        scenes_other.leaf_fire,
    )
}
INDOORS = {"kitchen_hood", "stove"}
QUALITY = 82
MAKER, MODEL = "Lantian Demo", "SHILI 1"
# Tags of EXIF 2.32 by their numbers.
_MAKER, _MODEL, _ORIENTATION, _CHANGED_AT, _EXIF_IFD, _GPS_IFD = 0x010F, 0x0110, 0x0112, 0x0132, 0x8769, 0x8825
_TAKEN_AT, _TAKEN_ZONE = 0x9003, 0x9011


def picture(
    scene: str, *, good: bool, viewpoint: int, taken_at: datetime, weather: str, position: tuple[float, float] | None
) -> bytes:
    """A JPEG of a scene. ``viewpoint`` is the seed of what stays the same before and after; ``position`` WGS-84 (lat, lon) or
    None for a phone that had no fix; ``taken_at`` aware. Raises KeyError for an unknown scene or weather."""
    moment = random.Random(f"{viewpoint} {good} {taken_at.isoformat()}")
    canvas = Canvas(random.Random(f"{scene} {viewpoint}"), "indoors" if scene in INDOORS else weather)
    SCENES[scene](canvas, good)
    canvas.rng = moment
    image = canvas.finished((moment.randrange(SPARE_PX), moment.randrange(SPARE_PX)))
    draw_mark(image)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, exif=_exif(taken_at, position))
    return out.getvalue()


def cut(body: bytes) -> bytes:
    """The same picture again as somebody sends it on who has no other: a little cut off, encoded anew, without EXIF."""
    with Image.open(io.BytesIO(body)) as image:
        width, height = image.size
        part = image.crop((width * 3 // 100, height * 4 // 100, width * 97 // 100, height * 98 // 100))
    draw_mark(part)
    out = io.BytesIO()
    part.save(out, "JPEG", quality=70)
    return out.getvalue()


def signature(seed: int) -> bytes:
    """A PNG of a drawn signature, marked like everything else."""
    image = scenes_other.signature(random.Random(f"signature {seed}"))
    draw_mark(image)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _exif(taken_at: datetime, position: tuple[float, float] | None) -> Image.Exif:
    local = f"{local_time(taken_at):%Y:%m:%d %H:%M:%S}"
    exif = Image.Exif()
    exif.update({_MAKER: MAKER, _MODEL: MODEL, _ORIENTATION: 1, _CHANGED_AT: local})
    exif.get_ifd(_EXIF_IFD).update({_TAKEN_AT: local, _TAKEN_ZONE: "+08:00"})
    if position is not None:
        exif.get_ifd(_GPS_IFD).update(_gps(*position, taken_at))
    return exif


def _gps(lat: float, lon: float, taken_at: datetime) -> dict[int, object]:
    """Latitude, longitude, time of day and date (UTC) by the numbers of the GPS tags."""
    utc = taken_at.utctimetuple()
    return {
        1: "N" if lat >= 0 else "S",
        2: _degrees(lat),
        3: "E" if lon >= 0 else "W",
        4: _degrees(lon),
        7: (float(utc.tm_hour), float(utc.tm_min), float(utc.tm_sec)),
        29: f"{utc.tm_year}:{utc.tm_mon:02}:{utc.tm_mday:02}",
    }


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = abs(value) % 1 * 60
    return float(int(abs(value))), float(int(minutes)), round(minutes % 1 * 60, 4)
