"""The models of the phone run under node, on sheets packed from the product's own definitions."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

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
