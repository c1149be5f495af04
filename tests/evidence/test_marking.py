"""Marked copies: what is hidden is really gone, shapes stand where they were drawn, the same recipe gives the same bytes."""

from __future__ import annotations

import hashlib
import random

import pytest
from PIL import Image

from lantian.domain.marking import Marking, Shape, lifts, read_marking
from lantian.evidence.derived import derived_path, write_copies, write_jpeg
from lantian.evidence.marking import COLOURS, HIDDEN, marked_copy, render
from lantian.evidence.picture import examine

SHA = "ab" * 32
FACE = Shape("redact", (2000, 3000, 5000, 6000))


def noise(size=(800, 600)) -> Image.Image:
    return Image.frombytes("RGB", size, random.Random(5).randbytes(size[0] * size[1] * 3))


@pytest.fixture
def derived(tmp_path):
    """A folder with the plain copies of one photo."""
    (tmp_path / "derived").mkdir()
    write_copies(noise((1600, 1200)), tmp_path / "derived", SHA)
    return tmp_path / "derived"


def test_nothing_of_what_is_hidden_is_left_in_the_pixels():
    covered = render(noise(), Marking((FACE,))).crop((160, 180, 400, 360))
    assert covered.getcolors() == [(240 * 180, HIDDEN)]


def test_a_redaction_between_pixels_hides_both():
    picture = render(Image.new("RGB", (100, 100), "white"), Marking((Shape("redact", (1049, 1051, 2001, 2099)),)))
    assert picture.crop((10, 10, 21, 21)).getcolors() == [(121, HIDDEN)]


