"""Digests of rows that an entry of the book carries, so that ``verify`` can tell whether the rows are still those of the act.

The same function makes a digest when the act is written and when it is checked. Must not read the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

# What of a line is fixed when it is reported: what its packages, stamps and sheets print, and who may not decide on it.
FIXED = (
    "severity", "department", "order_only", "bases", "title", "title_en", "checklist_id", "site", "area", "unit", "act_on",
    "found_by", "chain",
)  # fmt: skip
# What entries of before this version sealed of it, as ``frozen_sha256``.
FROZEN = FIXED[:4]
ANSWER = ("item_id", "position", "value", "note", "sub_checks", "corrected")
# What the phone said of a photo; ``NUMBERS`` may come as whole numbers and are read back from the table with a fraction.
CLAIMS = (
    "position", "taken_at", "source", "no_fix_reason", "caption", "estimated_at", "clock_doubt", "lat", "lon", "accuracy_m",
    "altitude_m", "heading_deg", "fix_at", "crs", "compass_deg", "compass_source",
)  # fmt: skip
NUMBERS = frozenset({"lat", "lon", "accuracy_m", "altitude_m", "heading_deg", "compass_deg"})
# Columns younger than the first digests: what they do not say is left out, so that digests of before hold.
YOUNGER = frozenset({"compass_deg", "compass_source"})
PLACED = ("inspection", "photo", "item_id", "role", *CLAIMS)


def fixed_sha256(columns: Mapping[str, Any]) -> str:
    """Of the FIXED columns of a line."""
    return _sha256({name: columns[name] for name in FIXED})


def frozen_sha256(columns: Mapping[str, Any]) -> str:
    """Of the FROZEN columns of a line: for entries of before."""
    return _sha256({name: columns[name] for name in FROZEN})


def answers_sha256(rows: Iterable[Mapping[str, Any]]) -> str:
    """Of all answers of a visit, in the order of their items' ids."""
    return _sha256(sorted(({name: row[name] for name in ANSWER} for row in rows), key=lambda row: row["item_id"]))


def placed_sha256(rows: Iterable[Mapping[str, Any]]) -> str:
    """Of the photos that came with one later act, in their order."""
    return _sha256(sorted(map(_told, rows), key=lambda row: row["position"]))


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    names = (name for name in PLACED if name not in YOUNGER or row[name] not in (None, ""))
    return {name: _plain(name, row[name]) for name in names}


def _plain(name: str, value: Any) -> Any:
    """-0.0 is kept as 0.0 by SQLite."""
    return float(value) + 0.0 if name in NUMBERS and value is not None else value


def _sha256(value: Any) -> str:
    """As JSON with sorted keys."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
