"""Reading single values out of a TIFF block, the form EXIF is written in (CIPA DC-008-2024, section 4.6).

Owns bytes, byte order and value types; ``exif`` owns what a tag means. Reads the directories it is told to and the tags
it is asked for, nothing else: it follows no chain, so a loop cannot hold it, and copies no value longer than it wants.

Not left to Pillow: there a value that lies outside the block takes every later tag of the directory with it, and unknown
types vanish (Pillow 13: a bad Make, and Model and Orientation are gone too). Here it costs one value, which is then named.
"""

from __future__ import annotations

import math
import struct
from contextlib import suppress
from dataclasses import dataclass

MAX_VALUE_BYTES = 2048
MAX_TEXT_LENGTH = 255
_HEADERS = {b"II*\0": "<", b"MM\0*": ">"}
_HEADER_SEARCH_BYTES = 64

_ASCII, _UNDEFINED, _UTF8, _RATIONAL, _SRATIONAL = 2, 7, 129, 5, 10
_TEXT_TYPES = {_ASCII, _UNDEFINED, _UTF8, 1}
# TIFF value type: letter of the struct module, bytes of one value.
_TYPES = {
    1: ("B", 1),
    _ASCII: ("B", 1),
    3: ("H", 2),
    4: ("I", 4),
    _RATIONAL: ("II", 8),
    6: ("b", 1),
    _UNDEFINED: ("B", 1),
    8: ("h", 2),
    9: ("i", 4),
    _SRATIONAL: ("ii", 8),
    11: ("f", 4),
    12: ("d", 8),
    13: ("I", 4),
    _UTF8: ("B", 1),
}
_NUMBER_TYPES = set(_TYPES) - {_ASCII, _UNDEFINED, _UTF8}


class BadValue(ValueError):
    """A value that cannot be used; ``reason`` is a key of ``exif_tags.REASONS``."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Entry:
    """One tag's value as it lies in the block: TIFF type, number of values, bytes, byte order (``<`` or ``>``)."""

    kind: int
    count: int
    raw: bytes
    order: str


class TiffBlock:
    """A TIFF block in memory. Raises ``BadValue('not_exif')`` when there is no TIFF header in its first bytes."""

    def __init__(self, block: bytes):
        starts = [at for header in _HEADERS if (at := block.find(header, 0, _HEADER_SEARCH_BYTES)) >= 0]
        if not starts:
            raise BadValue("not_exif")
        self._block = block[min(starts) :]
        self._order = _HEADERS[self._block[:4]]

    def first_directory(self) -> int:
        """Offset of directory 0."""
        return self._number("I", 4)

    def entries(self, offset: int) -> dict[int, tuple[int, int, int]]:
        """Tag → (type, count, offset of its entry) of the directory at ``offset``; the first of equal tags counts.

        Raises ``BadValue`` when the directory lies outside the block; one that runs over the end gives what is there.
        """
        count = self._number("H", offset)
        table: dict[int, tuple[int, int, int]] = {}
        for at in range(offset + 2, min(offset + 2 + 12 * count, len(self._block) - 11), 12):
            tag, kind, length = struct.unpack_from(self._order + "HHI", self._block, at)
            table.setdefault(tag, (kind, length, at + 8))
        return table

    def entry(self, kind: int, count: int, value_at: int) -> Entry:
        """The value of one entry. Raises ``BadValue``: unknown type, too long, or outside the block."""
        if kind not in _TYPES:
            raise BadValue("wrong_type")
        size = count * _TYPES[kind][1]
        if size > MAX_VALUE_BYTES:
            raise BadValue("too_long")
        start = value_at if size <= 4 else self._number("I", value_at)
        if start + size > len(self._block):
            raise BadValue("cut")
        return Entry(kind, count, self._block[start : start + size], self._order)

    def _number(self, letter: str, offset: int) -> int:
        try:
            return struct.unpack_from(self._order + letter, self._block, offset)[0]
        except struct.error:
            raise BadValue("cut") from None


def text(entry: Entry) -> str:
    """A text value up to its first NUL, trimmed. UTF-8, or GB 18030 as older phones wrote it.

    Raises ``BadValue``: wrong_type, empty, unreadable_text, too_long.
    """
    if entry.kind not in _TEXT_TYPES:
        raise BadValue("wrong_type")
    raw = entry.raw.split(b"\0", 1)[0].strip()
    if not raw:
        raise BadValue("empty")
    decoded = _decoded(raw)
    if not decoded.isprintable():
        raise BadValue("unreadable_text")
    if len(decoded) > MAX_TEXT_LENGTH:
        raise BadValue("too_long")
    return decoded


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    raise BadValue("unreadable_text")


def numbers(entry: Entry) -> tuple[float, ...]:
    """The values as finite numbers. Raises ``BadValue``: wrong_type, empty, zero_denominator, not_a_number."""
    if entry.kind not in _NUMBER_TYPES:
        raise BadValue("wrong_type")
    if not entry.count:
        raise BadValue("empty")
    letters, _ = _TYPES[entry.kind]
    parts = struct.unpack(entry.order + letters * entry.count, entry.raw)
    values = tuple(map(_quotient, parts[::2], parts[1::2])) if len(letters) == 2 else parts
    if not all(map(math.isfinite, values)):
        raise BadValue("not_a_number")
    return values


def number(entry: Entry, low: float, high: float) -> float:
    """One number between ``low`` and ``high``. Raises ``BadValue``: as ``numbers``, and wrong_count, out_of_range."""
    values = numbers(entry)
    if len(values) != 1:
        raise BadValue("wrong_count")
    if not low <= values[0] <= high:
        raise BadValue("out_of_range")
    return values[0]


def _quotient(numerator: int, denominator: int) -> float:
    if denominator == 0:
        raise BadValue("zero_denominator")
    return numerator / denominator
