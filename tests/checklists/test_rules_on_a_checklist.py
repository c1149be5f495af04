"""Every rule on a single file can fail: each file of tests/mini/broken breaks the one it is named after."""

from __future__ import annotations

from pathlib import Path

import pytest

from lantian.checklists.definition import read_definition
from lantian.checklists.definition_problem import DefinitionsRefused

MINI = Path(__file__).resolve().parents[1] / "mini"
BROKEN = sorted((MINI / "broken").iterdir())


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_a_file_that_breaks_a_rule_is_refused_for_that_rule_alone(folder: Path, mini) -> None:
    path = next(folder.glob("*.toml"))
    with pytest.raises(DefinitionsRefused) as refused:
        read_definition(path, mini.vocabulary)
    assert {problem.rule for problem in refused.value.problems} == {folder.name}


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_the_refusal_names_the_file_and_says_in_both_languages_how_to_mend_it(folder: Path, mini) -> None:
    path = next(folder.glob("*.toml"))
    with pytest.raises(DefinitionsRefused) as refused:
        read_definition(path, mini.vocabulary)
    for problem in refused.value.problems:
        assert problem.file == f"checklists/{folder.name}/{path.name}"
        for language in ("zh", "en"):
            text = problem.text(language)
            assert text.startswith(problem.file)
            assert "%(" not in text


def test_a_missing_file_is_a_problem_and_no_exception_of_another_kind(mini) -> None:
    with pytest.raises(DefinitionsRefused) as refused:
        read_definition(MINI / "checklists" / "nowhere" / "2026.01.toml", mini.vocabulary)
    assert [problem.rule for problem in refused.value.problems] == ["file_missing"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a = [" + b"[" * 5000, b"x" * 1_000_001, b"a = 1\na = 2"])
def test_a_file_that_cannot_be_read_is_a_problem(content: bytes, own_mini: Path, mini) -> None:
    path = own_mini / "checklists" / "text" / "2026.01.toml"
    path.write_bytes(content)
    with pytest.raises(DefinitionsRefused) as refused:
        read_definition(path, mini.vocabulary)
    assert [problem.rule for problem in refused.value.problems] == ["file_unreadable"]


def test_all_faults_of_a_file_are_told_at_once(own_mini: Path, mini) -> None:
    path = own_mini / "checklists" / "text" / "2026.01.toml"
    spoiled = path.read_text("utf-8").replace('severity = "medium"', 'severity = "awful"').replace('scope = "CN"', "")
    path.write_text(spoiled.replace('zh = "文字"', 'zh = ""'), "utf-8")
    with pytest.raises(DefinitionsRefused) as refused:
        read_definition(path, mini.vocabulary)
    assert {problem.rule for problem in refused.value.problems} == {"key_missing", "text_empty"}
