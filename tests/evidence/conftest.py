"""What the tests of photos share: a store, a folder for copies, and the reference photos with their independent readings."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from lantian.evidence.storage import Storage, open_storage

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "photos"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """An empty store of originals in ``tmp_path/originals``."""
    return open_storage(tmp_path / "originals")


@pytest.fixture
def derived_dir(tmp_path: Path) -> Path:
    """An empty folder for the copies."""
    return tmp_path / "derived"


@pytest.fixture
def keep(tmp_path: Path):
    """Writes bytes to a file and gives its path."""

    def write(content: bytes, name: str = "photo") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.fixture(scope="session")
def reference() -> dict[str, dict]:
    """Name → facts of the reference photos. Absent photos fail a CI run and are skipped elsewhere."""
    manifest = REFERENCE / "MANIFEST.json"
    if not manifest.exists():
        reason = "the reference photos are not beside this repository (../shared/photos)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return {facts["file"]: facts for facts in json.loads(manifest.read_text())["files"]}
