"""The check of markings: every version of every photo's marking and its entry in the book say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lantian.domain.marking import read_marking
from lantian.domain.problems import N_

from .models import LedgerEntry, PhotoMarking
from .verify_rows import MARKED, pages, read_entries

Found = tuple[str, str, dict[str, Any]]

DIFFERS = N_("照片遮盖和标注的登记与台账不符。")


def versions(tell: Callable[[int], None]) -> Iterator[Found]:
    """Every version and the entry it names tell of the same photo, recipe, person and time."""
    m, e = PhotoMarking, LedgerEntry
    tell(0)
    columns = (m.id, m.photo, m.version, m.recipe_sha256, m.redacts, m.made_at, m.made_by, m.seq, m.recipe)
    for rows in pages(m.id, columns, tell):
        numbers = [row["seq"] for row in rows]
        entries = {entry["seq"]: entry for entry in read_entries(e.seq.in_(numbers))}
        acted = {seq: (at, by) for seq, at, by in e.select(e.seq, e.recorded_at, e.actor_id).where(e.seq.in_(numbers)).tuples()}
        for row in rows:
            if not _agree(row, entries.get(row["seq"]), acted.get(row["seq"])):
                yield row["photo"], DIFFERS, {}


def _agree(row: dict[str, Any], entry: dict[str, Any] | None, acted: tuple[str, int] | None) -> bool:
    marking, faults = read_marking(row["recipe"], "recipe")
    if entry is None or entry["kind"] not in MARKED or faults:
        return False
    said = (entry["subject_id"], entry["payload"].get("version"), entry["payload"].get("recipe_sha256"), acted)
    kept = (row["photo"], row["version"], row["recipe_sha256"], (row["made_at"], row["made_by"]))
    return said == kept and (row["recipe_sha256"], row["redacts"]) == (marking.sha256, marking.redacts)
