"""Checks of the book by itself: its guards stand, its chain is whole, its entries are as they were written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from lantian.domain.problems import N_

from . import book, db
from .models import LedgerEntry

PAGE = 2000
_ABORT = "BEGIN SELECT RAISE(ABORT, 'the book is append-only'); END"
_RAISE = "BEGIN RAISE EXCEPTION 'the book is append-only'; END"
# As migration 0001 makes them, by kind of database, in the form of ``db.triggers``. On PostgreSQL 27 is before UPDATE or DELETE
# of each row, 34 before TRUNCATE.
GUARDS = {
    False: {
        "ledger_entry_no_update": f"CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry {_ABORT}",
        "ledger_entry_no_delete": f"CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry {_ABORT}",
        "ledger_entry_no_replace": "CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry "
        f"WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.seq OR hash = NEW.hash) {_ABORT}",
    },
    True: {"ledger_entry_no_change": f"27 {_RAISE}", "ledger_entry_no_truncate": f"34 {_RAISE}"},
}

Found = tuple[str, str, dict[str, Any]]
Tell = Callable[[int], None]

NO_GUARD = N_("数据库中缺少触发器 %(name)s，台账可被改动。")
BENT_GUARD = N_("数据库中的触发器 %(name)s 不是本系统所建的样子，台账可被改动。")
WRONG_HASH = N_("内容与哈希不符：该条记录被改动过。")
BROKEN_CHAIN = N_("上一条哈希不符：链条在此处断开。")
GAP = N_("编号不连续，前一条是 %(before)s。")
TIME_BACK = N_("时间 %(at)s 早于前一条的 %(before)s：服务器时钟当时被拨回，或慢的提交被快的超过。先后以编号和链条为准。")
NOT_A_TIME = N_("时间 %(at)s 不是带时区的标准时间。")
NOT_CANONICAL = N_("内容不是规范 JSON。")
NOT_AS_KEPT = N_("与检查点不符：检查点之后，此前的台账被改动过。")
NOT_AS_PUBLISHED = N_("与公布的末条不符：公布之后，台账被改动或截短过。")
# What is remarked on and breaks nothing: the order of the book is its numbers and its chain, a time is what a clock said.
REMARKS = frozenset({TIME_BACK})


def guards(tell: Tell) -> Iterator[Found]:
    """The triggers that refuse UPDATE, DELETE and REPLACE stand, do what they are named for, and no others stand beside them."""
    wanted, standing = GUARDS[db.is_postgresql()], db.triggers("ledger_entry")
    for name in sorted(wanted.keys() | standing.keys()):
        if name not in standing:
            yield "ledger_entry", NO_GUARD, {"name": name}
        elif wanted.get(name) != standing[name]:
            yield "ledger_entry", BENT_GUARD, {"name": name}
    tell(1)


def chain(tell: Tell, since: book.Head | None = None) -> Iterator[Found]:
    """Every entry, oldest first, against the table of questions below; those after ``since`` only, when the book still has that
    entry as it was. When it has not, that is said, and everything is looked at."""
    before: dict[str, Any] = {"seq": 0, "hash": book.GENESIS, "recorded_at": ""}
    if since is not None and since.seq:
        entry = next(book.entries(after=since.seq - 1, page=1), None)
        if entry and (entry["seq"], entry["hash"], book.entry_hash(entry)) == (since.seq, since.hash, since.hash):
            before = entry
        else:
            yield f"#{since.seq}", NOT_AS_KEPT, {}
    for entry in book.entries(after=before["seq"], page=PAGE):
        for question in QUESTIONS:
            for message, params in question(before, entry):
                yield f"#{entry['seq']}", message, params
        if entry["seq"] % PAGE == 0:
            tell(entry["seq"])
        before = entry
    tell(before["seq"])


def heads(tell: Tell, published: Iterable[book.Head] = ()) -> Iterator[Found]:
    """Every head that was given out is still in the book. This is what a chain computed anew from end to end cannot pass."""
    told, done = iter(published), 0
    while page := list(islice(told, PAGE)):
        kept = LedgerEntry.select(LedgerEntry.seq, LedgerEntry.hash).where(LedgerEntry.seq.in_([head.seq for head in page]))
        found = dict(kept.tuples())
        for head in page:
            if found.get(head.seq) != head.hash:
                yield f"#{head.seq}", NOT_AS_PUBLISHED, {}
        done += len(page)
    tell(done)


Answer = Iterator[tuple[str, dict[str, Any]]]


def _hash(before: dict[str, Any], entry: dict[str, Any]) -> Answer:
    if book.entry_hash(entry) != entry["hash"]:
        yield WRONG_HASH, {}


def _link(before: dict[str, Any], entry: dict[str, Any]) -> Answer:
    if entry["prev_hash"] != before["hash"]:
        yield BROKEN_CHAIN, {}


def _number(before: dict[str, Any], entry: dict[str, Any]) -> Answer:
    if entry["seq"] != before["seq"] + 1:
        yield GAP, {"before": before["seq"]}


def _time(before: dict[str, Any], entry: dict[str, Any]) -> Answer:
    """Stored times have one width and one zone, so that text order is time order; anything else is named."""
    if not _is_stored_time(entry["recorded_at"]):
        yield NOT_A_TIME, {"at": entry["recorded_at"]}
    elif entry["recorded_at"] < before["recorded_at"]:
        yield TIME_BACK, {"at": entry["recorded_at"], "before": before["recorded_at"]}


def _is_stored_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).isoformat(timespec="microseconds") == text and text.endswith("+00:00")
    except ValueError:
        return False


def _payload(before: dict[str, Any], entry: dict[str, Any]) -> Answer:
    try:
        same = book.canonical(json.loads(entry["payload"])) == entry["payload"]
    except (ValueError, TypeError, RecursionError):
        same = False
    if not same:
        yield NOT_CANONICAL, {}


QUESTIONS = (_hash, _link, _number, _time, _payload)
