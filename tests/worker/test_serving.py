"""The deployed configuration: gunicorn keeps one photo worker alive and takes it along when it ends; a backup is a whole copy."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from lantian.settings import ROOT
from lantian.worker import heartbeat, is_running
from waiting import PATIENCE_S, wait_for
from web_fixtures import jpeg


def environment(settings, **more):
    return os.environ | {
        "FLASK_APP": "wsgi",
        "LANTIAN_DATA": str(settings.data_dir),
        "DATABASE_URL": "",
        "LANTIAN_DEMO": "",
        "PYTHONPATH": "inspect",
        "LANG": "C.UTF-8",
        **more,
    }


@pytest.fixture
def server(app, settings, tmp_path):
    """gunicorn as deployed, on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(settings, LANTIAN_BIND=bind), stdout=log, stderr=log)
    yield process
    process.kill()
    process.wait()


def working(settings):
    beat = heartbeat(settings.data_dir)
    return beat["pid"] if beat and is_running(beat["pid"]) else None


def test_a_killed_photo_worker_is_started_again_and_ends_with_the_server(server, settings):
    first = wait_for(lambda: working(settings))
    os.kill(first, signal.SIGKILL)
    second = wait_for(lambda: (pid := working(settings)) != first and pid)
    server.terminate()
    assert server.wait(PATIENCE_S) == 0
    wait_for(lambda: not is_running(second))


def test_a_killed_server_leaves_no_photo_worker_behind(server, settings):
    pid = wait_for(lambda: working(settings))
    server.kill()
    server.wait()
    wait_for(lambda: not is_running(pid))


def test_a_backup_is_a_data_folder_that_verifies(app, settings, hand_in, tmp_path):
    hand_in(jpeg((1, 2, 3)), jpeg((200, 2, 3)))
    target = tmp_path / "backup"
    for _ in range(2):
        made = subprocess.run(
            ["deploy/backup", str(target)], cwd=ROOT, env=environment(settings), capture_output=True, text=True, check=False
        )
        assert made.returncode == 0, made.stderr
    checked = subprocess.run(
        [sys.executable, "-m", "flask", "lantian", "verify", "--full"],
        cwd=ROOT,
        env=environment(settings, LANTIAN_DATA=str(target)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert len([path for path in (target / "originals").rglob("*") if path.is_file()]) == 2


def test_a_backup_without_a_data_folder_says_so(tmp_path, settings):
    told = environment(settings)
    del told["LANTIAN_DATA"]
    made = subprocess.run(["deploy/backup", str(tmp_path)], cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert made.returncode != 0
    assert "LANTIAN_DATA" in made.stderr


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [("LANTIAN_PHOTO_LIMIT", "-1", "LANTIAN_PHOTO_LIMIT"), ("LANTIAN_FORMS", "nowhere", "checklists")],
)
def test_a_command_on_a_broken_installation_says_what_is_wrong(settings, variable, value, words):
    said = subprocess.run(
        [sys.executable, "-m", "flask", "lantian", "doctor"],
        cwd=ROOT,
        env=environment(settings, **{variable: value}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert words in said.stderr
    assert "Traceback" not in said.stderr
