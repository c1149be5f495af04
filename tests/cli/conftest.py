"""A command line on the application of the web fixtures: ``run('verify', '--full')`` gives exit code and all that was said."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lantian.ledger import db


@dataclass
class Said:
    """What a command did: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _chinese_terminal(monkeypatch):
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LANTIAN_ADMIN_PASSWORD", raising=False)


def runner(application):
    """Runs commands of one application."""

    def run(*arguments: str, answers: str | None = None) -> Said:
        if not db.database.is_closed():
            db.database.close()
        result = application.test_cli_runner().invoke(args=["lantian", *arguments], input=answers)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def run(app):
    """Commands on an installation with the test people."""
    return runner(app)


@pytest.fixture
def bare(tmp_path):
    """Commands on an installation without tables; ``bare(demo=True)`` in demo mode."""
    from lantian.settings import Settings
    from lantian.web.app import create_app

    def make(**settings):
        application = create_app(Settings(data_dir=tmp_path / "bare", **settings))
        return runner(application)

    yield make
    if not db.database.is_closed():
        db.database.close()


@pytest.fixture
def rows():
    """``rows(query)``: the rows of a query on a connection of its own."""

    def read(query):
        with db.connection():
            return list(query)

    return read
