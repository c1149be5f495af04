"""The main path as one story over HTTP, with real phone photos: from the site to ledger, files and verified book."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile

import pytest
from python_calamine import CalamineWorkbook

import people as folk
from lantian.ledger import db, models
from web_fixtures import made_apart, make_record, photo_line, put_photo, put_record

PHOTOS = {"d6.cover": ["iphone8_guangzhou_gps.HEIC", "pixel_gps.jpg"], "d6.wash": ["xiaomi_gps.heic"]}
TYPES = {".heic": "image/heic", ".jpg": "image/jpeg"}


@pytest.fixture
def photos(shared_dir):
    """Item → original bytes of real phone photos."""
    return {item: [(shared_dir / "photos" / name).read_bytes() for name in names] for item, names in PHOTOS.items()}


def test_two_failed_items_with_real_photos_reach_the_ledger_the_spreadsheet_the_case_file_and_a_whole_book(
    app, sign_in, photos, tmp_path
):
    numbers = _hand_in(app, sign_in("li"), photos)
    assert len(numbers) == 2

    supervisor = sign_in("wang")
    listed = supervisor.get("/s/").get_data(as_text=True)
    assert all(number in listed for number in numbers)

    _confirm(supervisor, numbers[0])
    assert "已认定" in supervisor.get(f"/s/violations/{numbers[0]}").get_data(as_text=True)

    workbook = io.BytesIO(_export(supervisor, "ledger_xlsx").get_data())
    rows = CalamineWorkbook.from_filelike(workbook).get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[1:]} == set(numbers)

    archive = made_apart(app, supervisor, _export(supervisor, "case_zip", state="confirmed"))
    _check_archive(archive.get_data(), numbers[0], photos["d6.cover"], tmp_path)

    verified = app.test_cli_runner().invoke(args=["lantian", "verify", "--full"])
    assert verified.exit_code == 0, verified.output


def _hand_in(app, client, photos):
    lines = [photo_line(body, item) for item, bodies in photos.items() for body in bodies]
    record = make_record(app, fails=list(photos), photos=lines)
    for bodies in photos.values():
        for body in bodies:
            assert put_photo(client, body, record["id"], "image/heic").status_code == 201
    answer = put_record(client, record)
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()["violations"]


def _fields(page: str) -> dict[str, str]:
    return {
        "csrf_token": re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1),
        "seen_seq": re.search(r'name="seen_seq"[^>]*value="(\d+)"', page).group(1),
    }


def _confirm(client, number):
    page = client.get(f"/s/violations/{number}").get_data(as_text=True)
    fields = _fields(page) | {"basis": "cn.ecc.1128.1.1", "elements": "cn.ecc.1128.1.1"}
    answer = client.post(f"/s/violations/{number}/acts/Confirmed", data=fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]


def _export(client, writer, **filters):
    page = client.get("/s/").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
    return client.post("/s/exports", data={"csrf_token": token, "writer": writer} | filters)


def _check_archive(archive: bytes, number: str, originals: list[bytes], folder) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        opened.extractall(folder)
        names = opened.namelist()
        record = json.loads(next(opened.read(name) for name in names if name.endswith("record.json")))
        inside = {hashlib.sha256(opened.read(name)).hexdigest() for name in names}
    assert all(hashlib.sha256(body).hexdigest() in inside for body in originals), "originals, byte for byte"
    assert record["site"]["id"] == folk.SITE
    assert any(number in name for name in names)
    assert shutil.which("sha256sum")
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_lead_never_leaves_as_a_case_until_two_officers_have_looked(app, sign_in, photos):
    patrol = make_record(app, fails=["d6.cover"], officers=("sun",), kind="patrol")
    body = photos["d6.cover"][1]
    patrol["photos"] = [photo_line(body, "d6.cover")]
    sun = sign_in("sun")
    put_photo(sun, body, patrol["id"])
    number = put_record(sun, patrol).get_json()["violations"][0]

    clerk = sign_in("qian")
    page = clerk.get("/s/").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
    refused = clerk.post("/s/exports", data={"csrf_token": token, "writer": "case_zip"})
    assert refused.status_code == 409
    assert "线索" in refused.get_data(as_text=True)

    taken = make_record(app, fails=["d6.cover"], lead=number)
    again = photos["d6.wash"][0]
    taken["photos"] = [photo_line(again, "d6.cover")]
    li = sign_in("li")
    put_photo(li, again, taken["id"])
    assert put_record(li, taken).get_json()["violations"] == [number]
    archive = zipfile.ZipFile(io.BytesIO(made_apart(app, clerk, _export(clerk, "case_zip")).get_data()))
    assert any(number in name for name in archive.namelist())
    hashes = {hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    assert hashlib.sha256(again).hexdigest() in hashes
    assert hashlib.sha256(body).hexdigest() not in hashes, "what the patrol took is no evidence"


def test_the_neighbouring_county_sees_none_of_it(app, sign_in, photos):
    number = _hand_in(app, sign_in("li"), photos)[0]
    with db.connection():
        sha256 = models.EvidencePhoto.select().dicts().first()["photo"]
        inspection = models.Inspection.select().dicts().first()["id"]
    zhao = sign_in("zhao")
    for address in (
        f"/i/violations/{number}",
        f"/i/inspections/{inspection}",
        f"/i/sites/{folk.SITE}",
        f"/photos/{sha256}/thumb",
        f"/photos/{sha256}/original",
    ):
        assert zhao.get(address).status_code == 404, address
    assert folk.SITE not in zhao.get("/api/sites", headers={"X-Lantian": "1"}).get_data(as_text=True)
