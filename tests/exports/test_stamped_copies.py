"""Stamped copies in a package: beside the originals, named as derived, sealed like the rest, and never a reason to stop."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from lantian.domain.casefile import StampedCopy
from lantian.evidence.examiner import Limits
from lantian.exports.writer import WRITERS
from lantian.workflow import stamps

VERIFIER = Path(__file__).resolve().parents[2] / "deploy" / "verifier" / "verify_case.py"


@contextmanager
def marked():
    """Copies that are only a word each; none for signatures."""
    yield (
        lambda _case, photo: (
            StampedCopy(reason="签名等图片不加水印")
            if photo.role == "signature"
            else StampedCopy(f"copy {photo.sha256}".encode())
        )
    )


def packed(cases, context) -> bytes:
    out = io.BytesIO()
    WRITERS["case_zip"].write(cases(), out, context)
    return out.getvalue()


def test_every_photo_has_its_copy_in_a_folder_of_its_own_and_a_list_says_of_what(rows, cases, context):
    [number] = rows.visit(photos=2)
    archive = zipfile.ZipFile(io.BytesIO(packed(cases, replace(context, stamping=marked))))
    [case] = cases()
    copies = [name for name in archive.namelist() if name.startswith(f"{number}/stamped/") and name.endswith(".jpg")]
    assert [name.split("/")[-1].split("_")[:2] for name in copies] == [["01", "finding"], ["02", "finding"], ["03", "overview"]]
    assert all(name.endswith("_stamped.jpg") for name in copies)
    told = archive.read(f"{number}/stamped/说明.txt").decode()
    for name, photo in zip(copies, case.photos, strict=False):
        assert archive.read(name) == f"copy {photo.sha256}".encode()
        assert photo.sha256 in told and name.removeprefix(f"{number}/") in told
    assert "04_signature" in told and "签名等图片不加水印" in told
    assert "水印副本（派生件）" in archive.read("README.txt").decode()


def test_the_record_shows_the_copy_where_a_browser_cannot_show_the_original(rows, cases, context):
    [number] = rows.visit(photos=1)
    page = zipfile.ZipFile(io.BytesIO(packed(cases, replace(context, stamping=marked)))).read(f"{number}/记录.html").decode()
    assert '<img src="stamped/02_overview_' in page, "the overview is HEIC"
    assert '<img src="photos/01_finding_' in page
    assert "水印副本（派生件）" in page


def test_without_copies_the_package_is_whole_and_says_why_in_one_sentence(rows, cases, context):
    [number] = rows.visit()

    @contextmanager
    def none():
        yield lambda _case, _photo: StampedCopy(reason=stamps.NO_FONT)

    archive = zipfile.ZipFile(io.BytesIO(packed(cases, replace(context, stamping=none))))
    assert "服务器没有中文字体" in archive.read(f"{number}/stamped/说明.txt").decode()
    assert not [name for name in archive.namelist() if name.endswith("_stamped.jpg")]


def test_the_verifier_accepts_the_copies_and_finds_a_byte_changed_in_one(rows, cases, context, tmp_path):
    rows.visit()
    content = packed(cases, replace(context, stamping=marked))
    at = content.index(b"copy ") + 5
    for name, body, code in (
        ("whole.zip", content, 3),
        ("changed.zip", content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :], 1),
    ):
        path = tmp_path / name
        path.write_bytes(body)
        run = subprocess.run([sys.executable, VERIFIER, path], capture_output=True, text=True, check=False)
        assert run.returncode == code, run.stdout
        assert ("_stamped.jpg" in run.stdout) == (code == 1), run.stdout


@pytest.fixture
def means(rows, tmp_path, chinese_font):
    """Means over the originals of the test's rows, which are made real pictures."""

    @contextmanager
    def as_file(sha256):
        path = tmp_path / sha256
        path.write_bytes(rows.originals[sha256])
        yield path

    return stamps.Means(as_file, tmp_path / "derived", Limits())


def test_a_copy_carries_the_lines_of_its_case_and_the_position_of_our_fix(rows, cases, means):
    rows.visit()
    [case] = cases()
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "white").save(out, "JPEG")
    rows.originals[hashlib.sha256(out.getvalue()).hexdigest()] = out.getvalue()
    photo = replace(case.photos[0], sha256=hashlib.sha256(out.getvalue()).hexdigest(), media_type="image/jpeg")
    with stamps.stamping(means, "2026-11-21T02:03:04.000000+00:00") as stamp:
        copy, again, signature = (stamp(case, row) for row in (photo, photo, replace(photo, role="signature")))
        broken = stamp(case, case.photos[0])
    assert (copy.reason, signature.reason, broken.reason) == ("", stamps.NO_SCENE, "照片无法解码")
    assert copy == again
    gps = Image.open(io.BytesIO(copy.content)).getexif().get_ifd(0x8825)
    assert [round(float(part), 4) for part in gps[2]] == [34.0, 41.0, 2.8442]


def test_without_a_font_there_is_no_copy_and_the_reason_names_the_cure(rows, cases, means):
    rows.visit()
    [case] = cases()
    with stamps.stamping(replace(means, face=lambda: None), "2026-11-21T02:03:04.000000+00:00") as stamp:
        assert "fonts-noto-cjk" in stamp(case, case.photos[0]).reason
