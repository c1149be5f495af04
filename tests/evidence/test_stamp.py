"""The stamp on a copy: legible over any picture, upright, with words that always fit, and EXIF that says what it is."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from evidence.photo_files import encoded, jpeg, picture
from evidence.test_copies import STORED
from lantian.domain.marking import Marking, Shape
from lantian.domain.stamp import MARK
from lantian.evidence import fonts
from lantian.evidence.examiner import Examiner
from lantian.evidence.exif import read_claims
from lantian.evidence.fonts import Face, chinese_face
from lantian.evidence.marking import HIDDEN
from lantian.evidence.stamp import GROUND, WORDS, laid_out, stamped
from lantian.evidence.stamp_exif import Origin
from lantian.evidence.stamp_text import drawable, wrapped
from lantian.evidence.stamped import Made, Order, make

LINES = (
    ("时间", "2026-11-22 16:18:37"),
    ("对象", "洛龙区龙门大道综合管廊改造工程（二标段）施工工地"),
    ("坐标", "北纬 34.684100° 东经 112.469100° ±8 米"),
    ("编号", "410311-2026-000123"),
)
AT = "2026-11-22T08:18:37.000000+00:00"


@pytest.fixture(scope="session")
def face(chinese_font) -> Face:
    return chinese_font


@pytest.fixture
def copy_of(keep, face):
    """copy_of(content, media_type) → the stamped copy's bytes and the picture in them."""

    def ordered(content: bytes, media_type="image/jpeg", position="below", **facts) -> Made:
        sha256 = hashlib.sha256(content).hexdigest()
        path = keep(content)
        facts = {
            "lat": 34.6841,
            "lon": 112.4691,
            "accuracy_m": 8.0,
            "altitude_m": -12.5,
            "heading_deg": 45.0,
            "fix_at": AT,
            "compass_deg": 91.5,
        } | facts
        return make(Order(path, media_type, Origin(sha256, AT, AT, **facts), LINES, MARK, position, "m", face))

    return ordered


def opened(made: Made) -> Image.Image:
    assert made.fault == ""
    return Image.open(io.BytesIO(made.content))


def contrast(one, other) -> float:
    """WCAG 2.2 contrast of two sRGB colours."""

    def luminance(colour):
        parts = [part / 255 for part in colour]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("orientation", STORED)
def test_a_photo_held_any_way_gives_the_same_upright_stamp(copy_of, orientation):
    upright = picture(800, 600)
    stored = upright if STORED[orientation] is None else upright.transpose(STORED[orientation])
    exif = Image.Exif()
    exif[0x112] = orientation
    found = opened(copy_of(encoded(stored, "PNG", exif=exif), "image/png"))
    plain = opened(copy_of(encoded(upright, "PNG"), "image/png"))
    assert found.getexif()[0x112] == 1
    assert found.size == plain.size
    assert found.tobytes() == plain.tobytes()


def test_the_picture_is_whole_above_a_bar_below_it(face):
    found = stamped(picture(900, 700), LINES, MARK, "below", "m", face)
    assert found.width == 900 and found.height > 700
    assert found.crop((0, 0, 900, 700)).tobytes() == picture(900, 700).tobytes()


@pytest.mark.parametrize("colour", ["white", "black", (255, 200, 0)])
@pytest.mark.parametrize("position", ["top", "bottom"])
def test_words_on_the_picture_stand_out_whatever_it_is_like(face, colour, position):
    bare = Image.new("RGB", (1200, 900), colour)
    found = stamped(bare, LINES, MARK, position, "m", face)
    assert found.size == bare.size
    ground = found.getpixel((3, 20 if position == "top" else 880))
    assert contrast(ground, WORDS) > 9
    assert contrast(ground, (163, 181, 199)) > 4.5


@pytest.mark.parametrize("size", [(1, 1), (40, 30), (160, 120), (3000, 40), (40, 3000)])
def test_a_tiny_or_odd_picture_keeps_its_pixels_and_gets_words_of_a_size_to_read(face, size):
    bare = Image.new("RGB", size, "red")
    found = stamped(bare, LINES, MARK, "bottom", "m", face)
    assert found.width >= 640
    assert {colour: count for count, colour in found.getcolors(1 << 24)}[255, 0, 0] == size[0] * size[1]


def test_nothing_of_the_words_lies_outside_of_the_bar(face):
    for width in (640, 900, 2000, 4000):
        bar = laid_out([*LINES, ("地点", "很长的地名" * 60), ("人员", "x" * 400)], MARK, width, 30, face)
        assert len(bar.texts) > 6
        for text in bar.texts:
            left, top, right, bottom = text.font.getbbox(text.words)
            assert text.x + left >= 0 and text.x + right <= width, text.words
            assert text.y + top >= 0 and text.y + bottom <= bar.height, text.words


