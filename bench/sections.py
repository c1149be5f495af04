"""Pages of measurements that are written section by section: what was not measured anew keeps what the page says of it.

Owns how such a page is put together; every section begins with the day and the machine it was measured on. Must not know what
is measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path


def write(page: Path, opening: str, sections: Iterable[tuple[str, str]], order: Sequence[str]) -> None:
    """Put sections (title, text) into a page in the order of ``order``; titles it does not name come last, as they were."""
    before = page.read_text() if page.exists() else ""
    page.write_text(merged(before, opening, dict(sections), order))


def merged(before: str, opening: str, sections: dict[str, str], order: Sequence[str]) -> str:
    """The page: this opening, these sections in place of those of the same title, the others kept."""
    kept = {title: text for title, _, text in (part.partition("\n") for part in before.split("\n## ")[1:])} | sections
    titles = [title for title in order if title in kept] + [title for title in kept if title not in order]
    return "\n".join([opening.strip() + "\n", *(f"## {title}\n\n{kept[title].strip()}\n" for title in titles)])


def dated(machine: str, text: str) -> str:
    """A section's text under the day and the machine."""
    return f"{datetime.now(UTC).date().isoformat()}: {machine}.\n\n{text}"
