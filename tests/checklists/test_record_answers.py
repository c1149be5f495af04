"""Answers as a phone sends them: what is open, what is kept, what the caller has to see to, and wrong shapes."""

from __future__ import annotations

import pytest

from checklists.judging import NOW, collected, faults, judged, value
from lantian.checklists.answer_field import NOT_ANSWERED
from lantian.checklists.form import answers_formdata


def test_an_open_question_is_named(mini) -> None:
    assert faults(mini.current("pass_fail_na"), {}) == {"answers.pfn.cover": "还没有作答"}


def test_an_optional_question_may_stay_open(mini) -> None:
    assert list(collected(mini.current("text"), {"te.plate": value("豫A")})) == ["te.plate"]


def test_a_remark_on_an_open_optional_question_is_kept(mini) -> None:
    answers = collected(mini.current("number"), {"nu.share": value("1"), "nu.kg": value("", note="无法称重")})
    assert (answers["nu.kg"].value, answers["nu.kg"].note, answers["nu.kg"].is_failed) == ("", "无法称重", False)


def test_a_blank_answer_is_an_open_one(mini) -> None:
    assert faults(mini.current("choice"), {"ch.level": value("")}) == {"answers.ch.level": "还没有作答"}
    assert faults(mini.current("fields"), {"fi.source": value({"colour": " "})}) == {"answers.fi.source": "还没有作答"}
    assert list(faults(mini.current("person_chain"), {"pc.two": value([{"role": "执法人员"}])})) == ["answers.pc.two"]


def test_a_failed_item_keeps_note_and_ticked_points_in_the_order_of_the_list(mini) -> None:
    sent = value("fail", note="  北侧\r\n一处 ", sub_checks=["破损", "裸土", "破损"][:2])
    answer = collected(mini.current("pass_fail_na"), {"pfn.cover": sent})["pfn.cover"]
    assert (answer.note, answer.sub_checks) == ("北侧\n一处", ("裸土", "破损"))
    assert (answer.is_failed, answer.is_finding, answer.needs_photo, answer.needs_pair) == (True, True, True, False)


def test_a_note_is_not_required_for_a_failed_item(mini) -> None:
    assert faults(mini.current("pass_fail_na"), {"pfn.cover": value("fail")}) == {}


@pytest.mark.parametrize("given", ["pass", "na"])
def test_an_item_in_order_needs_no_photo(given, mini) -> None:
    assert not collected(mini.current("pass_fail_na"), {"pfn.cover": value(given)})["pfn.cover"].needs_photo


def test_an_item_that_always_wants_a_photo_says_so_when_it_is_answered(mini) -> None:
    assert collected(mini.current("text"), {"te.plate": value("豫A")})["te.plate"].needs_photo
    answers = collected(
        mini.current("datetime"), {"dt.found": value("2026-11-21T00:00:00Z"), "dt.out": value("", note="仍在燃烧")}
    )
    assert not answers["dt.out"].needs_photo


def test_a_required_photo_item_asks_for_its_photo_even_when_the_phone_left_it_out(mini) -> None:
    answers = collected(mini.current("photo"), {})
    assert list(answers) == ["ph.spot"]
    assert answers["ph.spot"].needs_photo


def test_correction_on_the_spot_needs_a_photo_before_and_after(mini) -> None:
    answer = collected(mini.current("pass_fail_na"), {"pfn.cover": value("fail", corrected=True)})["pfn.cover"]
    assert (answer.corrected, answer.needs_pair) == (True, True)


def test_what_is_in_order_cannot_have_been_corrected(mini) -> None:
    found = faults(mini.current("pass_fail_na"), {"pfn.cover": value("pass", corrected=True)})
    assert list(found) == ["answers.pfn.cover.corrected"]


def test_a_task_is_failed_but_no_line_of_the_ledger(mini) -> None:
    answers = collected(mini.current("outcomes"), {key: value("fail") for key in ("ou.order", "ou.task", "ou.own")})
    assert {key: (answer.is_failed, answer.is_finding) for key, answer in answers.items()} == {
        "ou.order": (True, True),
        "ou.task": (True, False),
        "ou.own": (True, False),
    }
    assert answers["ou.task"].needs_photo


def test_an_item_with_a_condition_may_be_not_applicable(mini) -> None:
    assert collected(mini.current("applies"), {"ap.when": value("na")})["ap.when"].value == "na"


def test_header_values_are_stored_by_their_type_and_blank_ones_left_out(mini) -> None:
    header = {
        "name": " 示例工地 ",
        "weight": "２０",
        "bought_on": "2026-11-20",
        "warned_at": "2026-11-21T08:00",
        "colour": "红",
        "listed": "",
    }
    form = judged(mini.current("header"), {"he.one": value("pass")}, header)
    assert form.faults() == []
    assert form.header() == {
        "name": "示例工地",
        "weight": "20",
        "bought_on": "2026-11-20",
        "warned_at": "2026-11-21T00:00:00.000000+00:00",
        "colour": "红",
    }


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("name", "名" * 501, "最多 500 个字"),
        ("weight", "many", "请填写数字"),
        ("bought_on", "20261120", "请填写日期"),
        ("bought_on", "1999-01-01", "2000 年以后"),
        ("bought_on", "2027-01-01", "晚 7 天以上"),
        ("warned_at", "now", "请填写日期和时间"),
        ("colour", "蓝", "可选范围"),
        ("listed", "是", "可选范围"),
        ("name", "a\x00", "控制字符"),
    ],
)
def test_a_wrong_header_value_is_named(field, text, sentence, mini) -> None:
    form = judged(mini.current("header"), {"he.one": value("pass")}, {field: text})
    (fault,) = form.faults()
    assert fault.path == f"header.{field}"
    assert sentence in fault.message % fault.params
    assert field not in form.header(), "what was refused is never stored"


