"""The eight ways a camera can have been held, and how a picture is made upright; applied exactly once, here.

Owns the EXIF orientation table (CIPA DC-008-2024, tag 0x0112). HEIC files turn themselves (``heif``) and never come here.
"""

from __future__ import annotations

from PIL import Image

Size = tuple[int, int]

# 1 is upright already.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = {5, 6, 7, 8}


def upright_size(stored: Size, orientation: int | None) -> Size:
    """Width and height in pixels once a picture stored with this orientation is upright."""
    return (stored[1], stored[0]) if orientation in _SIDEWAYS else stored


def upright(image: Image.Image, orientation: int | None) -> Image.Image:
    """The picture upright; unchanged without an orientation."""
    return image.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else image
