"""Whatever a phone sends, a form answers with faults, never with an exception."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.judging import NOW, judged
from lantian.checklists.form import answers_formdata
from lantian.checklists.items import ANSWER_TYPES, answer_text, export_text
from lantian.checklists.library import load
from lantian.checklists.values import FORBIDDEN

LIBRARY = load(Path(__file__).resolve().parents[1] / "mini")
NAMES = sorted(definition.id for definition in LIBRARY.all_current())
HOSTILE_TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    [
        "",
        " ",
        "fail",
        "pass",
        "na",
        "yes",
        "1.5",
        "-0",
        "9" * 400,
        "2026-11-21T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "\ud800",
        "🏗️",
        "=cmd()",
        "%(count)s",
        "{}",
        "\x00",
        "红",
        "坏",
        "裸土",
        "2026-11-21",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | HOSTILE_TEXT
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(HOSTILE_TEXT, inner, max_size=5), max_leaves=12
)


def answers_for(definition):
    """Answers that look right at the top and are anything below."""
    part = st.fixed_dictionaries(
        {},
        optional={
            "value": JSON,
            "note": JSON,
            "sub_checks": JSON | st.lists(HOSTILE_TEXT, max_size=3),
            "corrected": JSON,
            "extra": JSON,
        },
    )
    keys = st.sampled_from([item.id for item in definition.items]) | HOSTILE_TEXT | st.integers()
    return JSON | st.dictionaries(keys, part | JSON, max_size=6)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_answer_makes_the_form_fall_over(name: str, data: st.DataObject) -> None:
    definition = LIBRARY.current(name)
    answers = data.draw(answers_for(definition))
    header = data.draw(
        JSON | st.dictionaries(st.sampled_from(["name", "weight", "bought_on", "warned_at", "colour", "listed"]), JSON)
    )
    form = judged(definition, answers, header)
    for fault in form.faults():
        assert fault.message % fault.params
        assert len(fault.path) < 120
        assert fault.path.isprintable()
    json.dumps([answer.value for answer in form.collected()] + [form.header()], ensure_ascii=False).encode()
    assert bool(form.faults()) is not form.validate()


@pytest.mark.parametrize("name", sorted(ANSWER_TYPES))
@settings(max_examples=25, deadline=None)
@given(sent=JSON)
def test_whatever_is_stored_can_be_shown_exported_and_sent_again(name: str, sent) -> None:
    definition = LIBRARY.current(name)
    for answer in judged(definition, {item.id: {"value": sent} for item in definition.items}).collected():
        item = definition.item(answer.item_id)
        for text in (
            answer_text(item, answer.value, "zh"),
            answer_text(item, answer.value, "en"),
            export_text(item, answer.value),
        ):
            assert not FORBIDDEN.search(text)
        again = judged(definition, {item.id: {"value": answer.value}})
        assert [other.value for other in again.collected() if other.item_id == item.id] == [answer.value]


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=2000))
def test_any_ordinary_text_is_taken_and_kept(text: str) -> None:
    form = judged(LIBRARY.current("text"), {"te.plate": {"value": "豫A", "note": text}})
    assert form.faults() == []
    assert form.collected()[0].note == text.strip()


def test_ten_thousand_answers_cost_one_fault() -> None:
    definition = LIBRARY.current("sections")
    _, refused = answers_formdata(definition, {f"se.{n}": {"value": "pass"} for n in range(10_000)}, {})
    assert [fault.path for fault in refused] == ["answers"]


def test_a_number_of_ten_thousand_digits_is_refused_and_not_computed() -> None:
    form = judged(LIBRARY.current("number"), {"nu.share": {"value": "9" * 10_000}})
    assert [fault.path for fault in form.faults()] == ["answers.nu.share.value"]
    assert form.now == NOW