def test_a_long_name_is_wrapped_and_then_cut_with_a_mark(face):
    font = face.at(20)
    lines = wrapped(drawable("龙门大道综合管廊改造工程（二标段）" * 9, face), font, 300)
    assert len(lines) == 3 and lines[-1].endswith("…")
    assert all(font.getlength(line) <= 300 for line in lines)
    assert wrapped("编号410311-2026-000123", font, 210) == ["编号", "410311-2026-000123"]
    assert not any(line.startswith(("，", "）")) or line.endswith("（") for line in lines)


def test_what_cannot_be_drawn_is_shown_as_a_box_or_left_out(face):
    assert drawable("工地\u202e\u0000甲\n乙\u0301\u200b", face) == "工地甲 乙"
    assert drawable("🏗工地", face) == "□工地"
    assert drawable("  ", face) == ""


def test_the_copy_says_that_it_is_derived_from_which_original_and_where_by_our_fix(copy_of, keep):
    content = jpeg(900, 700)
    made = copy_of(content)
    sha256, found = hashlib.sha256(content).hexdigest(), opened(made)
    exif, gps = found.getexif(), found.getexif().get_ifd(0x8825)
    assert sha256 in exif[0x10E] and "not the original" in exif[0x10E] and AT in exif[0x10E]
    comment = exif.get_ifd(0x8769)[0x9286]
    assert comment.startswith(b"UNICODE\0") and "派生件" in comment[8:].decode("utf-16-le")
    assert f"urn:sha256:{sha256}".encode() in found.info["xmp"]
    assert (gps[0x0E], float(gps[0x0F]), gps[0x1D]) == ("T", 45.0, "2026:11:22")
    assert (gps[0x10], float(gps[0x11])) == ("M", 91.5), "where the phone moved and where it looked are two things"
    claims = read_claims(keep(made.content, "copy.jpg"), "image/jpeg")
    assert not claims.faults
    assert (claims.lat, claims.lon) == (pytest.approx(34.6841, abs=1e-7), pytest.approx(112.4691, abs=1e-7))
    assert (claims.altitude_m, claims.h_positioning_error_m, claims.map_datum) == (-12.5, 8.0, "WGS-84")
    assert (claims.date_time_original, claims.offset_time) == ("2026:11:22 16:18:37", "+08:00")


def test_without_a_fix_the_copy_claims_no_position(copy_of):
    assert opened(copy_of(jpeg(900, 700), lat=None, lon=None)).getexif().get_ifd(0x8825) == {}


def test_a_copy_can_be_made_again_to_the_byte(copy_of):
    assert copy_of(jpeg(900, 700)).content == copy_of(jpeg(900, 700)).content


def test_an_original_that_is_not_what_it_was_gives_no_copy(keep, face):
    order = Order(keep(jpeg(80, 60)), "image/jpeg", Origin("0" * 64, AT, AT), LINES, MARK, "below", "m", face)
    assert make(order) == Made(fault="altered")


def test_what_was_hidden_on_a_photo_is_hidden_on_its_stamped_copy(keep, face):
    content = jpeg(800, 600)
    origin = Origin(hashlib.sha256(content).hexdigest(), AT, AT)
    hidden = Marking((Shape("redact", (2500, 2500, 7500, 7500)),))
    picture = opened(make(Order(keep(content), "image/jpeg", origin, LINES, MARK, "below", "m", face, hidden)))
    below = picture.crop((210, 160, 590, 440)).convert("RGB")
    assert all(high - HIDDEN[0] <= 12 for _low, high in below.getextrema())


def test_what_cannot_be_decoded_gives_a_reason_and_no_copy(copy_of):
    assert copy_of(b"\xff\xd8\xff\xe0 no picture").fault == "unreadable"


def test_a_copy_is_made_in_the_child_with_limits(keep, face, derived_dir):
    content = jpeg(900, 700)
    origin = Origin(hashlib.sha256(content).hexdigest(), AT, AT)
    order = Order(keep(content), "image/jpeg", origin, LINES, MARK, "below", "m", face)
    with Examiner(derived_dir) as child:
        made = child.run(make, order, lost=lambda fault: Made(fault=fault))
    assert made.content == make(order).content


def test_without_a_chinese_font_there_is_none_and_nothing_breaks(monkeypatch):
    monkeypatch.setattr(fonts, "KNOWN", ())
    monkeypatch.setattr(fonts, "_ASK", ("no-such-program",))
    assert chinese_face.__wrapped__() is None


def test_a_font_that_only_claims_to_be_chinese_is_not_taken(monkeypatch):
    monkeypatch.setattr(fonts, "_known", lambda: [Face("/no/such/font.ttc", "/no/such/font.ttc", 0)])
    monkeypatch.setattr(fonts, "_asked", list)
    assert chinese_face.__wrapped__() is None


def test_the_ground_is_dark_enough_for_every_word():
    assert contrast(GROUND, WORDS) > 15
