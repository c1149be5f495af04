"""A definition is what its file says, and its hash says so."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from pathlib import Path

import pytest

from lantian.checklists.definition import content_hash, read_definition

MINI = Path(__file__).resolve().parents[1] / "mini"


def test_the_hash_is_sha_256_over_canonical_json(mini) -> None:
    raw = tomllib.loads((MINI / "checklists/choice/2026.01.toml").read_text("utf-8"))
    canonical = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert mini.current("choice").hash == hashlib.sha256(canonical).hexdigest()


def test_comments_and_order_of_keys_do_not_change_the_hash_but_every_value_does() -> None:
    first = content_hash({"a": 1, "b": ["x", 2.5]})
    assert content_hash({"b": ["x", 2.5], "a": 1}) == first
    assert (
        len(
            {
                first,
                content_hash({"a": 1, "b": [2.5, "x"]}),
                content_hash({"a": 1, "b": ["x", 2.50001]}),
                content_hash({"a": "1"}),
            }
        )
        == 4
    )


def test_a_comment_does_not_make_a_new_version(own_mini: Path, mini) -> None:
    path = own_mini / "checklists/choice/2026.01.toml"
    path.write_text("# a remark\n" + path.read_text("utf-8"), "utf-8")
    assert read_definition(path, mini.vocabulary).hash == mini.current("choice").hash


def test_a_definition_cannot_be_changed_after_it_is_read(mini) -> None:
    item = mini.current("params").items[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        item.zh = "别的"
    with pytest.raises(TypeError):
        item.params["min_m"] = 9


def test_the_draft_status_is_kept_with_its_remark(mini) -> None:
    draft = mini.current("draft")
    assert (draft.status, draft.state, draft.is_draft) == ("draft-local: list not found", "draft-local", True)
    assert (draft.remark("zh"), draft.remark("en")) == ("先索取清单。", "Ask first.")
    assert not mini.current("text").is_draft


def test_a_value_the_local_rule_must_supply_is_none(mini) -> None:
    assert mini.current("params").item("par.all").params["standard"] is None


def test_fields_an_item_asks_are_not_asked_in_the_header_too(mini) -> None:
    fields = mini.current("fields")
    assert [field.id for field in fields.header_fields] == ["name"]
    assert [field.id for field in fields.item("fi.source").fields] == ["weight", "bought_on", "colour"]


def test_items_stand_under_their_headings(mini) -> None:
    groups = mini.current("sections").grouped()
    assert [(section.text("en"), [item.id for item in items]) for section, items in groups] == [
        ("One", ["se.a", "se.b"]),
        ("Two", ["se.c"]),
    ]
    assert mini.current("text").grouped() == [(None, list(mini.current("text").items))]


def test_the_same_requirement_is_known_across_lists(mini) -> None:
    assert mini.current("same_as").item("sa.cover").identity == mini.current("pass_fail_na").item("pfn.cover").identity


def test_kinds_of_visit_follow_from_who_may_use_a_list(mini) -> None:
    assert mini.current("text").visit_kinds == ("patrol", "inspection")
    assert mini.current("patrol_only").visit_kinds == ("patrol",)
    assert mini.current("internal").visit_kinds == ()


def test_an_unknown_item_is_a_key_error(mini) -> None:
    with pytest.raises(KeyError):
        mini.current("text").item("te.none")
