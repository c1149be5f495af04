"""A photo file opened for decoding: sizes known, no pixel read yet.

Owns the choice of decoder by media type and the shrinking decode of JPEGs. ``picture`` owns the limits and decides whether
to decode at all. Pillow's format classes are used directly: no other format's decoder can be reached, and no process-wide
pixel limit is involved.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Protocol

from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from lantian.evidence.heif import HeifPicture
from lantian.evidence.orientation import Size, upright_size
from lantian.evidence.sniff import HEIC, HEIF, JPEG, PNG, WEBP

_PILLOW_CLASSES: dict[str, type[ImageFile.ImageFile]] = {JPEG: JpegImageFile, PNG: PngImageFile, WEBP: WebPImageFile}
_JPEG_END = b"\xff\xd9"


class Opened(Protocol):
    """What ``picture`` needs of an opened file. Decoders raise a dozen kinds of exception on broken files."""

    stored_size: Size
    display_size: Size
    orientation: int | None
    """What has still to be applied to the decoded picture."""
    images_in_file: int
    icc_profile: bytes | None
    held_bytes: int
    """What the decoder holds beside the picture, as far as it can be known before: a decoder that finds no room for it calls the
    file broken."""

    def decode(self, wanted: Size) -> Image.Image:
        """The main picture, whole, at least ``wanted`` (width, height as stored) where it is that large."""


class PillowPicture:
    """A JPEG, PNG or WebP file."""

    def __init__(self, content: bytes, media_type: str, orientation: int | None):
        self._image = _PILLOW_CLASSES[media_type](io.BytesIO(content))
        self.stored_size: Size = self._image.size
        self.display_size = upright_size(self.stored_size, orientation)
        self.orientation = orientation
        self.images_in_file: int = getattr(self._image, "n_frames", 1)
        self.icc_profile: bytes | None = self._image.info.get("icc_profile")
        self.held_bytes = _held_bytes(self._image)

    def decode(self, wanted: Size) -> Image.Image:
        """``draft`` lets the JPEG decoder skip detail: it takes the largest of 1/2, 1/4, 1/8 whose sides both stay at or
        above the request, which is why the request must already have the picture's proportions (87 instead of 247 ms for
        12 megapixels). The whole file is read all the same, so a cut one is found out."""
        self._image.draft("RGB", wanted)
        self._image.load()
        return self._image


def _held_bytes(image: ImageFile.ImageFile) -> int:
    """WebP: two canvases of four bytes a pixel and a copy. Progressive JPEG: all coefficients, two bytes each."""
    pixels = image.width * image.height
    if isinstance(image, WebPImageFile):
        return 12 * pixels
    if not isinstance(image, JpegImageFile) or not image.info.get("progressive"):
        return 0
    samples = [across * down for _id, across, down, _table in image.layer]
    return 2 * pixels * sum(samples) // (max(samples) or 1)


class HeicPicture:
    """A HEIC or HEIF file; it decodes upright."""

    orientation = None
    held_bytes = 0

    def __init__(self, path: Path):
        self._picture = HeifPicture(path)
        self.stored_size = self._picture.stored_size
        self.display_size = self._picture.display_size
        self.images_in_file = self._picture.images_in_file
        self.icc_profile = self._picture.icc_profile

    def decode(self, wanted: Size) -> Image.Image:
        """All pixels are decoded: this format has no shrinking decode, and its embedded thumbnail may show something else."""
        return self._picture.decode(max(self.stored_size) // max(wanted))


def open_picture(path: Path, media_type: str, orientation: int | None, *, add_end: bool) -> Opened:
    """Open the file. ``orientation`` is what EXIF says; ``add_end`` completes a cut JPEG with an end marker, so that what
    there is of it can be seen."""
    if media_type in (HEIC, HEIF):
        return HeicPicture(path)
    content = path.read_bytes()
    return PillowPicture(content + _JPEG_END if add_end and media_type == JPEG else content, media_type, orientation)
