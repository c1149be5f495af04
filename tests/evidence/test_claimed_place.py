"""The place a file claims: a position is whole and on this earth, or there is none and the reason is named."""

from __future__ import annotations

import struct

import pytest

from evidence.claimed import claims, faults, gps
from evidence.photo_files import ASCII, BYTE, RATIONAL, SRATIONAL, gps_tags, tiff


@pytest.mark.parametrize(
    ("reference", "expected"), [([0], 20.0), ([1], -20.0), ([2], 20.0), ([3], -20.0), ([9], None), ([0, 0], None)]
)
def test_height_is_negative_below_the_sea_and_unknown_when_the_sign_is(reference, expected):
    assert gps((5, BYTE, reference), (6, RATIONAL, [(20, 1)])).altitude_m == expected


def test_height_without_a_reference_is_above_the_sea():
    assert gps((6, RATIONAL, [(20, 1)])).altitude_m == 20


D, M, S = (34, 1), (36, 1), (0, 1)
GOOD_LON = [(112, 1), (27, 1), (0, 1)]


@pytest.mark.parametrize(
    ("lat", "reason"),
    [
        ([(34, 0), M, S], "zero_denominator"),
        ([D, M, (0, 0)], "zero_denominator"),
        ([(91, 1), S, S], "out_of_range"),
        ([(90, 1), S, (1, 1)], "out_of_range"),
        ([D, (61, 1), S], "out_of_range"),
        ([D, M, (61, 1)], "out_of_range"),
        ([D, M], "wrong_count"),
        ([D], "wrong_count"),
        ([D, M, S, S], "wrong_count"),
        ([], "empty"),
    ],
)
def test_a_latitude_that_cannot_be_is_no_position(lat, reason):
    found = gps(*gps_tags(lat, GOOD_LON))
    assert (found.lat, found.lon) == (None, None)
    assert faults(found) == {("GPSLatitude", reason)}


def test_a_longitude_past_the_date_line_is_no_position():
    assert faults(gps(*gps_tags([D, M, S], [(181, 1), S, S]))) == {("GPSLongitude", "out_of_range")}
    assert gps(*gps_tags([(90, 1), S, S], [(180, 1), S, S])).lon == 180


def test_negative_and_not_a_number_parts_are_no_position():
    tags = [(1, ASCII, b"N\0"), (2, SRATIONAL, [(-34, 1), (0, 1), (0, 1)]), (3, ASCII, b"E\0"), (4, RATIONAL, GOOD_LON)]
    assert faults(gps(*tags)) == {("GPSLatitude", "out_of_range")}
    nan = struct.unpack("<I", struct.pack("<f", float("nan")))[0]
    block = tiff(gps=gps_tags([(nan, nan), (nan, 1)], GOOD_LON)[:2] + gps_tags([D], GOOD_LON)[2:])
    as_floats = block.replace(struct.pack("<HHI", 2, RATIONAL, 2), struct.pack("<HHI", 2, 11, 3))
    assert faults(claims(as_floats)) == {("GPSLatitude", "not_a_number")}


def test_a_position_without_a_hemisphere_is_no_position():
    found = gps((2, RATIONAL, [D, M, S]), (3, ASCII, b"E\0"), (4, RATIONAL, GOOD_LON))
    assert (found.lat, faults(found)) == (None, {("GPSLatitude", "hemisphere_missing")})
    found = gps(*gps_tags([D, M, S], GOOD_LON, ns=b"X\0"))
    assert faults(found) == {("GPSLatitudeRef", "out_of_range"), ("GPSLatitude", "hemisphere_missing")}


def test_half_a_position_is_none():
    found = gps((1, ASCII, b"N\0"), (2, RATIONAL, [D, M, S]))
    assert (found.lat, found.lon) == (None, None)


def test_a_position_of_zeros_is_a_phone_without_a_fix():
    zero = [(0, 1)] * 3
    found = gps(*gps_tags(zero, zero))
    assert (found.lat, found.lon, faults(found)) == (None, None, {("GPSLatitude", "zero_filled")})
    assert gps(*gps_tags(zero, GOOD_LON)).lat == 0, "the equator is a place"


@pytest.mark.parametrize(("ref", "sign"), [(b"S\0", -1), (b"s\0", -1), (b"N\0", 1), (b"North\0", 1)])
def test_south_is_negative(ref, sign):
    assert gps(*gps_tags([D, M, S], GOOD_LON, ns=ref)).lat == pytest.approx(sign * 34.6)


@pytest.mark.parametrize(("unit", "kmh"), [(b"K\0", 10), (b"M\0", 16.09344), (b"N\0", 18.52), (b"?\0", None)])
def test_speed_is_told_in_kilometres_per_hour(unit, kmh):
    assert gps((0x0C, ASCII, unit), (0x0D, RATIONAL, [(10, 1)])).speed_kmh == (None if kmh is None else pytest.approx(kmh))


def test_a_direction_beyond_the_circle_is_none():
    assert faults(gps((0x11, RATIONAL, [(361, 1)]))) == {("GPSImgDirection", "out_of_range")}
    assert gps((0x10, ASCII, b"T\0"), (0x11, RATIONAL, [(360, 1)])).img_direction_deg == 360


@pytest.mark.parametrize(
    ("clock", "day", "expected"),
    [
        ([(23, 1), (59, 1), (599, 10)], b"2026:11:21\0", "2026-11-21T23:59:59.900000+00:00"),
        ([(0, 1), (0, 1), (0, 1)], b"2026-11-21\0", "2026-11-21T00:00:00.000000+00:00"),
        ([(24, 1), (0, 1), (0, 1)], b"2026:11:21\0", None),
        ([(1, 1), (1, 1), (60, 1)], b"2026:11:21\0", None),
        ([(1, 1), (1, 0), (0, 1)], b"2026:11:21\0", None),
        ([(1, 1), (1, 1), (1, 1)], b"2026:13:21\0", None),
        ([(1, 1), (1, 1), (1, 1)], b"yesterday\0", None),
        ([(1, 1), (1, 1), (1, 1)], b"\0", None),
        ([(1, 1)], b"2026:11:21\0", None),
    ],
)
def test_the_time_of_the_fix_needs_a_date_and_a_clock(clock, day, expected):
    found = gps((7, RATIONAL, clock), (0x1D, ASCII, day))
    assert found.gps_at == expected
    assert (found.faults == ()) == (expected is not None)
