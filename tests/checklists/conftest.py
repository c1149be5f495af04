"""The two forms folders of these tests: mini (the fixture of the rules) and the product's own."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lantian.checklists.library import Library, load

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "mini"
FORMS = ROOT / "forms"


@pytest.fixture(scope="session")
def mini() -> Library:
    """The tiny definitions."""
    return load(MINI)


@pytest.fixture(scope="session")
def forms() -> Library:
    """The product's definitions."""
    return load(FORMS)


@pytest.fixture
def now() -> datetime:
    """Saturday 21 November 2026, 10:03:04 in Luoyang."""
    return datetime(2026, 11, 21, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def own_mini(tmp_path: Path) -> Path:
    """A copy of mini that a test may spoil."""
    return Path(shutil.copytree(MINI, tmp_path / "mini", ignore=shutil.ignore_patterns("broken", "README.md")))
