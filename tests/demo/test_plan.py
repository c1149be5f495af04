"""The plan of the demo city holds on every day of the week and in every hour, and is the same every time."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from lantian.demo.paths import PATHS
from lantian.demo.pictures import SCENES, picture
from lantian.demo.places import NO_ADDRESS, PLACES, address
from lantian.demo.plan import PlannedStep, PlannedVisit, plan
from lantian.demo.plot import VISITS
from lantian.domain.moments import local_time
from lantian.domain.violation import EVENTS

START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
WEEK = [START + timedelta(days=day, hours=3 * day) for day in range(7)]


@pytest.mark.parametrize("now", WEEK)
def test_every_event_fits_before_any_day(now):
    events = {act.step.event for act in plan(now, 1) if isinstance(act, PlannedStep)}
    assert events == set(EVENTS) - {"LeadRecorded", "ViolationReported"}


@pytest.mark.parametrize("now", WEEK)
def test_times_only_grow_and_lie_in_the_past(now):
    acts = plan(now, 1)
    assert all(one.at + one.lasts <= two.at for one, two in itertools.pairwise(acts))
    assert acts[-1].at < now


def test_nobody_works_at_night():
    assert all(8 <= local_time(act.at).hour < 19 for act in plan(START, 1))


def test_the_same_day_gives_the_same_plan():
    assert [vars(act) for act in plan(START, 1) if isinstance(act, PlannedVisit)] == [
        vars(act) for act in plan(START, 1) if isinstance(act, PlannedVisit)
    ]


def test_another_seed_gives_other_records():
    ids = [{act.id for act in plan(START, seed) if isinstance(act, PlannedVisit)} for seed in (1, 2)]
    assert ids[0].isdisjoint(ids[1])


def test_every_path_is_walked():
    assert {find.path for visit in VISITS for find in visit.finds} == set(PATHS)


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_picture_is_the_same_every_time_and_differs_when_mended(scene):
    def drawn(good):
        return picture(scene, good=good, viewpoint=5, taken_at=START, weather="haze", position=(34.6, 112.4))

    assert drawn(False) == drawn(False)
    assert drawn(False) != drawn(True)


def test_every_address_is_short_invented_and_its_own():
    found = [address(place) for place in PLACES if place.kind not in NO_ADDRESS]
    assert len(set(found)) == len(found)
    assert all(text.startswith("示例") and len(text) < 10 for text in found)
