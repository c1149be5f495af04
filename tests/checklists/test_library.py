"""The shelf: which version is in use, which lists are offered where, and names that are no longer known."""

from __future__ import annotations

from pathlib import Path

import pytest

from lantian.checklists.library import load, relock


def ids(definitions) -> list[str]:
    return [definition.id for definition in definitions]


def add_version(folder: Path, version: str, status: str) -> None:
    text = (folder / "checklists/draft/2026.01.toml").read_text("utf-8").replace("2026.01", version)
    (folder / f"checklists/draft/{version}.toml").write_text(text.replace("draft-local: list not found", status), "utf-8")


def test_versions_are_ordered_by_number_and_not_by_text(own_mini: Path) -> None:
    for version in ("2026.10", "2026.02", "2026.10.2", "2026.10.10"):
        add_version(own_mini, version, "draft")
    relock(own_mini)
    library = load(own_mini)
    assert [definition.version for definition in library.versions("draft")] == [
        "2026.01",
        "2026.02",
        "2026.10",
        "2026.10.2",
        "2026.10.10",
    ]
    assert library.current("draft").version == "2026.10.10"


def test_a_published_version_is_in_use_before_a_newer_draft(own_mini: Path) -> None:
    add_version(own_mini, "2026.02", "published")
    add_version(own_mini, "2026.03", "draft")
    relock(own_mini)
    assert load(own_mini).current("draft").version == "2026.02"


def test_a_record_finds_the_version_and_content_it_answered(mini) -> None:
    definition = mini.current("text")
    assert mini.find("text", "2026.01", definition.hash) is definition
    assert mini.find("text", "2026.01") is definition
    assert mini.find("text", "2026.01", "0" * 64) is None
    assert mini.find("text", "2025.01", definition.hash) is None
    assert mini.find("nothing", "2026.01", definition.hash) is None


def test_an_unknown_list_is_a_key_error(mini) -> None:
    with pytest.raises(KeyError):
        mini.current("nothing")


def test_the_usual_lists_come_first_and_those_for_any_site_last(mini) -> None:
    offered = ids(mini.offered("site", "inspection", "370202"))
    assert offered[:2] == ["pass_fail_na", "applies"]
    assert offered[-1] == "any_site"
    assert offered[2:-1] == sorted(offered[2:-1])


def test_only_lists_for_the_site_and_the_visit_are_offered(mini) -> None:
    assert ids(mini.offered("shop", "inspection", "370202")) == ["food", "any_site"]
    assert "patrol_only" in ids(mini.offered("site", "patrol", "370202"))
    assert "patrol_only" not in ids(mini.offered("site", "inspection", "370202"))
    assert "internal" not in ids(mini.offered("site", "patrol", "370202"))
    assert ids(mini.offered("castle", "patrol", "370202")) == ["any_site"]


def test_a_local_list_is_offered_where_the_area_uses_it(mini) -> None:
    assert "local" in ids(mini.offered("site", "patrol", "410302001"))
    assert "local" not in ids(mini.offered("site", "patrol", "370202"))


def test_only_kinds_a_person_may_choose_are_site_kinds(mini) -> None:
    assert [mini.is_site_kind(key) for key in ("site", "shop", "any", "castle", "")] == [True, True, False, False, False]


def test_names_are_short_where_there_is_a_short_one_and_unknown_keys_show_themselves(mini) -> None:
    assert [mini.department_name("urban", language) for language in ("zh", "en")] == ["城管", "Urban Management"]
    assert mini.department_name("navy", "zh") == "navy"
    assert (mini.site_kind_name("shop", "en"), mini.site_kind_name("castle", "en")) == ("Shop", "castle")


def test_the_bases_of_an_item_come_in_its_order(mini) -> None:
    item = mini.current("pass_fail_na").item("pfn.cover")
    assert [basis.id for basis in mini.bases_for(item)] == ["cn.new.1", "cn.old.1"]
    assert mini.law(mini.basis("cn.old.1").law).en == "Old Law"
    assert {basis.id for basis in mini.bases} == {"cn.new.1", "cn.old.1"}


def test_terms_and_rules_of_procedure_keep_how_sure_they_are(mini) -> None:
    limit = mini.law_book.deadlines["filing"]
    assert (limit.value, limit.unit, limit.day_type, limit.extend, limit.confidence) == (15, "day", "calendar", None, "secondary")
    assert (mini.rule("choice_of_law").text("zh"), mini.rule("choice_of_law").basis) == ("从旧兼从轻", ("cn.new 第2条",))
