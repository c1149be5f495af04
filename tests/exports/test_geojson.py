"""The ledger as GeoJSON: what RFC 7946 asks for, what the file says of itself, and that a map program takes it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from lantian.exports import ledger_geojson
from lantian.exports.ledger_geojson import PROPERTIES
from lantian.exports.writer import WRITERS
from lantian.ledger import models, queries
from lantian.ledger.queries import Filters

ROOT = Path(__file__).resolve().parents[2]
WRITER = WRITERS["ledger_geojson"]


def text_of(cases, context) -> str:
    out = io.BytesIO()
    WRITER.write(cases, out, context)
    return out.getvalue().decode()


def written(cases, context) -> dict:
    return json.loads(text_of(cases, context), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def faults(whole) -> list[str]:
    """What RFC 7946 forbids, chapter by chapter."""
    found = []
    if whole.get("type") != "FeatureCollection" or not isinstance(whole.get("features"), list):
        found.append("3.3: a FeatureCollection has features")
    if {"coordinates", "geometries", "geometry", "properties", "crs"} & set(whole):
        found.append("7.1, 4: members that a FeatureCollection must not have")
    for feature in whole["features"]:
        if feature.get("type") != "Feature" or "geometry" not in feature or "properties" not in feature:
            found.append(f"3.2: {feature.get('id')}")
        point = feature["geometry"]
        if point is None:
            continue
        lon, lat, *more = point["coordinates"]
        if point["type"] != "Point" or more:
            found.append(f"3.1.1: {point}")
        elif not (73 < lon < 135 and 18 < lat < 54):
            found.append(f"3.1.1: longitude comes first, and this is not in China: {point}")
    return found


def test_it_is_geojson_with_longitude_before_latitude(rows, cases, context):
    [number] = rows.visit()
    whole = written(cases(light=True), context)
    assert faults(whole) == []
    [feature] = whole["features"]
    assert (feature["id"], feature["geometry"]) == (number, {"type": "Point", "coordinates": [112.4691234, 34.6841234]})
    assert whole["bbox"] == [112.4691234, 34.6841234, 112.4691234, 34.6841234]


def test_a_fault_in_a_file_would_be_found(rows, cases, context):
    rows.visit()
    whole = written(cases(light=True), context)
    whole["features"][0]["geometry"]["coordinates"].reverse()
    assert len(faults(whole)) == 1


def test_a_feature_says_what_where_until_when_and_its_page(rows, cases, context):
    [number] = rows.visit()
    properties = written(cases(light=True), context)["features"][0]["properties"]
    expected = {
        "number": number,
        "state": "reported",
        "state_name": "待审核",
        "title": "工地周边围挡",
        "severity_name": "较重",
        "lead": False,
        "act_on": "2026-11-02",
        "due_on": "2026-11-10",
        "site": "示例工地一",
        "area": "老城区 西关街道",
        "area_code": "410302001",
        "party": "示例建设公司",
        "position": "photo",
        "accuracy_m": 8.5,
        "url": f"https://example.org/s/violations/{number}",
    }
    assert expected.items() <= properties.items()
    assert list(properties) == [one.key for one in PROPERTIES]


def test_the_file_says_what_it_is_and_what_its_keys_mean(rows, cases, context):
    rows.visit()
    about = written(cases(light=True), context)["lantian"]
    assert (about["exporter"], about["unit"], about["exported_at"]) == ("王审", "示例执法队", context.exported_at)
    assert (about["count"], about["ledger_head"]) == (2, {"seq": 17, "hash": "ab" * 32})
    assert about["keys"] == [key["id"] for key in context.public_keys]
    assert about["filters"] == [{"label": "区域", "value": "洛阳市"}, {"label": "状态", "value": "已认定"}]
    assert set(about["properties"]) == {one.key for one in PROPERTIES}
    assert about["properties"]["due_on"] == "整改期限"


def test_every_property_is_explained_in_the_documents():
    page = (ROOT / "docs" / "exports.md").read_text()
    assert [one.key for one in PROPERTIES if f"`{one.key}`" not in page] == []
    assert [one.label for one in PROPERTIES if one.label not in page] == []


def test_without_a_photo_that_knows_its_place_the_site_stands_in(rows, cases, context):
    rows.visit(photos=0)
    [feature] = written(cases(light=True), context)["features"]
    assert feature["geometry"]["coordinates"] == [112.469, 34.684]
    assert (feature["properties"]["position"], feature["properties"]["accuracy_m"]) == ("site", None)


def test_without_any_position_the_geometry_is_null(rows, cases, context):
    models.Site.update(lat=None, lon=None).execute()
    rows.visit(photos=0)
    whole = written(cases(light=True), context)
    assert faults(whole) == []
    assert (whole["features"][0]["geometry"], whole["features"][0]["properties"]["position"]) == (None, None)
    assert "bbox" not in whole


def test_a_lead_is_marked(rows, cases, context):
    rows.visit(kind="patrol", by=("sun",), due_on=None)
    properties = written(cases(light=True), context)["features"][0]["properties"]
    assert (properties["lead"], properties["due_on"]) == (True, None)


def test_nothing_to_show_is_still_a_collection(rows, cases, context):
    whole = written(cases(light=True), context)
    assert (faults(whole), whole["features"]) == ([], [])


def test_what_an_inspector_typed_stays_text(rows, cases, context):
    rows.visit(note='"}],"x":[{"\n\\u0000 </script>')
    [feature] = written(cases(light=True), context)["features"]
    assert feature["properties"]["note"] == '"}],"x":[{"\n\\u0000 </script>'


def test_rows_and_order_are_those_of_the_list_however_many_steps(rows, cases, context, monkeypatch):
    monkeypatch.setattr(ledger_geojson, "ROWS_PER_STEP", 2)
    for _ in range(5):
        rows.visit()
    out = io.BytesIO()
    assert sum(1 for _step in WRITER.steps(cases(light=True), out, context)) == 3
    listed = [row.number for row in queries.worklist("4103", Filters()).rows]
    assert [feature["id"] for feature in json.loads(out.getvalue())["features"]] == listed


def test_an_english_file_speaks_english(rows, cases, english):
    rows.visit()
    whole = written(cases(light=True), english)
    assert whole["features"][0]["properties"]["title"] == "d6.hoarding"
    assert whole["features"][0]["properties"]["state_name"] == "<待审核>"
    assert whole["lantian"]["properties"]["site"] == "<检查对象>"


def test_a_number_that_is_no_number_is_refused_rather_than_written(rows, cases, context):
    rows.visit()
    [case] = cases(light=True)
    with pytest.raises(ValueError, match="JSON"):
        written(iter([replace(case, photos=[], site_lat=float("nan"))]), context)


READ = """(text) => {
    const layer = L.geoJSON(JSON.parse(text))
    const places = layer.getLayers().map((one) => [one.feature.id, one.getLatLng().lat, one.getLatLng().lng])
    const box = layer.getBounds()
    return { places, box: [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()] }
}"""


@pytest.mark.browser
def test_leaflet_reads_every_point_where_it_is(rows, cases, context, chromium):
    program = ROOT / "static" / "vendor" / "leaflet" / "leaflet.js"
    if not program.exists():
        from databases import missing

        missing("Leaflet is missing: deploy/browser-bundles run")
    numbers = rows.visit(("d6.hoarding", "d6.cover"))
    models.Violation.update(site=models.Site.get(models.Site.name == "示例工地二")).where(
        models.Violation.number == numbers[0]
    ).execute()
    rows.visit(photos=0, site="22222222-2222-4222-8222-222222222222")
    text = text_of(cases(light=True), context)
    page = chromium.new_page()
    try:
        page.set_content("<!doctype html><title>map</title>")
        page.add_script_tag(path=str(program))
        found = page.evaluate(READ, text)
    finally:
        page.close()
    assert {number for number, _lat, _lon in found["places"]} == {row["id"] for row in json.loads(text)["features"]}
    assert all((lat, lon) in {(34.6841234, 112.4691234), (34.66, 112.42)} for _number, lat, lon in found["places"])
    assert found["box"] == json.loads(text)["bbox"]
