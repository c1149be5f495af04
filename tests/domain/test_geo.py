"""Positions from phones: what is refused, what a reviewer is asked about, and which district a point lies in."""

import csv
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantian.domain import geo
from lantian.domain.coordinates import convert
from lantian.domain.geo import Fix, plausibility, read_fix

SHOT_AT = datetime(2026, 11, 21, 2, 3, 4, tzinfo=UTC)
SITE = (34.6197, 112.4540)
GOOD = {
    "lat": 34.6197,
    "lon": 112.454,
    "accuracy_m": 12.5,
    "altitude_m": None,
    "heading_deg": 271,
    "fix_at": "2026-11-21T02:03:00Z",
    "crs": "wgs84",
}
LATS, LONS = st.floats(-90, 90), st.floats(-180, 180)


def names(fix, **known):
    return [question.name for question in plausibility(fix, **known)]


def good_fix(**changes):
    values = {"lat": SITE[0], "lon": SITE[1], "accuracy_m": 10.0, "fix_at": SHOT_AT} | changes
    return Fix(**values)


class TestReading:
    def test_it_keeps_a_fix_as_the_phone_gave_it(self):
        fix, faults = read_fix(GOOD)
        assert faults == []
        assert fix == Fix(34.6197, 112.454, 12.5, None, 271.0, datetime(2026, 11, 21, 2, 3, tzinfo=UTC), "wgs84", "device")

    def test_a_fix_of_latitude_and_longitude_alone_is_enough(self):
        fix, faults = read_fix({"lat": 34, "lon": 112}, source="exif")
        assert (fix, faults) == (Fix(34.0, 112.0, source="exif"), [])

    @pytest.mark.parametrize("raw", [None, [], "34.6,112.4", 34.6, True])
    def test_it_refuses_what_is_no_fix_at_all(self, raw):
        assert read_fix(raw, "photos.0.fix") == (None, [geo.FieldFault("photos.0.fix", geo.NOT_A_FIX)])

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("lat", None, geo.NUMBER_MISSING),
            ("lon", None, geo.NUMBER_MISSING),
            ("lat", "34.6", geo.NOT_A_NUMBER),
            ("lat", True, geo.NOT_A_NUMBER),
            ("lon", float("nan"), geo.NOT_A_NUMBER),
            ("accuracy_m", [12], geo.NOT_A_NUMBER),
            ("lat", 90.0001, geo.OUT_OF_RANGE),
            ("lon", -181, geo.OUT_OF_RANGE),
            ("lat", float("inf"), geo.OUT_OF_RANGE),
            ("lat", 10**400, geo.OUT_OF_RANGE),
            ("accuracy_m", -1, geo.OUT_OF_RANGE),
            ("heading_deg", 361, geo.OUT_OF_RANGE),
            ("altitude_m", 1e9, geo.OUT_OF_RANGE),
            ("crs", "cgcs2000", geo.UNKNOWN_WORD),
            ("crs", ["wgs84"], geo.UNKNOWN_WORD),
            ("source", "guess", geo.UNKNOWN_WORD),
        ],
    )
    def test_it_refuses_a_value_that_cannot_be_true_and_says_where(self, field, value, message):
        fix, faults = read_fix(GOOD | {field: value}, "photos.3.fix")
        assert fix is None
        assert [(fault.path, fault.message) for fault in faults] == [(f"photos.3.fix.{field}", message)]
        assert "%(" not in faults[0].message % faults[0].params
        assert len(faults[0].message % faults[0].params) < 80

    def test_it_names_every_fault_of_a_fix_at_once(self):
        _, faults = read_fix({"lat": "x", "lon": 999, "fix_at": "yesterday", "crs": "mars"}, "fix")
        assert [fault.path for fault in faults] == ["fix.lat", "fix.lon", "fix.crs", "fix.fix_at"]

    @given(st.dictionaries(st.sampled_from([*GOOD, "source"]),
                           st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just([]))))  # fmt: skip
    def test_it_never_breaks_on_anything_a_phone_may_send(self, raw):
        fix, faults = read_fix(raw)
        assert (fix is None) == bool(faults)
        if fix:
            assert -90 <= fix.lat <= 90
            assert -180 <= fix.lon <= 180


