"""A Chinese typeface of this machine for what is written onto copies. Owns where to look; must not draw."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

# File and number of the face in it (of Noto's collections, 2 is simplified Chinese). deploy/ensure-system brings the first.
FACES = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
)


@lru_cache(maxsize=1)
def face() -> tuple[str, int] | None:
    """The first typeface that is here; None where there is no Chinese one."""
    return next(((path, number) for path, number in FACES if Path(path).exists()), None)


@lru_cache(maxsize=16)
def font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Letters of that height; without a Chinese typeface the plain Latin one of Pillow (``doctor`` says that it is missing)."""
    found = face()
    if found is None:
        return ImageFont.load_default(size_px)
    return ImageFont.truetype(found[0], size_px, index=found[1])
