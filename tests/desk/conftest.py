"""Fixtures of the tests of the desk."""

from __future__ import annotations

import pytest

from desk.press import Desk, Statements


@pytest.fixture
def desk(app, sign_in):
    """A Desk on the application of the test."""
    return Desk(app, sign_in)


@pytest.fixture
def statements():
    """Count the statements of a block: ``with statements() as seen: …; len(seen)``."""
    return Statements


@pytest.fixture
def make_worker(app):
    """make_worker() → the photo worker of this installation."""
    from lantian.worker import Worker

    parts = app.extensions["lantian"]
    return lambda: Worker(
        parts.storage, parts.settings.data_dir, parts.settings.derived_dir, memory_bytes=parts.settings.examine_memory_bytes
    )
