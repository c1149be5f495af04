"""What kind of file this is, by its first bytes and never by its name or a header somebody wrote beside it.

Owns the list of accepted photo types and, for all else, the words by which a person knows the file. Must not decode:
that the first bytes are those of a JPEG does not make the rest one (``picture`` finds out).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lantian.domain.problems import N_

HEAD_BYTES = 512
"""How many first bytes ``sniff`` wants to see; fewer are fine when the file has no more."""

JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
HEIC = "image/heic"
HEIF = "image/heif"
ACCEPTED = (JPEG, PNG, WEBP, HEIC, HEIF)


@dataclass(frozen=True)
class FileKind:
    """``media_type`` for an accepted photo, else None; ``found`` is what to call the file, as a msgid."""

    media_type: str | None
    found: str


UNKNOWN = FileKind(None, N_("无法识别的文件"))
_AVIF = FileKind(None, N_("AVIF 图片"))
_VIDEO = FileKind(None, N_("视频（MP4/MOV）"))
_OTHER_VIDEO = FileKind(None, N_("视频"))
_AUDIO = FileKind(None, N_("录音"))
_TIFF = FileKind(None, N_("TIFF 或相机 RAW 文件"))
_ARCHIVE = FileKind(None, N_("压缩包"))
_ZIP = FileKind(None, N_("ZIP 压缩包或 Office 文档"))
_PROGRAM = FileKind(None, N_("可执行程序"))
_JPEG_XL = FileKind(None, N_("JPEG XL 图片"))
_JPEG_2000 = FileKind(None, N_("JPEG 2000 图片"))
_SVG = FileKind(None, N_("SVG 图形"))
_WEB_PAGE = FileKind(None, N_("网页（HTML）"))
_TEXT = FileKind(None, N_("文本"))

# Offset, bytes expected there, kind. The first row that fits wins.
_SIGNATURES: tuple[tuple[int, bytes, FileKind], ...] = (
    (0, b"\xff\xd8\xff", FileKind(JPEG, N_("JPEG 照片"))),
    (0, b"\x89PNG\r\n\x1a\n", FileKind(PNG, N_("PNG 图片"))),
    (0, b"GIF8", FileKind(None, N_("GIF 图片"))),
    (0, b"%PDF", FileKind(None, N_("PDF 文档"))),
    (0, b"PK\x03\x04", _ZIP),
    (0, b"PK\x05\x06", _ZIP),
    (0, b"Rar!\x1a\x07", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"\x1f\x8b", _ARCHIVE),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind(None, N_("旧版 Office 文档"))),
    (0, b"II*\0", _TIFF),
    (0, b"MM\0*", _TIFF),
    (0, b"BM", FileKind(None, N_("BMP 图片"))),
    (0, b"\xff\x0a", _JPEG_XL),
    (0, b"\0\0\0\x0cJXL ", _JPEG_XL),
    (0, b"\0\0\0\x0cjP  ", _JPEG_2000),
    (0, b"\x1a\x45\xdf\xa3", _OTHER_VIDEO),
    (4, b"moov", _VIDEO),
    (4, b"mdat", _VIDEO),
    (0, b"ID3", _AUDIO),
    (0, b"#!AMR", _AUDIO),
    (0, b"#!", _PROGRAM),
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
)

_RIFF = {
    b"WEBP": FileKind(WEBP, N_("WebP 图片")),
    b"AVI ": _OTHER_VIDEO,
    b"WAVE": _AUDIO,
}

# ISO/IEC 23008-12 annex B: brands of HEVC-coded stills and sequences, then the brands that name only the container.
_HEVC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_CONTAINER_BRANDS = {b"mif1", b"mif2", b"msf1", b"heif", b"miaf"}
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_KIND = FileKind(HEIC, N_("HEIC 照片"))
_HEIF_KIND = FileKind(HEIF, N_("HEIF 照片"))


def sniff(head: bytes) -> FileKind:
    """The kind of a file from its first ``HEAD_BYTES`` bytes (all of it when it is shorter)."""
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return kind
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    return _text_kind(head)


def _by_brands(head: bytes) -> FileKind:
    """HEIC, AVIF or a film: the same container, told apart by the brands in its first box. The major brand decides
    first; a generic one (``mif1``) leaves it to the compatible brands."""
    box_end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[at : at + 4] for at in range(16, box_end - 3, 4)]
    for brand in (head[8:12], *brands):
        if brand in _HEVC_BRANDS:
            return _HEIC_KIND
        if brand in _AVIF_BRANDS:
            return _AVIF
    return _HEIF_KIND if head[8:12] in _CONTAINER_BRANDS else _VIDEO


def _text_kind(head: bytes) -> FileKind:
    """Text by its look: a web page, a drawing, or plain; files with control characters are not text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _TEXT
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text or re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return UNKNOWN
    if re.search(rb"<svg[\s>]", text):
        return _SVG
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return _WEB_PAGE
    return _TEXT if _decodes(head) else UNKNOWN


def _decodes(head: bytes) -> bool:
    """Whether the bytes are UTF-8 or GB 18030 text; the last character may be cut."""
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
            return True
        except UnicodeDecodeError as error:
            if error.start >= len(head) - 4 and len(head) >= HEAD_BYTES:
                return True
    return False
