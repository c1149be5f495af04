"""A published checklist never changes; a draft changes only on purpose."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lantian.checklists.definition_problem import DefinitionsRefused
from lantian.checklists.library import check, load, relock

ROOT = Path(__file__).resolve().parents[2]


def edit(folder: Path, name: str, there: str, put: str) -> None:
    path = folder / "checklists" / name / "2026.01.toml"
    text = path.read_text("utf-8")
    assert there in text
    path.write_text(text.replace(there, put, 1), "utf-8")


def new_version(folder: Path, name: str, version: str, **swaps: str) -> None:
    text = (folder / "checklists" / name / "2026.01.toml").read_text("utf-8").replace("2026.01", version)
    for there, put in swaps.items():
        text = text.replace(f'{there} = "published"', f'{there} = "{put}"')
    (folder / "checklists" / name / f"{version}.toml").write_text(text, "utf-8")


def test_a_changed_published_version_cannot_be_recorded_again(own_mini: Path) -> None:
    before = (own_mini / "published.toml").read_bytes()
    edit(own_mini, "text", 'zh = "要求"', 'zh = "别的要求"')
    with pytest.raises(DefinitionsRefused) as refused:
        relock(own_mini)
    assert [problem.rule for problem in refused.value.problems] == ["lock_published_differs"]
    assert "新版本" in refused.value.problems[0].text("zh")
    assert "new version" in refused.value.problems[0].text("en")
    assert (own_mini / "published.toml").read_bytes() == before


def test_a_published_version_cannot_be_turned_back_into_a_draft(own_mini: Path) -> None:
    edit(own_mini, "text", 'status = "published"', 'status = "draft"')
    assert [problem.rule for problem in check(own_mini)] == ["lock_published_differs"]


def test_a_published_version_cannot_be_removed(own_mini: Path) -> None:
    (own_mini / "checklists/text/2026.01.toml").unlink()
    assert [problem.rule for problem in check(own_mini)] == ["lock_gone"]
    with pytest.raises(DefinitionsRefused):
        relock(own_mini)


def test_a_changed_draft_is_recorded_on_purpose(own_mini: Path) -> None:
    edit(own_mini, "draft", 'zh = "要求"', 'zh = "别的要求"')
    assert [problem.rule for problem in check(own_mini)] == ["lock_draft_differs"]
    changes = relock(own_mini)
    assert len(changes) == 1
    assert changes[0].startswith("draft 2026.01: ")
    assert check(own_mini) == []
    assert relock(own_mini) == []


def test_publishing_a_draft_makes_it_final(own_mini: Path) -> None:
    edit(own_mini, "draft", 'status = "draft-local: list not found"', 'status = "published"')
    assert [problem.rule for problem in check(own_mini)] == ["lock_draft_differs"]
    relock(own_mini)
    edit(own_mini, "draft", 'zh = "要求"', 'zh = "别的要求"')
    assert [problem.rule for problem in check(own_mini)] == ["lock_published_differs"]


def test_a_removed_draft_can_be_struck_off(own_mini: Path) -> None:
    (own_mini / "checklists/draft/2026.01.toml").unlink()
    assert relock(own_mini) == ["draft 2026.01: -"]
    assert check(own_mini) == []


def test_a_new_version_is_recorded_beside_the_old_one(own_mini: Path) -> None:
    new_version(own_mini, "text", "2026.02")
    assert [problem.rule for problem in check(own_mini)] == ["lock_missing"]
    relock(own_mini)
    library = load(own_mini)
    assert [definition.version for definition in library.versions("text")] == ["2026.01", "2026.02"]
    assert library.current("text").version == "2026.02"


def test_nothing_is_recorded_while_something_else_is_wrong(own_mini: Path) -> None:
    edit(own_mini, "draft", 'severity = "medium"', 'severity = "awful"')
    with pytest.raises(DefinitionsRefused) as refused:
        relock(own_mini)
    assert [problem.rule for problem in refused.value.problems] == ["severity_unknown"]


def test_the_lock_can_be_written_without_a_command_line_tool(own_mini: Path) -> None:
    (own_mini / "published.toml").unlink()
    done = subprocess.run(
        [sys.executable, "-m", "lantian.checklists.version_lock", str(own_mini)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "inspect")},
        cwd=own_mini,
    )
    assert "pass_fail_na 2026.01: " in done.stdout
    assert (own_mini / "published.toml").read_bytes() == (ROOT / "tests/mini/published.toml").read_bytes()
