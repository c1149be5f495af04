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
