"""The check of pairs that show the same shot: every row and its entry in the book say the same.

Marks and prints are proven by nothing: they are an index, made from originals and made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lantian.domain.problems import N_

from .models import LedgerEntry, PhotoLikeness
from .verify_rows import pages, read_entries

Found = tuple[str, str, dict[str, Any]]

PAIR_DIFFERS = N_("相似照片的登记与台账不符。")


def pairs(tell: Callable[[int], None]) -> Iterator[Found]:
    """Every pair and the entry it names tell of the same two rows, the same likeness and the same time."""
    tell(0)
    p = PhotoLikeness
    for rows in pages(p.id, (p.id, p.this, p.that, p.kind, p.score, p.found_at, p.seq), tell):
        numbers = [row["seq"] for row in rows]
        entries = {entry["seq"]: entry for entry in read_entries(LedgerEntry.seq.in_(numbers))}
        times = dict(LedgerEntry.select(LedgerEntry.seq, LedgerEntry.recorded_at).where(LedgerEntry.seq.in_(numbers)).tuples())
        for row in rows:
            if not _agree(row, entries.get(row["seq"]), times.get(row["seq"])):
                yield f"#{row['seq']}", PAIR_DIFFERS, {}


def _agree(row: dict[str, Any], entry: dict[str, Any] | None, at: str | None) -> bool:
    if entry is None or entry["kind"] != "PhotoLikenessFound":
        return False
    said = entry["payload"]
    rows = [row["this"], row["that"]]
    return (said.get("rows"), said.get("kind"), said.get("score"), at) == (rows, row["kind"], row["score"], row["found_at"])
