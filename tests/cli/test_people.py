"""``person``: accounts from the command line."""

from __future__ import annotations

import re

from werkzeug.security import check_password_hash

from lantian.ledger.models import LedgerEntry, Person

NEW = ("--name", "孙二", "--area", "410302", "--unit", "410302 示例执法队")


def person(rows, username):
    return rows(Person.select().where(Person.username == username))[0]


def test_everybody_is_listed_without_passwords(run):
    said = run("person", "list")
    assert said.code == 0
    assert all(name in said.out for name in ("李巡", "YF410302-001", "赵西"))
    assert "scrypt" not in said.out


def test_an_added_inspector_gets_a_password_that_works(run, rows):
    said = run("person", "add", "sun2", "--role", "inspector", "--card", "YF-9", *NEW)
    assert said.code == 0, said.err
    password = re.search(r"：(\S{19})", said.out)[1]
    added = person(rows, "sun2")
    assert check_password_hash(added.password_hash, password)
    assert (added.card_number, added.area_id) == ("YF-9", "410302")
    assert added.must_change_password, "whoever ran the command has read it"


def test_an_inspector_without_a_card_is_refused(run, rows):
    said = run("person", "add", "sun2", "--role", "inspector", *NEW)
    assert said.code == 1
    assert "执法证号" in said.err
    assert rows(Person.select().where(Person.username == "sun2")) == []


def test_all_faults_of_an_account_are_said_at_once(run):
    said = run(
        "person", "add", "li", "--name", " ", "--role", "grid_member", "--area", "999999", "--unit", "x", "--department", "none"
    )
    assert said.code == 1
    assert len(said.err.splitlines()) == 4


def test_a_role_that_does_not_exist_is_refused(run):
    assert run("person", "add", "sun2", "--role", "king", *NEW).code == 2


def test_a_new_password_ends_all_sessions(run, rows):
    before = person(rows, "li")
    said = run("person", "password", "li")
    after = person(rows, "li")
    assert said.code == 0
    assert after.session_epoch == before.session_epoch + 1
    assert after.must_change_password and not before.must_change_password
    assert check_password_hash(after.password_hash, re.search(r"：(\S{19})", said.out)[1])


def test_a_deactivated_person_is_signed_out_and_in_the_book(run, rows):
    assert run("person", "deactivate", "li").code == 0
    assert not person(rows, "li").active
    assert rows(LedgerEntry.select())[-1].kind == "PersonChanged"


def test_the_last_administrator_stays(run, rows):
    said = run("person", "deactivate", "root")
    assert said.code == 1
    assert "最后一位管理员" in said.err
    assert person(rows, "root").active


def test_somebody_unknown_is_said_to_be_unknown(run):
    for command in ("password", "deactivate"):
        said = run("person", command, "nobody")
        assert said.code == 1
        assert "nobody" in said.err
