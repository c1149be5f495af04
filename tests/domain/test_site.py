"""What a correction of a place changes, in values that the book can keep."""

from __future__ import annotations

import json
from dataclasses import replace

from lantian.domain.site import SiteFacts, changes, moved

PLACE = SiteFacts("示例工地", "construction_site", "410302001", lat=34.684, lon=112.469, position_source="demo", party="示例公司")


def test_nothing_changed_is_nothing():
    assert changes(PLACE, replace(PLACE)) == ({}, {})


def test_a_position_given_back_with_six_digits_has_not_moved():
    exact = replace(PLACE, lat=34.68400049, lon=112.46899951)
    assert not moved(exact, replace(PLACE, position_source="typed"))
    assert changes(exact, replace(PLACE, position_source="typed")) == ({}, {}), "then its source stays too"


def test_a_place_that_gets_or_loses_its_position_has_moved():
    nowhere = replace(PLACE, lat=None, lon=None, position_source="")
    old, new = changes(nowhere, PLACE)
    assert (old["position"], new["position"], new["position_source"]) == ("", "34.684000, 112.469000", "demo")
    assert changes(PLACE, nowhere)[1]["position"] == ""
    assert not moved(nowhere, replace(nowhere, name="x"))


def test_what_changed_is_kept_as_it_was_and_as_it_is_without_floats():
    after = replace(PLACE, name="示例工地一期", lat=34.685, active=False, position_source="phone")
    old, new = changes(PLACE, after)
    assert old == {"name": "示例工地", "active": True, "position": "34.684000, 112.469000", "position_source": "demo"}
    assert new == {"name": "示例工地一期", "active": False, "position": "34.685000, 112.469000", "position_source": "phone"}
    json.dumps([old, new], allow_nan=False)
    assert not any(isinstance(value, float) for table in (old, new) for value in table.values())
