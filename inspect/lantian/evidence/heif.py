"""HEIC and HEIF files through libheif: the only place that knows pillow_heif.

Owns the settings it is run with, and the one rule of HEIC orientation: the file's own rotation (``irot``, ``imir``) counts
and libheif has applied it; the EXIF orientation repeats it and must not be applied again (ISO/IEC 23008-12, 6.5.10).
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pillow_heif
from PIL import Image

# Rows of the smaller picture made at a time.
_BAND = 32
_QUARTER_TURNS = (("irot", 90), ("irot", 270))


class HeifPicture:
    """An opened HEIC/HEIF file, no pixel decoded. Raises ValueError, OSError, SyntaxError, RuntimeError or EOFError."""

    def __init__(self, source: Path | BinaryIO):
        # One thread: the process that decodes has a fixed memory limit, and each thread costs it 64 MB of address space.
        # Embedded thumbnails and side pictures are somebody's other picture of the scene; only the main one is looked at.
        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.options.THUMBNAILS = False
        pillow_heif.options.DEPTH_IMAGES = False
        pillow_heif.options.AUX_IMAGES = False
        self._file = pillow_heif.open_heif(source)
        self._main = self._file[self._file.primary_index]

    @property
    def images_in_file(self) -> int:
        """How many main-level pictures the file holds."""
        return len(self._file)

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height in pixels, upright."""
        return self._main.size

    @property
    def stored_size(self) -> tuple[int, int]:
        """Width and height in pixels before the file's own rotation."""
        turns = [turn for turn in self._main._c_image.transformations if turn in _QUARTER_TURNS]
        return self.display_size[:: -1 if len(turns) % 2 else 1]

    @property
    def exif(self) -> bytes | None:
        """The EXIF block as written, orientation untouched."""
        return self._main.info.get("exif")

    @property
    def xmp(self) -> bytes | None:
        """The XMP packet."""
        return self._main.info.get("xmp")

    @property
    def icc_profile(self) -> bytes | None:
        """The colour profile, when it is an ICC profile."""
        return self._main.info.get("icc_profile")

    def decode(self, factor: int = 1) -> Image.Image:
        """All pixels, upright, ``factor`` by ``factor`` of them averaged to one. Raises as the constructor, and MemoryError.

        In bands: Pillow's copy of the whole picture would take as much memory again as the decoder's own.
        """
        if factor <= 1:
            return self._main.to_pillow()
        self._main.load()
        (width, height), mode = self._main.size, self._main.mode
        stride, pixels = self._main.stride, memoryview(self._main.data)
        small = Image.new(mode, (-(-width // factor), -(-height // factor)))
        for top in range(0, height, factor * _BAND):
            rows = min(factor * _BAND, height - top)
            band = Image.frombytes(mode, (width, rows), pixels[top * stride : (top + rows) * stride], "raw", mode, stride)
            small.paste(band.reduce(factor), (0, top // factor))
        return small