class TestQuestions:
    def test_a_good_fix_at_the_site_raises_no_question(self):
        assert names(good_fix(), taken_at=SHOT_AT, site=SITE) == []

    @pytest.mark.parametrize(
        ("accuracy_m", "expected"),
        [(None, ["accuracy_missing"]), (0.0, ["accuracy_zero"]), (0.1, []), (200.0, []), (201.0, ["accuracy_coarse"])],
    )
    def test_it_asks_about_an_accuracy_no_receiver_gives(self, accuracy_m, expected):
        assert names(good_fix(accuracy_m=accuracy_m)) == expected

    def test_it_asks_when_the_photo_is_far_from_the_site(self):
        (question,) = plausibility(good_fix(lat=SITE[0] + 0.01), site=SITE)
        assert question.name == "far_from_site"
        assert question.params == {"distance_m": 1112, "accuracy_m": 10}
        assert "1112" in question.message % question.params

    def test_a_coarse_fix_is_given_the_benefit_of_its_accuracy(self):
        assert names(good_fix(lat=SITE[0] + 0.01, accuracy_m=700.0), site=SITE) == ["accuracy_coarse"]

    def test_a_fix_in_map_coordinates_is_brought_back_before_measuring(self):
        lat, lon = convert(*SITE, "wgs84", "gcj02")
        assert names(good_fix(lat=lat, lon=lon), site=SITE) == ["far_from_site"]
        assert names(good_fix(lat=lat, lon=lon, crs="gcj02"), site=SITE) == []
        assert geo.distance_to_site_m(good_fix(lat=lat, lon=lon, crs="gcj02"), SITE) < 0.01

    @pytest.mark.parametrize(
        ("late_s", "expected"),
        [(0, []), (120, []), (-120, []), (121, ["fix_after_shot"]), (-3600, ["fix_before_shot"])],
    )
    def test_it_asks_about_a_position_of_another_time(self, late_s, expected):
        assert names(good_fix(fix_at=SHOT_AT + timedelta(seconds=late_s)), taken_at=SHOT_AT) == expected

    def test_it_asks_when_the_position_has_no_time(self):
        assert names(good_fix(fix_at=None), taken_at=SHOT_AT) == ["time_missing"]

    def test_a_city_can_set_its_own_limits(self):
        strict = geo.Limits(accuracy_m=5, distance_m=0, age_s=0)
        fix = good_fix(lat=SITE[0] + 0.001, fix_at=SHOT_AT - timedelta(seconds=1))
        assert names(fix, taken_at=SHOT_AT, site=SITE, limits=strict) == [
            "accuracy_coarse", "far_from_site", "fix_before_shot"]  # fmt: skip


class TestDistance:
    def test_luoyang_to_zhengzhou_is_about_a_hundred_and_ten_kilometres(self):
        assert geo.distance_m(34.6197, 112.4540, 34.7466, 113.6254) == pytest.approx(108_100, abs=500)

    def test_one_degree_along_a_meridian_is_111195_metres(self):
        assert geo.distance_m(30, 110, 31, 110) == pytest.approx(111_195, abs=1)

    @given(LATS, LONS, LATS, LONS)
    def test_a_distance_is_the_same_both_ways_and_at_most_half_way_round(self, lat, lon, other_lat, other_lon):
        there = geo.distance_m(lat, lon, other_lat, other_lon)
        assert there == pytest.approx(geo.distance_m(other_lat, other_lon, lat, lon), abs=0.01)
        assert 0 <= there < 20_015_200

    @given(st.floats(-80, 80), st.floats(-170, 170), st.floats(1, 50_000), st.floats(-1, 1), st.floats(-1, 1))
    def test_a_box_around_a_point_holds_everything_within_the_radius(self, lat, lon, radius_m, up, across):
        other = lat + up * radius_m / 110_000, lon + across * radius_m / 19_000
        if geo.distance_m(lat, lon, *other) <= radius_m:
            assert geo.box_around(lat, lon, radius_m).holds(*other)

    def test_a_box_at_the_pole_goes_all_the_way_round(self):
        assert geo.box_around(89.9999, 10, 1000) == geo.Box(pytest.approx(89.99, abs=0.01), -180.0, 90.0, 180.0)