GOOD = {"pfn.cover": value("fail")}
# answers, header → path, part of the sentence
SHAPES = [
    (None, {}, "answers", "应为一组字段"),
    ([], {}, "answers", "应为一组字段"),
    ("fail", {}, "answers", "应为一组字段"),
    ({f"x.{n}": value("fail") for n in range(10_000)}, {}, "answers", "最多 1 项，收到 10000 项"),
    ({"pfn.none": value("fail")}, {}, "answers.pfn.none", "没有这一项"),
    ({"a" * 999 + "\x00": value("fail")}, {}, "answers." + "a" * 40, "没有这一项"),
    ({7: value("fail")}, {}, "answers.7", "没有这一项"),
    ({("pfn", "cover"): value("fail")}, {}, "answers.('pfn', 'cover')", "没有这一项"),
    ({"pfn.cover": "fail"}, {}, "answers.pfn.cover", "应为一组字段"),
    ({"pfn.cover": None}, {}, "answers.pfn.cover", "应为一组字段"),
    ({"pfn.cover": {"value": "fail", "colour": 1}}, {}, "answers.pfn.cover.colour", "没有这个字段"),
    ({"pfn.cover": {"value": ["fail"]}}, {}, "answers.pfn.cover.value", "应为文字"),
    ({"pfn.cover": {"value": True}}, {}, "answers.pfn.cover.value", "应为文字"),
    ({"pfn.cover": {"value": None}}, {}, "answers.pfn.cover.value", "应为文字"),
    ({"pfn.cover": value("fail", note=["x"])}, {}, "answers.pfn.cover.note", "应为文字"),
    ({"pfn.cover": value("fail", note="x" * 2001)}, {}, "answers.pfn.cover.note", "最多 2000 个字"),
    ({"pfn.cover": value("fail", sub_checks="裸土")}, {}, "answers.pfn.cover.sub_checks", "应为列表"),
    ({"pfn.cover": value("fail", sub_checks=[1])}, {}, "answers.pfn.cover.sub_checks.0", "应为文字"),
    ({"pfn.cover": value("fail", sub_checks=["裸土", "别的"])}, {}, "answers.pfn.cover.sub_checks.1", "可选范围"),
    ({"pfn.cover": value("fail", sub_checks=["裸土"] * 3)}, {}, "answers.pfn.cover.sub_checks", "最多 2 项，收到 3 项"),
    ({"pfn.cover": value("fail", corrected="yes")}, {}, "answers.pfn.cover.corrected", "应为是或否"),
    (GOOD, None, "header", "应为一组字段"),
    (GOOD, {"name": "x"}, "header", "最多 0 项"),
]


@pytest.mark.parametrize(("answers", "header", "path", "sentence"), SHAPES, ids=range(len(SHAPES)))
def test_a_wrong_shape_is_refused_once_at_its_place(answers, header, path, sentence, mini) -> None:
    definition = mini.current("pass_fail_na")
    formdata, refused = answers_formdata(definition, answers, header)
    form = judged(definition, answers, {} if header is None else header)
    found = [fault for fault in (form.faults() if header is not None else refused) if fault.message != NOT_ANSWERED]
    assert [fault.path for fault in found] == [path]
    assert sentence in found[0].message % found[0].params
    assert refused == formdata.faults


@pytest.mark.parametrize(
    ("item_id", "sent", "path"),
    [
        ("fi.source", [], ".value"),
        ("fi.source", {"nickname": "x"}, ".value.nickname"),
        ("fi.source", {"colour": 1}, ".value.colour"),
        ("fi.source", {"colour": "红"} | {str(n): "x" for n in range(9)}, ".value"),
    ],
)
def test_a_group_of_fields_of_the_wrong_shape_is_refused(item_id, sent, path, mini) -> None:
    assert list(faults(mini.current("fields"), {item_id: value(sent)})) == [f"answers.{item_id}{path}"]


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ({}, ".value"),
        (["示例甲"], ".value.0"),
        ([{"name": 1}], ".value.0.name"),
        ([{"age": "1"}], ".value.0.age"),
        ([{"name": "示例甲"}] * 21, ".value"),
    ],
)
def test_a_chain_of_persons_of_the_wrong_shape_is_refused(sent, path, mini) -> None:
    assert list(faults(mini.current("person_chain"), {"pc.two": value(sent)})) == [f"answers.pc.two{path}"]


def test_a_refused_shape_makes_the_form_invalid_even_when_the_faults_are_not_looked_at(mini) -> None:
    definition = mini.current("text")
    form = judged(definition, {"te.plate": value("豫A"), "te.none": value("x")})
    assert form.validate() is False


def test_judging_twice_gives_the_same(mini) -> None:
    form = judged(mini.current("datetime"), {"dt.found": value("2026-11-21T10:03")})
    first = form.collected()
    assert form.validate() is True
    assert form.collected() == first
    assert form.now == NOW
