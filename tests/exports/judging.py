"""Both verifiers as tests ask them: the script as a module, the page under node. Must not hold tests."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from browser import find_node

HERE, ROOT = Path(__file__).parent, Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy" / "verifier"))

import verify_case  # noqa: E402

__all__ = ["ROOT", "judged_by_page", "receipts_of", "sentences", "verdict", "verify_case"]


def verdict(report) -> str:
    return report["verdict"] if isinstance(report, dict) else report.verdict


def judged_by_page(file, places, known="", keys=""):
    page = ROOT / "deploy/verifier/verify.html"
    command = [find_node(), HERE / "judge.js", page, file, places, known, keys]
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=400)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


def sentences(report) -> str:
    lines = [line["en"] for line in report["lines"]] if isinstance(report, dict) else [english for _, _, english in report.lines]
    return "\n".join(lines)


def receipts_of(package):
    with zipfile.ZipFile(package) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith("/receipts.json")]