def square(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


class TestOutlines:
    PLAIN = {"type": "Polygon", "coordinates": [square(112, 34, 113, 35)]}
    HOLED = {"type": "Polygon", "coordinates": [square(112, 34, 113, 35), square(112.4, 34.4, 112.6, 34.6)]}
    TWO = {"type": "MultiPolygon", "coordinates": [[square(112, 34, 113, 35)], [square(114, 34, 115, 35)]]}
    BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}

    @given(st.floats(33, 36), st.floats(111, 114))
    def test_a_point_is_in_a_square_when_its_numbers_are(self, lat, lon):
        on_the_line = lat in (34, 35) or lon in (112, 113)
        assert on_the_line or geo.contains(self.PLAIN, lat, lon) == (34 < lat < 35 and 112 < lon < 113)

    def test_a_hole_is_outside(self):
        assert geo.contains(self.HOLED, 34.2, 112.2)
        assert not geo.contains(self.HOLED, 34.5, 112.5)

    def test_each_part_of_a_district_in_parts_counts(self):
        assert [geo.contains(self.TWO, 34.5, lon) for lon in (112.5, 113.5, 114.5)] == [True, False, True]

    def test_a_ring_that_crosses_itself_does_not_break_the_search(self):
        assert geo.contains(self.BOW_TIE, 1.0, 0.2)
        assert geo.contains(self.BOW_TIE, 1.0, 1.8)
        assert not geo.contains(self.BOW_TIE, 0.2, 1.0)

    def test_a_ring_that_is_not_closed_counts_as_closed(self):
        opened = {"type": "Polygon", "coordinates": [square(112, 34, 113, 35)[:-1]]}
        assert [geo.contains(opened, 34.5, lon) for lon in (111.5, 112.5, 113.5)] == [False, True, False]

    def test_a_ray_through_a_corner_is_counted_once(self):
        diamond = {"type": "Polygon", "coordinates": [[[0, 1], [1, 0], [2, 1], [1, 2], [0, 1]]]}
        assert geo.contains(diamond, 1.0, 1.0)
        assert not geo.contains(diamond, 1.0, -0.5)
        assert not geo.contains(diamond, 0.0, 0.0)

    def test_the_box_of_an_outline_covers_all_its_parts(self):
        assert geo.bounding_box(self.TWO) == geo.Box(34, 112, 35, 115)

    @pytest.mark.parametrize("geometry", [{"type": "Point", "coordinates": [112, 34]}, {}, {"type": "LineString"}])
    def test_it_says_which_outline_it_cannot_read(self, geometry):
        for question in (lambda: geo.contains(geometry, 34, 112), lambda: geo.bounding_box(geometry)):
            with pytest.raises(ValueError, match="must be a Polygon or MultiPolygon"):
                question()

    def test_an_empty_outline_holds_nothing_and_has_no_box(self):
        empty = {"type": "MultiPolygon", "coordinates": []}
        assert not geo.contains(empty, 34, 112)
        with pytest.raises(ValueError, match="without points"):
            geo.bounding_box(empty)


class TestLuoyang:
    @pytest.fixture
    def districts(self, shared_dir):
        outlines = json.loads((shared_dir / "geo/luoyang_counties_pre2021_gcj02.geojson").read_text("utf-8"))
        return {row["properties"]["name"]: row for row in outlines["features"]}

    def within(self, districts, lat, lon):
        return [name for name, row in districts.items() if geo.contains(row["geometry"], lat, lon)]

    def test_every_county_town_lies_in_its_own_county_only(self, districts):
        assert len(districts) == 15
        for name, row in districts.items():
            lon, lat = row["properties"]["cp"]
            assert self.within(districts, lat, lon) == [name]
            assert geo.bounding_box(row["geometry"]).holds(lat, lon)

    def test_every_air_station_lies_in_one_district_whatever_its_coordinate_system(self, districts, shared_dir):
        with (shared_dir / "geo/air_stations_henan.csv").open(encoding="utf-8-sig", newline="") as lines:
            stations = [row for row in csv.DictReader(lines) if row["地级行政区"] == "洛阳市"]
        assert len(stations) == 13
        found = {}
        for row in stations:
            lat, lon = float(row["纬度"]), float(row["经度"])
            found[row["监测点编码"]] = self.within(districts, lat, lon)
            assert found[row["监测点编码"]] == self.within(districts, *convert(lat, lon, "wgs84", "gcj02"))
        assert {code: names for code, names in found.items() if len(names) != 1} == {}
        assert found["3593A"] == ["吉利区"]
