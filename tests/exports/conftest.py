"""A small ledger to export, and what a writer is told beside it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from builders_rows import Rows
from databases import missing
from exports.judging import judged_by_page, verdict, verify_case
from lantian.domain.casefile import ExportContext
from lantian.evidence.receipts import Keyring
from lantian.exports.writer import WRITERS
from lantian.ledger import queries
from lantian.ledger.queries import Filters

VERIFIERS = Path(__file__).resolve().parents[2] / "deploy" / "verifier"


@pytest.fixture
def rows(sqlite_db):
    return Rows()


@pytest.fixture
def cases(rows):
    """cases(light=…) → the case files of the whole city, newest first, read to the end so that no test holds the database."""
    return lambda light=False, **filters: iter(list(queries.case_files("4103", Filters(**filters), light=light)))


@pytest.fixture
def keyring(tmp_path):
    return Keyring(tmp_path / "keys").open_or_make("2026-11-01T00:00:00.000000+00:00")


@pytest.fixture
def context(rows, keyring):
    return ExportContext(
        exporter="王审",
        exported_at="2026-11-21T02:03:04.000000+00:00",
        filters=[("区域", "洛阳市"), ("状态", "已认定")],
        row_count=2,
        head_seq=17,
        head_hash="ab" * 32,
        translate=str,
        language="zh",
        site_kind_name={"construction_site": "施工工地"}.__getitem__,
        department_name={"housing": "住房城乡建设"}.__getitem__,
        checklist_name=lambda key: f"检查表 {key}",
        header_name=lambda key: f"表头 {key}",
        item_name=lambda checklist, item: f"{checklist}/{item}",
        record_link=lambda inspection_id: f"https://example.org/s/inspections/{inspection_id}",
        violation_link=lambda number: f"https://example.org/s/violations/{number}",
        open_original=rows.open_original,
        exporter_unit="示例执法队",
        list_link="https://example.org/s/?state=all",
        sign=keyring.receipt,
        public_keys=tuple(key.as_json() for key in keyring.public_keys()),
        verifiers={name: (VERIFIERS / name).read_bytes() for name in ("verify_case.py", "verify.html")},
    )


@pytest.fixture
def english(context):
    return replace(context, language="en", translate=lambda text: f"<{text}>")


@pytest.fixture
def soffice(tmp_path):
    """Run LibreOffice without a window; its profile lives in the test's folder."""
    program = shutil.which("soffice")
    if program is None:
        missing("LibreOffice is missing: apt-get install -y --no-install-recommends libreoffice-calc-nogui")

    def run(*arguments):
        command = [
            program,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            *arguments[:2],
            "--outdir",
            str(tmp_path),
            *arguments[2:],
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)

    return run


@pytest.fixture
def package(rows, cases, context, tmp_path):
    """A package of two cases, as bytes on disk."""
    rows.visit(("d6.hoarding", "d6.cover"), photos=2)
    out = io.BytesIO()
    WRITERS["case_zip"].write(cases(), out, context)
    path = tmp_path / "package.zip"
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture
def photo(package, tmp_path):
    """One photo of it and the receipts that lie beside it."""
    with zipfile.ZipFile(package) as archive:
        name = next(name for name in archive.namelist() if "/photos/" in name)
        (tmp_path / "photo.jpg").write_bytes(archive.read(name))
        (tmp_path / "receipts.json").write_bytes(archive.read(name.split("/")[0] + "/receipts.json"))
    return tmp_path / "photo.jpg", tmp_path / "receipts.json"


@pytest.fixture
def judge(tmp_path):
    """judge(path, known, keys) → the reports of script and page, which must agree in their verdict."""
    places, listed = tmp_path / "nothing.json", tmp_path / "listed.json"
    places.write_text("[]")

    def both(path, known="", keys=()):
        listed.write_text(json.dumps(keys))
        script, page = verify_case.judge_package(path, known, keys), judged_by_page(path, places, known, listed)
        assert verdict(script) == verdict(page)
        return script, page

    return both
