"""``flask lantian init`` and ``migrate``: an empty machine becomes an installation, once."""

from __future__ import annotations

import re

from lantian.ledger.models import Area, LedgerEntry, Person

ANSWERS = {
    "--username": "boss",
    "--name": "周任",
    "--area": "4103",
    "--area-name": "洛阳市",
    "--unit": "示例市执法支队",
}


def options(**changed):
    told = ANSWERS | {f"--{key.replace('_', '-')}": value for key, value in changed.items()}
    return [part for pair in told.items() for part in pair]


def test_it_makes_the_first_administrator_and_shows_the_password_once(bare, rows):
    said = bare()("init", *options())
    assert said.code == 0, said.err
    assert re.search(r"密码（只显示这一次）：([a-z2-9]{4}-){3}[a-z2-9]{4}", said.out)
    (person,) = rows(Person.select())
    assert (person.username, person.role, person.area_id, person.demo) == ("boss", "administrator", "4103", False)
    assert person.must_change_password, "it was printed"


def test_the_new_administrator_can_sign_in(bare, rows):
    from werkzeug.security import check_password_hash

    said = bare()("init", *options())
    password = re.search(r"：(\S{19})", said.out)[1]
    assert check_password_hash(rows(Person.select())[0].password_hash, password)


def test_it_asks_for_what_was_not_given(bare, rows):
    said = bare()("init", answers="boss\n周任\n4103\n洛阳市\n示例市执法支队\n")
    assert said.code == 0, said.err
    assert rows(Area.select())[0].name == "洛阳市"


def test_a_password_from_the_environment_is_not_shown(bare, rows, monkeypatch):
    monkeypatch.setenv("LANTIAN_ADMIN_PASSWORD", "a-long-enough-one")
    said = bare()("init", *options())
    assert said.code == 0
    assert "a-long-enough-one" not in said.out + said.err
    assert "密码" not in said.out
    assert not rows(Person.select())[0].must_change_password, "who installs chose it"


def test_it_refuses_to_run_twice(bare, rows):
    run = bare()
    run("init", *options())
    said = run("init", *options(username="other"))
    assert said.code == 1
    assert "已有正式账号" in said.err
    assert len(rows(Person.select())) == 1


def test_it_says_everything_that_is_wrong_and_makes_nothing(bare, monkeypatch):
    monkeypatch.setenv("LANTIAN_ADMIN_PASSWORD", "short")
    run = bare()
    said = run("init", *options(username="周", area="洛阳", unit=" ", department="nobody"))
    assert said.code == 1
    assert said.err.count("\n") == 5
    run("migrate")
    assert "没有账号" not in said.out


def test_it_is_noted_in_the_book_without_the_password(bare, rows):
    bare()("init", *options())
    entries = rows(LedgerEntry.select())
    assert [entry.kind for entry in entries] == ["AreasRegistered", "PersonAdded"]
    assert "password" not in entries[1].payload


def test_migrating_twice_changes_nothing(bare):
    run = bare()
    assert "0001" in run("migrate").out
    assert "已是最新" in run("migrate").out


def test_commands_speak_english_where_the_terminal_does(bare, monkeypatch):
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    run = bare()
    run("migrate")
    said = run("migrate").out
    assert not re.search("[\u3400-\u9fff]", said), said
