"""What a file says about itself is read where it can be, and named where it cannot; nothing in it can do harm."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from evidence.claimed import CLEAN, claims, faults, gps
from evidence.photo_files import (
    ASCII,
    LONG,
    LUOYANG,
    RATIONAL,
    SHORT,
    encoded,
    phone_jpeg,
    picture,
    png_chunk,
    tiff,
    with_app1,
    with_exif,
)
from lantian.evidence.exif import Claims, china_time, read_claims
from lantian.evidence.layout import MAX_BLOCK_BYTES
from lantian.evidence.sniff import HEIC, JPEG, PNG, WEBP


def test_a_phone_photo_tells_its_camera_time_and_place(keep):
    found = read_claims(keep(phone_jpeg()), JPEG)
    assert (found.make, found.model, found.orientation) == ("HUAWEI", "LYA-AL00", 6)
    assert (found.claimed_at, found.claimed_at_source) == ("2026-11-21T02:03:04.000000+00:00", "offset")
    assert (found.lat, found.lon) == (pytest.approx(34 + 36 / 60 + 12.34 / 3600), pytest.approx(112 + 27 / 60 + 50 / 3600))
    assert found.faults == ()


def test_a_photo_without_descriptions_claims_nothing_and_that_is_no_fault():
    assert read_claims(io.BytesIO(CLEAN), JPEG) == Claims()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_it_agrees_with_the_exif_another_program_writes(form):
    exif = Image.Exif()
    exif[0x10F], exif[0x112] = "Xiaomi", 6
    exif.get_ifd(0x8769).update({0x9003: "2026:11:21 10:03:04", 0x9010: "-05:30"})
    exif.get_ifd(0x8825).update({1: "S", 2: (34.0, 36.5, 0.0), 3: "W", 4: (112.0, 0.0, 30.0), 5: b"\1", 6: 12.5})
    found = read_claims(io.BytesIO(encoded(picture(), form, exif=exif)), f"image/{form.lower()}")
    assert (found.make, found.orientation, found.claimed_at) == ("Xiaomi", 6, "2026-11-21T15:33:04.000000+00:00")
    assert (found.lat, found.lon) == (pytest.approx(-34.608333333), pytest.approx(-112.008333333))
    assert (found.altitude_m, found.faults) == (-12.5, ())


def test_descriptions_behind_the_pixels_of_a_png_are_found():
    plain = encoded(picture(), "PNG")
    late = plain[:-12] + png_chunk(b"eXIf", tiff(ifd0=[(0x10F, ASCII, b"Late\0")])) + plain[-12:]
    assert read_claims(io.BytesIO(late), PNG).make == "Late"


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders_are_read(order):
    found = gps(*LUOYANG, (6, RATIONAL, [(1305, 10)]), order=order)
    assert (found.lat, found.altitude_m) == (pytest.approx(34.603427777), 130.5)


def taken(date: bytes, *more) -> Claims:
    return claims(tiff(exif=[(0x9003, ASCII, date), *more]))


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        (b"0000:00:00 00:00:00\0", "not_a_time"),
        (b"2026:02:30 10:00:00\0", "not_a_time"),
        (b"2026:11:21 25:00:00\0", "not_a_time"),
        (b"    :  :     :  :  \0", "not_a_time"),
        (b"                   \0", "empty"),
        (b"\0" * 20, "empty"),
        ("2026年11月21日".encode() + b"\0", "not_a_time"),
        (b"\xff\xfe\xfd\x80\x81\0", "unreadable_text"),
        (b"x" * 3000, "too_long"),
        (b"x" * 300, "too_long"),
    ],
)
def test_a_date_that_is_none_is_named(date, reason):
    found = taken(date)
    assert (found.date_time_original, found.claimed_at) == (None, None)
    assert faults(found) == {("DateTimeOriginal", reason)}


@pytest.mark.parametrize(
    ("date", "sub_sec", "offset", "claimed_at"),
    [
        (b"2026:11:21 10:03:04\0", b"5\0", b"+08:00\0", "2026-11-21T02:03:04.500000+00:00"),
        (b"2026:11:21 10:03:04\0", b"0839\0", b"+08:00\0", "2026-11-21T02:03:04.083900+00:00"),
        (b"2026:11:21 10:03:04.166\0", b"0839\0", b"+08:00\0", "2026-11-21T02:03:04.166000+00:00"),
        (b"2026:11:21 01:03:04\0", b"123456789\0", b"+08:00\0", "2026-11-20T17:03:04.123456+00:00"),
        (b"2026:11:21 10:03:04\0", b"\0", b"+25:00\0", None),
        (b"2026:11:21 10:03:04\0", b"\0", b"+08:61\0", None),
        (b"2026:11:21 10:03:04\0", b"\0", b"   :  \0", None),
        (b"0001:01:01 00:00:00\0", b"\0", b"+08:00\0", None),
    ],
)
def test_a_local_time_and_its_offset_make_an_instant(date, sub_sec, offset, claimed_at):
    assert taken(date, (0x9291, ASCII, sub_sec), (0x9011, ASCII, offset)).claimed_at == claimed_at


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026:11:21 10:03:04", "2026-11-21T02:03:04.000000+00:00"),
        ("2018:07:19 17:33:15.166", "2018-07-19T09:33:15.166000+00:00"),
        ("2026:13:21 10:03:04", None),
        ("0001:01:01 00:00:00", None),
        ("", None),
    ],
)
def test_a_time_without_a_zone_can_be_read_as_chinas_to_ask_about_it(written, instant):
    assert china_time(written) == instant


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"HUAWEI\0\0\0\0", "HUAWEI"),
        (b"HUAWEI\0<script>", "HUAWEI"),
        (b"  HUAWEI  ", "HUAWEI"),
        ("华为\0".encode(), "华为"),
        ("华为\0".encode("gb18030"), "华为"),
        (b"\0HUAWEI", None),
        (b"a\nb\0", None),
        (b"\x1b[31m\0", None),
        ("\u202egnp\0".encode(), None),
    ],
)
def test_names_end_at_the_first_nul_and_hold_no_control_characters(written, read):
    assert claims(tiff(ifd0=[(0x10F, ASCII, written)])).make == read


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ((0x112, SHORT, [0]), "out_of_range"),
        ((0x112, SHORT, [9]), "out_of_range"),
        ((0x112, SHORT, [6, 6]), "wrong_count"),
        ((0x112, SHORT, [6] * 2000), "too_long"),
        ((0x112, RATIONAL, [(13, 2)]), "out_of_range"),
        ((0x112, ASCII, b"6\0"), "wrong_type"),
    ],
)
def test_an_orientation_that_is_none_of_the_eight_is_none(tag, reason):
    found = claims(tiff(ifd0=[tag]))
    assert (found.orientation, faults(found)) == (None, {("Orientation", reason)})


def test_values_of_the_wrong_type_are_named_and_cost_nothing_else():
    found = claims(tiff(ifd0=[(0x10F, SHORT, [7]), (0x110, ASCII, b"LYA\0")], gps=[(2, ASCII, b"34.6\0"), *LUOYANG[2:]]))
    assert (found.model, found.lat) == ("LYA", None)
    assert faults(found) == {("Make", "wrong_type"), ("GPSLatitude", "wrong_type")}


def test_a_value_outside_the_block_costs_that_value_only():
    block = tiff(ifd0=[(0x10F, ASCII, b"HUAWEI TECH\0"), (0x110, ASCII, b"LYA\0"), (0x112, SHORT, [6])])
    at = struct.unpack_from("<I", block, 8 + 2 + 8)[0]
    broken = block.replace(struct.pack("<HHII", 0x10F, ASCII, 12, at), struct.pack("<HHII", 0x10F, ASCII, 12, 60_000))
    found = claims(broken)
    assert (found.make, found.model, found.orientation) == (None, "LYA", 6)
    assert faults(found) == {("Make", "cut")}


def test_an_unknown_value_type_is_named():
    block = tiff(ifd0=[(0x10F, ASCII, b"HW\0")]).replace(struct.pack("<HHI", 0x10F, ASCII, 3), struct.pack("<HHI", 0x10F, 77, 3))
    assert faults(claims(block)) == {("Make", "wrong_type")}


@pytest.mark.parametrize("loop", [{"exif_at": 8}, {"gps_at": 8}, {"exif_at": 8, "gps_at": 8}])
def test_directories_that_point_at_each_other_are_named(loop):
    found = claims(tiff(ifd0=[(0x10F, ASCII, b"HW\0")], **loop))
    assert found.make == "HW"
    assert {reason for _, reason in faults(found)} == {"loop"}


@pytest.mark.parametrize("at", [5000, 2**32 - 1])
def test_a_directory_outside_the_block_is_named(at):
    assert faults(claims(tiff(ifd0=[(0x10F, ASCII, b"HW\0")], gps_at=at))) == {("GPS", "cut")}


def test_a_directory_claiming_more_tags_than_there_is_room_for_gives_what_is_there():
    block = bytearray(tiff(ifd0=[(0x10F, ASCII, b"HW\0")]))
    block[8:10] = b"\xff\xff"
    assert claims(bytes(block)).make == "HW"


def test_a_directory_of_many_large_values_is_not_copied():
    many = [(0x10F, ASCII, b"HW\0"), *((tag, LONG, [0] * 4) for tag in range(0x9000, 0x9700))]
    assert claims(tiff(ifd0=many)).make == "HW"


@pytest.mark.parametrize("block", [b"", b"II", b"II*\0", b"II*\0\xff\xff\xff\xff", b"no exif at all", b"\0" * 100])
def test_a_block_that_is_no_exif_is_named(block):
    found = claims(block)
    assert found == Claims(faults=found.faults)
    assert len(found.faults) == (1 if block else 0)


def test_a_segment_of_the_largest_size_is_read():
    block = tiff(ifd0=[(0x10F, ASCII, b"HW\0")])
    assert claims(block.ljust(65533 - 6, b"\0")).make == "HW"


def test_megabytes_of_exif_segments_cost_nothing_and_the_first_counts():
    filler = b"Exif\0\0" + tiff(ifd0=[(0x10F, ASCII, b"Second\0")]).ljust(65_000, b"\0")
    photo = with_exif(with_app1(CLEAN, filler, times=300), tiff(ifd0=[(0x10F, ASCII, b"First\0")]))
    assert read_claims(io.BytesIO(photo), JPEG).make == "First"


def test_a_block_of_megabytes_is_not_read():
    plain = encoded(picture(), "PNG")
    block = tiff(ifd0=[(0x10F, ASCII, b"HW\0")])
    for size, make in ((MAX_BLOCK_BYTES, "HW"), (MAX_BLOCK_BYTES + 1, None)):
        huge = plain[:33] + png_chunk(b"eXIf", block.ljust(size, b"\0")) + plain[33:]
        found = read_claims(io.BytesIO(huge), PNG)
        assert (found.make, faults(found)) == (make, set() if make else {("EXIF", "too_long")})


@pytest.mark.parametrize(
    ("packet", "date"),
    [
        (b'<x exif:DateTimeOriginal="2026-11-21T10:03:04.5+08:00" />', "2026-11-21T10:03:04.5+08:00"),
        (b"<photoshop:DateCreated>2026-11-21</photoshop:DateCreated>", "2026-11-21"),
        (b'xmp:CreateDate="2026-11-21T10:03:04" exif:DateTimeOriginal="2026-11-20T10:03:04"', "2026-11-20T10:03:04"),
        (b'xmp:CreateDate="&lol;"', None),
        (b"\xff\xfe\0" * 1000, None),
        (b"", None),
    ],
)
def test_the_xmp_date_is_searched_for_not_parsed(packet, date):
    photo = with_app1(CLEAN, b"http://ns.adobe.com/xap/1.0/\0" + packet)
    assert read_claims(io.BytesIO(photo), JPEG).xmp_date == date


@pytest.mark.parametrize("media_type", [JPEG, PNG, WEBP, HEIC])
@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"\xff\xd8\xff", b"\0\0\0\x10ftypheic", b"<html>" * 50, b"RIFF\xff\xff\xff\xff"]
)
def test_a_file_that_is_no_photo_claims_nothing(keep, media_type, content):
    for source in (keep(content), io.BytesIO(content)):
        found = read_claims(source, media_type)
        assert found == Claims(faults=found.faults)
