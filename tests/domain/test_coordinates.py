"""Positions on Chinese maps: conversions agree with two published libraries and come back to where they started."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantian.domain import coordinates
from lantian.domain.coordinates import convert
from lantian.domain.geo import distance_m

# A degree inside the rectangle on every side: at its edge the shift stops and no inverse is exact.
IN_CHINA = st.tuples(st.floats(2.0, 54.8), st.floats(73.0, 136.8))


@pytest.fixture
def sets(shared_dir):
    return {row["id"]: row for row in json.loads((shared_dir / "geo/coordinate_pairs.json").read_text("utf-8"))["sets"]}


def off_deg(pair, source, target):
    lon, lat = pair[source]
    got_lat, got_lon = convert(lat, lon, source, target)
    want_lon, want_lat = pair[target]
    return max(abs(got_lat - want_lat), abs(got_lon - want_lon))


@pytest.mark.parametrize(
    ("source", "target", "tolerance_deg"),
    [
        ("wgs84", "gcj02", 0.00005),
        ("gcj02", "wgs84", 0.00005),
        ("wgs84", "bd09", 0.00005),
        ("bd09", "wgs84", 0.00005),
        ("gcj02", "bd09", 0.000005),
        ("bd09", "gcj02", 0.000005),
    ],
)
def test_every_city_lands_where_the_published_library_puts_it(sets, source, target, tolerance_deg):
    pairs = sets["gcoord-cities"]["pairs"]
    assert len(pairs) > 300
    assert {pair["name"]: off_deg(pair, source, target) for pair in pairs if off_deg(pair, source, target) > tolerance_deg} == {}


def test_the_published_formula_is_within_a_metre_of_every_city(sets):
    for pair in sets["gcoord-cities"]["pairs"]:
        lon, lat = pair["wgs84"]
        want_lon, want_lat = pair["gcj02"]
        assert distance_m(*convert(lat, lon, "wgs84", "gcj02"), want_lat, want_lon) < 0.75


def test_a_second_library_agrees_to_five_decimals_forwards_and_half_a_metre_back(sets):
    pairs = sets["eviltransform"]["pairs"]
    assert pairs
    for pair in pairs:
        (lon, lat), (shifted_lon, shifted_lat) = pair["wgs84"], pair["gcj02"]
        assert [f"{x:.5f}" for x in convert(lat, lon, "wgs84", "gcj02")] == [f"{shifted_lat:.5f}", f"{shifted_lon:.5f}"]
        assert distance_m(*convert(shifted_lat, shifted_lon, "gcj02", "wgs84"), lat, lon) < 0.5


def test_the_single_conversions_of_the_library_agree_to_five_decimals(sets):
    unit = sets["gcoord-unit"]
    for name in ("gcj02_to_wgs84", "gcj02_to_bd09", "wgs84_to_gcj02"):
        source, target = name.split("_to_")
        assert unit[name]
        for pair in unit[name]:
            assert off_deg(pair, source, target) <= 0.000005


def test_a_place_outside_china_stays_where_it_is(sets):
    for lon, lat in sets["gcoord-unit"]["outside_china_unchanged"]:
        for source in coordinates.SYSTEMS:
            for target in coordinates.SYSTEMS:
                assert convert(lat, lon, source, target) == (lat, lon)
    assert convert(48.85, 2.35, "wgs84", "bd09") == (48.85, 2.35)


def test_luoyang_is_shifted_by_several_hundred_metres():
    lat, lon = 34.6197, 112.4540
    assert 500 < distance_m(*convert(lat, lon, "wgs84", "gcj02"), lat, lon) < 700


@given(IN_CHINA, st.sampled_from(sorted(coordinates.CONVERSIONS)))
def test_there_and_back_ends_within_a_metre_of_the_start(place, pair):
    source, target = pair
    back = convert(*convert(*place, source, target), target, source)
    assert distance_m(*back, *place) < 1.0


@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(sorted(coordinates.CONVERSIONS)))
def test_no_place_on_earth_is_moved_further_than_two_and_a_half_kilometres(lat, lon, pair):
    moved_lat, moved_lon = convert(lat, lon, *pair)
    assert distance_m(moved_lat, moved_lon, lat, lon) < 2500


def test_an_unknown_coordinate_system_is_named():
    with pytest.raises(ValueError, match="cgcs"):
        convert(34.6, 112.4, "cgcs", "wgs84")
