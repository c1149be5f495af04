"""What a stamp says: the template's lines in its order, missing measurements named, doubts about the clock beside the time."""

from __future__ import annotations

from dataclasses import fields

import pytest

from lantian.domain.casefile import CaseFile, CasePhoto
from lantian.domain.problems import Problem
from lantian.domain.stamp import DEFAULT, LINES, SAYS, Template, heading_words, lines_of, moved, position_words


def made(kind, **values):
    """A value of a class of plain fields; what is not given is empty."""
    return kind(**({field.name: "" for field in fields(kind)} | values))


def photo(**values):
    plain = {
        "sha256": "1a2b3c4d5e6f7a8b" + "0" * 48, "taken_at": "2026-11-22T08:18:37+00:00", "source": "camera",
        "lat": 34.6841, "lon": 112.4691, "accuracy_m": 8.4, "heading_deg": None,
        "compass_deg": 44.0,
    }  # fmt: skip
    return made(CasePhoto, **(plain | values))


CASE = made(
    CaseFile, number="410302-2026-000001", site_name="示例工地", county_name="示例区", area_name="示例街道",
    site_address="示例路 1 号", officers=[{"name": "李巡"}, {"name": "陈查"}], title="围挡", unit_name="示例队",
)  # fmt: skip


def test_every_line_in_the_order_of_the_template():
    assert lines_of(CASE, photo(), DEFAULT) == (
        ("时间", "2026-11-22 16:18:37"),
        ("对象", "示例工地"),
        ("地点", "示例区 示例街道 示例路 1 号"),
        ("坐标", "北纬 34.684100° 东经 112.469100° ±8 米"),
        ("方向", "东北 44°（罗盘）"),
        ("人员", "李巡、陈查"),
        ("编号", "410302-2026-000001"),
        ("原件", "SHA-256 1a2b3c4d5e6f7a8b…"),
    )
    assert [label for label, _ in lines_of(CASE, photo(), Template(("unit", "time", "subject")))] == ["单位", "时间", "事项"]


def test_what_the_phone_did_not_measure_is_said_or_left_out():
    bare = photo(lat=None, lon=None, accuracy_m=None, compass_deg=None, no_fix_reason="denied")
    told = (("坐标", "无定位（未授权定位）"), ("方向", "未测得"))
    assert lines_of(CASE, bare, Template(("position", "heading"))) == told
    moving = photo(compass_deg=None, heading_deg=91.0)
    assert lines_of(CASE, moving, Template(("heading",))) == (("方向", "东 91°（行进）"),)
    assert position_words(-33.5, -70.25, None) == "南纬 33.500000° 西经 70.250000°（精度未知）"


def test_a_time_in_doubt_says_so():
    doubted = made(CaseFile, clock_doubt="ahead")
    [(_, words)] = lines_of(doubted, photo(source="file"), Template(("time",)))
    assert words == "2026-11-22 16:18:37（手机时钟存疑；导入的照片，时间为文件所述）"


@pytest.mark.parametrize(
    ("degrees", "words"), [(0, "北 0°"), (44, "东北 44°"), (337.4, "西北 337°"), (337.6, "北 338°"), (359.6, "北 0°")]
)
def test_courses_are_said_by_the_nearest_of_eight_directions(degrees, words):
    assert heading_words(degrees) == words


def test_a_line_moves_by_one_place_and_stops_at_the_ends():
    assert moved(("a", "b", "c"), "c", up=True) == ("a", "c", "b")
    assert moved(("a", "b"), "a", up=True) == ("a", "b")
    assert moved(("a", "b"), "b", up=False) == ("a", "b")
    assert moved(("a", "b"), "x", up=True) == ("a", "b")


def test_every_line_is_explained_and_a_template_without_lines_is_refused():
    assert set(SAYS) == set(LINES)
    assert Template.of(DEFAULT.as_json()) == DEFAULT
    with pytest.raises(Problem, match="stamp_without_lines"):
        Template.of(DEFAULT.as_json() | {"lines": []})
