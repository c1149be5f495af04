"""The book's page (台账核验): its head, its last entries in words, and how anybody can check it without us.

What lies outside the reader's area is shown as its number and hash only: the chain can be followed, its content cannot be read.
"""

from __future__ import annotations

import json
from itertools import groupby, islice
from typing import Any

from flask_babel import ngettext

from lantian.ledger import book
from lantian.ledger.subjects import subjects_within

from . import story
from .language import size, when
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
        "rows": folded([_row(entry, _visible(entry, seen)) for entry in reversed(entries)]),
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
        # Photos of one visit arrive one after another; what ties them together is the record they are for.
        "visit": (entry["actor_id"], entry["payload"].get("inspection")) if entry["kind"] == "PhotoReceived" else None,
        "size_bytes": entry["payload"].get("size_bytes", 0),
    }


def folded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows (newest first) with the photos of one visit gathered into one row, so that the acts between them are seen.

    A gathered row has the rows it stands for as ``parts``; nothing is left out.
    """
    runs = [list(run) for _visit, run in groupby(rows, key=lambda row: row.get("visit") or row["seq"])]
    return [run[0] if len(run) == 1 else _gathered(run) for run in runs]


def _gathered(run: list[dict[str, Any]]) -> dict[str, Any]:
    last, first = run[0], run[-1]
    total = size(sum(row["size_bytes"] for row in run))
    words = ngettext("收到照片原件 %(num)s 张（%(size)s）", "收到照片原件 %(num)s 张（%(size)s）", len(run), size=total)
    return last | {"first_seq": first["seq"], "words": words, "parts": run}
