"""What holds in an area: the country's defaults, overridden by province and city."""

from __future__ import annotations

import pytest

from checklists.judging import collected, value
from lantian.checklists.library import load, relock

AREAS = {"nowhere": "370202", "province": "410502", "city": "410302001"}


def region(mini, name: str):
    return mini.region(AREAS[name])


def test_the_files_of_an_area_are_those_above_it(mini) -> None:
    assert [file.code for file in mini.region("410302001").files] == ["CN", "410000", "410300"]
    assert [file.code for file in mini.region("41").files] == ["CN", "410000"]
    assert [file.code for file in mini.region("").files] == ["CN"]


@pytest.mark.parametrize(
    ("area", "expected", "origins"),
    [
        ("nowhere", {"min_m": 1.8, "spray": False, "standard": None}, {"min_m": "", "spray": "", "standard": ""}),
        ("province", {"min_m": 2.0, "spray": True, "standard": None}, {"min_m": "410000", "spray": "410000", "standard": ""}),
        (
            "city",
            {"min_m": 2.5, "spray": True, "standard": "地方标准"},
            {"min_m": "410300", "spray": "410000", "standard": "410300"},
        ),
    ],
)
def test_the_nearest_area_wins_and_each_value_knows_where_it_comes_from(area, expected, origins, mini) -> None:
    item = mini.current("params").item("par.all")
    here = region(mini, area)
    assert {name: here.params(item)[name] for name in expected} == expected
    assert {name: here.origins(item)[name] for name in origins} == origins


@pytest.mark.parametrize(
    ("area", "zh", "en"),
    [
        (
            "nowhere",
            "高度 ≥ 1.8 m；下沿 1.8–1.9 m；黄 1、红 3；标准：待填",
            "height ≥ 1.8 m; edge 1.8–1.9 m; yellow 1, red 3; standard: not entered",
        ),
        (
            "province",
            "高度 ≥ 2 m；须装喷淋；下沿 1.8–1.9 m；黄 1、红 3；标准：待填",
            "height ≥ 2 m; spray required; edge 1.8–1.9 m; yellow 1, red 3; standard: not entered",
        ),
        (
            "city",
            "高度 ≥ 2.5 m；须装喷淋；下沿 1.8–1.9 m；黄 1、红 3；标准：地方标准",
            "height ≥ 2.5 m; spray required; edge 1.8–1.9 m; yellow 1, red 3; standard: 地方标准",
        ),
    ],
)
def test_the_values_are_said_in_both_languages(area, zh, en, mini) -> None:
    item = mini.current("params").item("par.all")
    assert region(mini, area).params_text(item, "zh_Hans_CN") == zh
    assert region(mini, area).params_text(item, "en") == en


def test_an_item_without_values_says_nothing(mini) -> None:
    assert region(mini, "city").params_text(mini.current("text").item("te.plate"), "zh") == ""


def test_it_is_told_what_is_still_missing(mini) -> None:
    item = mini.current("params").item("par.all")
    assert region(mini, "province").not_entered(item) == ["standard"]
    assert region(mini, "city").not_entered(item) == []


def test_the_term_is_the_local_one_then_the_items_then_the_general_one(mini) -> None:
    with_local = mini.current("params").item("par.all")
    assert [region(mini, area).deadline(with_local) for area in AREAS] == ["3d", "5wd", "5wd"]
    assert region(mini, "city").deadline(mini.current("pass_fail_na").item("pfn.cover")) == "1d"
    assert region(mini, "city").deadline(mini.current("text").item("te.plate")) == "3d"


def test_an_override_holds_for_the_same_requirement_in_another_list(own_mini) -> None:
    (own_mini / "regions/410100.toml").write_text(
        'code = "410100"\nzh = "甲"\nen = "A"\nconfidence = "verified"\n[items."pfn.cover"]\ndefault_deadline = "2d"\n', "utf-8"
    )
    relock(own_mini)
    library = load(own_mini)
    assert library.region("410102").deadline(library.current("same_as").item("sa.cover")) == "2d"
    assert library.region("410202").deadline(library.current("same_as").item("sa.cover")) == "3d"


@pytest.mark.parametrize(
    ("site_kind", "work_type", "department"),
    [
        ("site", "", "housing"),
        ("shop", "", "urban"),
        ("site", "水利", "water"),
        ("shop", "水利", "water"),
        ("castle", "咖啡", "housing"),
    ],
)
def test_the_department_in_charge_follows_the_type_of_works_then_the_kind_of_site(site_kind, work_type, department, mini) -> None:
    assert region(mini, "nowhere").department(mini.current("text").item("te.plate"), site_kind, work_type) == department


def test_an_area_may_give_an_item_to_another_department(mini) -> None:
    item = mini.current("params").item("par.all")
    assert region(mini, "province").department(item, "site") == "housing"
    assert region(mini, "city").department(item, "site") == "water"


def test_an_area_may_give_a_problem_type_to_another_department_but_items_with_their_own_stay(mini) -> None:
    usual, own = mini.current("food").items
    assert [region(mini, "province").department(item, "shop") for item in (usual, own)] == ["urban", "water"]
    assert [region(mini, "city").department(item, "shop") for item in (usual, own)] == ["housing", "water"]


def test_an_area_tells_a_reviewer_how_sure_its_values_are(mini) -> None:
    assert [(words.en, confidence, note.zh) for words, confidence, note in region(mini, "city").notes()] == [
        ("China", "secondary", ""),
        ("Example Province", "verified", ""),
        ("Example City", "from-memory", "示例"),
    ]


def test_a_limit_of_the_area_decides_what_is_a_finding(own_mini) -> None:
    (own_mini / "regions/410100.toml").write_text(
        'code = "410100"\nzh = "甲"\nen = "A"\nconfidence = "verified"\n[items."nu.fume"]\nparams = { most_mg_m3 = 1.0 }\n',
        "utf-8",
    )
    library = load(own_mini)
    answers = {"nu.fume": value("1.5"), "nu.share": value("1")}
    for area, finding in (("410102", True), ("410202", False)):
        answer = collected(library.current("number"), answers, region=library.region(area))["nu.fume"]
        assert answer.is_finding is finding
