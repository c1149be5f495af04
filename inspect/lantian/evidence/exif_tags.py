"""The tags of one EXIF block by name, each taken with the reading that fits it; what cannot be used is noted.

Owns the tag numbers (CIPA DC-008-2024), the way to the Exif and GPS directories, and the words for what can be wrong.
``exif`` and ``exif_gps`` own what the tags mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from lantian.domain.problems import N_
from lantian.evidence.tiff import BadValue, Entry, TiffBlock, number, text

Value = TypeVar("Value")

REASONS = {
    "not_exif": N_("内容不是 EXIF"),
    "too_long": N_("内容过长"),
    "cut": N_("内容不完整"),
    "wrong_type": N_("数据类型不对"),
    "wrong_count": N_("数值个数不对"),
    "empty": N_("内容为空"),
    "unreadable_text": N_("文字无法识别"),
    "zero_denominator": N_("分母为零"),
    "not_a_number": N_("不是数值"),
    "out_of_range": N_("数值超出范围"),
    "not_a_time": N_("不是有效时间"),
    "hemisphere_missing": N_("缺少南北纬或东西经标记"),
    "zero_filled": N_("经纬度全为零，视为没有定位"),
    "loop": N_("目录循环引用"),
    "unreadable_file": N_("文件无法读取"),
}
"""Why a claim was not used, as msgids."""

_IFD0 = {"Make": 0x010F, "Model": 0x0110, "Orientation": 0x0112, "Software": 0x0131}
_EXIF = {"DateTimeOriginal": 0x9003, "OffsetTime": 0x9010, "OffsetTimeOriginal": 0x9011, "SubSecTimeOriginal": 0x9291}
_GPS = {
    "GPSLatitudeRef": 0x01,
    "GPSLatitude": 0x02,
    "GPSLongitudeRef": 0x03,
    "GPSLongitude": 0x04,
    "GPSAltitudeRef": 0x05,
    "GPSAltitude": 0x06,
    "GPSTimeStamp": 0x07,
    "GPSSpeedRef": 0x0C,
    "GPSSpeed": 0x0D,
    "GPSImgDirectionRef": 0x10,
    "GPSImgDirection": 0x11,
    "GPSMapDatum": 0x12,
    "GPSDateStamp": 0x1D,
    "GPSHPositioningError": 0x1F,
}
# Directory's name in a fault, the tag in directory 0 that points at it, the tags wanted from it.
_SUBDIRECTORIES = (("ExifIFD", 0x8769, _EXIF), ("GPS", 0x8825, _GPS))


@dataclass(frozen=True)
class ClaimFault:
    """One claim that could not be used: name of the tag, directory or block, and a key of ``REASONS``."""

    tag: str
    reason: str


class Tags:
    """The wanted tags of an EXIF block; an absent or broken block has none. Faults gather in ``faults``."""

    def __init__(self, block: bytes | None):
        self.faults: list[ClaimFault] = []
        self._entries: dict[str, tuple[int, int, int]] = {}
        if block:
            with self._noting("EXIF"):
                self._tiff = TiffBlock(block)
                self._read_directories()

    def take(self, name: str, reading: Callable[..., Value], *limits: object) -> Value | None:
        """The value of tag ``name`` through ``reading(entry, *limits)``; None when absent, or unusable and noted."""
        if name not in self._entries:
            return None
        with self._noting(name):
            return reading(self._tiff.entry(*self._entries[name]), *limits)
        return None

    def has(self, name: str) -> bool:
        """Whether the block has the tag, usable or not."""
        return name in self._entries

    def fault(self, tag: str, reason: str) -> None:
        """Note that a claim is not used."""
        self.faults.append(ClaimFault(tag, reason))

    def _read_directories(self) -> None:
        first = self._tiff.first_directory()
        table = self._tiff.entries(first)
        self._want(table, _IFD0)
        visited = {first}
        for name, pointer, wanted in _SUBDIRECTORIES:
            with self._noting(name):
                self._follow(table.get(pointer), wanted, visited)

    def _follow(self, pointer: tuple[int, int, int] | None, wanted: dict[str, int], visited: set[int]) -> None:
        if pointer is None:
            return
        offset = int(number(self._tiff.entry(*pointer), 0, 2**32))
        if offset in visited:
            raise BadValue("loop")
        visited.add(offset)
        self._want(self._tiff.entries(offset), wanted)

    def _want(self, table: dict[int, tuple[int, int, int]], wanted: dict[str, int]) -> None:
        self._entries |= {name: table[tag] for name, tag in wanted.items() if tag in table}

    @contextmanager
    def _noting(self, tag: str) -> Iterator[None]:
        try:
            yield
        except BadValue as bad:
            self.fault(tag, bad.reason)


def choice(entry: Entry, letters: str) -> str:
    """One letter out of ``letters``, in capitals. Raises ``BadValue``."""
    letter = text(entry)[:1].upper()
    if letter not in letters:
        raise BadValue("out_of_range")
    return letter
