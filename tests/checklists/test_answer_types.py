"""Each answer type: what is taken, what is stored, how it is shown and exported, when it is a failed answer."""

from __future__ import annotations

import pytest

from checklists.judging import collected, faults, value
from lantian.checklists.items import ANSWER_TYPES, answer_text, export_text, is_finding

PEOPLE = [{"role": "网格员", "name": "示例甲", "phone": "13800000000"}, {"role": "主要负责人", "name": "示例乙", "phone": ""}]
OFFICERS = [{"role": "执法人员", "name": name, "card_number": card} for name, card in (("示例甲", "41-1"), ("示例乙", "41-2"))]

# list, item, sent, stored, Chinese, English, exported
TAKEN = [
    ("pass_fail_na", "pfn.cover", "pass", "pass", "符合", "Pass", "符合"),
    ("pass_fail_na", "pfn.cover", "fail", "fail", "不符合", "Fail", "不符合"),
    ("pass_fail_na", "pfn.cover", "na", "na", "不适用", "Not applicable", "不适用"),
    ("pass_fail", "pf.act", "fail", "fail", "不符合", "Fail", "不符合"),
    ("choice", "ch.level", "坏", "坏", "坏", "Bad", "坏"),
    ("number", "nu.share", "12.50", "12.50", "12.50 %", "12.50 %", "12.50"),
    ("number", "nu.share", " １２．５ ", "12.5", "12.5 %", "12.5 %", "12.5"),
    ("number", "nu.share", "0", "0", "0 %", "0 %", "0"),
    ("text", "te.plate", " 豫C12345\r\n挂 🚛 ", "豫C12345\n挂 🚛", "豫C12345\n挂 🚛", "豫C12345\n挂 🚛", "豫C12345\n挂 🚛"),
    (
        "datetime",
        "dt.found",
        "2026-11-21T02:03:04.000Z",
        "2026-11-21T02:03:04.000000+00:00",
        "2026-11-21 10:03",
        "2026-11-21 10:03",
        "2026-11-21 10:03",
    ),
    (
        "datetime",
        "dt.found",
        "2026-11-21T10:03",
        "2026-11-21T02:03:00.000000+00:00",
        "2026-11-21 10:03",
        "2026-11-21 10:03",
        "2026-11-21 10:03",
    ),
    ("boolean", "bo.secret", "yes", "yes", "是", "Yes", "是"),
    ("boolean", "bo.secret", "no", "no", "否", "No", "否"),
    ("photo", "ph.spot", "", "", "见照片", "See photos", "见照片"),
    (
        "fields",
        "fi.source",
        {"weight": "20", "colour": "红", "bought_on": ""},
        {"weight": "20", "colour": "红"},
        "重量：20 公斤；颜色：红",
        "Weight: 20 kg; Colour: Red",
        "重量：20 公斤；颜色：红",
    ),
    (
        "person_chain",
        "pc.chain",
        PEOPLE,
        PEOPLE,
        "网格员 示例甲 13800000000 → 主要负责人 示例乙",
        "Grid member 示例甲 13800000000 → Head 示例乙",
        "网格员 示例甲 13800000000 → 主要负责人 示例乙",
    ),
    (
        "person_chain",
        "pc.two",
        OFFICERS,
        OFFICERS,
        "执法人员 示例甲 41-1 → 执法人员 示例乙 41-2",
        "Officer 示例甲 41-1 → Officer 示例乙 41-2",
        "执法人员 示例甲 41-1 → 执法人员 示例乙 41-2",
    ),
]
OTHERS = {
    "nu.share": value("1"),
    "te.plate": value("豫A"),
    "dt.found": value("2026-11-21T02:03:04Z"),
    "fi.source": value({"colour": "黄"}),
    "pc.two": value(OFFICERS),
    "ph.spot": value(""),
}


def filled(definition, **own):
    """An otherwise complete set of answers."""
    needed = {item.id: OTHERS[item.id] for item in definition.items if item.id in OTHERS}
    return needed | {key.replace("__", "."): answer for key, answer in own.items()}


@pytest.mark.parametrize(("name", "item_id", "sent", "stored", "zh", "en", "exported"), TAKEN)
def test_an_answer_knows_its_faces(name, item_id, sent, stored, zh, en, exported, mini) -> None:
    definition = mini.current(name)
    item = definition.item(item_id)
    answers = collected(definition, filled(definition) | {item_id: value(sent)})
    assert answers[item_id].value == stored
    assert answer_text(item, stored, "zh") == zh
    assert answer_text(item, stored, "en") == en
    assert export_text(item, stored) == exported


