"""forms/README.md cannot lie: its example is a valid list, and it names every key, type and source of a first value."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

from lantian.checklists.definition import build_definition
from lantian.checklists.definition_rules import CHECKLIST, broken_rules
from lantian.checklists.item_rules import ITEM
from lantian.checklists.items import ANSWER_TYPES, LEADS_TO
from lantian.checklists.library import check
from lantian.checklists.region_file import ITEM_RULE, REGION
from lantian.checklists.vocabulary import PREFILLS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "forms" / "README.md").read_text("utf-8")
LIST, REGION_EXAMPLE = re.findall(r"```toml\n(.*?)```", TEXT, re.S)


def test_the_example_is_a_list_that_keeps_every_rule(forms) -> None:
    raw = tomllib.loads(LIST)
    assert list(broken_rules(raw, Path("checklists/example_list/2026.12.toml"), forms.vocabulary)) == []
    assert [item.id for item in build_definition(raw, forms.vocabulary).items] == ["ex.cover", "ex.kind"]


def test_the_example_of_a_region_keeps_every_rule(tmp_path) -> None:
    folder = Path(shutil.copytree(ROOT / "forms", tmp_path / "forms"))
    (folder / "regions/410000.toml").write_text(REGION_EXAMPLE, "utf-8")
    assert check(folder) == []


def test_every_key_type_and_source_of_a_first_value_is_named() -> None:
    shapes = (CHECKLIST, ITEM, REGION, ITEM_RULE)
    keys = {key for shape in shapes for key in shape.known}
    for word in keys | set(PREFILLS) | set(ANSWER_TYPES) | set(LEADS_TO):
        assert re.search(rf"(?<![\w.]){re.escape(word)}(?![\w])", TEXT), word


def test_the_numbers_in_the_text_are_the_real_ones(forms) -> None:
    lists = forms.all_current()
    book = forms.law_book
    assert f"{len(lists)} lists, {sum(len(definition.items) for definition in lists)} items" in TEXT
    assert f"{len(book.laws)} laws and {len(book.bases)} legal bases" in TEXT
    assert f"{len(book.deadlines)} terms of procedure (期限), {len(book.rules)} rules" in TEXT
