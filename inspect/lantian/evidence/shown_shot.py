"""The copy of a photo that is compared with others: grey, from the derived picture, never from the original.

The derived copy is our own JPEG, made by the examiner under its limits, so it may be decoded here. Must not know the ledger.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from .derived import derived_path

Picture = Image.Image
_WANTED_PX = 400


def grey_copy(derived_dir: Path, sha256: str) -> Picture | None:
    """The picture in grey, at least 400 pixels on its longest side where it is that large; None when there is no copy that can
    be read. Pillow answers a file that is no JPEG with SyntaxError, and a damaged one with OSError or ValueError."""
    try:
        with JpegImageFile(derived_path(derived_dir, sha256, "view")) as picture:
            by = _WANTED_PX / max(picture.size)
            picture.draft("L", (max(1, round(picture.width * by)), max(1, round(picture.height * by))))
            return picture.convert("L")
    except (OSError, SyntaxError, ValueError):
        return None
