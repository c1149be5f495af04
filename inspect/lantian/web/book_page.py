"""The book's page (台账核验): its head, its last entries in words, and how anybody can check it without us.

What lies outside the reader's area is shown as its number and hash only: the chain can be followed, its content cannot be read.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from lantian.ledger import book
from lantian.ledger.subjects import subjects_within

from . import story
from .language import when
from .parts import by, scope

ENTRIES = 50


def page(before: str) -> dict[str, Any]:
    """The head, and ENTRIES entries up to number ``before`` (exclusive; any other text: from the end), newest first."""
    head = book.head()
    last = min(int(before) - 1, head.seq) if before.isdecimal() and len(before) < 10 else head.seq
    first = max(0, last - ENTRIES)
    raw = list(islice(book.entries(after=first, page=ENTRIES), max(0, last - first)))
    entries = [row | {"payload": json.loads(row["payload"])} for row in raw]
    seen = subjects_within(scope(), entries)
    return {
        "head": head,
        "rows": [_row(entry, _visible(entry, seen)) for entry in reversed(entries)],
        "first": first + 1 if entries else 0,
        "last": last,
        "older": first + 1 if first > 0 else None,
        "newer": min(last + ENTRIES + 1, head.seq + 1) if last < head.seq else None,
    }


def _visible(entry: dict[str, Any], seen: set[tuple[str, str]]) -> bool:
    subject = str(entry["actor_id"] or "") if entry["subject_kind"] == "export" else entry["subject_id"]
    return (entry["subject_kind"], subject) in seen or entry["actor_id"] == by().id


def _row(entry: dict[str, Any], visible: bool) -> dict[str, Any]:
    row = {
        "seq": entry["seq"],
        "at": when(entry["recorded_at"], "full"),
        "at_iso": entry["recorded_at"],
        "hash": entry["hash"],
        "visible": visible,
    }
    if not visible:
        return row
    return row | {
        "actor": story.actor_words(entry),
        "words": story.sentence(entry),
        "subject": story.subject(entry),
        "kind": entry["kind"],
    }
