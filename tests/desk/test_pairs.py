"""Which two photos stand side by side as before and after correction."""

from __future__ import annotations

import pytest

from lantian.web.photo_facts import pair


def photos(*rows):
    return [{"role": role, "taken_at": f"2026-10-{day:02}T02:00:00.000000+00:00", "lat": None, "lon": None} for role, day in rows]


FIRST, MENDED, AGAIN, ANEW, LATE = ("finding", 1), ("after", 3), ("relapse", 9), ("after", 12), ("after", 2)


@pytest.mark.parametrize(
    ("taken", "shown"),
    [
        pytest.param((FIRST,), None, id="nothing yet"),
        pytest.param((FIRST, MENDED), (1, 3), id="before and after"),
        pytest.param((FIRST, MENDED, AGAIN), None, id="relapsed: the old success says nothing"),
        pytest.param((FIRST, MENDED, AGAIN, ANEW), (9, 12), id="corrected once more"),
        pytest.param((FIRST, MENDED, AGAIN, LATE), (9, 2), id="by a phone whose clock is wrong"),
    ],
)
def test_before_and_after_are_those_of_the_present_correction(app, taken, shown):
    with app.test_request_context("/"):
        found = pair(photos(*taken))
    days = found and tuple(int(photo["taken_at"][8:10]) for photo in found["photos"])
    assert days == shown
