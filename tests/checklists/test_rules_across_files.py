"""The rules on shared words, law, regions and the lock: one small edit of mini breaks exactly one rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from lantian.checklists.definition_problem import DefinitionsRefused
from lantian.checklists.definition_wording import WORDING
from lantian.checklists.library import check, load

MINI = Path(__file__).resolve().parents[1] / "mini"
# rule, file, what stands there, what is put there
EDITS = [
    ("key_unknown", "departments.toml", 'en = "Housing"', 'en = "Housing"\nphone = "1"'),
    ("text_empty", "departments.toml", 'en = "Housing"', 'en = ""'),
    ("field_type_unknown", "header_fields.toml", 'type = "date"', 'type = "moon"'),
    ("prefill_unknown", "header_fields.toml", '"site.name"', '"site.colour"'),
    ("options_missing", "header_fields.toml", ', { zh = "黄", en = "Yellow" }]', "]"),
    ("unit_missing", "header_fields.toml", 'unit = "kg"', ""),
    ("param_kind_unknown", "params.toml", 'kind = "flag"', 'kind = "maybe"'),
    ("param_places", "params.toml", 'zh = "高度 ≥ {} m"', 'zh = "高度"'),
    ("param_places", "params.toml", 'en = "edge {0}–{1} m"', 'en = "edge {0}–{2} m"'),
    ("param_places", "params.toml", "{yellow}、红", "{green}、红"),
    ("checklist_unknown", "site_kinds.toml", '"pass_fail_na"', '"nothing"'),
    ("checklist_unknown", "regions/410000.toml", '["local"]', '["nothing"]'),
    ("law_unknown", "law/bases/dust.toml", 'law = "cn.new"', 'law = "cn.none"'),
    ("basis_refused", "law/bases/dust.toml", "fine_unit_min = 10000", "fine_unit_min = 900000"),
    ("basis_refused", "law/bases/dust.toml", 'fine_type = "range"', 'fine_type = "guess"'),
    ("basis_link_unknown", "law/bases/dust.toml", '["cn.old.1"]', '["cn.older.1"]'),
    ("dates_reversed", "law/laws.toml", "effective_to = 2026-08-14", "effective_to = 2015-08-14"),
    ("id_twice", "law/laws.toml", 'id = "cn.old"', 'id = "cn.new"'),
    ("confidence_unknown", "law/rules.toml", '"verified"', '"sure"'),
    ("wrong_type", "law/deadlines.toml", "value = 15", 'value = "15"'),
    ("wrong_type", "law/laws.toml", "effective_from = 2016-01-01", 'effective_from = "2016-01-01"'),
    ("region_code_shape", "regions/410000.toml", '"410000"', '"4100"'),
    ("region_item_unknown", "regions/410000.toml", '"par.all"', '"par.none"'),
    ("region_param_foreign", "regions/410000.toml", "spray = true", "most_mg_m3 = 1.0"),
    ("param_kind", "regions/410000.toml", "spray = true", "spray = 2"),
    ("deadline_shape", "regions/410000.toml", '"5wd"', '"5 days"'),
    ("deadline_shape", "regions/CN.toml", '"3d"', '"soon"'),
    ("department_unknown", "regions/410300.toml", 'lead_department = "water"', 'lead_department = "navy"'),
    ("department_unknown", "regions/CN.toml", 'shop = "urban"', 'shop = "navy"'),
    ("site_kind_unknown", "regions/CN.toml", 'shop = "urban"', 'castle = "urban"'),
    ("problem_type_unknown", "regions/410300.toml", 'food = "housing"', 'sea = "housing"'),
    ("region_lead_missing", "regions/CN.toml", 'food = "urban"', ""),
    ("key_missing", "regions/CN.toml", 'fallback_deadline = "3d"', ""),
    ("key_missing", "regions/CN.toml", 'other = "housing"', ""),
    ("wrong_type", "regions/CN.toml", 'shop = "urban"', "shop = [1]"),
    ("item_elsewhere", "checklists/draft/2026.01.toml", '"dr.one"', '"pfn.cover"'),
    ("same_as_unknown", "checklists/same_as/2026.01.toml", '"pfn.cover"', '"pfn.none"'),
    ("lock_missing", "published.toml", 'id = "draft"\nversion = "2026.01"', 'id = "draft"\nversion = "2025.01"'),
    ("lock_published_differs", "checklists/text/2026.01.toml", 'zh = "要求"', 'zh = "别的要求"'),
    ("lock_draft_differs", "checklists/draft/2026.01.toml", 'zh = "要求"', 'zh = "别的要求"'),
    ("lock_gone", "published.toml", 'version = "2026.01"', 'version = "2025.01"'),
]
COMPANIONS = {"lock_missing": {"lock_gone"}, "lock_gone": {"lock_missing"}}


def spoil(folder: Path, file: str, there: str, put: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert there in text
    path.write_text(text.replace(there, put, 1), "utf-8")


@pytest.mark.parametrize(("rule", "file", "there", "put"), EDITS, ids=lambda part: str(part)[:30])
def test_one_wrong_line_is_refused_for_its_own_rule(rule: str, file: str, there: str, put: str, own_mini: Path) -> None:
    spoil(own_mini, file, there, put)
    found = check(own_mini)
    assert rule in {problem.rule for problem in found}
    assert {problem.rule for problem in found if problem.file == next(p.file for p in found if p.rule == rule)} <= {
        rule,
        *COMPANIONS.get(rule, ()),
    }
    with pytest.raises(DefinitionsRefused):
        load(own_mini)


@pytest.mark.parametrize(
    "file", ["departments.toml", "header_fields.toml", "params.toml", "site_kinds.toml", "law/laws.toml", "regions/CN.toml"]
)
def test_a_missing_file_is_named(file: str, own_mini: Path) -> None:
    (own_mini / file).unlink()
    assert any(problem.rule == "file_missing" and problem.file == file for problem in check(own_mini))


@pytest.mark.parametrize(
    "file", sorted(str(path.relative_to(MINI)) for path in MINI.rglob("*.toml") if "broken" not in path.parts)
)
@pytest.mark.parametrize("content", ["= = =", "a = 1", "bases = 3\nlaws = 3\nversions = 3\nitems = 3", "[a]\nb = [[1]]"])
def test_no_content_of_a_file_makes_the_check_fall_over(file: str, content: str, own_mini: Path) -> None:
    (own_mini / file).write_text(content, "utf-8")
    assert check(own_mini)


def test_an_empty_folder_is_refused_with_reasons(tmp_path: Path) -> None:
    assert {problem.file for problem in check(tmp_path)} >= {"departments.toml", "law/laws.toml", "regions/CN.toml", "checklists"}


def test_mini_itself_is_in_order() -> None:
    assert check(MINI) == []


def test_every_rule_can_fail() -> None:
    proven = {rule for rule, *_ in EDITS} | {folder.name for folder in (MINI / "broken").iterdir()} | {"file_missing"}
    assert proven == set(WORDING)


def test_every_rule_says_what_and_how_in_both_languages() -> None:
    for rule, words in WORDING.items():
        for text in (words.zh, words.mend_zh, words.en, words.mend_en):
            assert text.strip(), rule
            assert text[-1] in "。.", rule
