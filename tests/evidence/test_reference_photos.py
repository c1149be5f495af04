"""Twenty real photos from phones, against what another program read in them (exiftool; see the manifest)."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from evidence.conftest import REFERENCE
from lantian.evidence.derived import KINDS, derived_path, told_of
from lantian.evidence.exif import Claims, read_claims
from lantian.evidence.picture import Examination, examine
from lantian.evidence.sniff import HEAD_BYTES, sniff

NAMES = [
    "gps_alt_direction_small.jpg",
    "iphone11promax_gps.HEIC",
    "iphone13promax_kitchen_rot6_nogps.HEIC",
    "iphone6_gps.jpg",
    "iphone7_equipment_gps.heic",
    "iphone7_gps_offset.heic",
    "iphone8_guangzhou_gps.HEIC",
    "iphone8plus_arrow_rot6.heic",
    "iphonexs_gps_2images.heic",
    "jolla_nogps.jpg",
    "moto_empty_gps.jpg",
    "nokia83_gps.jpg",
    "orientation_portrait_3.jpg",
    "orientation_portrait_6.jpg",
    "orientation_portrait_8.jpg",
    "pixel_gps.jpg",
    "samsung_s25u_gps.heic",
    "samsung_s9p_gps.jpg",
    "sony_e5823_gps.jpg",
    "xiaomi_gps.heic",
]
EVERY_PHOTO = pytest.mark.parametrize("name", NAMES)


def media_type(name: str) -> str:
    with (REFERENCE / name).open("rb") as file:
        return sniff(file.read(HEAD_BYTES)).media_type


def claims_of(name: str) -> Claims:
    return read_claims(REFERENCE / name, media_type(name))


@pytest.fixture(scope="module")
def examined(reference, tmp_path_factory) -> tuple[dict[str, Examination], Path]:
    """Every photo examined once: decoding all of them takes some seconds."""
    derived_dir = tmp_path_factory.mktemp("derived")
    return {name: examine(REFERENCE / name, media_type(name), derived_dir) for name in NAMES}, derived_dir


def test_all_twenty_photos_are_looked_at(reference):
    assert sorted(reference) == NAMES


@EVERY_PHOTO
def test_the_type_is_known_from_the_bytes(reference, name):
    assert media_type(name) == reference[name]["mime"]


@EVERY_PHOTO
def test_camera_and_times_are_as_another_program_reads_them(reference, name):
    facts, claims = reference[name]["exif"], claims_of(name)
    assert (claims.make, claims.model, claims.orientation) == (facts["make"], facts["model"], facts["orientation"])
    assert claims.date_time_original == facts["date_time_original"]
    assert claims.offset_time == (facts["offset_time_original"] or facts["offset_time"])
    # The other program's JSON shows "762" as a number and "0839" as text.
    assert claims.sub_sec == (None if facts["sub_sec_time_original"] is None else str(facts["sub_sec_time_original"]))


@EVERY_PHOTO
def test_place_and_direction_are_as_another_program_reads_them(reference, name):
    gps, claims = reference[name]["gps"] or {}, claims_of(name)
    assert claims.lat == pytest.approx(gps.get("lat"), abs=1e-6) if gps else claims.lat is None
    assert claims.lon == pytest.approx(gps.get("lon"), abs=1e-6) if gps else claims.lon is None
    for ours, theirs in (("altitude_m", "altitude_m"), ("img_direction_deg", "img_direction")):
        expected = gps.get(theirs)
        assert getattr(claims, ours) == (None if expected is None else pytest.approx(expected, abs=0.01))
    for ours, theirs in (("h_positioning_error_m", "h_positioning_error_m"), ("speed_kmh", "speed")):
        expected = gps.get(theirs)
        assert getattr(claims, ours) == (None if expected is None else pytest.approx(expected, abs=1e-6))
    assert (claims.img_direction_ref, claims.map_datum) == (gps.get("img_direction_ref"), gps.get("map_datum"))


@EVERY_PHOTO
def test_the_instant_of_the_fix_and_the_xmp_date_agree(reference, name):
    gps, claims = reference[name]["gps"] or {}, claims_of(name)
    stamp = gps.get("gps_datetime_utc")
    assert (claims.gps_at is None) == (stamp is None)
    if stamp:
        day, clock = stamp.rstrip("Z").split(" ")
        seconds, _, fraction = clock.partition(".")
        assert claims.gps_at == f"{day.replace(':', '-')}T{seconds}.{fraction:0<6}+00:00"
    assert digits(claims.xmp_date) == digits(reference[name]["xmp_date"])


def digits(date: str | None) -> list[str]:
    return re.findall(r"\d+", date or "")


def test_the_instant_is_told_in_utc_and_where_it_comes_from(reference):
    claims = claims_of("iphone11promax_gps.HEIC")
    assert (claims.claimed_at, claims.claimed_at_source) == ("2021-04-11T20:47:53.054000+00:00", "offset")
    claims = claims_of("pixel_gps.jpg")
    assert (claims.claimed_at, claims.claimed_at_source) == ("2018-07-25T14:34:23.000000+00:00", "gps")
    claims = claims_of("iphone8plus_arrow_rot6.heic")
    assert (claims.claimed_at, claims.claimed_at_source) == (None, None), "local time alone is no instant"


def test_empty_gps_tags_are_no_position_and_not_zero_zero(reference):
    claims = claims_of("moto_empty_gps.jpg")
    assert (claims.lat, claims.lon) == (None, None)
    assert {(fault.tag, fault.reason) for fault in claims.faults} >= {("GPSLatitudeRef", "empty"), ("GPSLongitudeRef", "empty")}


def test_no_other_photo_has_a_claim_that_cannot_be_used(reference):
    assert [name for name in NAMES if claims_of(name).faults] == ["moto_empty_gps.jpg"]


@EVERY_PHOTO
def test_bytes_and_sizes_are_as_another_program_reads_them(reference, examined, name):
    facts, found = reference[name], examined[0][name]
    assert found.fault is None
    assert found.sha256 == facts["sha256"] == hashlib.sha256((REFERENCE / name).read_bytes()).hexdigest()
    assert (found.width_px, found.height_px) == (facts["display_width"], facts["display_height"])
    assert (found.stored_width_px, found.stored_height_px) == (facts["stored_width"], facts["stored_height"])
    assert found.images_in_file == facts["images_in_file"]
    assert ("several_images" in found.notes) == (facts["images_in_file"] > 1)
    assert found.trailing_bytes == 0
    assert found.claims == claims_of(name)


@EVERY_PHOTO
def test_copies_are_upright_small_and_say_only_what_they_are_made_from(reference, examined, name):
    found, derived_dir = examined[0][name], examined[1]
    assert found.derived == tuple(KINDS)
    for kind, longest_px in KINDS.items():
        with Image.open(derived_path(derived_dir, found.sha256, kind)) as copy:
            scale = min(1, longest_px / max(found.width_px, found.height_px))
            assert copy.size == (round(found.width_px * scale), round(found.height_px * scale))
            assert (copy.format, copy.mode) == ("JPEG", "RGB")
            assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "comment"}
            assert copy.info["comment"] == told_of(found.sha256, kind)


def test_the_same_scene_stored_three_ways_is_shown_the_same_way_up(reference, examined):
    """The pictures carry words at their four edges and differ only in a large figure in the middle."""
    views = []
    for orientation in (3, 6, 8):
        found = examined[0][f"orientation_portrait_{orientation}.jpg"]
        with Image.open(derived_path(examined[1], found.sha256, "view")) as view:
            views.append(view.convert("L"))
    for other in views[1:]:
        assert mean_difference(views[0], other) < 6
        assert mean_difference(views[0], other.transpose(Image.Transpose.ROTATE_180)) > 30
        assert mean_difference(views[0], other.transpose(Image.Transpose.FLIP_LEFT_RIGHT)) > 20


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


def test_the_arrow_of_a_heic_points_up(reference, examined):
    """The tip of the drawn arrow is narrower than the foot of its shaft."""
    found = examined[0]["iphone8plus_arrow_rot6.heic"]
    with Image.open(derived_path(examined[1], found.sha256, "view")) as view:
        paper = view.convert("L").crop((50, 50, view.width - 50, view.height - 150))  # without the table's edge
    ink = paper.point(lambda grey: 255 if grey < 60 else 0)
    left, top, right, bottom = ink.getbbox()
    tenth = (bottom - top) // 10
    tip = ink.crop((0, top, ink.width, top + tenth)).getbbox()
    foot = ink.crop((0, bottom - tenth, ink.width, bottom)).getbbox()
    assert bottom - top > right - left
    assert 2 * (tip[2] - tip[0]) < foot[2] - foot[0]
