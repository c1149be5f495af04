"""What a phone says of its compass is read as it is, or refused at its place; nothing of it is no fault."""

from __future__ import annotations

import pytest

from lantian.domain.compass import Compass, read_compass


@pytest.mark.parametrize("source", ["absolute", "webkit"])
def test_a_reading_is_taken_as_it_is(source):
    assert read_compass({"deg": 0, "source": source}, "p") == (Compass(0.0, source), [])
    assert read_compass({"deg": 359.9, "source": source, "more": 1}, "p") == (Compass(359.9, source), [])


def test_a_phone_without_a_compass_says_nothing():
    assert read_compass(None, "p") == (None, [])


@pytest.mark.parametrize(
    "value",
    [{}, [], "44", 44, True, {"deg": 44}, {"source": "absolute"}, {"deg": "44", "source": "absolute"}]
    + [{"deg": deg, "source": "absolute"} for deg in (-1, 360.5, True, None, 10**400, float("nan"), float("inf"))]
    + [{"deg": 44, "source": source} for source in ("guess", 1, None, [])],
)
def test_anything_else_is_refused_at_its_place(value):
    found, (fault,) = read_compass(value, "photos.0.compass")
    assert (found, fault.path) == (None, "photos.0.compass")
