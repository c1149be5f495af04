"""The same form behind a page: names, what a template needs, tokens, and the same judgement as for an upload."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Form

from checklists.judging import NOW, judged, value
from lantian.checklists.form import compile_form


def test_a_form_class_is_made_once_per_version_and_base(mini) -> None:
    definition = mini.current("text")
    assert compile_form(definition, Form) is compile_form(definition, Form)
    assert compile_form(definition, FlaskForm) is not compile_form(definition, Form)
    assert issubclass(compile_form(definition, FlaskForm), FlaskForm)


def test_a_field_gives_a_template_what_it_needs(mini) -> None:
    form = compile_form(mini.current("pass_fail_na"), Form)(now=NOW)
    field = form["answers.pfn.cover"]
    assert [(sent, words.text("en")) for sent, words in field.choices] == [
        ("pass", "Pass"),
        ("fail", "Fail"),
        ("na", "Not applicable"),
    ]
    assert field.names == {part: f"answers.pfn.cover.{part}" for part in ("value", "note", "sub_checks", "corrected")}
    assert (field.html_id, field.kind.widget, field.label.text) == ("answers-pfn-cover", "buttons", "项")
    assert (field.value, field.note, field.ticked, field.corrected, list(field.faults)) == (None, "", (), False, [])


def test_a_page_and_a_phone_are_judged_alike(mini) -> None:
    definition = mini.current("fields")
    page = MultiDict(
        {
            "header.name": "示例",
            "answers.fi.source.value.weight": "20",
            "answers.fi.source.value.colour": "红",
            "answers.fi.source.note": "好",
        }
    )
    form = compile_form(definition, Form)(page, now=NOW)
    assert form.validate()
    phone = judged(definition, {"fi.source": value({"weight": "20", "colour": "红"}, note="好")}, {"name": "示例"})
    assert form.collected() == phone.collected()
    assert form.header() == phone.header()


def test_a_page_sends_persons_row_by_row_and_may_leave_rows_empty(mini) -> None:
    rows = {"0.name": "示例甲", "0.card_number": "1", "0.role": "执法人员", "2.name": "示例乙", "2.card_number": "2"}
    form = compile_form(mini.current("person_chain"), Form)(
        MultiDict({f"answers.pc.two.value.{key}": text for key, text in rows.items()}), now=NOW
    )
    assert form.validate(), form.faults()
    assert [row["name"] for row in form.collected()[0].value] == ["示例甲", "示例乙"]


def test_what_was_typed_is_still_there_after_a_refusal(mini) -> None:
    page = MultiDict(
        [
            ("answers.pfn.cover.value", "perhaps"),
            ("answers.pfn.cover.note", "北侧"),
            ("answers.pfn.cover.sub_checks", "裸土"),
            ("answers.pfn.cover.corrected", "yes"),
        ]
    )
    form = compile_form(mini.current("pass_fail_na"), Form)(page, now=NOW)
    assert not form.validate()
    field = form["answers.pfn.cover"]
    assert (field.value, field.note, field.ticked, field.corrected) == ("perhaps", "北侧", ("裸土",), True)
    assert form.errors == {"answers.pfn.cover": ["不在可选范围内"]}
    header = compile_form(mini.current("header"), Form)(MultiDict({"header.weight": "many"}), now=NOW)
    assert not header.validate()
    assert header["header.weight"].data == "many"


def test_an_uploaded_file_where_text_is_expected_is_no_answer(mini) -> None:
    form = compile_form(mini.current("text"), Form)(MultiDict({"answers.te.plate.value": FileStorage(filename="x")}), now=NOW)
    assert not form.validate()
    assert [fault.path for fault in form.faults()] == ["answers.te.plate"]


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "示例"
    return app


def test_the_token_of_a_page_is_judged_too(app: Flask, mini) -> None:
    compiled = compile_form(mini.current("pass_fail_na"), FlaskForm)
    with app.test_request_context("/", method="POST", data={"answers.pfn.cover.value": "pass"}):
        form = compiled(now=NOW)
        assert not form.validate()
        assert [fault.path for fault in form.faults()] == ["csrf_token"]
        assert form.collected()[0].value == "pass"
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST", data={"answers.pfn.cover.value": "pass"}):
        form = compiled(now=NOW)
        assert form.validate_on_submit()
        assert form.faults() == []
