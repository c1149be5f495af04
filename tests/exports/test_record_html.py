"""The printable record: complete, in Chinese, without scripts, and safe whatever was typed."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from lantian.exports.case_zip import photo_name
from lantian.exports.record_html import record_page

EVIL = "<script>alert(1)</script>\"'&"


class Reader(HTMLParser):
    """Collects tags, attributes and text, and fails on tags that do not close."""

    VOID = {"meta", "img", "br"}

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.texts, self.stack = set(), [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def page(case, context):
    return record_page(case, context, [photo_name(number, photo) for number, photo in enumerate(case.photos, 1)])


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.stack == []
    return reader


@pytest.fixture
def case(rows, cases):
    [number] = rows.visit(photos=2)
    rows.act(number, "Confirmed", reason="属实", basis="code_1128_1_1")
    rows.act(number, "RectificationOrdered", due_on="2026-12-01")
    rows.act(number, "RectificationReported", "li")
    rows.act(number, "RecheckFailed", "chen", result="partly")
    return next(iter(cases()))


def test_the_record_tells_the_whole_case(case, context):
    text = "".join(read(page(case, context)).texts)
    for told in (
        case.number,
        "责令改正",
        "示例工地一",
        "施工工地",
        "老城区 西关街道（410302001）",
        "示例建设公司",
        "91410300MA00000000",
        "拒绝签名",
        "示例见证人",
        "李巡",
        "YF410302-001",
        "陈查",
        "YF410302-002",
        "工地周边围挡",
        "围挡缺口约3米",
        "2026-11-10",
        "住房城乡建设",
        "《示例法》第1条第1款",
        "未设置硬质围挡",
        "处一万元以上十万元以下罚款",
        "孙格",
        "示例文件1号",
        "dust_six/d6.hoarding",
        "不符合",
        "北纬 34.684123°，东经 112.469123°",
        "精度 8 米",
        "距检查对象 15 米",
        case.photos[0].sha256,
        "问题照片",
        "签名",
        "认定",
        "属实",
        "部分整改",
        case.record_sha256,
        "ab" * 32,
        "表头 stage",
        "主体施工",
        "法定文书由承办单位另行制作",
    ):
        assert told in text, told


def test_times_are_those_of_a_clock_in_china(case, context):
    text = "".join(read(page(case, context)).texts)
    assert "2026-11-02 09:" in text
    assert "+00:00" not in text


def test_pictures_are_shown_from_the_folder_and_heic_is_linked(case, context):
    reader = read(page(case, context))
    shown = [value for name, value in reader.attributes if name == "src"]
    linked = [value for name, value in reader.attributes if name == "href"]
    assert [address.rsplit(".")[-1] for address in shown] == ["jpg", "jpg", "png"]
    assert [address.rsplit(".")[-1] for address in linked] == ["heic"]
    assert all(address.startswith("photos/") for address in [*shown, *linked])


def test_there_is_nothing_to_run_and_nothing_to_load_from_elsewhere(case, context):
    html = page(case, context)
    reader = read(html)
    assert not reader.tags & {"script", "iframe", "object", "link", "form"}
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert "http" not in html


@pytest.mark.parametrize(
    "field", ["title", "note", "site_name", "site_address", "unit_name", "area_name", "severity", "state", "clock_doubt"]
)
def test_what_was_typed_is_shown_and_not_run(case, context, field):
    reader = read(page(replace(case, **{field: EVIL}), context))
    assert "script" not in reader.tags


def test_nested_values_are_escaped_too(case, context):
    photo = replace(case.photos[0], caption=EVIL, fault=EVIL, no_fix_reason=EVIL, source=EVIL, lat=None)
    answer = replace(case.answers[0], value={EVIL: [EVIL, {"name": EVIL}]}, note=EVIL, sub_checks=[EVIL])
    entry = case.story[0] | {"actor_name": EVIL, "kind": EVIL, "payload": {"reason": EVIL}}
    evil = replace(
        case,
        photos=[photo],
        answers=[answer],
        story=[entry],
        party=dict.fromkeys(case.party, EVIL),
        header={"x": EVIL},
        officers=[{"name": EVIL, "card_number": EVIL}],
        chain=[dict.fromkeys(("duty", "name", "phone", "document"), EVIL)],
        bases=[case.bases[0] | {"citation_zh": EVIL, "confiscate": [EVIL]}],
    )
    html = page(evil, context)
    assert "script" not in read(html).tags
    assert "<script" not in html


def test_what_is_missing_is_shown_as_missing(case, context):
    bare = replace(
        case, photos=[], story=[], chain=[], bases=[], answers=[], party={}, due_on=None, site_lat=None, header={}, site_party=""
    )
    reader = read(page(bare, context))
    assert "–" in reader.texts
    assert reader.texts.count("无") == 5


def test_a_photo_without_a_position_says_why(case, context):
    photo = replace(case.photos[0], lat=None, lon=None, no_fix_reason="denied")
    assert "无定位：未授权定位" in page(replace(case, photos=[photo]), context)


def test_law_nobody_has_read_is_marked(case, context):
    basis = case.bases[0] | {"confidence": "from-memory"}
    assert "凭记忆录入，未核对" in page(replace(case, bases=[basis]), context)


def test_only_the_confirmed_basis_counts_as_confirmed(case, context):
    case = replace(case, basis_id="b", bases=[{"id": "a", "citation_zh": "甲"}, {"id": "b", "citation_zh": "乙"}])
    text = "".join(read(page(case, context)).texts)
    assert text.index("未采用") < text.index("甲") < text.index("审核认定") < text.index("乙")
