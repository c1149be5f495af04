"""Unified social credit codes (统一社会信用代码, GB 32100-2015): does a code read on a plate or licence add up?

Owns the two check characters, that of the whole code and that of the organisation code (GB 11714) inside it. Every
fault is a warning: some old and migrated codes in use do not add up, so nothing may be refused for one. Must not say
that a code is registered or to whom.
"""

from __future__ import annotations

import unicodedata

from .problems import N_, FieldFault

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION = slice(8, 17)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

WRONG_LENGTH = N_("统一社会信用代码应为 18 位，现为 %(length)s 位，请核对。")
WRONG_CHARACTER = N_("统一社会信用代码第 %(position)s 位“%(character)s”不应出现（不使用 I、O、S、V、Z），请核对。")
WRONG_DIVISION = N_("统一社会信用代码第 3 至 8 位应为数字，请核对。")
WRONG_ORGANISATION = N_("统一社会信用代码第 9 至 17 位（组织机构代码）的校验码不符，请核对是否录错。")
WRONG_CHECK = N_("统一社会信用代码的校验码（第 18 位）不符，请核对是否录错。")


def normalise(code: str) -> str:
    """The code as it is stored: full-width letters made plain, spaces and hyphens removed, capitals."""
    plain = unicodedata.normalize("NFKC", code)
    return "".join(plain.split()).replace("-", "").upper()


def warnings(code: str, path: str = "party.uscc") -> list[FieldFault]:
    """What speaks against the code, at ``path``; an empty code has no faults. Nothing here may block a record."""
    text = normalise(code)
    if not text:
        return []
    if len(text) != 18:
        return [FieldFault(path, WRONG_LENGTH, {"length": len(text)})]
    strange = [(place, sign) for place, sign in enumerate(text, 1) if sign not in ALPHABET]
    if strange:
        place, sign = strange[0]
        return [FieldFault(path, WRONG_CHARACTER, {"position": place, "character": sign})]
    return [FieldFault(path, message) for holds, message in _checks(text) if not holds]


def check_character(first_seventeen: str) -> str:
    """The 18th character that belongs to the first 17: (31 − Σ value × weight mod 31) mod 31 in the alphabet."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(first_seventeen, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(first_eight: str) -> str:
    """The ninth character of an organisation code: 11 − Σ value × weight mod 11, with 10 → X and 11 → 0."""
    values = (ORGANISATION_ALPHABET.index(sign) for sign in first_eight)
    total = sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def _checks(text: str) -> list[tuple[bool, str]]:
    organisation = text[ORGANISATION]
    return [
        (text[2:8].isdigit(), WRONG_DIVISION),
        (organisation_check_character(organisation[:8]) == organisation[8], WRONG_ORGANISATION),
        (check_character(text[:17]) == text[17], WRONG_CHECK),
    ]
