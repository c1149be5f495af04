"""``demo load`` and ``demo reset`` on the command line: only in demo mode, never over real people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lantian.ledger import db
from lantian.ledger.models import Photo


@pytest.fixture
def command(monkeypatch):
    """command(settings, 'load') → the result of ``flask lantian demo load``."""
    monkeypatch.setenv("LANG", "C.UTF-8")

    def run(settings, *arguments, **more):
        from lantian.web.app import create_app

        application = create_app(settings)
        return application.test_cli_runner().invoke(args=["lantian", *arguments], **more)

    yield run
    if not db.database.is_closed():
        db.database.close()


def photos(settings):
    db.open_database(settings.database)
    with db.connection():
        return Photo.select().count()


def test_a_loaded_city_is_left_alone_and_its_sign_ins_are_told(copy, command):
    result = command(copy, "demo", "load")
    assert result.exit_code == 0, result.output
    assert "未做任何改动" in result.output
    assert "inspector" in result.output


@pytest.mark.parametrize("what", [("load",), ("reset", "--yes")])
def test_outside_demo_mode_nothing_is_touched(copy, command, what):
    before = photos(copy)
    result = command(replace(copy, demo=False), "demo", *what)
    assert result.exit_code == 1
    assert "不是演示模式" in result.stderr
    assert photos(copy) == before


def test_a_real_person_stops_a_reset(copy, command):
    added = command(copy, "person", "add", "real", "--name", "真人", "--role", "supervisor", "--area", "4103", "--unit", "真单位")
    assert added.exit_code == 0, added.output
    before = photos(copy)
    result = command(copy, "demo", "reset", "--yes")
    assert result.exit_code == 1
    assert "real" in result.stderr
    assert photos(copy) == before


def test_a_reset_asks_first(copy, command):
    before = photos(copy)
    result = command(copy, "demo", "reset", input="n\n")
    assert result.exit_code == 1
    assert photos(copy) == before


def test_a_half_loaded_city_says_how_to_mend_it(copy, command):
    from lantian.demo.city import reset
    from lantian.ledger import people
    from lantian.ledger.book import SYSTEM
    from lantian.workflow import register

    db.open_database(copy.database)
    with db.connection():
        reset(copy.originals_dir, copy.derived_dir)
        at = "2026-11-01T00:00:00.000000+00:00"
        register.register_areas([{"code": "4103", "name": "洛阳市", "name_en": ""}], at=at, actor=SYSTEM, digest="")
        unit = register.unit_for("示例", "4103", "eco")
        columns = {
            "username": "admin",
            "name": "示例",
            "role": "administrator",
            "area": "4103",
            "unit": unit.id,
            "password_hash": "x",
            "demo": True,
        }
        people.add_person(columns, at=at, actor=SYSTEM)
    result = command(copy, "demo", "load")
    assert result.exit_code == 1
    assert "demo reset" in result.stderr


def test_a_reset_takes_tables_and_pictures_away(copy):
    from lantian.demo.city import reset

    db.open_database(copy.database)
    with db.connection():
        reset(copy.originals_dir, copy.derived_dir)
        assert Photo.select().count() == 0
    assert not copy.originals_dir.exists()
