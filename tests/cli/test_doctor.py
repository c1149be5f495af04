"""``doctor`` and ``settings``: what holds and what does not, with the cure."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from lantian.commands.install import SERVING, settings_page
from lantian.settings import ROOT


def test_a_sound_installation_has_no_serious_fault(run):
    said = run("doctor")
    assert said.code == 0, said.out
    assert "✗" not in said.out


def test_a_database_without_tables_is_a_serious_fault_with_its_cure(bare):
    said = bare()("doctor")
    assert said.code == 1
    assert "flask lantian migrate" in said.out


def test_demo_mode_is_pointed_out(bare):
    run = bare(demo=True)
    run("migrate")
    assert "演示模式" in run("doctor").out


def test_a_worker_that_does_not_run_is_pointed_out(run):
    assert "照片处理进程没有运行" in run("doctor").out


def test_a_running_worker_is_recognised_by_its_heartbeat(app, run):
    beat = {"pid": os.getpid(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "done": 0, "photo": ""}
    folder = app.extensions["lantian"].settings.data_dir
    (folder / "worker.json").write_text(json.dumps(beat))
    assert f"照片处理进程 {os.getpid()} 正在运行" in run("doctor").out


def test_a_silent_worker_is_pointed_out(app, run):
    folder = app.extensions["lantian"].settings.data_dir
    (folder / "worker.json").write_text(
        json.dumps({"pid": os.getpid(), "at": "2026-01-01T00:00:00+00:00", "done": 0, "photo": ""})
    )
    assert "没有动静" in run("doctor").out


def test_a_key_that_others_can_read_is_a_serious_fault(app, run):
    app.extensions["lantian"].settings.secret_path.chmod(0o644)
    said = run("doctor")
    assert said.code == 1
    assert "chmod 600" in said.out


def test_a_question_that_breaks_is_an_answer_too(app, run, monkeypatch):
    from lantian.commands import doctor

    def broken():
        raise OSError("no such device")

    monkeypatch.setattr(doctor, "QUESTIONS", (broken,))
    said = run("doctor")
    assert said.code == 1
    assert "no such device" in said.out


def test_settings_are_listed_with_their_values_but_no_password(bare):
    from lantian.commands.install import shown

    assert "LANTIAN_DATA" in bare()("settings").out
    assert shown("postgresql://lantian:secret@host/db") == "postgresql://lantian:***@host/db"


def test_the_page_of_settings_is_fresh():
    assert (ROOT / "docs" / "settings.md").read_text() == settings_page(), "write it again: flask lantian settings --markdown"


def test_every_variable_of_the_server_configuration_is_documented():
    text = (ROOT / "deploy" / "gunicorn.conf.py").read_text()
    read = set(re.findall(r'os\.environ\.get\("(\w+)"', text))
    assert read == {name for name, _, _ in SERVING}


def test_every_command_is_described_in_the_handbook(app):
    page = Path(ROOT / "docs" / "operations.md").read_text()
    group = app.cli.commands["lantian"]
    for name, command in group.commands.items():
        for sub in getattr(command, "commands", {"": None}):
            assert name in page and sub in page, f"{name} {sub}"
