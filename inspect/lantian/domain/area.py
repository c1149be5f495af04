"""Area codes (行政区划代码): their shapes, levels, parents, and which area lies in which.

Owns the rule that containment is a prefix: province 2 digits, city 4, county 6 (GB/T 2260), township 9, grid (网格) 12.
Must not know names of places or which codes exist.
"""

from __future__ import annotations

from .problems import N_, FieldFault

LEVELS: dict[int, str] = {2: "province", 4: "city", 6: "county", 9: "township", 12: "grid"}
LEVEL_NAMES: dict[str, str] = {
    "province": N_("省"),
    "city": N_("市"),
    "county": N_("县（市、区）"),
    "township": N_("乡镇（街道）"),
    "grid": N_("网格"),
}
# Any letter sorts after the digits, in byte order and in the collations of PostgreSQL; ':' would not.
ABOVE_ALL_CODES = "A"

BAD_CODE = N_("区划代码“%(value)s”不对，应为 2、4、6、9 或 12 位数字。")


def level(code: str) -> str:
    """The level of a code: province, city, county, township or grid. Raises ValueError for any other shape."""
    if not is_code(code):
        raise ValueError(f"{code!r} is not an area code of 2, 4, 6, 9 or 12 digits")
    return LEVELS[len(code)]


def is_code(code: object) -> bool:
    """Whether this has the shape of an area code; it does not say that the area exists."""
    return isinstance(code, str) and len(code) in LEVELS and code.isascii() and code.isdigit()


def check(code: object, path: str = "area_code") -> list[FieldFault]:
    """The fault of a code of the wrong shape, or nothing."""
    return [] if is_code(code) else [FieldFault(path, BAD_CODE, {"value": str(code)[:20]})]


def parents(code: str) -> tuple[str, ...]:
    """The areas above, largest first: '410302001' → ('41', '4103', '410302'). Raises ValueError for a wrong shape."""
    level(code)
    return tuple(code[:length] for length in LEVELS if length < len(code))


def contains(scope: str, code: str) -> bool:
    """Whether ``code`` is ``scope`` or lies in it; a scope of the wrong shape, the empty one included, holds nothing."""
    return is_code(scope) and is_code(code) and code.startswith(scope)


def upper_bound(prefix: str) -> str:
    """The smallest text above all codes with that prefix: '4103' → '4104', '4109' → '411'.

    For range queries that an index can answer: ``prefix <= area_code < upper_bound(prefix)``. The zeros of a carry are left
    off, because codes differ in length and '410303' lies below '410303000'. Above a prefix of nines there is only a letter.
    Raises ValueError for a prefix of the wrong shape, so that nobody sees everything.
    """
    level(prefix)
    following = str(int(prefix) + 1).zfill(len(prefix))
    return following.rstrip("0") if len(following) == len(prefix) else ABOVE_ALL_CODES
