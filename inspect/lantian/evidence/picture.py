"""Looking at one kept photo: does it decode, how large is it, what does it say, and copies of it for screens.

Owns the limits of decoding and the words for what can be wrong with a picture. Never raises for a broken file and never
touches the original: a photo that cannot be shown is still kept. ``examiner`` runs this apart from everything else.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from lantian.domain.problems import N_
from lantian.evidence.derived import LONGEST_PX, fitted, view_of, write_copies
from lantian.evidence.exif import Claims, read_claims
from lantian.evidence.layout import Bytes, Layout, file_bytes, read_layout
from lantian.evidence.opened import Opened, open_picture
from lantian.evidence.orientation import Size
from lantian.evidence.sniff import HEAD_BYTES, JPEG, sniff
from lantian.evidence.storage import is_sha256

MAX_PIXELS = 50 << 20
"""Largest picture decoded at full size: 52.4 million pixels; the 8192x6144 of today's phones are 50.3."""

MAX_JPEG_PIXELS = 120_000_000
"""Largest JPEG, which is decoded at a quarter or less (``opened``): phones write up to 108 megapixels."""

FAULTS = {
    "truncated": N_("照片文件不完整，缺少后面的部分"),
    "unreadable": N_("照片无法解码"),
    "too_many_pixels": N_("照片像素过多，未解码"),
    "too_much_memory": N_("解码照片所需内存过多"),
    "too_slow": N_("解码照片超时"),
    "crashed": N_("解码程序异常退出"),
    "altered": N_("照片原件与其编号不符，可能已损坏"),
    "missing": N_("找不到照片原件"),
    "not_written": N_("缩略图无法写入"),
    "removed": N_("原件已依法移除"),
}
"""Why a photo could not be examined in full, as msgids."""

TRANSIENT_FAULTS = frozenset({"too_much_memory", "too_slow", "crashed", "missing", "not_written"})
"""Faults that may lie with the machine: worth another try later."""

NOTES = {
    "trailing_bytes": N_("照片后面附有其他内容"),
    "several_images": N_("文件内有多幅画面，只显示主画面"),
    "colour_profile_ignored": N_("色彩配置无法使用，颜色可能有偏差"),
}
"""What a reviewer may want to know about a photo that is otherwise sound, as msgids."""


_NOT_PADDING = re.compile(rb"[^\0\xff\r\n]")


@dataclass
class Examination:
    """What was found. Sizes in pixels, None when unknown; ``width_px``, ``height_px`` as displayed, upright."""

    sha256: str | None
    """Of the bytes that were looked at; None when the original is missing."""
    media_type: str
    width_px: int | None = None
    height_px: int | None = None
    stored_width_px: int | None = None
    stored_height_px: int | None = None
    images_in_file: int = 0
    claims: Claims = field(default_factory=Claims)
    derived: tuple[str, ...] = ()
    """Kinds of copies written, of ``derived.KINDS``."""
    trailing_bytes: int = 0
    trailing_found: str | None = None
    """What lies behind the picture, as a msgid of ``sniff``."""
    notes: tuple[str, ...] = ()
    """Keys of ``NOTES``."""
    fault: str | None = None
    """Key of ``FAULTS``; None when the whole picture was decoded."""


def examine(path: Path, media_type: str, derived_dir: Path) -> Examination:
    """Examine the original at ``path`` and write its copies under ``derived_dir``. Never raises for what is in the file;
    OSError when it is there and cannot be read.

    A fault may come with copies: a JPEG that was cut shows what there is of it. When the file's name is a SHA-256 and the
    content does not hash to it, it is ``altered`` and not looked at.
    """
    try:
        with file_bytes(path) as data:
            examination = Examination(hashlib.sha256(data).hexdigest(), media_type)
            layout = read_layout(data, media_type)
            _note_trailing(examination, data, layout)
        examination.claims = read_claims(path, media_type)
    except FileNotFoundError:
        return Examination(None, media_type, fault="missing")
    if is_sha256(path.name) and path.name != examination.sha256:
        examination.fault = "altered"
        return examination
    view = _view(examination, path, is_cut=layout.is_cut)
    if view is not None:
        _write(examination, view, derived_dir)
    return examination


def _note_trailing(examination: Examination, data: Bytes, layout: Layout) -> None:
    """Bytes behind the picture: often a phone's own (a film, a second exposure), sometimes a smuggled file."""
    if layout.end_at is None or not _NOT_PADDING.search(data, layout.end_at):
        return
    examination.trailing_bytes = len(data) - layout.end_at
    examination.trailing_found = sniff(data[layout.end_at : layout.end_at + HEAD_BYTES]).found
    examination.notes += ("trailing_bytes",)


def _view(examination: Examination, path: Path, *, is_cut: bool) -> Image.Image | None:
    """The largest copy, or None and a fault."""
    try:
        opened = open_picture(path, examination.media_type, examination.claims.orientation, add_end=is_cut)
        _measure(examination, opened)
        view = _decode(examination, opened)
    except MemoryError:
        examination.fault = "too_much_memory"
    except (_TooManyPixels, Image.DecompressionBombError):
        examination.fault = "too_many_pixels"
    except Exception:  # noqa: BLE001 - decoders raise a dozen kinds for broken files, and every one means the same
        examination.fault = "truncated" if is_cut else "unreadable"
    else:
        examination.fault = "truncated" if is_cut else None
        return view
    return None


def _measure(examination: Examination, opened: Opened) -> None:
    examination.stored_width_px, examination.stored_height_px = opened.stored_size
    examination.width_px, examination.height_px = opened.display_size
    examination.images_in_file = opened.images_in_file
    if opened.images_in_file > 1:
        examination.notes += ("several_images",)


class _TooManyPixels(Exception):
    """Refused before decoding."""


def pixels_allowed(stored_size: Size, media_type: str) -> bool:
    """Whether a picture of this size (width, height) may be decoded at all."""
    return stored_size[0] * stored_size[1] <= (MAX_JPEG_PIXELS if media_type == JPEG else MAX_PIXELS)


def _decode(examination: Examination, opened: Opened) -> Image.Image:
    if not pixels_allowed(opened.stored_size, examination.media_type):
        raise _TooManyPixels
    image = opened.decode(fitted(opened.stored_size, LONGEST_PX))
    view, profile_used = view_of(image, opened.orientation, opened.icc_profile)
    if not profile_used:
        examination.notes += ("colour_profile_ignored",)
    return view


def _write(examination: Examination, view: Image.Image, derived_dir: Path) -> None:
    assert examination.sha256 is not None, "a missing original has no view"
    try:
        examination.derived = write_copies(view, derived_dir, examination.sha256)
    except OSError:
        examination.fault = "not_written"
