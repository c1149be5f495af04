"""Words brought into a form that can be drawn: characters the font lacks, invisible ones, and lines that are too long.

Owns cleaning and wrapping. Sizes in pixels. Must not draw.
"""

from __future__ import annotations

import re
import unicodedata

from .fonts import MISSING, Face, Font

MOST_LINES = 3
CUT = "…"
# A run of Latin letters and digits stays together, punctuation stays with what it opens or closes.
_PIECE = re.compile(r"[（《「『【]*(?:[\x21-\x7e°±]+|[^\s])[，。、；：！？）》」』】]*|\s")


def drawable(text: str, face: Face) -> str:
    """``text`` in one line without control characters, direction marks and combining accents that stand alone; what the font
    does not have as □."""
    plain = "".join(map(_plain, unicodedata.normalize("NFC", text)))
    return "".join(character if character == " " or face.has(character) else MISSING for character in " ".join(plain.split()))


def _plain(character: str) -> str:
    """Spaces of all kinds as one; nothing for what is invisible (categories C) or would be drawn over another (M)."""
    category = unicodedata.category(character)
    if category.startswith("Z") or character in "\t\n\r\v\f":
        return " "
    return "" if category[0] in "CM" else character


def wrapped(text: str, font: Font, width_px: float, most: int = MOST_LINES) -> list[str]:
    """``text`` in lines no wider than ``width_px``; after ``most`` of them the rest is cut and marked with …."""
    lines = [""]
    for piece in _pieces(text, font, width_px):
        if font.getlength((lines[-1] + piece).rstrip()) <= width_px:
            lines[-1] += piece
        else:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], font, width_px)]


def _pieces(text: str, font: Font, width_px: float) -> list[str]:
    """What may not be parted, character by character where that alone is wider than a line."""
    found = []
    for piece in _PIECE.findall(text):
        found += [piece] if font.getlength(piece) <= width_px else list(piece)
    return found


def _cut(line: str, font: Font, width_px: float) -> str:
    while line and font.getlength(line + CUT) > width_px:
        line = line[:-1]
    return line + CUT
