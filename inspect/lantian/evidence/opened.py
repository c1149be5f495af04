"""A photo file opened for decoding: sizes known, no pixel read yet.

Owns the choice of decoder by media type and the shrinking decode of JPEGs. ``picture`` owns the limits and decides whether
to decode at all. Pillow's format classes are used directly: no other format's decoder can be reached, and no process-wide
pixel limit is involved.
"""

from __future__ import annotations

import io
import resource
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

    def decode(self, wanted: Size) -> Image.Image:
        """The main picture, whole, at least ``wanted`` (width, height as stored) where it is that large."""


class PillowPicture:
    """A JPEG, PNG or WebP file."""

    def __init__(self, content: bytes, media_type: str, orientation: int | None):
        if media_type == WEBP:
            _must_fit(12 * _webp_pixels(content))
        self._image = _PILLOW_CLASSES[media_type](io.BytesIO(content))
        _must_fit(_coefficient_bytes(self._image))
        self.stored_size: Size = self._image.size
        self.display_size = upright_size(self.stored_size, orientation)
        self.orientation = orientation
        self.images_in_file: int = getattr(self._image, "n_frames", 1)
        self.icc_profile: bytes | None = self._image.info.get("icc_profile")

    def decode(self, wanted: Size) -> Image.Image:
        """``draft`` lets the JPEG decoder skip detail: it takes the largest of 1/2, 1/4, 1/8 whose sides both stay at or
        above the request, which is why the request must already have the picture's proportions (87 instead of 247 ms for
        12 megapixels). The whole file is read all the same, so a cut one is found out."""
        self._image.draft("RGB", wanted)
        self._image.load()
        return self._image


def _must_fit(held_bytes: int) -> None:
    """What a decoder holds beside the picture must find room in this process (``examiner`` limits it), else MemoryError: the
    decoder itself would call the file broken."""
    limit, _most = resource.getrlimit(resource.RLIMIT_DATA)
    if limit != resource.RLIM_INFINITY and held_bytes > limit:
        raise MemoryError


def _webp_pixels(content: bytes) -> int:
    """Width times height by the file's first chunk (RFC 9649, 2.5 to 2.7); its decoder holds two canvases and a copy."""
    if content[12:16] == b"VP8X":
        return (1 + int.from_bytes(content[24:27], "little")) * (1 + int.from_bytes(content[27:30], "little"))
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (1 + (bits & 0x3FFF)) * (1 + (bits >> 14 & 0x3FFF))
    return (int.from_bytes(content[26:28], "little") & 0x3FFF) * (int.from_bytes(content[28:30], "little") & 0x3FFF)


def _coefficient_bytes(image: ImageFile.ImageFile) -> int:
    """Of a progressive JPEG, which is kept whole until its last scan: two bytes for every sample of every component."""
    if not isinstance(image, JpegImageFile) or not image.info.get("progressive"):
        return 0
    samples = [across * down for _id, across, down, _table in image.layer]
    return 2 * image.width * image.height * sum(samples) // (max(samples) or 1)


class HeicPicture:
    """A HEIC or HEIF file; it decodes upright."""

    orientation = None

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
