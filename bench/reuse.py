"""``python -m bench.reuse``: how well re-used photos are found, and how long a search takes in a large ledger; writes
docs/bench-reuse.md. ``--small`` takes few pictures and short indexes and writes nothing.

The index is the product's own table in a real SQLite file in a temporary folder.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from PIL import Image

from lantian.evidence.agreement import agreement
from lantian.evidence.marks import LONGEST_PX, MOST_MARKS, Question, Stored, marks_of, scaled
from lantian.ledger import db, likeness, schema
from lantian.settings import ROOT

from . import report, reuse_set, sections

PAGE = ROOT / "docs" / "bench-reuse.md"
GREY_PX = 400
SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
SMALL = 100_000
ASKED_OF_EACH = 20
HEAD = ("what was done", "photos", "found", "recall", "aim", "other photos named", "precision")


@dataclass
class Set:
    """Pictures in the index, in grey, by number of print."""

    greys: list[Image.Image] = field(default_factory=list)

    def take(self, picture: Image.Image) -> None:
        """Put one into the index."""
        grey = _grey(picture)
        marks = [(mark.key, mark.x, mark.y) for mark in marks_of(scaled(grey, LONGEST_PX))]
        self.greys.append(grey)
        with db.transaction():
            likeness.remember(f"{len(self.greys):064x}", marks)

    def like(self, picture: Image.Image) -> set[int]:
        """Places in ``greys`` of the pictures said to be the same shot."""
        grey = _grey(picture)
        question = Question(grey)
        found: dict[int, list] = {}
        for candidate in question.candidates(Stored(*answer) for answer in likeness.lookup(question.keys)):
            found.setdefault(candidate.photo - 1, []).append(candidate)
        return {at for at, suspected in found.items() if at < len(self.greys) and agreement(grey, self.greys[at], suspected)}


def main() -> None:
    """Run what was asked for, print and write; a part that was not run keeps what the page says of it."""
    parser = argparse.ArgumentParser(prog="bench.reuse", description=__doc__)
    parser.add_argument("--small", action="store_true", help="few pictures, indexes up to 100,000 photos, no page written")
    parser.add_argument("--only", choices=tuple(PARTS), action="append", help="parts to run (default: all)")
    parser.add_argument("--viewpoints", type=int, default=8, help="drawn pictures per scene")
    parser.add_argument("--honest", type=int, default=3, help="honest photos taken of each place")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="largest index, photos")
    told = parser.parse_args()
    if told.small:
        told.viewpoints, told.honest, told.most = 1, 1, SMALL
    facts = report.machine()
    print(facts, flush=True)
    for part in told.only or PARTS:
        with _Index():
            for text in PARTS[part](told):
                if not told.small:
                    sections.write(PAGE, OPENING, [(TITLES[part], sections.dated(facts, text))], tuple(TITLES.values()))


class _Index:
    """An empty installation's database in a temporary folder, without the links between tables."""

    def __enter__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        db.open_database(f"sqlite:///{self._folder.name}/bench.db")
        schema.migrate()
        db.database.execute_sql("PRAGMA foreign_keys = 0")

    def __exit__(self, *_error: object) -> None:
        db.database.close()
        self._folder.cleanup()


def _found(names: tuple[str, ...]) -> Callable[[argparse.Namespace], Iterator[str]]:
    def measured(told: argparse.Namespace) -> Iterator[str]:
        known, pictures = _known(told)
        rows = []
        for name in names:
            rows.append(_recall(known, pictures, name, *reuse_set.CHANGES[name]))
            yield f"{len(pictures)} pictures in the ledger.\n\n{report.plain_table(HEAD, rows)}"

    return measured


def _known(told: argparse.Namespace) -> tuple[Set, list[Image.Image]]:
    known, pictures = Set(), [*reuse_set.real(), *reuse_set.drawn(told.viewpoints)]
    for picture in pictures:
        known.take(picture)
    return known, pictures


def _recall(known: Set, pictures: list[Image.Image], name: str, aim: float, change: reuse_set.Change) -> tuple[str, ...]:
    rng, hits, others = random.Random(name), 0, 0
    for at, picture in enumerate(pictures):
        found = known.like(change(picture, rng))
        hits += at in found
        others += len(found - {at})
    precision = hits / (hits + others) if hits + others else 0.0
    print(f"  {name}: {hits} of {len(pictures)}, others {others}", flush=True)
    aimed = f"≥ {aim}" if aim else "–"
    return name, str(len(pictures)), str(hits), f"{hits / len(pictures):.3f}", aimed, str(others), f"{precision:.3f}"


def _honest(told: argparse.Namespace) -> Iterator[str]:
    known, pictures = _known(told)
    rng, false, took = random.Random("honest"), 0, []
    for _ in range(told.honest):
        for picture in pictures:
            shot = reuse_set.shot_again(picture, rng)
            began = time.perf_counter()
            false += bool(known.like(shot))
            took.append(1000 * (time.perf_counter() - began))
        words = _honest_words(len(pictures), len(took), false, statistics.median(took))
        print(f"  {words}", flush=True)
        yield words


