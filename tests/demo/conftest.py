"""The demo city, loaded once per test run; a test that changes it gets a copy of its own."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
from werkzeug.security import generate_password_hash

from lantian.checklists.library import load as load_library
from lantian.demo import city
from lantian.evidence.storage import open_storage
from lantian.ledger import db, schema
from lantian.settings import ROOT, Settings

# A Saturday noon in Luoyang.
TODAY = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def loaded(settings: Settings, now: datetime = TODAY) -> city.Loaded:
    """Load into a data folder as the command does."""
    db.open_database(settings.database)
    with db.connection():
        schema.migrate()
        return city.load(
            now=now,
            library=load_library(ROOT / "forms"),
            storage=open_storage(settings.originals_dir),
            hash_password=generate_password_hash,
        )


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """The settings of a loaded city; look, do not touch."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("city"), demo=True)
    settings.data_dir.mkdir(exist_ok=True)
    loaded(settings)
    return settings


@pytest.fixture
def demo(template):
    """The loaded city, bound and connected."""
    db.open_database(template.database)
    with db.connection():
        yield template


@pytest.fixture
def copy(template, tmp_path):
    """The settings of a city that this test may change."""
    settings = Settings(data_dir=tmp_path / "city", demo=True)
    shutil.copytree(template.data_dir, settings.data_dir)
    return settings


@pytest.fixture
def today():
    """The day of loading, aware UTC."""
    return TODAY


@pytest.fixture
def load_city():
    """load_city(settings) loads as the command does."""
    return loaded
