"""A phone's clock describes itself: what time it really was, and whether to doubt it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantian.domain.clock import DOUBTS, read_clock

BEGAN = "2026-11-22T01:00:00.000Z"
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def reading(**changed):
    return {
        "wall": "2026-11-22T01:10:00.000Z",
        "elapsed_ms": 600_000,
        "page_began": BEGAN,
        "offset_ms": 0,
        "offset_age_ms": 5_000,
        "went_back": False,
    } | changed


def clock(**changed):
    found, faults = read_clock(reading(**changed), "clock")
    assert faults == []
    return found


def test_a_clock_in_step_is_not_doubted():
    assert clock().doubt() == ""
    assert clock().estimated(NOON) == NOON


def test_a_phone_a_day_ahead_shows_its_time_the_estimate_and_a_mark():
    ahead = clock(offset_ms=-86_400_000)
    assert ahead.doubt() == "ahead"
    assert ahead.estimated(NOON) == NOON - timedelta(days=1)


def test_a_phone_behind_is_marked_too():
    assert clock(offset_ms=300_000).doubt() == "behind"


def test_two_minutes_are_let_pass():
    assert clock(offset_ms=119_000).doubt() == clock(offset_ms=-119_000).doubt() == ""


def test_a_clock_set_while_the_page_was_open_is_found_by_the_clock_nobody_can_set():
    assert clock(wall="2026-11-22T03:10:00.000Z").doubt() == "jumped"


def test_a_clock_that_went_back_is_marked():
    assert clock(went_back=True).doubt() == "went_back"


def test_without_a_meeting_with_our_clock_there_is_no_estimate():
    never = clock(offset_ms=None, offset_age_ms=None)
    assert never.estimated(NOON) is None and never.doubt() == ""


def test_no_clock_is_no_fault():
    assert read_clock(None, "clock") == (None, [])


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"wall": "yesterday"}, "clock.wall"),
        ({"page_began": None}, "clock.page_began"),
        ({"elapsed_ms": "5"}, "clock.elapsed_ms"),
        ({"elapsed_ms": -1}, "clock.elapsed_ms"),
        ({"offset_ms": True}, "clock.offset_ms"),
        ({"offset_ms": float("inf")}, "clock.offset_ms"),
        ({"offset_age_ms": 10**15}, "clock.offset_age_ms"),
    ],
)
def test_a_clock_that_cannot_be_read_names_the_place(changed, path):
    found, faults = read_clock(reading(**changed), "clock")
    assert found is None and [fault.path for fault in faults] == [path]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(list(reading())), inner),
    )
)
def test_nothing_a_phone_sends_breaks_the_reader(value):
    found, faults = read_clock(value, "clock")
    assert found is None or found.doubt() in {"", *DOUBTS}
    assert isinstance(faults, list)
