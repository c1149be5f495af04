"""``areas import``: codes from JSON, outlines from GeoJSON; all of a file or nothing."""

from __future__ import annotations

import json

import pytest

from lantian.commands.outlines import read_outlines, simplified
from lantian.ledger.models import Area, LedgerEntry

LIST = {
    "city": {"code": "4103", "name": "洛阳市"},
    "areas": [{"code": "410311", "name": "洛龙区", "streets": [{"code": "410311002", "name": "开元路街道"}]}],
}


@pytest.fixture
def file(tmp_path):
    def write(content, name="areas.json", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding=encoding)
        return str(path)

    return write


def feature(name, *rings):
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": list(rings)}}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


SQUARE = [[112.0, 34.0], [112.1, 34.0], [112.1, 34.1], [112.0, 34.1], [112.0, 34.0]]


def areas(rows):
    return {area.code: area for area in rows(Area.select())}


def test_a_list_is_registered_and_noted(run, rows, file):
    said = run("areas", "import", file(LIST))
    assert said.code == 0, said.err
    assert areas(rows)["410311002"].name == "开元路街道"
    assert rows(LedgerEntry.select())[-1].kind == "AreasRegistered"


def test_the_same_list_again_renames_and_keeps(run, rows, file):
    run("areas", "import", file(LIST))
    LIST_RENAMED = json.loads(json.dumps(LIST).replace(json.dumps("洛龙区"), json.dumps("洛龙新区")))
    assert run("areas", "import", file(LIST_RENAMED)).code == 0
    assert areas(rows)["410311"].name == "洛龙新区"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{", "JSON"),
        ([], "没有区划"),
        ([{"code": "41031", "name": "x"}], "41031"),
        ([{"code": "410311", "name": ""}], "没有名称"),
        ([{"code": "410311", "name": "a"}, {"code": "410311", "name": "b"}], "两次"),
        ([{"code": "99", "name": "a"}, {"code": "990102", "name": "b"}], "9901"),
        ([{"code": None, "name": None}], "None"),
    ],
)
def test_a_bad_list_is_refused_whole(run, rows, file, content, word):
    before = len(areas(rows))
    said = run("areas", "import", file(content))
    assert said.code == 1
    assert word in said.err
    assert len(areas(rows)) == before


def test_a_file_that_is_not_there_is_refused(run, tmp_path):
    assert run("areas", "import", str(tmp_path / "none.json")).code == 2


def test_outlines_are_moved_from_the_maps_datum(run, rows, file):
    said = run("areas", "import", file(collection(feature("老城区", SQUARE))), "--datum", "gcj02")
    assert said.code == 0, said.err
    lon, lat = areas(rows)["410302"].outline["coordinates"][0][0]
    assert 112.0 - lon == pytest.approx(0.006, abs=0.001)
    assert 34.0 - lat == pytest.approx(-0.001, abs=0.001)


def test_outlines_without_a_datum_are_refused(run, file):
    said = run("areas", "import", file(collection(feature("老城区", SQUARE))))
    assert said.code == 1
    assert "--datum" in said.err


def test_an_old_name_can_be_matched_to_a_code(run, rows, file):
    path = file(collection(feature("旧城", SQUARE)))
    assert run("areas", "import", path, "--datum", "wgs84").code == 1
    assert run("areas", "import", path, "--datum", "wgs84", "--match", "旧城=410302").code == 0
    assert areas(rows)["410302"].outline["type"] == "Polygon"


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [112, 34]},
        {"type": "Polygon", "coordinates": [[[112, 34], [113, 35]]]},
        {"type": "Polygon", "coordinates": [[["112", "34"]] * 5]},
        {"type": "Polygon", "coordinates": [[[34, 112]] * 5]},
        {"type": "Polygon"},
    ],
)
def test_a_shape_that_cannot_be_used_is_named(run, rows, file, geometry):
    content = collection(feature("西工区", SQUARE), {"type": "Feature", "properties": {"name": "老城区"}, "geometry": geometry})
    said = run("areas", "import", file(content), "--datum", "wgs84")
    assert said.code == 1
    assert "features.1" in said.err
    assert areas(rows)["410303"].outline is None


def test_neighbours_keep_their_common_border_when_simplified():
    wavy = [(112.1 + 0.0004 * (step % 2), 34.0 + step / 100) for step in range(11)]
    left = [(112.0, 34.0), *wavy, (112.0, 34.1), (112.0, 34.0)]
    right = [*reversed(wavy), (112.2, 34.0), (112.2, 34.1), (112.1, 34.1)]
    found = simplified({"a": [[left]], "b": [[right]]}, 200)
    border = [point for point in found["a"][0][0] if 112.09 < point[0] < 112.11]
    assert len(border) < len(wavy)
    assert set(border) == {point for point in found["b"][0][0] if 112.09 < point[0] < 112.11}


def test_the_real_outlines_are_read_whole(shared_dir):
    """Fifteen areas, eight of them crossing themselves: none may stop the import, and none moves further than the tolerance."""
    text = (shared_dir / "geo" / "luoyang_counties_pre2021_gcj02.geojson").read_text()
    names = {str(number): row["properties"]["name"] for number, row in enumerate(json.loads(text)["features"])}
    found, faults = read_outlines(text, "gcj02", names, {})
    assert faults == []
    assert len(found) == 15
    assert all(len(ring) >= 4 for polygons in simplified(found, 500).values() for polygon in polygons for ring in polygon)
