"""0005: people of before keep the passwords they chose; the column goes again without a trace."""

from __future__ import annotations

import pytest
from playhouse.migrations import Runner

from lantian.ledger import db, schema


@pytest.fixture
def before(empty):
    """A database with every migration but this one, and one person in it."""
    schema.migrate()
    runner = Runner(db.database.obj, directory=str(schema.MIGRATIONS))
    runner.down("0005_first_password")
    _settle_one()
    yield runner


def _settle_one() -> None:
    for statement in (
        "INSERT INTO area (code, name, name_en, level) VALUES ('4103', '洛阳市', '', 4)",
        "INSERT INTO unit (name, area_code, department) VALUES ('示例执法队', '4103', 'eco')",
        "INSERT INTO person (username, name, password_hash, role, card_number, unit_id, area_code, language, theme, active,"
        " session_epoch, demo, failed_sign_ins, created_at) VALUES ('li', '李巡', 'x', 'inspector', '', 1, '4103', '', '', true,"
        " 0, false, 0, '2026-11-20T02:00:00.000000+00:00')",
    ):
        db.database.execute_sql(statement)


def test_nobody_of_before_must_change_anything(before):
    before.up()
    rows = db.database.execute_sql("SELECT username, must_change_password FROM person").fetchall()
    assert [(name, bool(flag)) for name, flag in rows] == [("li", False)]


def test_it_can_be_taken_back_with_people_in_the_table(before):
    before.up()
    before.down("0005_first_password")
    assert "must_change_password" not in {column.name for column in db.database.get_columns("person")}
    assert db.database.execute_sql("SELECT count(*) FROM person").fetchone()[0] == 1
