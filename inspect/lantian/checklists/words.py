"""Things with a Chinese and an English name, and the small rules about languages that all of them share.

The Chinese text of an option or sub-check is also its stored value: it is what the record says. Must not know files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


def is_english(language: str) -> bool:
    """Whether a language or locale (en, en_GB, zh, zh_Hans_CN) asks for English; everything else is served in Chinese."""
    return language.lower().startswith("en")


def pick(zh: str, en: str, language: str) -> str:
    """The text of a language; Chinese where the English is missing."""
    return en if en and is_english(language) else zh


def number_text(value: Any) -> str:
    """A number as people write it: 2 for 2.0, 10,000 for 10000, 1.8 for 1.8."""
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,}"


@dataclass(frozen=True)
class Words:
    """A name in two languages."""

    zh: str
    en: str

    @property
    def value(self) -> str:
        """What a record stores for it: the Chinese text."""
        return self.zh

    def text(self, language: str) -> str:
        """The name in a language."""
        return pick(self.zh, self.en, language)


@dataclass(frozen=True)
class Option(Words):
    """One answer of a choice, or one role of a chain of persons."""


@dataclass(frozen=True)
class SubCheck(Words):
    """One point of an item that an inspector may tick: on a failed item, a point that was not met."""


@dataclass(frozen=True)
class Unit(Words):
    """A unit of a number; ``most`` is the largest number that makes sense, None where there is none."""

    most: float | None = None

    def text(self, language: str) -> str:
        """The unit in a language; a counting word may have no English."""
        return self.en if is_english(language) else self.zh


@dataclass(frozen=True)
class Department(Words):
    """A department; the short names are what pages show, the full ones stand in the drafts."""

    short_zh: str = ""
    short_en: str = ""

    def text(self, language: str) -> str:
        """The short name where there is one, else the full name."""
        return pick(self.short_zh or self.zh, self.short_en or self.en, language)


@dataclass(frozen=True)
class SiteKind(Words):
    """A kind of inspected place (检查对象类别); ``first`` are the lists offered first, in order."""

    first: tuple[str, ...] = ()
    selectable: bool = True


@dataclass(frozen=True)
class Section:
    """A group of items on a long list."""

    id: str
    zh: str
    en: str

    def text(self, language: str) -> str:
        """The heading in a language."""
        return pick(self.zh, self.en, language)


@dataclass(frozen=True)
class HeaderField:
    """A field asked once per record: ``type`` text, number, date, datetime, choice or boolean.

    ``prefill`` names where a form may take a first value from (PREFILLS in ``vocabulary``), '' for nowhere.
    """

    id: str
    zh: str
    en: str
    type: str
    options: tuple[Option, ...] = ()
    prefill: str = ""
    unit: Unit | None = None

    def text(self, language: str) -> str:
        """The label in a language, without the unit."""
        return pick(self.zh, self.en, language)
