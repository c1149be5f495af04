"""Acts that overtake each other: the book's times never run back, and entry, row and receipt say the same."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from itertools import count
from types import SimpleNamespace

import pytest

from lantian.domain.moments import format_instant
from lantian.ledger import book, db, models
from lantian.ledger.filters import Filters
from lantian.ledger.verify import verify
from lantian.ledger.verify_book import TIME_BACK
from lantian.workflow import hand_over, likeness, removal
from lantian.workflow.decide import Decision, decide
from lantian.workflow.marking import mark_photo
from lantian.workflow.receive import receive_photo
from web_fixtures import jpeg

from .conftest import NOW


@pytest.fixture
def earlier(office):
    """earlier() → a second before the time it gave last: every act begins before the one that was entered ahead of it."""
    seconds = count(1)
    return lambda: NOW - timedelta(seconds=next(seconds))


def decided(office, number, event, now, **more):
    last = models.Violation.get(models.Violation.number == number).last_seq
    return decide(number, Decision(event, last, **more), by=office.by("wang", now))


def test_a_slow_upload_overtaken_by_a_fast_one_leaves_a_book_that_holds(office):
    slow, fast = jpeg((1, 2, 3)), jpeg((3, 2, 1))

    class Slow(io.BytesIO):
        """While its bytes come in, another photo is received whole."""

        def read(self, size=-1):
            if not models.Photo.select().exists():
                office.photo("chen", "22222222-2222-4222-8222-222222222222", fast, NOW + timedelta(seconds=40))
            return super().read(size)

    digest = hashlib.sha256(slow).hexdigest()
    answer = receive_photo(
        Slow(slow), sha256=digest, inspection_id="33333333-3333-4333-8333-333333333333", announced_bytes=len(slow),
        limit_bytes=10_000_000, storage=office.storage, by=office.by("li", NOW),
    )  # fmt: skip
    assert list(verify(office.storage, full=True)) == []
    row, entry = models.Photo.get_by_id(digest), models.LedgerEntry.get_by_id(answer.seq)
    assert answer.received_at == row.received_at == entry.recorded_at == format_instant(NOW + timedelta(seconds=40))


def test_every_act_may_be_overtaken(office, earlier, tmp_path):
    number = office.finding(now=NOW)
    again, body = office.record(["d6.wash"], now=NOW), jpeg((10, 20, 30))
    again["photos"] = [office.line(body, "d6.wash", now=NOW)]
    office.photo("li", again["id"], body, earlier())
    answer = office.hand_in(again, now=earlier())
    assert answer.received_at == models.Inspection.get_by_id(again["id"]).received_at == format_instant(NOW)
    decided(office, number, "Confirmed", earlier(), basis_id="cn.ecc.1128.1.1", elements_confirmed=True)
    decided(office, number, "RectificationOrdered", earlier(), due_on=date(2026, 11, 27))
    sha256 = models.Photo.get().sha256
    shapes = {"shapes": [{"kind": "redact", "at": [0, 0, 900, 900]}], "seen_version": 0}
    assert mark_photo(sha256, shapes, by=office.by("wang", earlier())).made_at == format_instant(NOW)
    models.Photo.update(examined_at=format_instant(NOW)).execute()
    for row in models.EvidencePhoto.select().order_by(models.EvidencePhoto.id):
        _compared(row, tmp_path, earlier)
    wanted = hand_over.Wanted("ledger_csv", "4103", Filters(), "number", lambda *_: None)
    hand_over.enter(wanted, hand_over.Produced(sha256="a" * 64, originals={sha256}), by=office.by("wang", earlier()))
    seq = removal.request(sha256, ground="court", document="示例判决 1 号", reason="生效判决", by=office.by("wang", earlier()))
    removal.decide(sha256, seq, approved=True, remark="已核对", by=office.by("root", earlier()))
    assert removal.carry_out(office.storage, tmp_path, earlier()) == 1
    assert {entry["recorded_at"] for entry in book.entries()} == {format_instant(NOW)}
    assert models.PhotoLikeness.select().count() == 1
    assert list(verify(office.storage, full=True)) == []


def _compared(row, folder, earlier):
    from lantian.ledger import likeness as rows

    waiting = next(found for found in rows.waiting(10) if found.id == row.id)
    likeness.compare(waiting, SimpleNamespace(derived_dir=folder, now=earlier))


def test_a_clock_that_was_hours_ahead_is_remarked_on_and_not_carried_on(office):
    office.photo("li", "22222222-2222-4222-8222-222222222222", jpeg((1, 1, 1)), NOW + timedelta(hours=5))
    answer = office.photo("li", "22222222-2222-4222-8222-222222222222", jpeg((2, 2, 2)), NOW)
    assert answer.received_at == format_instant(NOW)
    [finding] = verify(office.storage, full=True)
    assert (finding.message, finding.is_remark) == (TIME_BACK, True)


def test_a_last_entry_whose_time_was_bent_does_not_stop_the_work(office):
    office.photo("li", "22222222-2222-4222-8222-222222222222", jpeg((1, 1, 1)), NOW)
    for name in db.trigger_names("ledger_entry"):
        db.database.execute_sql(f"DROP TRIGGER {name}" + (" ON ledger_entry" if db.is_postgresql() else ""))
    models.LedgerEntry.update(recorded_at="yesterday").execute()
    assert office.photo("li", "22222222-2222-4222-8222-222222222222", jpeg((2, 2, 2)), NOW).received_at == format_instant(NOW)
