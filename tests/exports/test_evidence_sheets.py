"""The evidence sheets of a package: a page to sign, a table and data that say the same."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from lantian.exports.evidence_sheets import DATA_NAME, PAGE_NAME, TABLE_NAME, files


@pytest.fixture
def sheets(cases, context):
    """sheets() → the three files of the only case, by name."""

    def make(**more):
        [case] = cases()
        case = replace(case, **more)
        names = [f"photos/{number:02d}.jpg" for number, _photo in enumerate(case.photos, 1)]
        return dict(files(case, replace(context, criterion=lambda *item: f"要求 {item[-1]}"), names))

    return make


def test_page_table_and_data_say_the_same_of_every_photo(rows, cases, sheets):
    rows.visit(photos=2)
    [case], made = cases(), sheets()
    data = json.loads(made[DATA_NAME])["photos"]
    table = list(csv.DictReader(io.StringIO(made[TABLE_NAME].removeprefix("\ufeff"))))
    assert [photo["sha256"] for photo in data] == [row["SHA-256"] for row in table] == [photo.sha256 for photo in case.photos]
    for photo, line in zip(data, table, strict=True):
        for fact in photo["facts"].values():
            assert line[fact["term"]] == ("缺：" if fact["lacking"] else "") + fact["value"]
            assert fact["value"] in made[PAGE_NAME]


def test_it_names_maker_with_card_what_is_proved_and_the_law(rows, sheets):
    rows.visit()
    page = sheets()[PAGE_NAME]
    assert "李巡（执法证号 YF410302-001）" in page
    for words in ("发现问题时的现场：工地周边围挡", "要求 d6.hoarding", "《示例法》第1条第1款"):
        assert words in page


def test_a_later_photo_names_who_took_it_then(rows, sheets):
    [number] = rows.visit()
    for act in ("Confirmed", "RectificationOrdered"):
        rows.act(number, act)
    rows.act(number, "RectificationReported", by="chen", photos=1)
    after = [photo for photo in json.loads(sheets()[DATA_NAME])["photos"] if photo["role"] == "after"]
    assert [photo["facts"]["maker"]["value"] for photo in after] == ["陈查（执法证号 YF410302-002）"]
    assert after[0]["facts"]["party"]["lacking"]


def test_what_a_person_typed_is_neither_markup_nor_a_formula(rows, cases, sheets):
    rows.visit()
    [case] = cases()
    made = sheets(photos=[replace(case.photos[0], caption='=1+<b>"x"')])
    assert '<b>"x"' not in made[PAGE_NAME]
    [line] = csv.DictReader(io.StringIO(made[TABLE_NAME].removeprefix("\ufeff")))
    assert line["照片说明"].startswith("'=1+")


def test_a_case_without_photos_has_a_sheet_that_says_so(rows, sheets):
    rows.visit()
    assert "本件没有照片" in sheets(photos=[])[PAGE_NAME]
