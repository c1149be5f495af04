"""``python -m bench.fuzz --minutes N``: photos changed at random, examined by the product's own examiner for a stated time;
writes what was found into docs/bench-hostile.md.

Property-based (hypothesis): every input is a base photo with bytes flipped, cut, joined with another or grown by random bytes.
What must hold of each is in ``_broken``. Seeded: the same seed gives the same inputs as far as the time allows. ``--minutes 0``
only sends the hostile files through the deployed server.
"""

from __future__ import annotations

import argparse
import collections
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "inspect"), str(ROOT / "tests")]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from evidence.hostile_files import Hostile, all_files  # noqa: E402
from lantian.evidence.examiner import Examiner  # noqa: E402
from lantian.evidence.exif import REASONS  # noqa: E402
from lantian.evidence.picture import FAULTS, NOTES, Examination  # noqa: E402
from lantian.evidence.sniff import HEAD_BYTES, sniff  # noqa: E402

from . import hostile_photos, report, sections  # noqa: E402

PAGE = ROOT / "docs" / "bench-hostile.md"
# Faults that no file may cause; too much memory is the right answer to one that claims a wide canvas.
OURS = frozenset({"crashed", "too_slow", "missing", "altered", "not_written"})
AT_ONCE, LARGEST_BYTES = 500, 100_000
RANGES = {"lat": 90.0, "lon": 180.0, "orientation": 8, "img_direction_deg": 360.0}
OPENING = """# Hostile photos: measured

Written by `python -m bench.fuzz`; do not edit. What is done with a photo that cannot be shown: [photos.md](photos.md).
"""
TITLES = ("Through the deployed server", "Random damage")


class Fuzz:
    """One run: counts of what became of the inputs, and those that broke a rule."""

    def __init__(self, folder: Path, bases: list[bytes]):
        self.counts: collections.Counter[str] = collections.Counter()
        self.findings: list[str] = []
        self.slowest_s = 0.0
        self._path, self._bases = folder / "photo", bases
        self._examiner = Examiner(folder / "derived")

    def run(self, minutes: float, first_seed: int) -> int:
        """Examine until the time is over, in rounds with seeds that follow each other; how many rounds."""
        end_at, rounds = time.monotonic() + 60 * minutes, 0
        while time.monotonic() < end_at:
            self._round(first_seed + rounds, end_at)
            rounds += 1
        self._examiner.close()
        return rounds

    def _round(self, number: int, end_at: float) -> None:
        @seed(number)
        @settings(
            max_examples=AT_ONCE, deadline=None, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck)
        )
        @given(damaged(self._bases))
        def look(content: bytes) -> None:
            if time.monotonic() < end_at:
                self._look(content)

        look()

    def _look(self, content: bytes) -> None:
        media_type = sniff(content[:HEAD_BYTES]).media_type
        if media_type is None:
            self.counts["refused at the door"] += 1
            return
        self._path.write_bytes(content)
        began = time.monotonic()
        found = self._examiner.examine(self._path, media_type)
        self.slowest_s = max(self.slowest_s, time.monotonic() - began)
        self.counts[found.fault or "kept and shown"] += 1
        if broken := _broken(found):
            self.findings.append(f"{broken}: {content[:4000].hex()}")


def damaged(bases: list[bytes]) -> st.SearchStrategy[bytes]:
    """A base photo with a few bytes changed, then cut, joined or grown."""
    base = st.sampled_from(bases)
    flips = st.lists(st.tuples(st.integers(0, LARGEST_BYTES), st.integers(1, 255)), max_size=16)
    ends = st.one_of(st.just(b""), st.binary(max_size=400), base.map(lambda other: other[: len(other) // 2]))
    return st.builds(_damage, base, flips, st.floats(0.0, 1.3), ends)


def _damage(base: bytes, flips: list[tuple[int, int]], keep: float, end: bytes) -> bytes:
    """Half of the changes hit the first kilobyte, where the structure is."""
    changed = bytearray(base)
    for at, bits in flips:
        changed[at % (min(1024, len(changed)) if at % 2 else len(changed))] ^= bits
    return bytes(changed[: round(len(changed) * min(1.0, keep))]) + end


def _broken(found: Examination) -> str:
    """Which rule does not hold; '' when all do."""
    claims = found.claims
    wild = [name for name, most in RANGES.items() if (value := getattr(claims, name)) is not None and not abs(value) <= most]
    rules = {
        f"fault {found.fault}": found.fault is not None and (found.fault not in FAULTS or found.fault in OURS),
        f"claims {wild}": bool(wild) or (claims.lat is None) != (claims.lon is None),
        "a reason without words": not {fault.reason for fault in claims.faults} <= set(REASONS),
        "a note without words": not set(found.notes) <= set(NOTES),
        "sound without a size": found.fault is None and not (found.width_px and found.height_px),
    }
    return "; ".join(name for name, wrong in rules.items() if wrong)


def outcome_table(files: list[Hostile]) -> str:
    """The hostile files through the server: how many became what, and the peaks."""
    rows, peaks = hostile_photos.run(files)
    counts = collections.Counter(
        f"{row.status}: " + ("refused, " + row.code if row.status != 201 else row.fault or "kept and shown") for row in rows
    )
    wrong = [f"- {row.file.name}: {row.wrong}" for row in rows if row.wrong]
    memory = [(kind, f"{mb:.0f}", f"{hostile_photos.MOST_MB:.0f}") for kind, mb in peaks.items()]
    parts = [
        f"{len(rows)} files made by `tests/evidence/hostile_files.py`, one PUT each; answers of 500 and above: "
        f"{sum(row.status >= 500 for row in rows)}; other than what must become of them: {len(wrong)}.",
        *wrong,
        report.plain_table(("what became of them", "files"), [(name, str(count)) for name, count in sorted(counts.items())]),
        report.plain_table(("process", "most memory, MB resident", "limit"), memory),
    ]
    return "\n\n".join(parts)


def fuzz_table(minutes: float, first_seed: int, bases: list[bytes]) -> str:
    """A timed run in words and a table."""
    with tempfile.TemporaryDirectory() as folder:
        fuzz = Fuzz(Path(folder), bases)
        rounds = fuzz.run(minutes, first_seed)
    total = sum(fuzz.counts.values())
    words = (
        f"{minutes:g} minutes, {total:,} inputs from {len(bases)} base photos, seeds {first_seed} to {first_seed + rounds - 1}; "
        f"slowest examination {fuzz.slowest_s:.1f} s; inputs that broke a rule: {len(fuzz.findings)}."
    )
    found = [f"- `{finding[:300]}`" for finding in fuzz.findings[:20]]
    table = report.plain_table(
        ("what became of them", "inputs"), [(name, f"{count:,}") for name, count in fuzz.counts.most_common()]
    )
    return "\n\n".join([words, *found, table])


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="bench.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-fuzz", action="store_true", help="leave the hostile files out")
    told = parser.parse_args()
    files, facts = all_files(), report.machine()
    bases: list[bytes] = sorted({file.content for file in files if file.faults and len(file.content) < LARGEST_BYTES})
    made: dict[str, Any] = {} if told.only_fuzz else {TITLES[0]: outcome_table(files)}
    if told.minutes:
        made[TITLES[1]] = fuzz_table(told.minutes, told.seed, bases)
    for title, text in made.items():
        print(f"\n## {title}\n\n{text}", flush=True)
    sections.write(PAGE, OPENING, [(title, sections.dated(facts, text)) for title, text in made.items()], TITLES)


if __name__ == "__main__":
    main()
