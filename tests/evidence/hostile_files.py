"""More than two hundred hostile photo files, made in code, each with what has to become of it.

Owns the files and their expectations; how they are sent in is the business of ``bench.hostile_photos``. Nothing binary is kept.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

from evidence.hostile_claims import SOUND, Hostile, described
from evidence.photo_files import encoded, jpeg, marker_offsets, phone_jpeg, picture, png_bomb, png_chunk

PHOTO = phone_jpeg()
TRUNCATED, BROKEN, TOO_LARGE = frozenset({"truncated"}), frozenset({"truncated", "unreadable"}), frozenset({"too_many_pixels"})
BROKEN_OR_SHOWN, WIDE = BROKEN | SOUND, BROKEN | TOO_LARGE | {"too_much_memory"}


def all_files() -> list[Hostile]:
    """Every file, each with content of its own."""
    groups = (_cuts, _lengths, described, _sizes, _behind, _not_photos, _animated, _modes, _heifs, _chunks, _heavy)
    return list({file.content: file for group in groups for file in group()}.values())


def _cuts() -> Iterator[Hostile]:
    """A phone's JPEG cut at every marker and around it; PNG and WebP at every chunk."""
    for at in marker_offsets(PHOTO):
        for cut in range(max(3, at), min(at + 5, len(PHOTO))):
            if not (cut == 3 and at > 0):
                yield Hostile(f"JPEG cut at {cut}", PHOTO[:cut], TRUNCATED)
    for form in ("PNG", "WEBP"):
        whole = encoded(picture(300, 200), form)
        for share in (2, 5, 10, 30, 50, 70, 90, 95, 99):
            cut = max(20, len(whole) * share // 100)
            yield Hostile(f"{form} cut at {share} %", whole[:cut], TRUNCATED)
        yield Hostile(f"{form} without its last byte", whole[:-1], TRUNCATED | BROKEN_OR_SHOWN)


def _lengths() -> Iterator[Hostile]:
    """Segments that lie about their length."""
    for at in marker_offsets(PHOTO)[1:-1]:
        for length in (b"\0\0", b"\0\1", b"\xff\xff"):
            yield Hostile(
                f"segment at {at} of length {length.hex()}", PHOTO[: at + 2] + length + PHOTO[at + 4 :], BROKEN_OR_SHOWN
            )


def _sized(width_px: int, height_px: int) -> bytes:
    photo = bytearray(jpeg(16, 16))
    at = photo.index(b"\xff\xc0") + 5
    photo[at : at + 4] = struct.pack(">HH", height_px, width_px)
    return bytes(photo)


def _sizes() -> Iterator[Hostile]:
    """Pictures of 65,000 pixels a side, and lines of next to nothing."""
    for size in ((65_000, 65_000), (65_500, 2000), (2000, 65_500), (65_535, 65_535)):
        yield Hostile(f"JPEG of {size}", _sized(*size), TOO_LARGE)
    for size in ((65_000, 65_000), (50_000, 50_000), (10_000, 6_000), (2**31 - 1, 2**31 - 1), (65_000, 1000)):
        yield Hostile(f"PNG of {size}", png_bomb(*size), TOO_LARGE)
    for size in ((0, 0), (0, 100), (2**32 - 1, 1)):
        yield Hostile(f"PNG of {size}", png_bomb(*size), BROKEN | TOO_LARGE)
    yield Hostile("JPEG of 65,000 × 1", encoded(Image.new("RGB", (65_000, 1), "red"), "JPEG"))
    yield Hostile("JPEG of 1 × 65,000", encoded(Image.new("RGB", (1, 65_000), "red"), "JPEG"))
    yield Hostile("JPEG of 1 × 1", encoded(Image.new("RGB", (1, 1), "red"), "JPEG"))
    canvas = struct.pack("<I", 16383)[:3]
    webp = b"WEBPVP8X\n\0\0\0\0\0\0\0" + canvas + canvas
    yield Hostile(
        "WebP with a canvas of 16,384 and no picture",
        b"RIFF" + struct.pack("<I", len(webp)) + webp,
        BROKEN | TOO_LARGE | {"too_much_memory"},
    )


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("evil.exe", b"MZ" * 100)
    return target.getvalue()


TAILS = {
    "ZIP": _zip(), "HTML": b"<html><script>alert(1)</script></html>", "program": b"MZ" + bytes(200), "PDF": b"%PDF-1.7\n%%EOF",
    "film": b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(range(256)), "shell": b"#!/bin/sh\nrm -rf /\n", "JPEG": jpeg(20, 20),
}  # fmt: skip


def _behind() -> Iterator[Hostile]:
    """Polyglots: another file behind a sound picture."""
    for form, whole in (("JPEG", PHOTO), ("PNG", encoded(picture(), "PNG")), ("WEBP", encoded(picture(), "WEBP"))):
        for name, tail in TAILS.items():
            claims = {"make": "HUAWEI", "orientation": 6} if whole is PHOTO else {}
            yield Hostile(f"{form} with {name} behind", whole + tail, claims=claims, note="trailing_bytes")


def _not_photos() -> Iterator[Hostile]:
    """What is no photo at all, whatever it is called: refused at the door."""
    heads = {name: tail for name, tail in TAILS.items() if name != "JPEG"} | {
        "GIF": encoded(picture(), "GIF"), "BMP": encoded(picture(), "BMP"), "TIFF": encoded(picture(), "TIFF"),
        "nothing": b"\0" * 600,
        "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "text": "不是照片".encode(),
        "AVIF": b"\0\0\0\x10ftypavif",
        "HTML around a JPEG": b"<!--" + PHOTO + b"-->", "JPEG without its first byte": PHOTO[1:], "ELF": b"\x7fELF" + bytes(99),
        "two bytes of a JPEG": PHOTO[:2], "XML bomb": b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'aa'>]><l>&a;</l>",
    }  # fmt: skip
    yield from (Hostile(f"{name} called a photo", content, frozenset()) for name, content in heads.items())