# list, item, sent, the end of the path, part of the sentence
REFUSED = [
    ("pass_fail_na", "pfn.cover", "maybe", ".value", "可选范围"),
    ("pass_fail", "pf.act", "na", ".value", "可选范围"),
    ("choice", "ch.level", "差", ".value", "可选范围"),
    ("choice", "ch.level", "Bad", ".value", "可选范围"),
    ("number", "nu.share", "12,5", ".value", "请填写数字"),
    ("number", "nu.share", "NaN", ".value", "请填写数字"),
    ("number", "nu.share", "Infinity", ".value", "请填写数字"),
    ("number", "nu.share", "1e3", ".value", "请填写数字"),
    ("number", "nu.share", "5²", ".value", "请填写数字"),
    ("number", "nu.share", "٣", ".value", "请填写数字"),
    ("number", "nu.share", "-1", ".value", "应在 0 到"),
    ("number", "nu.share", "100.1", ".value", "应在 0 到 100 之间"),
    ("number", "nu.kg", "1000000001", ".value", "应在 0 到 1,000,000,000 之间"),
    ("text", "te.plate", "豫" * 2001, ".value", "最多 2000 个字，现有 2001 个"),
    ("text", "te.plate", "豫" * 50_000, ".value", "最多 2000 个字"),
    ("text", "te.plate", "豫\x00", ".value", "控制字符"),
    ("text", "te.plate", "a\ud800b", ".value", "控制字符"),
    ("text", "te.plate", "a\x1bb", ".value", "控制字符"),
    ("text", "te.plate", "a\rb", ".value", "控制字符"),
    ("text", "te.plate", "a\uffffb", ".value", "控制字符"),
    ("datetime", "dt.found", "yesterday", ".value", "请填写日期和时间"),
    ("datetime", "dt.found", "2026-13-01T00:00:00Z", ".value", "请填写日期和时间"),
    ("datetime", "dt.found", "1999-12-31T15:59:59Z", ".value", "请填写日期和时间"),
    ("datetime", "dt.found", "0001-01-01T00:00:00+14:00", ".value", "请填写日期和时间"),
    ("datetime", "dt.found", "2026-11-28T02:03:05Z", ".value", "晚 7 天以上"),
    ("boolean", "bo.secret", "true", ".value", "可选范围"),
    ("photo", "ph.spot", "IMG_1.jpg", ".value", "照片另行上传"),
    ("fields", "fi.source", {"weight": "20"}, ".value.colour", "必填"),
    ("fields", "fi.source", {"weight": "heavy", "colour": "红"}, ".value.weight", "请填写数字"),
    ("fields", "fi.source", {"bought_on": "2026-02-30", "colour": "红"}, ".value.bought_on", "请填写日期"),
    ("person_chain", "pc.chain", [{"role": "网格员", "phone": "1", "name": ""}], ".value.0.name", "必填"),
    ("person_chain", "pc.chain", [{"name": "名" * 61}], ".value.0.name", "最多 60"),
    ("person_chain", "pc.two", OFFICERS[:1], ".value", "至少填写 2 人"),
    ("person_chain", "pc.two", [OFFICERS[0], {"name": "示例乙"}], ".value.1.card_number", "必填"),
]


@pytest.mark.parametrize(("name", "item_id", "sent", "below", "sentence"), REFUSED)
def test_a_wrong_answer_is_refused_with_place_and_reason(name, item_id, sent, below, sentence, mini) -> None:
    definition = mini.current(name)
    found = faults(definition, filled(definition) | {item_id: value(sent)})
    assert list(found) == [f"answers.{item_id}{below}"]
    assert sentence in found[f"answers.{item_id}{below}"]


def test_a_time_exactly_seven_days_ahead_is_taken(mini) -> None:
    definition = mini.current("datetime")
    assert faults(definition, {"dt.found": value("2026-11-28T02:03:04Z")}) == {}


def test_a_card_number_given_where_none_was_asked_is_kept(mini) -> None:
    definition = mini.current("person_chain")
    people = [{"role": "网格员", "name": "示例甲", "card_number": "41-9"}]
    assert collected(definition, filled(definition, pc__chain=value(people)))["pc.chain"].value[0]["card_number"] == "41-9"


# list, item, stored, is it a finding
FINDINGS = [
    ("pass_fail_na", "pfn.cover", "fail", True),
    ("pass_fail_na", "pfn.cover", "pass", False),
    ("pass_fail_na", "pfn.cover", "na", False),
    ("pass_fail", "pf.act", "fail", True),
    ("choice", "ch.level", "坏", True),
    ("choice", "ch.level", "好", False),
    ("number", "nu.fume", "2.0", False),
    ("number", "nu.fume", "2.01", True),
    ("number", "nu.kg", "999", False),
    ("boolean", "bo.secret", "no", False),
    ("text", "te.plate", "fail", False),
    ("datetime", "dt.found", "fail", False),
    ("photo", "ph.spot", "", False),
    ("fields", "fi.source", {"colour": "红"}, False),
    ("person_chain", "pc.chain", PEOPLE, False),
    ("outcomes", "ou.order", "fail", True),
    ("outcomes", "ou.task", "fail", False),
    ("outcomes", "ou.own", "fail", False),
]


@pytest.mark.parametrize(("name", "item_id", "stored", "finding"), FINDINGS)
def test_what_is_a_finding(name, item_id, stored, finding, mini) -> None:
    assert is_finding(mini.current(name).item(item_id), stored) is finding


def test_the_limit_of_the_region_decides_when_there_is_one(mini) -> None:
    item = mini.current("number").item("nu.fume")
    assert is_finding(item, "1.5", {"most_mg_m3": 1.0})
    assert not is_finding(item, "99", {"most_mg_m3": None})


def test_no_answer_is_shown_as_nothing(mini) -> None:
    for name, item_id in (("text", "te.owner"), ("fields", "fi.more"), ("person_chain", "pc.chain"), ("number", "nu.kg")):
        item = mini.current(name).item(item_id)
        assert answer_text(item, ANSWER_TYPES[item.answer_type].blank, "zh") == ""
        assert export_text(item, None) == ""


def test_an_option_that_is_no_longer_known_is_shown_as_stored(mini) -> None:
    assert answer_text(mini.current("choice").item("ch.level"), "从前的选项", "en") == "从前的选项"


def test_every_answer_type_is_tried_here() -> None:
    assert {name for name, *_ in TAKEN} >= set(ANSWER_TYPES)
    assert {name for name, *_ in REFUSED} >= set(ANSWER_TYPES)
    assert {name for name, *_ in FINDINGS} >= set(ANSWER_TYPES)
