"""Redacted photos leave as copies: in the printed record, the workbook and a folder of the package; originals stay and hold."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from exports.conftest import VERIFIERS
from lantian.domain.marking import Marking, Shape
from lantian.exports.case_zip import CaseZip
from lantian.exports.record_html import record_page
from lantian.exports.thumbnails import _copy_of
from web_fixtures import jpeg

FACE = Marking((Shape("redact", (0, 0, 5000, 5000)),))


@pytest.fixture
def copy(tmp_path):
    path = tmp_path / "copy.jpg"
    path.write_bytes(jpeg((1, 2, 3)))
    return path


@pytest.fixture
def marked_case(rows, cases):
    """A case whose first photo has something hidden."""
    rows.visit(photos=2)
    (case,) = cases()
    return replace(case, photos=[replace(case.photos[0], marking=FACE), *case.photos[1:]])


def packed(case, context):
    out = io.BytesIO()
    for _step in CaseZip().steps(iter([case]), out, context):
        pass
    return out


def test_the_package_has_the_copy_beside_the_original_and_holds(marked_case, context, copy, rows, tmp_path):
    out = packed(marked_case, replace(context, marked=lambda sha256, marking, kind: copy))
    archive = zipfile.ZipFile(out)
    marked, told = [name for name in archive.namelist() if "/marked/" in name]
    assert marked_case.photos[0].sha256 in archive.read(told).decode() and told.endswith("/说明.txt")
    assert archive.read(marked) == copy.read_bytes()
    original = next(name for name in archive.namelist() if "/photos/01_" in name)
    assert archive.read(original) == rows.originals[marked_case.photos[0].sha256]
    package = tmp_path / "case.zip"
    package.write_bytes(out.getvalue())
    program = [sys.executable, str(VERIFIERS / "verify_case.py"), str(package)]
    assert subprocess.run(program, capture_output=True, check=False, timeout=60).returncode == 3


def test_the_printed_record_shows_the_copy_and_never_what_is_hidden(marked_case, context, copy):
    archive = zipfile.ZipFile(packed(marked_case, replace(context, marked=lambda *_: copy)))
    page = archive.read(next(name for name in archive.namelist() if name.endswith("记录.html"))).decode()
    shown = re.findall(r'<img src="([^"]+)"', page)
    assert shown[0].startswith("marked/01_") and shown[1].startswith("photos/02_")
    assert not any(address.startswith("photos/01_") for address in shown)


def test_the_list_of_the_folder_says_why_a_copy_is_not_there(marked_case, context):
    archive = zipfile.ZipFile(packed(marked_case, replace(context, marked=lambda *_: None)))
    (told,) = [name for name in archive.namelist() if "/marked/" in name]
    assert "photos/01_" in archive.read(told).decode() and "副本尚未生成" in archive.read(told).decode()


def test_a_case_without_markings_has_no_folder_of_them(rows, cases, context):
    rows.visit()
    archive = zipfile.ZipFile(packed(*cases(), context))
    assert not [name for name in archive.namelist() if "/marked/" in name]


def test_while_the_copy_is_not_made_the_original_is_not_shown_in_its_place(marked_case, context):
    names = [f"photos/{number:02d}.jpg" for number in range(len(marked_case.photos))]
    page = record_page(marked_case, context, names, marked={names[0]: ""})
    assert f'<img src="{names[0]}"' not in page and "副本尚未生成" in page


def test_the_workbook_shows_the_small_marked_copy(marked_case, context, copy):
    asked = []
    told = replace(context, thumbnail=lambda _sha256: None, marked=lambda *given: asked.append(given) or copy)
    assert _copy_of(marked_case.photos[0], told) == copy
    assert asked == [(marked_case.photos[0].sha256, FACE, "thumb")]
    assert _copy_of(marked_case.photos[1], told) is None