def _animated() -> Iterator[Hostile]:
    """Several pictures in one file."""
    frames = [Image.new("RGB", (80, 60), (40 * n, 90, 160)) for n in range(6)]
    for form in ("PNG", "WEBP"):
        moving = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
        yield Hostile(f"animated {form}", moving, note="several_images")
    for form in ("PNG", "WEBP"):
        many = [Image.new("RGB", (8, 8), (n % 256, n // 256, 0)) for n in range(400)]
        moving = encoded(many[0], form, save_all=True, append_images=many[1:], duration=10)
        yield Hostile(f"{form} of 400 pictures", moving, note="several_images")
    yield Hostile(
        "MPO of six pictures", encoded(frames[0], "MPO", save_all=True, append_images=frames[1:]), note="trailing_bytes"
    )


def _modes() -> Iterator[Hostile]:
    """Colours other than a phone's."""
    colour = picture(200, 150)
    for mode in ("CMYK", "L"):
        for progressive in (False, True):
            yield Hostile(
                f"JPEG {mode} progressive {progressive}", encoded(colour.convert(mode), "JPEG", progressive=progressive)
            )
    for mode in ("1", "L", "LA", "P", "RGBA"):
        yield Hostile(f"PNG {mode}", encoded(colour.convert(mode), "PNG"))
    yield Hostile("PNG of 16 bits", encoded(Image.new("I;16", (200, 150), 40_000), "PNG"))
    rows = b"".join(b"\0" + struct.pack(">3H", 60_000, 20_000, 900) * 20 for _ in range(10))
    yield Hostile("PNG of 3 × 16 bits", _png(struct.pack(">IIBBBBB", 20, 10, 16, 2, 0, 0, 0), rows))
    yield Hostile(
        "PNG with a palette that is not there", _png(struct.pack(">IIBBBBB", 20, 10, 8, 3, 0, 0, 0), bytes(210)), BROKEN_OR_SHOWN
    )
    yield Hostile("WebP without loss, transparent", encoded(colour.convert("RGBA"), "WEBP", lossless=True))
    yield Hostile("JPEG with a broken profile", encoded(colour, "JPEG", icc_profile=b"\xff" * 500), note="colour_profile_ignored")


def _png(header: bytes, rows: bytes) -> bytes:
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def _heifs() -> Iterator[Hostile]:
    """HEIC with many pictures, cut, and with boxes that lie."""
    import pillow_heif

    target, frames = io.BytesIO(), [Image.new("RGB", (64, 64), (5 * n, 90, 200)) for n in range(40)]
    pillow_heif.from_pillow(frames[0])
    whole = pillow_heif.HeifFile()
    for frame in frames:
        whole.add_from_pillow(frame)
    whole.save(target, quality=50)
    many = target.getvalue()
    yield Hostile("HEIC of 40 pictures", many, note="several_images")
    for share in (1, 5, 20, 50, 80, 99):
        yield Hostile(f"HEIC cut at {share} %", many[: max(24, len(many) * share // 100)], BROKEN)
    for at in range(24, 424, 40):
        yield Hostile(f"HEIC with a wild length at {at}", many[:at] + b"\xff\xff\xff\xff" + many[at + 4 :], BROKEN_OR_SHOWN)
    yield Hostile("HEIC that is only its head", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", BROKEN)


def _chunks() -> Iterator[Hostile]:
    """PNG chunks that are wrong, missing or bombs."""
    plain = encoded(picture(), "PNG")
    yield Hostile(
        "PNG text of 60 MB in 60 kB",
        plain[:33] + png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(60 << 20), 9)) + plain[33:],
        BROKEN_OR_SHOWN,
    )
    yield Hostile(
        "PNG profile of 60 MB",
        plain[:33] + png_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(60 << 20), 9)) + plain[33:],
        BROKEN_OR_SHOWN,
    )
    yield Hostile("PNG without pixels", plain[:33] + png_chunk(b"IEND", b""), BROKEN)
    yield Hostile("PNG with a wrong checksum", plain[:45] + bytes([plain[45] ^ 1]) + plain[46:], BROKEN_OR_SHOWN)
    yield Hostile("PNG of ten thousand chunks", plain[:33] + png_chunk(b"tEXt", b"a\0b") * 10_000 + plain[33:], BROKEN_OR_SHOWN)


def _heavy() -> Iterator[Hostile]:
    """Sound pictures of 50 and 108 megapixels: shown where there is memory for them, else kept and named as too much."""
    too_much, size = frozenset({"too_much_memory"}), (8192, 6144)
    yield Hostile("transparent PNG of 50 megapixels", encoded(Image.new("RGBA", size, (9, 99, 200, 90)), "PNG", compress_level=1))
    yield Hostile("PNG of 50 megapixels and 16 bits", encoded(Image.new("I;16", size, 3000), "PNG", compress_level=1))
    yield Hostile("WebP of 50 megapixels", encoded(Image.new("RGB", size, (9, 99, 200)), "WEBP", quality=1, method=0), too_much)
    size = (12_000, 9_000)
    yield Hostile("JPEG of 108 megapixels", encoded(Image.new("RGB", size, (9, 99, 200)), "JPEG"))
    yield Hostile("progressive JPEG of 108 megapixels", encoded(Image.new("RGB", size, (9, 99, 200)), "JPEG", progressive=True))
    four = encoded(Image.new("CMYK", size, (9, 99, 200, 3)), "JPEG", progressive=True)
    yield Hostile("progressive JPEG of 108 megapixels in four colours", four, too_much)
