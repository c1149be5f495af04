"""Filters: from an address line, back to one, and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from lantian.domain.violation import STATES
from lantian.ledger.filters import KEYS, Filters

SITE = "11111111-1111-4111-8111-111111111111"
FULL = Filters(
    area_code="410302",
    checklist_id="dust_six",
    item_id="d6.hoarding",
    states=("reported", "confirmed"),
    severity="high",
    from_on="2026-11-01",
    to_on="2026-11-30",
    due_from="2026-12-01",
    due_to="2026-12-15",
    overdue=True,
    today="2026-11-21",
    site_id=SITE,
    party="示例 建设",
    text="围挡 3%",
    origin="violation",
    officer=7,
)


def test_an_address_line_gives_the_same_filters_back():
    args = FULL.to_args()
    assert Filters.from_args(args, today="2026-11-21") == (FULL, [])
    assert list(args) == [key.name for key in KEYS]
    assert Filters.from_args({}) == (Filters(), [])
    assert Filters().to_args() == {}


def test_states_may_repeat_in_the_address_line_and_keep_the_tables_order():
    read, faults = Filters.from_args(MultiDict([("state", "confirmed"), ("state", "reported"), ("state", "confirmed")]))
    assert (read.states, faults) == (("reported", "confirmed"), [])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("area", "41x"),
        ("area", "%"),
        ("area", "41030"),
        ("checklist", "a b"),
        ("item", "x" * 41),
        ("item", "'"),
        ("state", "closed"),
        ("state", "reported,closed"),
        ("severity", "<b>"),
        ("from", "2026-02-30"),
        ("from", "21.11.2026"),
        ("to", "20261121"),
        ("overdue", "maybe"),
        ("due_from", "soon"),
        ("due_to", "2026-13-01"),
        ("party", "x" * 61),
        ("party", "a\nb"),
        ("site", "1"),
        ("q", "x" * 61),
        ("q", "a\x00b"),
        ("q", "\ud800"),
        ("origin", "rumour"),
        ("officer", "li"),
        ("officer", "0"),
        ("officer", "9" * 30),
        ("officer", "-1"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_left_out(key, value):
    read, faults = Filters.from_args({key: value, "area": "410302"} if key != "area" else {key: value})
    assert [fault.path for fault in faults] == [key]
    assert faults[0].message % faults[0].params
    assert read == (Filters(area_code="410302") if key != "area" else Filters())


def test_all_states_can_be_asked_for_by_name():
    assert Filters.from_args({"state": "all", "area": "410302"}) == (Filters(area_code="410302"), [])


def test_space_between_words_does_not_matter():
    assert Filters.from_args({"q": "  围挡   缺口 "})[0].text == "围挡 缺口"


def test_a_period_that_ends_before_it_begins_is_named():
    read, faults = Filters.from_args({"from": "2026-11-21", "to": "2026-11-20"})
    assert (read.from_on, read.to_on, [fault.path for fault in faults]) == ("2026-11-21", "", ["to"])
    assert "2026-11-21" in faults[0].message % faults[0].params
    read, faults = Filters.from_args({"due_from": "2026-11-21", "due_to": "2026-11-20", "from": "2026-11-25"})
    assert (read.due_from, read.due_to, [fault.path for fault in faults]) == ("2026-11-21", "", ["due_to"])


def test_keys_of_paging_and_empty_values_are_not_faults():
    assert Filters.from_args({"after": "x", "order": "due", "q": "", "state": ""}) == (Filters(), [])


@given(st.dictionaries(st.sampled_from([key.name for key in KEYS]), st.text(max_size=70)))
def test_no_address_line_is_a_crash_and_what_is_read_is_stable(args):
    read, faults = Filters.from_args(args)
    assert {fault.path for fault in faults} <= set(args) | {"to", "due_to"}
    assert Filters.from_args(read.to_args()) == (read, [])


def test_filters_are_said_in_words():
    names = {"area": {"410302": "老城区"}.__getitem__, "officer": lambda key: f"李巡（{key}）"}
    words = FULL.words(names)
    assert words[0] == ("区域", "老城区")
    assert ("状态", f"{STATES['reported']}、{STATES['confirmed']}") in words
    assert ("已超期", "是") in words
    assert ("来源", "违法行为") in words
    assert words[-1] == ("检查人员", "李巡（7）")
    assert len(words) == len(KEYS)
    assert Filters().words(names) == []


def test_a_page_can_drop_one_filter():
    assert FULL.without("states", "officer").to_args() == {
        key: text for key, text in FULL.to_args().items() if key not in ("state", "officer")
    }
