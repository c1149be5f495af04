"""Broken and hostile files: a fault in words, never an exception, and the original is left alone."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from PIL import Image

from evidence.conftest import REFERENCE
from evidence.photo_files import encoded, jpeg, marker_offsets, phone_jpeg, picture, png_bomb, with_app1
from lantian.evidence import picture as looking
from lantian.evidence.derived import KINDS
from lantian.evidence.picture import FAULTS, NOTES, TRANSIENT_FAULTS, Examination, examine

PHOTO = phone_jpeg()


@pytest.fixture
def look(keep, derived_dir):
    """Examines bytes and checks what holds for every examination."""

    def examined(content: bytes, media_type: str = "image/jpeg") -> Examination:
        path = keep(content)
        found = examine(path, media_type, derived_dir)
        assert path.read_bytes() == content
        assert found.fault is None or found.fault in FAULTS
        assert set(found.notes) <= set(NOTES)
        written = {file.name for file in derived_dir.rglob("*") if file.is_file()}
        assert {f"{found.sha256}.{kind}.jpg" for kind in found.derived} <= written
        assert not any(name.endswith(".part") for name in written)
        return found

    return examined


OFFSETS = marker_offsets(PHOTO)
CUTS = sorted({cut for at in OFFSETS for cut in (at, at + 1, at + 2, at + 3, at + 4) if 0 < cut < len(PHOTO)} | {len(PHOTO) - 1})


def test_the_photo_for_the_cuts_is_sound(look):
    assert look(PHOTO).fault is None
    assert len(OFFSETS) > 6


@pytest.mark.parametrize("cut", CUTS)
def test_a_jpeg_cut_at_any_marker_is_truncated(look, cut):
    assert look(PHOTO[:cut]).fault == "truncated"


def test_a_cut_jpeg_shows_what_there_is_of_it(look):
    whole = encoded(picture(640, 480), "JPEG", quality=90)
    found = look(whole[: len(whole) // 2])
    assert (found.fault, found.derived, found.width_px) == ("truncated", tuple(KINDS), 640)


def test_a_cut_photo_still_makes_its_claims(look):
    found = look(PHOTO[:-100])
    assert (found.fault, found.claims.make) == ("truncated", "HUAWEI")


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_other_types_cut_short_are_truncated(look, form, share):
    whole = encoded(picture(300, 200), form)
    assert look(whole[: int(len(whole) * share)], f"image/{form.lower()}").fault == "truncated"


@pytest.mark.parametrize("share", [0.05, 0.5, 0.999])
def test_a_cut_heic_is_truncated(look, reference, share):
    whole = (REFERENCE / "iphonexs_gps_2images.heic").read_bytes()
    assert look(whole[: int(len(whole) * share)], "image/heic").fault == "truncated"


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"])
@pytest.mark.parametrize("content", [b"", b"\xff", b"\xff\xd8\xff", os.urandom(1) * 5000, b"\0" * 5000])
def test_nothing_that_is_no_photo_gets_through(look, media_type, content):
    found = look(content, media_type)
    assert found.fault in ("truncated", "unreadable")
    assert (found.width_px, found.derived) == (None, ())


def test_a_web_page_dressed_as_a_jpeg_is_unreadable(look):
    assert look(b"\xff\xd8\xff<html><script>alert(1)</script></html>" * 20).fault == "unreadable"


def test_a_gif_or_png_called_jpeg_is_unreadable(look):
    assert look(encoded(picture(), "GIF")).fault in ("truncated", "unreadable")
    assert look(encoded(picture(), "PNG")).derived == ()


@pytest.mark.parametrize(("width_px", "height_px"), [(50_000, 50_000), (10_000, 6_000), (2**31 - 1, 2**31 - 1)])
def test_a_png_bomb_is_refused_before_decoding(look, width_px, height_px):
    found = look(png_bomb(width_px, height_px), "image/png")
    assert (found.fault, found.width_px, found.derived) == ("too_many_pixels", width_px, ())


def test_a_jpeg_larger_than_any_phone_makes_is_refused(look):
    photo = bytearray(encoded(Image.new("L", (16, 16)), "JPEG"))
    size_at = photo.index(b"\xff\xc0") + 5
    photo[size_at : size_at + 4] = b"\xff\xdc\xff\xdc"
    assert look(bytes(photo)).fault == "too_many_pixels"


def test_the_limits_are_the_documented_ones():
    assert looking.MAX_PIXELS >= 8192 * 6144, "what phones call 50 megapixels"
    assert looking.MAX_JPEG_PIXELS >= 12_000 * 9_000


def test_a_zip_behind_a_jpeg_is_noted_and_the_photo_shown(look):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("evil.exe", b"MZ" * 500)
    found = look(PHOTO + archive.getvalue())
    assert (found.fault, found.derived) == (None, tuple(KINDS))
    assert (found.notes, found.trailing_bytes) == (("trailing_bytes",), len(archive.getvalue()))
    assert found.trailing_found == "ZIP 压缩包或 Office 文档"


@pytest.mark.parametrize(("form", "media_type"), [("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_web_page_behind_a_picture_is_noted(look, form, media_type):
    found = look(encoded(picture(), form) + b"<html>hello</html>", media_type)
    assert (found.fault, found.trailing_bytes, found.trailing_found) == (None, 18, "网页（HTML）")


def test_a_web_page_behind_a_heic_is_noted(look, reference):
    found = look((REFERENCE / "iphonexs_gps_2images.heic").read_bytes() + b"<html>hello</html>", "image/heic")
    assert (found.fault, found.trailing_bytes, found.trailing_found) == (None, 18, "网页（HTML）")


def test_a_film_behind_a_jpeg_is_noted_as_such(look):
    film = b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(range(256)) * 10
    assert look(PHOTO + film).trailing_found == "视频（MP4/MOV）"


@pytest.mark.parametrize("padding", [b"\0" * 4096, b"\xff" * 100, b"\r\n"])
def test_padding_behind_a_jpeg_is_not_noted(look, padding):
    found = look(PHOTO + padding)
    assert (found.notes, found.trailing_bytes) == ((), 0)


def test_a_thumbnail_inside_is_not_mistaken_for_the_end(look):
    found = look(with_app1(PHOTO, b"Any\0" + jpeg(16, 16)))
    assert (found.fault, found.trailing_bytes) == (None, 0)


def test_an_original_that_is_gone_is_missing(tmp_path, derived_dir):
    found = examine(tmp_path / "nowhere", "image/jpeg", derived_dir)
    assert (found.fault, found.sha256, found.derived) == ("missing", None, ())


def test_an_original_that_no_longer_hashes_to_its_name_is_altered(keep, derived_dir):
    found = examine(keep(PHOTO, "0" * 64), "image/jpeg", derived_dir)
    assert (found.fault, found.derived) == ("altered", ())
    assert not derived_dir.exists()


def test_a_folder_for_copies_that_cannot_be_written_is_a_fault_of_ours(keep, tmp_path):
    (tmp_path / "derived").write_text("a file where the folder should be")
    found = examine(keep(PHOTO), "image/jpeg", tmp_path / "derived")
    assert (found.fault, found.width_px) == ("not_written", 48)
    assert found.fault in TRANSIENT_FAULTS


def test_a_jpeg_whose_segments_lie_about_their_length_is_survived(look):
    for at in OFFSETS[1:-1]:
        for length in (b"\0\0", b"\0\1", b"\xff\xff"):
            look(PHOTO[: at + 2] + length + PHOTO[at + 4 :])
