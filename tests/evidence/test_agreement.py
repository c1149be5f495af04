"""One shot is known again after what people do to hide it; two honest shots of one place are not taken for one."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from bench import reuse_set
from PIL import Image, ImageEnhance, ImageOps

from lantian.evidence import agreement as comparing
from lantian.evidence.agreement import agreement
from lantian.evidence.marks import LONGEST_PX, MIRROR, Question, Stored, marks_of, scaled

MORNING = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def picture():
    return reuse_set.drawn_one("bare_soil", 3, MORNING)


@pytest.fixture(scope="module")
def same(picture):
    """same(other): what the comparison says of the picture against another made of it, the index left out."""
    grey = scaled(picture.convert("L"), 400)
    stored = [Stored(mark.key, 1, mark.x, mark.y) for mark in marks_of(scaled(grey, LONGEST_PX))]

    def compared(other):
        asking = scaled(other.convert("L"), 400)
        question = Question(asking)
        return agreement(asking, grey, question.candidates(mark for mark in stored if mark.key in question))

    return compared


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ("re-encoded, quality 30 to 85", {"copied"}),
        ("resized to 30 to 90 %", {"copied"}),
        ("brightness 60 to 145 %", {"copied"}),
        ("stamp bar over the lower edge", {"copied", "stamped"}),
        ("stamp bar added below", {"stamped"}),
        ("stamp bar cut off", {"stamped", "cropped"}),
        ("cropped by 5 to 20 % each way", {"cropped"}),
        ("mirrored", {"mirrored"}),
        ("mirrored and cropped", {"mirrored"}),
    ],
)
def test_a_photo_used_again_is_known_and_what_was_done_is_named(picture, same, change, kinds):
    found = same(reuse_set.CHANGES[change][1](picture, random.Random(5)))
    assert found is not None and found.kind in kinds
    assert found.share >= 0.87


def test_the_same_place_photographed_again_by_hand_is_another_shot(picture, same):
    again = [same(reuse_set.shot_again(picture, random.Random(seed))) for seed in range(4)]
    assert again == [None] * 4


def test_two_sample_pictures_of_one_spot_minutes_apart_are_two_shots(same):
    later = [reuse_set.drawn_one("bare_soil", 3, MORNING + timedelta(minutes=minutes)) for minutes in (1, 5, 30)]
    assert [same(shot) for shot in later] == [None] * 3


def test_another_place_and_a_blank_picture_are_other_shots(same):
    assert same(reuse_set.drawn_one("coal_yard", 1, MORNING)) is None
    blank = reuse_set.drawn_one("coal_yard", 1, MORNING).point(lambda value: 128)
    assert marks_of(scaled(blank.convert("L"), LONGEST_PX)) == []
    assert same(blank) is None


def test_a_mirrored_picture_has_mirrored_keys(picture):
    grey = scaled(picture.convert("L"), LONGEST_PX)
    plain, mirrored = marks_of(grey), marks_of(ImageOps.mirror(grey))
    turned = {mark.key ^ MIRROR for mark in plain}
    assert len(turned & {mark.key for mark in mirrored}) >= len(plain) // 2


@pytest.mark.parametrize("scene", ["stove", "leaf_fire"])
def test_a_picture_made_so_bright_that_much_of_it_is_white_is_still_the_same_shot(scene, monkeypatch):
    picture = reuse_set.drawn_one(scene, 1, MORNING)
    grey = scaled(picture.convert("L"), 400)
    bright = scaled(ImageEnhance.Brightness(picture).enhance(1.45).convert("L"), 400)
    question = Question(bright)
    own = [Stored(mark.key, 1, mark.x, mark.y) for mark in marks_of(scaled(grey, LONGEST_PX))]
    candidates = question.candidates(mark for mark in own if mark.key in question)
    assert agreement(bright, grey, candidates).kind == "copied"
    monkeypatch.setattr(comparing, "_BLOWN_SHARE", 256)
    assert agreement(bright, grey, candidates) is None, "what is lost in white counts against it"


def test_two_shots_that_are_white_in_different_places_are_not_one(picture, same):
    rng = random.Random(4)
    for factor in (1.45, 2.0, 3.0):
        assert same(ImageEnhance.Brightness(reuse_set.shot_again(picture, rng)).enhance(factor)) is None


@pytest.mark.parametrize("degrees", [0.3, 0.4])
def test_a_smooth_picture_from_a_hand_that_turned_by_a_hair_is_another_shot(degrees, monkeypatch):
    """Nothing in it is sharp enough to disagree block by block; its quarters lie apart all the same."""
    soft = Image.frombytes("L", (100, 75), random.Random(4).randbytes(7500)).resize((800, 600), Image.Resampling.BICUBIC)
    grey, asking = (scaled(one, 400) for one in (soft, soft.rotate(degrees, Image.Resampling.BICUBIC)))
    stored = [Stored(mark.key, 1, mark.x, mark.y) for mark in marks_of(scaled(grey, LONGEST_PX))]
    question = Question(asking)
    candidates = list(question.candidates(mark for mark in stored if mark.key in question))
    assert agreement(asking, grey, candidates) is None
    monkeypatch.setattr(comparing, "_BENT_COST", 0.0)
    assert agreement(asking, grey, candidates), "the blocks alone would have agreed"
