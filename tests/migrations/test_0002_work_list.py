"""0002: lines of before get the words they are found by, later ones get them by themselves; and everything goes again."""

from __future__ import annotations

import pytest
from playhouse.migrations import Runner

from lantian.ledger import db, schema

LINE_TRIGGERS = {"violation_words_added", "violation_words_changed"}
FIRST = "0001_initial"
PLACE = {"id": "s1", "name": "示例工地", "kind": "site", "area_code": "4103", "address": "示例路", "party": "甲单位",
         "uscc": "9141", "attributes": "{}", "created_at": "x", "active": True, "position_source": ""}  # fmt: skip
PERSON = {"id": 1, "username": "a", "name": "甲", "password_hash": "x", "role": "inspector", "card_number": "", "unit_id": 1,
          "area_code": "4103", "language": "", "theme": "", "active": True, "session_epoch": 0, "demo": False,
          "failed_sign_ins": 0, "created_at": "x"}  # fmt: skip
VISIT = {"id": "i1", "kind": "inspection", "inspection_type": "", "approval_number": "", "notice_number": "", "checklist_id": "c",
         "checklist_version": "1", "checklist_hash": "h", "site_id": "s1", "area_code": "4103", "unit_id": 1, "recorded_by_id": 1,
         "officers": "[]", "party": '{"name":"乙单位","uscc":null}', "header": "{}", "started_at": "x", "finished_at": "x",
         "received_at": "x", "act_on": "x", "clock_doubt": "", "passed_count": 0, "failed_count": 1, "content_sha256": "x",
         "received_seq": 1, "content": "{}"}  # fmt: skip
LINE = {"number": "410300-2026-000001", "inspection_id": "i1", "item_id": "a", "title": "围挡", "title_en": "Hoarding",
        "checklist_id": "c", "site_id": "s1", "area_code": "4103", "unit_id": 1, "origin": "violation", "state": "reported",
        "severity": "high", "note": "缺口", "corrected_on_site": False, "act_on": "x", "reported_at": "x",
        "due_provisional": False, "department": "d", "order_only": False, "basis_id": "", "last_seq": 1, "found_by": "[1]",
        "chain": "[]", "bases": "[]"}  # fmt: skip


@pytest.fixture
def before(empty):
    """A database of the first schema with one line in it."""
    runner().up(FIRST)
    insert("area", {"code": "4103", "name": "示例市", "name_en": "", "level": 4})
    insert("unit", {"id": 1, "name": "示例单位", "area_code": "4103", "department": "d"})
    for table, row in (("person", PERSON), ("site", PLACE), ("inspection", VISIT), ("violation", LINE)):
        insert(table, row)
    yield


def runner():
    return Runner(db.database.obj, directory=str(schema.MIGRATIONS), table_name="schema_migration")


def insert(table, row):
    mark = "%s" if db.is_postgresql() else "?"
    columns, marks = ", ".join(row), ", ".join([mark] * len(row))
    db.database.execute_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))


def texts():
    return db.database.execute_sql("SELECT party, words FROM violation_text ORDER BY violation_id").fetchall()


def test_lines_of_before_can_be_found_and_later_ones_too(before):
    runner().up("0002_work_list")
    party = "甲单位\n9141\n乙单位\n"
    assert texts() == [(party, f"410300-2026-000001\n围挡\nHoarding\n缺口\n示例工地\n示例路\n{party}")]
    insert("violation", LINE | {"number": "410300-2026-000002", "item_id": "b"})
    assert [words.splitlines()[0] for _party, words in texts()] == ["410300-2026-000001", "410300-2026-000002"]
    assert db.trigger_names("violation") >= LINE_TRIGGERS


def test_it_can_be_taken_back_and_done_again(before):
    runner().up("0002_work_list")
    runner().down()
    assert not LINE_TRIGGERS & db.trigger_names("violation")
    assert not {"violation_text", "saved_view", "list_preference"} & set(db.database.get_tables())
    runner().up("0002_work_list")
    assert len(texts()) == 1
