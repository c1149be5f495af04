"""The models of the phone run under node, on sheets packed from the product's own definitions."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from browser import find_node
from lantian.checklists.library import load
from lantian.settings import ROOT
from lantian.web.offline import sheet

HERE = Path(__file__).parent


def test_the_models_of_the_phone_keep_their_promises(tmp_path):
    library = load(ROOT / "forms")
    sheets = tmp_path / "sheets.json"
    sheets.write_text(
        json.dumps([sheet(definition, library.region("410302")) for definition in library.all_current()], ensure_ascii=False)
    )
    files = sorted(str(path) for path in HERE.glob("*.test.js"))
    assert files
    run = subprocess.run(
        [find_node(), "--test", "--test-reporter=spec", *files],
        env=os.environ | {"LANTIAN_SHEETS": str(sheets)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


def test_the_file_of_a_queue_is_a_zip_that_anybody_can_open(tmp_path):
    """Two records with three photos each, one damaged on the phone, one that the browser cannot read, one a signature."""
    if not (ROOT / "static/vendor/client-zip/client-zip.js").exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("static/vendor is missing: deploy/browser-bundles test")
    path = tmp_path / "queue.zip"
    run = subprocess.run([find_node(), str(HERE / "make-queue-file.js"), str(path)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    made = json.loads(run.stdout)
    assert (made["name"], made["rows"], made["photos"], made["left_out"]) == ("lantian-queue-20261121-1003.zip", 2, 3, 2)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        listed = json.loads(archive.read("queue.json"))
        photos = [photo for row in listed["rows"] for photo in row["photos"]]
        assert sorted(archive.namelist()) == sorted(["queue.json", *(photo["file"] for photo in photos)])
        for photo in photos:
            body = archive.read(photo["file"])
            assert (hashlib.sha256(body).hexdigest(), len(body)) == (photo["sha256"], photo["size_bytes"])
    assert (listed["lantian_queue"], listed["person"]["id"], listed["exported_at"]) == (1, 3, "2026-11-21T02:03:04.000Z")
    assert [len(row["photos"]) for row in listed["rows"]] == [1, 3]
    assert listed["rows"][0]["address"] == f"/api/inspections/{listed['rows'][0]['id']}"
    whole = listed["rows"][1]
    assert [photo["sha256"] for photo in whole["body"]["photos"]] == [row["sha256"] for row in whole["photos"]]
