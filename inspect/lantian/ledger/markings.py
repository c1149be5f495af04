"""Markings of photos (遮盖与标注): which version stands, and adding one. Rows are never changed or removed.

Callers make sure that the photo may be seen. Must not decide who may hide or lift what.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lantian.domain.marking import NONE, Marking, read_marking

from . import sql
from .models import PhotoMarking


@dataclass(frozen=True)
class Standing:
    """The version of a photo's marking that stands; version 0 is a photo that nobody ever marked."""

    version: int = 0
    marking: Marking = NONE
    made_at: str = ""
    # Name of whoever made it.
    made_by: str = ""


NOTHING = Standing()


def standing(sha256: str) -> Standing:
    """The version that stands for one photo."""
    return standing_of([sha256]).get(sha256, NOTHING)


def standing_of(hashes: Iterable[str]) -> dict[str, Standing]:
    """The versions that stand, by photo, in one query; photos that were never marked are not among them."""
    asked = sorted(set(hashes))
    rows = sql.rows(
        "SELECT m.sha256, m.version, m.recipe, m.made_at, p.name FROM photo_marking m JOIN person p ON p.id = m.made_by_id "
        f"WHERE m.sha256 IN ({sql.marks(asked)}) ORDER BY m.sha256, m.version",
        *asked,
    )
    return {sha256: Standing(version, _read(recipe), at, by) for sha256, version, recipe, at, by in rows}


def _read(recipe: str) -> Marking:
    """A stored recipe; one that was bent by hand hides the whole picture rather than showing it all."""
    marking, faults = read_marking(PhotoMarking.recipe.python_value(recipe), "recipe")
    return ALL_HIDDEN if faults else marking


ALL_HIDDEN, _FAULTS = read_marking({"shapes": [{"kind": "redact", "at": [0, 0, 10_000, 10_000]}]}, "")


def add(sha256: str, marking: Marking, *, version: int, at: str, by: int, seq: int) -> None:
    """Write a version. Inside ``db.transaction()``, with the entry ``seq`` that says the same."""
    row = {
        "photo": sha256,
        "version": version,
        "recipe_sha256": marking.sha256,
        "redacts": marking.redacts,
        "made_at": at,
        "made_by": by,
        "seq": seq,
        "recipe": marking.as_json(),
    }
    sql.insert(PhotoMarking, [row])
