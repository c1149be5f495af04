"""Small pictures in the workbook: in their row, in proportion, and a word where there is none."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from lantian.exports import thumbnails
from lantian.exports.columns import COLUMNS
from lantian.exports.writer import WRITERS
from lantian.ledger import models
from web_fixtures import jpeg

XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
WIDE, TALL = (320, 240), (180, 320)


@pytest.fixture
def copies(tmp_path):
    """Small copies by hash; ``copies[sha256] = size`` makes one."""

    class Copies(dict):
        def __setitem__(self, sha256, size):
            path = tmp_path / f"{sha256}.thumb.jpg"
            path.write_bytes(jpeg((int(sha256[:2], 16), int(sha256[2:4], 16), 90), size))
            super().__setitem__(sha256, path)

    return Copies()


@pytest.fixture
def pictured(context, copies):
    return replace(context, thumbnails=True, thumbnail=copies.get)


def workbook(cases, context) -> bytes:
    out = io.BytesIO()
    WRITERS["ledger_xlsx"].write(cases, out, context)
    return out.getvalue()


def table(content) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def anchors(content) -> list[tuple[int, int, int, int]]:
    """(row, column) of the upper left and of the lower right corner of each picture, from 0."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        root = ET.fromstring(parts.read("xl/drawings/drawing1.xml"))
    corners = []
    for anchor in root.iter(f"{XDR}twoCellAnchor"):
        first, last = anchor.find(f"{XDR}from"), anchor.find(f"{XDR}to")
        corners.append(tuple(int(place.find(f"{XDR}{name}").text) for place in (first, last) for name in ("row", "col")))
    return corners


def shas(**where):
    return [row.sha256 for row in models.EvidencePhoto.select().filter(**where).order_by(models.EvidencePhoto.id)]


def test_found_and_corrected_stand_side_by_side_in_their_row(rows, cases, pictured, copies):
    [number] = rows.visit(photos=2)
    rows.act(number, "Confirmed")
    rows.act(number, "RectificationOrdered")
    rows.act(number, "RectificationReported", "li", photos=2)
    for sha256 in shas(role="finding") + shas(role="after"):
        copies[sha256] = WIDE
    content = workbook(cases(light=True), pictured)
    assert anchors(content) == [(1, 1, 1, 1), (1, 2, 1, 2)], "each lies within its own cell"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        shown = {parts.read(name) for name in parts.namelist() if name.startswith("xl/media/")}
    assert shown == {copies[shas(role="finding")[0]].read_bytes(), copies[shas(role="after")[-1]].read_bytes()}


def test_the_other_columns_move_behind_the_pictures_and_keep_their_values(rows, cases, context, pictured):
    rows.visit()
    plain, with_pictures = (table(workbook(cases(light=True), one)) for one in (context, pictured))
    assert with_pictures[0][:4] == ["编号", "现场照片", "整改后照片", "状态"]
    assert [line[:1] + line[3:] for line in with_pictures] == plain


@pytest.mark.parametrize("size", [WIDE, TALL, (40, 30), (1, 1)])
def test_a_picture_keeps_its_shape_within_its_box(rows, cases, pictured, copies, size):
    rows.visit()
    copies[shas(role="finding")[0]] = size
    with zipfile.ZipFile(io.BytesIO(workbook(cases(light=True), pictured))) as parts:
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    width, height = (int(value) / 9525 for value in re.search(r'<a:ext cx="(\d+)" cy="(\d+)"', drawing).groups())
    assert width <= thumbnails.BOX_PX[0] + 1
    assert height <= thumbnails.BOX_PX[1] + 1
    assert abs(width - height * size[0] / size[1]) <= 2


def test_a_picture_hides_and_sorts_with_its_row(rows, cases, pictured, copies):
    rows.visit()
    copies[shas(role="finding")[0]] = WIDE
    with zipfile.ZipFile(io.BytesIO(workbook(cases(light=True), pictured))) as parts:
        assert "<xdr:twoCellAnchor>" in parts.read("xl/drawings/drawing1.xml").decode(), "moves and sizes with its cells"


def test_a_row_without_a_picture_says_why(rows, cases, pictured, copies, tmp_path):
    for _ in range(3):
        rows.visit()
    waiting, unreadable, broken = shas(role="finding")
    models.Photo.update(fault="truncated").where(models.Photo.sha256 == unreadable).execute()
    dict.__setitem__(copies, broken, tmp_path / "no.jpg")
    (tmp_path / "no.jpg").write_bytes(b"not a picture")
    assert waiting not in copies
    said = [line[1] for line in table(workbook(cases(light=True), pictured))[1:]]
    assert said == ["照片无法显示", "照片无法显示", "缩略图尚未生成"]


def test_without_the_option_no_picture_is_in_the_file(rows, cases, context, copies):
    rows.visit()
    copies[shas(role="finding")[0]] = WIDE
    with zipfile.ZipFile(io.BytesIO(workbook(cases(light=True), replace(context, thumbnail=copies.get)))) as parts:
        assert not [name for name in parts.namelist() if "media" in name or "drawing" in name]


def test_signatures_and_overviews_are_never_shown_as_the_finding(rows, cases, pictured, copies):
    rows.visit(photos=0)
    for sha256 in shas(role="overview") + shas(role="signature"):
        copies[sha256] = WIDE
    assert table(workbook(cases(light=True), pictured))[1][1:3] == ["", ""]


def test_filters_reach_over_all_columns(rows, cases, pictured):
    rows.visit()
    with zipfile.ZipFile(io.BytesIO(workbook(cases(light=True), pictured))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert '<autoFilter ref="A1:AH2"/>' in sheet
    assert len(COLUMNS) + 2 == 34


@pytest.mark.office
def test_libreoffice_shows_the_pictures(rows, cases, pictured, copies, tmp_path, soffice):
    rows.visit(("d6.hoarding", "d6.cover"))
    for sha256, size in zip(shas(role="finding"), (WIDE, TALL), strict=True):
        copies[sha256] = size
    path = tmp_path / "pictures.xlsx"
    path.write_bytes(workbook(cases(light=True), pictured))
    soffice("--convert-to", "pdf", str(path))
    drawn = re.findall(rb"/Subtype */Image */Width (\d+) */Height (\d+)", (tmp_path / "pictures.pdf").read_bytes())
    shapes = sorted(round(int(width) / int(height), 1) for width, height in drawn)
    assert shapes == sorted(round(width / height, 1) for width, height in (WIDE, TALL)), "both are printed, in proportion"


def test_a_jpeg_that_names_its_resolution_is_not_stretched(rows, cases, pictured, copies):
    rows.visit()
    sha256 = shas(role="finding")[0]
    copies[sha256] = WIDE
    with Image.open(copies[sha256]) as image:
        image.load()
        image.save(copies[sha256], "JPEG", dpi=(300, 300))
    assert anchors(workbook(cases(light=True), pictured)) == [(1, 1, 1, 1)]
