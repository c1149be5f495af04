"""The evidence sheet of a photo: what case review asks, and in words what the record lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lantian.domain.evidence_sheet import SHOWS, Person, Shot, Words, cited, rows
from lantian.domain.inspection import PHOTO_ROLES

WORDS = Words(
    say=lambda message, **values: message % values if values else message, when=lambda at: at and f"<{at}>", join="；".join
)
WHOLE = Shot(
    role="finding", source="camera", taken_at="T1", received_at="T2", received_seq=7, maker=Person("李巡", "YF-001"),
    officers=[Person("李巡", "YF-001"), Person("陈查", "")], item="物料堆放覆盖", criterion="全部覆盖", bases=["《示例法》第1条"],
    caption="东侧", site="示例工地", address="示例路 1 号", lat=34.6841, lon=112.4691, accuracy_m=8.0, no_fix_reason="",
    party="示例公司", party_person="王某", outcome="refused", witness="赵某", reason="拒绝签名", later=False,
)  # fmt: skip


def told(shot):
    return {row.key: row for row in rows(shot, WORDS)}


def test_a_whole_record_answers_every_question_of_case_review():
    sheet = told(WHOLE)
    assert not [row.key for row in sheet.values() if row.lacking]
    assert "本页相机" in sheet["method"].value
    assert ("<T1>" in sheet["time"].value, "<T2>" in sheet["time"].value) == (True, True)
    assert sheet["maker"].value == "李巡（执法证号 YF-001）"
    assert "陈查（记录中没有执法证号）" in sheet["officers"].value
    assert sheet["proves"].value == "发现问题时的现场：物料堆放覆盖"
    assert sheet["party"].value == "拒绝签名；示例公司；王某；拒绝签名"
    assert sheet["witness"].value == "赵某"


@pytest.mark.parametrize(
    ("without", "key"),
    [
        ({"source": "?"}, "method"),
        ({"taken_at": ""}, "time"),
        ({"maker": Person("", "")}, "maker"),
        ({"officers": []}, "officers"),
        ({"item": ""}, "proves"),
        ({"criterion": ""}, "criterion"),
        ({"bases": ()}, "bases"),
        ({"caption": ""}, "caption"),
        ({"site": "", "address": ""}, "place"),
        ({"lat": None}, "position"),
        ({"outcome": ""}, "party"),
        ({"witness": ""}, "witness"),
    ],
)
def test_what_the_record_lacks_is_said_and_never_blank(without, key):
    row = told(replace(WHOLE, **without))[key]
    assert (row.lacking, bool(row.value)) == (True, True)


def test_a_photo_without_a_position_says_why():
    row = told(replace(WHOLE, lat=None, lon=None, no_fix_reason="denied"))["position"]
    assert (row.value, row.lacking) == ("没有定位：未授权定位", False)


def test_before_and_after_correction_are_told_apart_and_every_role_has_words():
    assert set(SHOWS) == set(PHOTO_ROLES)
    assert told(replace(WHOLE, role="before"))["proves"].value == "改正前的现场：物料堆放覆盖"
    assert told(replace(WHOLE, role="after"))["proves"].value == "改正后的现场：物料堆放覆盖"


def test_an_overview_proves_the_place_and_is_held_against_no_criterion():
    sheet = told(replace(WHOLE, role="overview", item=""))
    assert not sheet["proves"].lacking
    assert "criterion" not in sheet and "bases" not in sheet


def test_nobody_put_a_later_photo_before_the_party():
    sheet = told(replace(WHOLE, later=True))
    assert (sheet["party"].lacking, sheet["witness"].lacking) == (True, True)


def test_a_signature_needs_no_witness():
    assert not told(replace(WHOLE, outcome="signed", witness=""))["witness"].lacking


def test_the_confirmed_basis_is_cited_and_before_that_the_law_of_the_day():
    bases = [{"id": "a"}, {"id": "b", "successor": True}, {"id": "c"}]
    assert [row["id"] for row in cited(bases, "")] == ["a", "c"]
    assert [row["id"] for row in cited(bases, "c")] == ["c"]
