"""A picture of our own with a stamp on it, for whoever sets a template: bright sky over grey ground, upright and lying.

Owns the sample's picture and words, which stand for no real place. Must not open files.
"""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from lantian.domain.stamp import LINES, MARK, Template

from .fonts import Face
from .stamp import stamped

SHAPES = {"tall": (720, 960), "wide": (960, 720)}
"""Size of the picture in pixels; the bar below it adds to the height."""

WORDS = {
    "time": "2026-11-22 09:41:07",
    "site": "示例路综合管廊改造工程（二标段）",
    "address": "示例区 示例街道 示例路与样本街交叉口东北角",
    "position": "北纬 34.684100° 东经 112.469100° ±8 米",
    "heading": "东北 45°（罗盘）",
    "officers": "张示例、李样本",
    "subject": "工地周边围挡",
    "unit": "示例市生态环境保护综合行政执法支队",
    "number": "410000-2026-000123",
    "hash": "SHA-256 1a2b3c4d5e6f7a8b…",
}
_SKY, _HAZE, _GROUND, _WALL = (120, 170, 222), (240, 244, 246), (134, 126, 114), (206, 148, 84)


def sample(shape: str, template: Template, face: Face) -> bytes:
    """The sample with the template's stamp, as JPEG. Raises KeyError for another shape."""
    lines = [(LINES[key], WORDS[key]) for key in template.lines]
    out = io.BytesIO()
    stamped(_scene(*SHAPES[shape]), lines, MARK, template.position, template.size, face).save(out, "JPEG", quality=85)
    return out.getvalue()


def _scene(width: int, height: int) -> Image.Image:
    """Sky to haze, ground, and a hoarding: light and dark where a bar may lie."""
    sky = Image.linear_gradient("L").resize((width, height))
    picture = Image.composite(Image.new("RGB", sky.size, _HAZE), Image.new("RGB", sky.size, _SKY), sky)
    draw, horizon = ImageDraw.Draw(picture), round(height * 0.62)
    draw.rectangle((0, horizon, width, height), fill=_GROUND)
    for number in range(9):
        left = round(width * (0.06 + number * 0.1))
        draw.rectangle((left, round(height * 0.45), left + round(width * 0.09), round(height * 0.7)), fill=_WALL)
    return picture