def _honest_words(pictures: int, asked: int, false: int, ms: float) -> str:
    return (
        f"{pictures} pictures in the ledger. Honest photos of the same places, taken again: {asked}; said to be an earlier shot: "
        f"{false} ({10_000 * false / asked:.1f} in 10,000; with 95 % confidence below {10_000 * _bound(false, asked):.0f} in "
        f"10,000; aim 1). One photo took {ms:.0f} ms of reading marks, search and comparison (median)."
    )


def _bound(false: int, asked: int) -> float:
    """Upper end of the one-sided 95 % interval of a share: exact where nothing was found (1 - 0.05^(1/n)), else Wilson's."""
    if not false:
        return 1 - 0.05 ** (1 / asked)
    share, z = false / asked, 1.645
    return (share + z * z / 2 / asked + z * (share * (1 - share) / asked + z * z / 4 / asked**2) ** 0.5) / (1 + z * z / asked)


def _timed(told: argparse.Namespace) -> Iterator[str]:
    questions = [Question(_grey(picture)) for picture in islice(reuse_set.drawn(2), ASKED_OF_EACH)]
    rows, filled = [], 0
    for wish in ("journal_mode = OFF", "synchronous = OFF"):
        db.database.execute_sql(f"PRAGMA {wish}")
    for size in (size for size in SIZES if size <= told.most):
        began = time.perf_counter()
        _fill(filled, size)
        filled, built_s = size, time.perf_counter() - began
        times, answers = zip(*(_ask(question) for question in questions), strict=True)
        row = (
            f"{size:,}",
            f"{size * MOST_MARKS:,}",
            f"{_file_bytes() / 2**20:,.0f} MiB",
            f"{statistics.median(times):.0f}",
            f"{max(times):.0f}",
            f"{statistics.median(answers):,.0f}",
        )
        rows.append(row)
        print(f"  {size:,} photos: {row}, filled in {built_s:.0f} s", flush=True)
        head = ("photos", "marks", "file", "median ms", "worst ms", "rows read (median)")
        yield f"{OF_TIMES}\n\n{report.plain_table(head, rows)}"


def _fill(before: int, size: int) -> None:
    """Marks with keys spread evenly, in the order of the table, for photos numbered from ``before`` up to ``size``."""
    photos = size - before
    count = photos * MOST_MARKS
    statement = (
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?) INSERT INTO photo_mark "
        "SELECT CAST(i * ? AS INTEGER), ? + i * 7919 % ?, i * 104729 % 245760 FROM n"
    )
    with db.transaction():
        db.database.execute_sql(statement, (count, 2**28 / count, before + 1, photos))


def _ask(question: Question) -> tuple[float, int]:
    """Milliseconds of one search with the counting of votes, and how many rows it read."""
    began = time.perf_counter()
    answers = [Stored(*answer) for answer in likeness.lookup(question.keys)]
    question.candidates(answers)
    return 1000 * (time.perf_counter() - began), len(answers)


def _file_bytes() -> int:
    return next(Path(path).stat().st_size for _n, name, path in db.database.execute_sql("PRAGMA database_list") if name == "main")


def _grey(picture: Image.Image) -> Image.Image:
    """As ``evidence.shown_shot`` reads a copy."""
    return scaled(picture.convert("L"), min(GREY_PX, max(picture.size)))


OPENING = """# Re-used photos: measured

Written by `make bench-reuse`; do not edit. What the numbers are of: [photos.md](photos.md), section "The same shot twice".

Pictures: real phone photos and drawn scenes of the demo city. Honest photos taken again are made from them: turned by 0.4° to 3°,
seen from slightly elsewhere, exposed otherwise, with things moved and new noise. Drawn and made pictures are no proof for every
camera in the field; a shot from a tripod, or two of a burst without any movement, is the same shot by this measure.
"""
OF_TIMES = (
    "The product's table in a SQLite file, filled with marks whose keys are spread evenly. Real keys are not: a key holds at "
    f"most {likeness.MOST_PER_KEY} marks, which bounds what a search reads. Times are of the search and the count, with a "
    "warm cache; reading the marks of the asking photo and comparing candidates come on top and do not grow with the ledger."
)


CHANGES = tuple(reuse_set.CHANGES)
PARTS: dict[str, Callable[[argparse.Namespace], Iterator[str]]] = {
    "copies": _found(CHANGES[:5]),
    "cuts": _found(CHANGES[5:]),
    "honest": _honest,
    "time": _timed,
}
TITLES = {
    "copies": "Re-encoded, resized, with and without a stamp bar",
    "cuts": "Cropped, mirrored, made brighter or darker",
    "honest": "Honest photos",
    "time": "Time of a search",
}


if __name__ == "__main__":
    main()
