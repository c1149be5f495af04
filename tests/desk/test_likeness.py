"""A photo used twice: found in the background, in the book, beside each other on the page, and never an answer by itself."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from bench import reuse_set

from desk.press import bases, last_seq, text_of
from lantian.ledger import db
from lantian.ledger.models import Area, EvidencePhoto, Inspection, LedgerEntry, PhotoLikeness, PhotoMark
from lantian.ledger.verify import verify
from lantian.worker import Worker, examine_again
from lantian.workflow import likeness


def body_of(picture, quality=85) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.fixture(scope="module")
def scene():
    return reuse_set.drawn_one("bare_soil", 5, datetime(2026, 11, 2, 1, 0, tzinfo=UTC))


@pytest.fixture
def found_with(app, desk, sign_in, monkeypatch):
    """found_with(bytes, …): a finding handed in with this one photo; its number."""

    def report(body, by="li", **more):
        monkeypatch.setattr(desk, "photo", lambda: body)
        return desk.report(sign_in(by), **more)[0]

    return report


@pytest.fixture
def compare(app):
    """Let the worker examine and compare all that waits; how many were compared."""

    def run():
        examine(app)
        means = likeness.Means(app.extensions["lantian"].settings.derived_dir, lambda: datetime.now(UTC))
        with db.connection():
            count = 0
            while done := likeness.turn(means):
                count += done
        return count

    return run


def examine(app):
    """Let the worker look at every photo that waits."""
    parts = app.extensions["lantian"]
    settings = parts.settings
    Worker(parts.storage, settings.data_dir, settings.derived_dir, memory_bytes=1_500_000_000).run_dry()


def pairs():
    with db.connection():
        return [(row.this_id, row.that_id, row.kind) for row in PhotoLikeness.select().order_by(PhotoLikeness.id)]


def test_a_cropped_photo_of_an_earlier_case_is_put_beside_it_as_a_question(found_with, compare, sign_in, scene):
    first = found_with(body_of(scene))
    second = found_with(body_of(scene.crop((60, 40, 1200, 900)), 70))
    assert compare() == 2
    assert [kind for _this, _that, kind in pairs()] == ["cropped"]
    for number, other in ((second, first), (first, second)):
        page = sign_in("wang").get(f"/s/violations/{number}")
        assert page.status_code == 200
        assert "照片雷同：同一画面，裁剪过" in text_of(page) and "是否为本次现场拍摄" in text_of(page)
        assert f"/s/violations/{other}" in page.get_data(as_text=True)
    with db.connection():
        entry = LedgerEntry.get(LedgerEntry.kind == "PhotoLikenessFound")
        assert entry.actor_id is None and '"kind":"cropped"' in entry.payload


def test_while_a_photo_waits_to_be_compared_the_page_says_that_no_hint_means_nothing(found_with, compare, sign_in, scene):
    number = found_with(body_of(scene))
    before = text_of(sign_in("wang").get(f"/s/violations/{number}"))
    assert "还有 1 张照片没有和台账里的其他照片比对过" in before and "没有提示不等于没有雷同" in before
    compare()
    assert "没有和台账里的其他照片比对过" not in text_of(sign_in("wang").get(f"/s/violations/{number}"))


def test_an_after_photo_that_is_the_finding_again_stands_beside_it_by_what_each_is_for(
    desk, found_with, compare, sign_in, scene, monkeypatch
):
    number, wang = found_with(body_of(scene)), sign_in("wang")
    desk.act(wang, number, "Confirmed", basis=bases(wang.get(f"/s/violations/{number}").get_data(as_text=True))[0])
    desk.act(wang, number, "RectificationOrdered", due_on="2199-01-01")
    monkeypatch.setattr(desk, "photo", lambda: body_of(scene.crop((60, 40, 1200, 900)), 70))
    seen = last_seq(wang.get(f"/s/violations/{number}").get_data(as_text=True))
    assert desk.from_phone(sign_in("li"), number, "RectificationReported", seen, photo=True).status_code == 201
    assert compare() == 2
    page = text_of(wang.get(f"/s/violations/{number}"))
    assert "本条 · 整改后" in page and "本条 · 问题照片" in page
    assert "查看另一张照片的记录" not in page


def test_the_same_file_in_two_cases_is_found_and_the_book_stays_whole(app, found_with, compare, scene):
    found_with(body_of(scene))
    found_with(body_of(scene))
    assert compare() == 2
    assert [kind for _this, _that, kind in pairs()] == ["same_bytes"]
    with db.connection():
        assert EvidencePhoto.select().where(EvidencePhoto.compared_at.is_null()).count() == 0
        assert PhotoMark.select().count() > 5
        assert list(verify()) == []


def test_comparing_again_finds_nothing_new(found_with, compare, scene):
    found_with(body_of(scene))
    found_with(body_of(scene, 40))
    compare()
    with db.connection():
        EvidencePhoto.update(compared_at=None).execute()
    assert compare() == 2
    assert len(pairs()) == 1


def test_honest_photos_of_two_places_are_no_pair(found_with, compare, sign_in, scene):
    found_with(body_of(scene))
    number = found_with(body_of(reuse_set.drawn_one("coal_yard", 2, datetime(2026, 11, 2, tzinfo=UTC))))
    compare()
    assert pairs() == []
    assert "雷同" not in text_of(sign_in("wang").get(f"/s/violations/{number}"))


def test_a_photo_of_another_county_shows_only_that_it_is_there(app, found_with, compare, sign_in, scene):
    mine = found_with(body_of(scene))
    elsewhere = found_with(body_of(scene, 50))
    compare()
    found = pairs()
    with db.connection():
        other = EvidencePhoto.get(EvidencePhoto.id == found[0][0])
        Area.insert(code="410402", name="新华区", name_en="Xinhua", level=6).execute()
        Inspection.update(area="410402").where(Inspection.id == other.inspection_id).execute()
    page = sign_in("wang").get(f"/s/violations/{mine}")
    assert "不在您的辖区" in text_of(page) and "新华区" in text_of(page)
    for secret in (elsewhere, other.sha256):
        assert secret not in page.get_data(as_text=True)


@pytest.mark.parametrize("copy", [b"\xff\xd8\xff no picture at all", b"GIF89a", b""])
def test_a_photo_whose_copy_is_no_picture_is_put_aside_with_its_reason(app, found_with, compare, sign_in, scene, copy):
    number = found_with(body_of(scene))
    examine(app)
    (view,) = app.extensions["lantian"].settings.derived_dir.rglob("*.view.jpg")
    view.write_bytes(copy)
    assert compare() == 1
    assert faults() == ["no_copy"]
    assert "没有可供比对的缩略图" in text_of(sign_in("wang").get(f"/s/violations/{number}"))


def test_a_photo_that_cannot_be_compared_does_not_hold_up_the_others(app, found_with, compare, sign_in, scene, monkeypatch):
    number = found_with(body_of(scene))
    found_with(body_of(scene.crop((60, 40, 1200, 900)), 70))
    found_with(body_of(scene, 60))
    read, calls = likeness.marks_of, []

    def fail_once(picture):
        calls.append(picture)
        if len(calls) == 1:
            raise ArithmeticError("no such picture was foreseen")
        return read(picture)

    with monkeypatch.context() as patched:
        patched.setattr(likeness, "marks_of", fail_once)
        assert compare() == 3
    assert faults() == ["failed", "", ""]
    assert "比对这张照片时程序出错" in text_of(sign_in("wang").get(f"/s/violations/{number}"))
    with db.connection():
        examine_again()
    assert compare() == 1
    assert faults() == ["", "", ""]


def test_a_database_that_is_busy_puts_no_photo_aside(found_with, compare, scene, monkeypatch):
    found_with(body_of(scene))

    def busy(*_arguments, **_options):
        raise db.Unavailable("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(likeness.likeness, "remember", busy)
        with pytest.raises(db.Unavailable):
            compare()
    assert faults() == [""]
    assert compare() == 1


def faults():
    with db.connection():
        return [row.compare_fault for row in EvidencePhoto.select().order_by(EvidencePhoto.id)]
