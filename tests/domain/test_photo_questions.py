"""What a photo says against what the phone said: each question with its values, and silence for what is ordinary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lantian.domain import photo_questions as asked
from lantian.domain.coordinates import wgs84_to_gcj02
from lantian.domain.photo_questions import Limits, Other, Told, questions

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
HERE = (34.6841234, 112.4691234)
PLAIN = Told(NOON, NOON + timedelta(minutes=3), "camera", *HERE, 8.5, 3000, 4000)


def names(told, **limits):
    return {question.name for question in questions(told, Limits(**limits))}


def after(seconds, lat=HERE[0], lon=HERE[1], accuracy_m=8.5):
    return Other(NOON + timedelta(seconds=seconds), lat, lon, accuracy_m)


def a_day(accuracy_m, count, apart_deg=1e-3):
    """Photos ten minutes and about 100 m apart, all of one accuracy."""
    return tuple(after(600 * n, HERE[0] + n * apart_deg, HERE[1], accuracy_m) for n in range(1, count + 1))


def test_an_ordinary_photo_raises_no_question():
    assert names(PLAIN) == set()
    told = replace(PLAIN, claimed_at=NOON + timedelta(seconds=70), claimed_place=HERE, software="17.5.1", camera="iPhone 13")
    assert names(replace(told, others=(after(-40, HERE[0] + 1e-6), after(60, HERE[0] - 1e-6)))) == set()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("claimed_time", {"claimed_at": NOON - timedelta(days=40)}),
        ("claimed_local_time", {"claimed_local": NOON - timedelta(days=365)}),
        ("claimed_local_time", {"claimed_local": NOON + timedelta(hours=25)}),
        ("claim_after_receipt", {"claimed_at": NOON + timedelta(hours=2)}),
        ("phone_after_receipt", {"received_at": NOON - timedelta(minutes=3)}),
        ("claimed_place", {"claimed_place": (34.69, 112.4691)}),
        ("imported", {"source": "file"}),
        ("too_fast", {"others": (after(600, 35.5, 112.4691),)}),
        ("too_fast", {"others": (after(-600, 35.5, 112.4691), after(30))}),
        ("same_place", {"others": (after(-90), after(80))}),
        ("same_accuracy", {"others": tuple(after(600 * n, HERE[0] + n / 1000) for n in range(1, 8))}),
        ("same_accuracy", {"accuracy_m": 5.0, "others": a_day(5.0, 11)}),
        ("edited", {"software": "Adobe Photoshop 26.0 (Windows)"}),
        ("edited", {"software": "今日水印相机"}),
        ("screenshot", {"source": "file", "width_px": 1170, "height_px": 2532}),
        ("uncompared", {"compare_fault": "no_copy"}),
        ("uncompared", {"compare_fault": "failed"}),
    ],
)
def test_what_does_not_fit_is_asked_about(name, change):
    assert name in names(replace(PLAIN, **change))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("claimed_local_time", {"claimed_local": NOON - timedelta(hours=20)}),
        ("claimed_place", {"claimed_place": wgs84_to_gcj02(*HERE)}),
        ("too_fast", {"others": (after(600, 34.70, 112.4691),)}),
        ("too_fast", {"others": (after(0, 35.5, 112.4691),)}),
        ("too_fast", {"accuracy_m": 100_000.0, "others": (after(600, 35.5, 112.4691),)}),
        ("same_place", {"others": (after(2), after(4))}),
        ("same_place", {"others": (after(3600),)}),
        ("same_accuracy", {"accuracy_m": 5.0, "others": tuple(after(60 * n, 34.6 + n / 1000, 112.4, 5.0) for n in range(1, 9))}),
        ("same_accuracy", {"others": tuple(after(600 * n, HERE[0] + n / 1e7) for n in range(1, 9))}),
        ("same_accuracy", {"accuracy_m": 5.0, "others": a_day(5.0, 20, apart_deg=1e-5)}),
        ("same_accuracy", {"accuracy_m": 5.0, "others": (*a_day(5.0, 20), after(60, accuracy_m=8.0))}),
        ("screenshot", {"width_px": 1080, "height_px": 1920}),
        ("screenshot", {"source": "file", "width_px": 1080, "height_px": 1440}),
        ("screenshot", {"source": "camera_app", "width_px": 1440, "height_px": 3200, "camera": "HUAWEI"}),
    ],
)
def test_what_has_an_ordinary_reason_is_not_asked_about(name, change):
    assert name not in names(replace(PLAIN, **change))


def test_the_sentence_carries_the_facts():
    (question,) = questions(replace(PLAIN, others=(after(3600, 36.6841234),)))
    assert question.params["speed"] == 222
    assert question.params["apart_m"] == pytest.approx(222_390, abs=50)
    assert question.params["other"] == NOON + timedelta(hours=1)


def test_limits_can_be_set_otherwise():
    told = replace(PLAIN, claimed_at=NOON + timedelta(seconds=100))
    assert names(told) == set() and names(told, time_gap_s=60.0) == {"claimed_time"}


times = st.integers(0, 2 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
lats, lons = st.floats(-90, 90), st.floats(-180, 180)
accuracies = st.none() | st.floats(0, 1e6)
others = st.lists(st.builds(Other, times, lats, lons, accuracies), max_size=4).map(tuple)
tolds = st.builds(
    Told,
    st.none() | times,
    st.none() | times,
    st.sampled_from(("camera", "camera_app", "file")),
    lats,
    lons,
    accuracies,
    st.none() | st.integers(1, 10_000),
    st.none() | st.integers(1, 10_000),
    st.none() | times,
    st.none() | times,
    st.none() | st.tuples(lats, lons),
    st.sampled_from(("", "17.5.1", "GIMP 2.10", "100% %s %(x)s", "美图秀秀")),
    st.sampled_from(("", "HUAWEI")),
    others,
    st.sampled_from(("", "no_copy", "failed")),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tolds)
def test_whatever_is_told_every_question_fills_its_sentence_and_is_asked_once(told):
    found = questions(told)
    assert len({question.name for question in found}) == len(found) <= len(asked.CHECKS)
    for question in found:
        assert question.message % question.params


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tolds)
def test_without_a_position_nothing_is_asked_about_places(told):
    bare = replace(told, lat=None, lon=None)
    assert not names(bare) & {"claimed_place", "too_fast", "same_place", "same_accuracy"}
