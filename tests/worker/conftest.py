"""A worker on an installation with the test people, and photos that wait for it."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid

import pytest

from lantian.ledger import db
from lantian.ledger.models import Photo
from lantian.settings import ROOT
from lantian.worker import Worker
from web_fixtures import put_photo

MEMORY_BYTES = 1_500_000_000


@pytest.fixture
def settings(app):
    return app.extensions["lantian"].settings


@pytest.fixture
def make_worker(app, settings):
    """A worker of this installation."""

    def make(**more):
        parts = app.extensions["lantian"]
        return Worker(parts.storage, settings.data_dir, settings.derived_dir, memory_bytes=MEMORY_BYTES, **more)

    return make


@pytest.fixture
def hand_in(sign_in):
    """hand_in(bytes, …): photos as a phone sends them, through the real door."""

    def send(*bodies):
        client = sign_in("li")
        for body in bodies:
            answer = put_photo(client, body, str(uuid.uuid4()))
            assert answer.status_code == 201, answer.get_data(as_text=True)

    return send


@pytest.fixture
def photos():
    """All photo rows in the order of their arrival."""

    def read():
        with db.connection():
            return list(Photo.select().order_by(Photo.received_seq))

    return read


@pytest.fixture
def started(settings, tmp_path):
    """started() → ``flask lantian worker`` as its own process; all are ended at last."""
    processes = []

    def start(*arguments):
        environment = os.environ | {
            "FLASK_APP": "wsgi",
            "LANTIAN_DATA": str(settings.data_dir),
            "DATABASE_URL": "",
            "LANTIAN_DEMO": "",
            "PYTHONPATH": "inspect",
        }
        command = [sys.executable, "-m", "flask", "lantian", "worker", *arguments]
        with (tmp_path / "worker.log").open("ab") as log:
            processes.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()
