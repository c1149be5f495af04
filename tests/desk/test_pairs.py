"""Which two photos stand side by side as before and after correction."""

from __future__ import annotations

import pytest

from lantian.web.photo_facts import pair


def photos(*rows):
    return [{"role": role, "taken_at": f"2026-10-{day:02}T02:00:00.000000+00:00", "lat": None, "lon": None} for role, day in rows]


FIRST, MENDED, AGAIN, ANEW = ("finding", 1), ("after", 3), ("relapse", 9), ("after", 12)


@pytest.mark.parametrize(
    ("taken", "shown"),
    [((FIRST,), None), ((FIRST, MENDED), (1, 3)), ((FIRST, MENDED, AGAIN), None), ((FIRST, MENDED, AGAIN, ANEW), (9, 12))],
    ids=["nothing after yet", "before and after", "relapsed: the old success says nothing", "corrected once more"],
)
def test_before_and_after_are_those_of_the_present_correction(app, taken, shown):
    with app.test_request_context("/"):
        found = pair(photos(*taken))
    days = found and tuple(int(photo["taken_at"][8:10]) for photo in found["photos"])
    assert days == shown
