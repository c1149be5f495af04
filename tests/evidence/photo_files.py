"""Photo files built byte by byte for the tests: sound ones, and such as only an accident or an ill will makes.

The EXIF writer here is independent of the reader under test.
"""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

ASCII, SHORT, LONG, RATIONAL, SRATIONAL, BYTE = 2, 3, 4, 5, 10, 1
_LETTERS = {ASCII: "", BYTE: "B", SHORT: "H", LONG: "I", RATIONAL: "II", SRATIONAL: "ii"}

Tag = tuple[int, int, object]
"""Tag number, TIFF type, value: bytes for ASCII, else a list of numbers (pairs for rationals)."""


def picture(width_px: int = 64, height_px: int = 48) -> Image.Image:
    """A picture with a different colour in each corner, so that turning it shows."""
    corners = Image.new("RGB", (2, 2))
    for at, colour in {(0, 0): (200, 30, 30), (1, 0): (30, 200, 30), (0, 1): (30, 30, 200), (1, 1): (220, 220, 60)}.items():
        corners.putpixel(at, colour)
    return corners.resize((width_px, height_px), Image.Resampling.BILINEAR)


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    """The image as a file."""
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def jpeg(width_px: int = 64, height_px: int = 48, **options: object) -> bytes:
    """A small sound JPEG."""
    return encoded(picture(width_px, height_px), "JPEG", quality=90, **options)


def with_app1(photo: bytes, content: bytes, times: int = 1) -> bytes:
    """A JPEG with APP1 segments of this content right after its start."""
    return photo[:2] + (b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content) * times + photo[2:]


def with_exif(photo: bytes, block: bytes) -> bytes:
    """A JPEG with this TIFF block as its EXIF."""
    return with_app1(photo, b"Exif\0\0" + block)


def tiff(*, ifd0: list[Tag] = (), exif: list[Tag] = (), gps: list[Tag] = (), order: str = "<", **pointers: int) -> bytes:
    """A TIFF block. ``exif_at``, ``gps_at`` replace the true offsets of those directories."""
    block = bytearray(struct.pack(order + "2sHI", b"II" if order == "<" else b"MM", 42, 8))
    main = [*ifd0]
    size = 2 + 12 * (len(ifd0) + bool(exif or "exif_at" in pointers) + bool(gps or "gps_at" in pointers)) + 4
    tail = bytearray()
    for name, pointer, tags in (("exif_at", 0x8769, exif), ("gps_at", 0x8825, gps)):
        if tags or name in pointers:
            at = 8 + size + len(tail)
            tail += _directory(tags, at, order)
            main.append((pointer, LONG, [pointers.get(name, at)]))
    values_at = 8 + size + len(tail)
    directory = _directory(main, 8, order, values_at)
    return bytes(block + directory[:size] + tail + directory[size:])


def _directory(tags: list[Tag], at: int, order: str, values_at: int | None = None) -> bytes:
    head, values = bytearray(struct.pack(order + "H", len(tags))), bytearray()
    values_at = at + 2 + 12 * len(tags) + 4 if values_at is None else values_at
    for tag, kind, value in sorted(tags, key=lambda row: row[0]):
        raw = value if kind == ASCII else b"".join(struct.pack(order + _LETTERS[kind], *_parts(item)) for item in value)
        head += struct.pack(order + "HHI", tag, kind, len(value))
        if len(raw) <= 4:
            head += raw.ljust(4, b"\0")
        else:
            head += struct.pack(order + "I", values_at + len(values))
            values += raw
    return bytes(head + b"\0\0\0\0" + values)


def _parts(item: object) -> tuple:
    return item if isinstance(item, tuple) else (item,)


def gps_tags(lat: list, lon: list, *, ns: bytes = b"N\0", ew: bytes = b"E\0", more: list[Tag] = ()) -> list[Tag]:
    """The four tags of a position, with others."""
    return [(1, ASCII, ns), (2, RATIONAL, lat), (3, ASCII, ew), (4, RATIONAL, lon), *more]


LUOYANG = gps_tags([(34, 1), (36, 1), (1234, 100)], [(112, 1), (27, 1), (5000, 100)])


def phone_jpeg() -> bytes:
    """A small JPEG as a phone in Luoyang would write it, orientation 6."""
    block = tiff(
        ifd0=[(0x10F, ASCII, b"HUAWEI\0"), (0x110, ASCII, b"LYA-AL00\0"), (0x112, SHORT, [6])],
        exif=[(0x9003, ASCII, b"2026:11:21 10:03:04\0"), (0x9011, ASCII, b"+08:00\0")],
        gps=LUOYANG,
    )
    return with_exif(jpeg(), block)


def png_chunk(name: bytes, content: bytes) -> bytes:
    """One chunk with its checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(width_px: int, height_px: int) -> bytes:
    """A few kilobytes that claim, and would inflate to, a picture of this size."""
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")


def marker_offsets(photo: bytes) -> list[int]:
    """Where each marker of a baseline JPEG begins, its end marker included."""
    offsets, at = [], 0
    while True:
        offsets.append(at)
        marker = photo[at + 1]
        if marker == 0xD9:
            return offsets
        if marker == 0xD8:
            at += 2
        elif marker == 0xDA:
            at = photo.rindex(b"\xff\xd9")
        else:
            at += 2 + struct.unpack_from(">H", photo, at + 2)[0]