@pytest.mark.parametrize("kind", ["view", "thumb"])
def test_the_copies_hide_it_too_after_encoding(derived, kind):
    with Image.open(marked_copy(derived, SHA, Marking((FACE,)), kind)) as copy:
        width, height = copy.size
        inside = copy.crop((width * 2 // 10 + 17, height * 3 // 10 + 17, width // 2 - 17, height * 6 // 10 - 17))
        assert max(high - low for low, high in inside.getextrema()) <= 2, "one colour, but for the rounding of JPEG"


def test_the_same_recipe_makes_the_same_bytes_again(derived):
    words = Shape("text", (500, 8000), "yellow", "东侧裸土 3 米")
    marking = Marking((FACE, Shape("arrow", (100, 100, 4000, 4000), "red"), words))
    first = marked_copy(derived, SHA, marking, "view")
    before = first.read_bytes()
    first.unlink()
    assert marked_copy(derived, SHA, marking, "view").read_bytes() == before


def test_a_copy_says_that_it_is_derived_from_which_original_and_says_no_place(derived):
    marking = Marking((FACE,))
    with Image.open(marked_copy(derived, SHA, marking, "view")) as copy:
        said = copy.info["comment"].decode()
        assert not copy.getexif() and "icc_profile" not in copy.info
    assert said == f"Lantian derived copy (view, marking SHA-256 {marking.sha256}), not the original. Original SHA-256 {SHA}."


def test_a_marked_thumb_is_brought_down_as_the_plain_one_is(derived):
    """One writer for both: away from the marking, the small copies of the same view are the same."""
    with Image.open(derived_path(derived, SHA, "view")) as view:
        write_jpeg(view, "thumb", derived_path(derived, SHA, "thumb"), b"")
    corner = Marking((Shape("redact", (0, 0, 100, 100)),))
    halves = []
    for path in (derived_path(derived, SHA, "thumb"), marked_copy(derived, SHA, corner, "thumb")):
        with Image.open(path) as copy:
            halves.append(copy.crop((copy.width // 2, 0, copy.width, copy.height)).tobytes())
    assert halves[0] == halves[1]


def test_the_plain_copy_stays_as_it_is(derived):
    plain = derived_path(derived, SHA, "view")
    before = hashlib.sha256(plain.read_bytes()).digest()
    marked_copy(derived, SHA, Marking((FACE,)), "view")
    assert hashlib.sha256(plain.read_bytes()).digest() == before


def test_there_is_no_marked_copy_before_the_photo_was_examined(tmp_path):
    assert marked_copy(tmp_path, SHA, Marking((FACE,)), "view") is None


def test_a_copy_that_cannot_be_read_shows_nothing_rather_than_everything(derived):
    derived_path(derived, SHA, "view").write_bytes(b"no picture")
    assert marked_copy(derived, SHA, Marking((FACE,)), "thumb") is None


@pytest.mark.parametrize("colour", sorted(COLOURS))
def test_shapes_are_seen_on_black_and_on_white(colour):
    shapes = (Shape("ellipse", (1000, 1000, 4000, 4000), colour), Shape("text", (5000, 7000), colour, "扬尘"))
    for ground in ("black", "white"):
        picture = render(Image.new("RGB", (1600, 1200), ground), Marking(shapes))
        ring = [picture.getpixel((x, 300)) for x in range(120, 200)]
        assert COLOURS[colour] in ring
        assert any(sum(abs(a - b) for a, b in zip(one, picture.getpixel((5, 5)), strict=True)) > 300 for one in ring)


def test_a_long_text_at_the_edge_stays_in_the_picture():
    words = Shape("text", (9900, 9900), "red", "违法占地" * 10)
    changed = render(Image.new("RGB", (900, 1600), "white"), Marking((words,)))
    box = Image.eval(changed.convert("L"), lambda value: 255 - value).getbbox()
    assert box is not None and box[0] > 0 and box[2] < 900 and box[3] < 1600


def test_shapes_stand_on_the_upright_picture(tmp_path):
    """A phone held upright stores the picture on its side: the recipe counts in what a person sees."""
    stored = Image.new("RGB", (800, 600), "white")
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "photo.jpg"
    stored.save(path, exif=exif)
    examined = examine(path, "image/jpeg", tmp_path / "derived")
    marking = Marking((Shape("redact", (0, 0, 10000, 2000)),))
    with Image.open(marked_copy(tmp_path / "derived", examined.sha256, marking, "view")) as copy:
        assert copy.size == (600, 800)
        assert max(copy.getpixel((300, 80))) < 40 and min(copy.getpixel((300, 400))) > 240


@pytest.mark.parametrize("value", [
    None, [], {}, {"shapes": 5}, {"shapes": [None]}, {"shapes": [{"kind": "blur", "at": [0, 0, 900, 900]}]},
    {"shapes": [{"kind": "redact", "at": [0, 0, 900]}]}, {"shapes": [{"kind": "redact", "at": [0, 0, 900, 10001]}]},
    {"shapes": [{"kind": "redact", "at": [0, 0, 0.5, 900]}]}, {"shapes": [{"kind": "redact", "at": [True, 0, 900, 900]}]},
    {"shapes": [{"kind": "redact", "at": [5, 5, 9, 900]}]}, {"shapes": [{"kind": "arrow", "at": [5, 5, 5, 5], "colour": "red"}]},
    {"shapes": [{"kind": "ellipse", "at": [0, 0, 900, 900], "colour": []}]},
    {"shapes": [{"kind": "text", "at": [0, 0], "colour": "red", "text": " "}]},
    {"shapes": [{"kind": "text", "at": [0, 0], "colour": "red", "text": "x" * 41}]},
    {"shapes": [{"kind": "text", "at": [0, 0], "colour": "red", "text": "a\u202eb"}]},
    {"shapes": [{"kind": "text", "at": [0, 0], "colour": "red", "text": 7}]},
    {"shapes": [{"kind": "redact", "at": [0, 0, 900, 900]}] * 41},
])  # fmt: skip
def test_what_is_no_marking_is_refused_with_its_place(value):
    marking, faults = read_marking(value, "marking")
    assert not marking.shapes
    assert faults and all(fault.path.startswith("marking") and fault.message for fault in faults)


def test_corners_may_come_in_any_order():
    marking, faults = read_marking({"shapes": [{"kind": "redact", "at": [5000, 6000, 2000, 3000]}]}, "marking")
    assert (marking, faults) == (Marking((FACE,)), [])
    assert read_marking(marking.as_json(), "")[0].sha256 == marking.sha256


def test_only_uncovering_counts_as_lifting():
    wider = Marking((Shape("redact", (1900, 3000, 5000, 6100)), Shape("arrow", (0, 0, 900, 900), "red")))
    assert not lifts(Marking((FACE,)), wider)
    assert lifts(wider, Marking((FACE,)))
    assert lifts(Marking((FACE,)), Marking())
