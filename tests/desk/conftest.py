"""Fixtures of the tests of the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk.press import Desk, Statements
from lantian.ledger import db
from lantian.workflow import export_jobs


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


@pytest.fixture
def job_parts(app):
    """The installation leaves every export to the worker."""
    shared = app.extensions["lantian"]
    shared.settings = replace(shared.settings, export_rows_at_once=0)
    return shared


@pytest.fixture
def make_job(app, job_parts):
    """make_job() → the worker's turn: whether there was a job to make."""

    def turn(stop=lambda: False):
        with app.app_context(), db.connection():
            return export_jobs.turn(job_parts.exports, stop)

    return turn


@pytest.fixture
def job_city(desk, sign_in, job_parts):
    """Three findings, and the supervisor who wants them."""
    li = sign_in("li")
    numbers = desk.report(li, fails=("d6.cover", "d6.wash")) + desk.report(li, fails=("d6.truck",))
    return sign_in("wang"), numbers
