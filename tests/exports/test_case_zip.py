"""Evidence packages: whole or obviously broken, originals byte for byte, leads never packed."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest

from lantian.domain.problems import Problem
from lantian.exports.sink import HashingSink
from lantian.exports.writer import WRITERS
from lantian.ledger import models, queries
from lantian.ledger.queries import Filters

PACKAGE = WRITERS["case_zip"]


class Sink:
    """Takes bytes and nothing else, like a socket."""

    def __init__(self):
        self.content = bytearray()

    def write(self, data):
        self.content += data


def packed(cases, context) -> bytes:
    sink = Sink()
    PACKAGE.write(cases, sink, context)
    return bytes(sink.content)


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.fixture
def unpacked(tmp_path):
    """unpacked(content) → the folder that unzip makes of it, after unzip -t found no fault."""
    if shutil.which("unzip") is None:
        from databases import missing

        missing("unzip is missing: apt-get install -y --no-install-recommends unzip")

    def unpack(content):
        path = tmp_path / "package.zip"
        path.write_bytes(content)
        environment = os.environ | {"LC_ALL": "C.UTF-8"}
        subprocess.run(["unzip", "-tq", str(path)], check=True, capture_output=True, env=environment)
        subprocess.run(["unzip", "-q", str(path), "-d", str(tmp_path / "package")], check=True, env=environment)
        return tmp_path / "package"

    return unpack


def test_a_package_unpacks_and_its_sums_agree(rows, cases, context, unpacked):
    rows.visit(("d6.hoarding", "d6.cover"), photos=2)
    folder = unpacked(packed(cases(), context))
    check = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stderr
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    listed = {line.split("  ", 1)[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    assert listed == files - {"SHA256SUMS"}
    assert check.stdout.count(": OK") == len(listed)


def test_a_single_changed_byte_is_found_by_the_sums(rows, cases, context, unpacked):
    rows.visit()
    folder = unpacked(packed(cases(), context))
    photo = next(folder.rglob("photos/*.jpg"))
    content = bytearray(photo.read_bytes())
    content[-1] ^= 1
    photo.write_bytes(content)
    check = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert check.returncode == 1
    assert photo.name in check.stdout


def test_a_case_holds_record_data_and_every_original_byte_for_byte(rows, cases, context):
    [number] = rows.visit(photos=2)
    rows.act(number, "Confirmed")
    archive = opened(packed(cases(), context))
    [case] = cases()
    names = [name for name in archive.namelist() if name.startswith(f"{number}/")]
    assert [name.removeprefix(f"{number}/").rsplit("_", 1)[0] for name in names] == [
        "record.json",
        "case.json",
        "receipts.json",
        "证据说明.html",
        "证据说明.csv",
        "evidence.json",
        "photos/01_finding",
        "photos/02_finding",
        "photos/03_overview",
        "photos/04_signature",
        "stamped/说明.txt",
        "记录.html",
    ]
    originals = names[6:10]
    assert [name.rsplit(".", 1)[1] for name in originals] == ["jpg", "jpg", "heic", "png"]
    for name, photo in zip(originals, case.photos, strict=True):
        assert archive.read(name) == rows.originals[photo.sha256]
    record = archive.read(f"{number}/record.json")
    entry = next(entry for entry in case.story if entry["kind"] == "InspectionReceived")
    assert hashlib.sha256(record).hexdigest() == entry["payload"]["content_sha256"]


def test_case_json_says_what_it_is_for_other_programs(rows, cases, context):
    [number] = rows.visit()
    whole = json.loads(opened(packed(cases(), context)).read(f"{number}/case.json"))
    assert (whole["data_version"], whole["exported_at"]) == (1, context.exported_at)
    assert whole["ledger_head"] == {"seq": 17, "hash": "ab" * 32}
    assert whole["case"]["number"] == number
    assert [entry["kind"] for entry in whole["case"]["story"]] == ["InspectionReceived", "ViolationReported"]
    assert "record_text" not in whole["case"]


def test_nothing_is_compressed_so_that_a_verifier_needs_no_inflate(rows, cases, context):
    rows.visit()
    assert {entry.compress_type for entry in opened(packed(cases(), context)).infolist()} == {zipfile.ZIP_STORED}


def test_the_package_has_exactly_the_lines_of_the_list(rows, cases, context):
    for _ in range(3):
        rows.visit(("d6.hoarding", "d6.cover"))
    names = opened(packed(cases(item_id="d6.cover"), context)).namelist()
    folders = list(dict.fromkeys(name.split("/")[0] for name in names if "/" in name))
    assert folders[:-1] == [row.number for row in queries.worklist("4103", Filters(item_id="d6.cover")).rows]


def test_head_and_readme_tell_what_the_package_is(rows, cases, context):
    rows.visit()
    archive = opened(packed(cases(), context))
    assert archive.read("ledger-head.txt").decode().splitlines()[:2] == ["seq: 17", f"hash: {'ab' * 32}"]
    readme = archive.read("README.txt").decode()
    assert "王审" in readme
    assert "2026-11-21 10:03:04" in readme
    assert "区域 洛阳市；状态 已认定" in readme
    assert "装入本包的违法行为：1 件" in readme
    assert "未装入的线索" not in readme


def test_leads_are_left_out_and_named(rows, cases, context):
    [number] = rows.visit()
    [lead] = rows.visit(kind="patrol", by=("sun",))
    archive = opened(packed(cases(), context))
    assert {name.split("/")[0] for name in archive.namelist() if "/" in name} == {number, "verify"}
    readme = archive.read("README.txt").decode()
    assert "有 1 条线索" in readme
    assert lead in readme


def test_a_package_of_leads_only_is_refused_before_a_byte_is_written(rows, cases, context):
    rows.visit(kind="patrol", by=("sun",))
    sink = Sink()
    with pytest.raises(Problem) as refusal:
        PACKAGE.write(cases(), sink, context)
    assert refusal.value.code == "lead_not_evidence"
    assert not sink.content


def test_an_empty_package_is_whole_and_says_so(rows, cases, context, unpacked):
    folder = unpacked(packed(cases(), replace(context, row_count=0)))
    assert "装入本包的违法行为：0 件" in (folder / "README.txt").read_text()


def broken(case, rows, how):
    """An original that is not what it was."""
    victim = next(photo.sha256 for photo in case.photos)
    content = rows.originals[victim]
    how(rows.originals, victim, content)
    return victim


def missing_original(originals, victim, content):
    del originals[victim]


def altered_original(originals, victim, content):
    originals[victim] = b"x" + content[1:]


def short_original(originals, victim, content):
    originals[victim] = content[:-1]


def long_original(originals, victim, content):
    originals[victim] = content + b"x"


@pytest.mark.parametrize("how", [missing_original, altered_original, short_original, long_original])
def test_a_broken_original_stops_the_export_and_the_file_opens_nowhere(rows, cases, context, how, tmp_path):
    rows.visit()
    rows.visit()
    victim = broken(list(cases())[-1], rows, how)
    sink = Sink()
    with pytest.raises(Problem) as refusal:
        PACKAGE.write(cases(), sink, context)
    assert (refusal.value.code, refusal.value.params) == ("export_photo_missing", {"sha256": victim})
    with pytest.raises(zipfile.BadZipFile):
        opened(bytes(sink.content))
    path = tmp_path / "broken.zip"
    path.write_bytes(sink.content)
    assert subprocess.run(["unzip", "-tq", str(path)], capture_output=True, check=False).returncode != 0


def test_an_original_that_cannot_be_read_stops_the_export(rows, cases, context):
    rows.visit()

    class Failing(io.BytesIO):
        def read(self, *_):
            raise OSError(5, "Input/output error")

    with pytest.raises(Problem) as refusal:
        packed(cases(), replace(context, open_original=lambda sha256: Failing()))
    assert refusal.value.code == "export_photo_missing"


def test_a_full_disk_is_not_blamed_on_a_photo(rows, cases, context):
    rows.visit()

    class Full:
        room = 20_000

        def write(self, data):
            self.room -= len(data)
            if self.room < 19_000:
                raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        PACKAGE.write(cases(), Full(), context)


def test_an_altered_record_stops_the_export(rows, cases, context):
    rows.visit()
    models.Inspection.update(content='{"id":"x"}').execute()
    sink = Sink()
    with pytest.raises(Problem, match="export_record_altered"):
        PACKAGE.write(cases(), sink, context)
    with pytest.raises(zipfile.BadZipFile):
        opened(bytes(sink.content))


def test_an_abandoned_download_leaves_no_directory(rows, cases, context):
    rows.visit(photos=3)
    sink = Sink()
    steps = PACKAGE.steps(cases(), sink, context)
    for _ in range(3):
        next(steps)
    steps.close()
    assert sink.content
    with pytest.raises(zipfile.BadZipFile):
        opened(bytes(sink.content))


def test_a_large_package_uses_zip64(rows, cases, context, monkeypatch, unpacked):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 3000)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 5)
    rows.visit(photos=4)
    folder = unpacked(packed(cases(), context))
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=False).returncode == 0


def test_a_package_is_written_in_steps_with_little_in_hand(rows, cases, context, monkeypatch):
    """Whoever runs the writer looks between two steps whether to go on."""
    monkeypatch.setattr("lantian.exports.archive.PIECE_BYTES", 1000)
    rows.visit(photos=9)
    sink, sizes = Sink(), []
    for _ in PACKAGE.steps(cases(), sink, context):
        sizes.append(len(sink.content))
    assert len(sizes) > 9
    assert max(after - before for before, after in itertools.pairwise(sizes)) < 64_000


def test_a_sink_hashes_and_counts_what_goes_through():
    out = io.BytesIO()
    sink = HashingSink(out)
    sink.write(b"ab")
    sink.write(b"c")
    assert (sink.hexdigest(), sink.size_bytes, out.getvalue()) == (hashlib.sha256(b"abc").hexdigest(), 3, b"abc")
