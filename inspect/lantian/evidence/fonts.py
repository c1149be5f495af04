"""The system's Chinese font for what is drawn onto copies: found once, asked which characters it has.

Owns the table of known places and the question to fontconfig. No font comes with the product (they weigh 20 MB, and every Linux
has one to install): without one there is None, and whoever draws says so.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont
PACKAGE = "fonts-noto-cjk"
"""What to install on Debian and Ubuntu where there is none."""

_NOTO = "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"
# Folder, regular and bold file, number of the face for simplified Chinese inside the collection.
KNOWN = (
    ("/usr/share/fonts/opentype/noto", *_NOTO, 2),
    ("/usr/share/fonts/noto-cjk", *_NOTO, 2),
    ("/usr/share/fonts/google-noto-cjk", *_NOTO, 2),
    ("/usr/share/fonts/google-noto-sans-cjk-fonts", *_NOTO, 2),
    ("/usr/share/fonts/truetype/wqy", "wqy-microhei.ttc", "wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy", "wqy-zenhei.ttc", "wqy-zenhei.ttc", 0),
    ("/System/Library/Fonts", "STHeiti Light.ttc", "STHeiti Medium.ttc", 1),
)
_ASK = ("fc-match", "--format", "%{file}\n%{index}", "sans:lang=zh-cn")
_CHINESE, _NOWHERE = "检", "\U0010fffd"
_PROBE_PX = 24
# Shown for a character that the font does not have, as Chinese print does.
MISSING = "□"


@dataclass(frozen=True)
class Face:
    """Files of a Chinese font; plain values, so that they can be handed to another process."""

    regular: str
    bold: str
    index: int

    def at(self, size_px: int, bold: bool = False) -> Font:
        """The font at a size. Without the shaping library: what is drawn must not depend on whether that is installed."""
        return _opened(self.bold if bold else self.regular, self.index, size_px)

    def has(self, character: str) -> bool:
        """Whether the font has a picture of its own for a character."""
        return _drawn(self, character) != _drawn(self, _NOWHERE)


@cache
def chinese_face() -> Face | None:
    """The first font that really has Chinese characters; None where there is none."""
    return next((face for face in (*_known(), *_asked()) if _is_chinese(face)), None)


def letters(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Bold letters of that height; without a Chinese font the plain Latin one of Pillow (``doctor`` says that it is missing)."""
    face = chinese_face()
    return face.at(size_px, bold=True) if face else ImageFont.load_default(size_px)


def _known() -> list[Face]:
    rows = ((Path(folder, regular), Path(folder, bold), index) for folder, regular, bold, index in KNOWN)
    return [
        Face(str(regular), str(bold if bold.exists() else regular), index) for regular, bold, index in rows if regular.exists()
    ]


def _asked() -> list[Face]:
    """What fontconfig names; it names something in any case, hence ``_is_chinese``."""
    try:
        told = subprocess.run(_ASK, capture_output=True, text=True, timeout=10, check=True).stdout.split("\n")
        return [Face(told[0], told[0], int(told[1]))]
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return []


def _is_chinese(face: Face) -> bool:
    try:
        return face.has(_CHINESE)
    except OSError:
        return False


@lru_cache(maxsize=32)
def _opened(path: str, index: int, size_px: int) -> Font:
    return ImageFont.truetype(path, size_px, index=index, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _drawn(face: Face, character: str) -> tuple[tuple[int, int], bytes]:
    mask = face.at(_PROBE_PX).getmask(character)
    return mask.size, bytes(mask)
