"""The same person's other photos, for questions about journeys: those around each photo of the page, not of the time between."""

from __future__ import annotations

from datetime import timedelta

from builders_rows import Rows
from lantian.ledger import person_photos, queries


def test_months_between_finding_and_recheck_hide_no_neighbour_of_either(ledger_db, monkeypatch, count_queries):
    monkeypatch.setattr(person_photos, "MOST", 6)
    rows = Rows()
    [number] = rows.visit()
    for _month in range(6):
        rows.now += timedelta(days=30)
        rows.visit(photos=2)
    rows.now += timedelta(days=30)
    rows.act(number, "Confirmed", basis="code_1128_1_1")
    rows.act(number, "RectificationOrdered")
    rows.act(number, "RectificationReported", "li", photos=1)
    rows.visit(photos=1)
    page = queries.one_violation("4103", number).photos
    beside = person_photos.beside(page)
    after = next(row for row in page if row.role == "after")
    near = [other for other in beside[after.id] if abs(other.taken_at - rows.now) < timedelta(days=2)]
    assert near, "the photo taken right after the one of the correction"
    assert count_queries(lambda: person_photos.beside(page)) == 1


def test_days_that_overlap_are_one_stretch():
    times = [f"2026-{day}T00:00:00.000000+00:00" for day in ("03-01", "03-02", "06-01")]
    assert person_photos.stretches(times) == [
        ("2026-02-28T00:00:00.000000+00:00", "2026-03-03T00:00:00.000000+00:00"),
        ("2026-05-31T00:00:00.000000+00:00", "2026-06-02T00:00:00.000000+00:00"),
    ]
