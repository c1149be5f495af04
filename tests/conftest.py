"""What every test may ask for. Fixtures of one subject live in a plugin file of that subject, listed here."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No clock decides in these tests, on however slow a machine.
settings.register_profile("lantian", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lantian")

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = ("databases", "web_fixtures", "browser", "tour_fixture")
pytest_plugins = [name for name in PLUGINS if (ROOT / "tests" / f"{name}.py").exists()]


class FixedClock:
    """A server clock that stands still until told to move."""

    def __init__(self, now: datetime):
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    @property
    def at(self) -> str:
        """The time as the tables keep it."""
        return self.now.isoformat(timespec="microseconds")

    def forward(self, **amount: float) -> datetime:
        """Move on by ``days=…``, ``hours=…``, ``minutes=…``, ``seconds=…``; returns the new time."""
        self.now += timedelta(**amount)
        return self.now


@pytest.fixture
def clock() -> FixedClock:
    """Saturday 21 November 2026, 10:03:04 in Luoyang."""
    return FixedClock(datetime(2026, 11, 21, 2, 3, 4, tzinfo=UTC))


@pytest.fixture
def fsynced(monkeypatch) -> list[str]:
    """The files and folders that were put on disk from here on, in order; a test may note more in between."""
    seen, real = [], os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        seen.append(os.readlink(f"/proc/self/fd/{handle}"))

    monkeypatch.setattr(os, "fsync", fsync)
    return seen


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of reference photos and geometry that lies beside the repository."""
    from databases import missing

    path = ROOT.parent / "shared"
    if not path.is_dir():
        missing(f"the reference folder is missing: put it at {path}")
    return path


@pytest.fixture(scope="session")
def chinese_font():
    """The Chinese font that stamps are drawn with."""
    from databases import missing
    from lantian.evidence.fonts import chinese_face

    found = chinese_face()
    if found is None:
        missing("no Chinese font: apt-get install -y --no-install-recommends fonts-noto-cjk")
    return found
