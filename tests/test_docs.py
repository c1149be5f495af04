"""Documents that cannot lie: what the code declares is named in the docs, generated chapters are fresh."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from lantian.domain.people import ROLES, may
from lantian.domain.violation import EVENTS, STATES
from lantian.settings import OPTIONS

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "deploy"))


def _read(name: str) -> str:
    return (ROOT / name).read_text()


def states_chapter() -> str:
    """The table of docs/architecture.md, from the state table."""
    lines = ["| from | event | to | by | needs |", "|---|---|---|---|---|"]
    for event in EVENTS.values():
        source = ", ".join(f"`{state}` {STATES[state]}" for state in event.sources) or "–"
        target = f"`{event.target}` {STATES[event.target]}" if event.target else "stays"
        roles = ", ".join(role.name for role in ROLES.values() if may(role.key, event.right))
        lines.append(f"| {source} | `{event.kind}` {event.name} | {target} | {roles} | {', '.join(event.needs) or '–'} |")
    return "\n".join(lines)


def test_the_states_chapter_is_the_state_table():
    text = _read("docs/architecture.md")
    chapter = re.search(r"<!-- states:begin -->\n(.*?)<!-- states:end -->", text, re.S).group(1).strip()
    assert chapter == states_chapter(), "write it again: python tests/test_docs.py"


def test_every_setting_is_documented():
    text = _read("docs/settings.md")
    assert [option.name for option in OPTIONS if option.name not in text] == []


def test_every_page_is_described(app):
    addresses = re.findall(r"`(?:[A-Z]+ )?(/[^`?#]*)", _read("docs/desk.md") + _read("docs/phone.md"))
    begins = ("/s/", "/a/", "/i/", "/sites", "/ledger", "/verify")
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.rule.startswith(begins)]
    assert len(rules) > 30
    assert sorted(set(map(_any_name, rules)) - set(map(_any_name, addresses))) == []


def _any_name(address: str) -> str:
    """``/s/photos/<sha256>`` → ``/s/photos/<>``."""
    return re.sub("<[^>]*>", "<>", address)


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z-]+):", _read("Makefile"), re.M))
    for page in ("README.md", "README.en.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"`make ([a-z-]+)", _read(page)))
        assert named <= targets, page


def test_every_page_the_docs_link_to_exists():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("forms/*.md"), *ROOT.glob("deploy/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_no_page_speaks_of_this_machine():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        assert not re.search(r"/(work|root|tmp)/", page.read_text()), page


if __name__ == "__main__":
    path = ROOT / "docs" / "architecture.md"
    path.write_text(
        re.sub(
            r"(<!-- states:begin -->\n).*?(<!-- states:end -->)",
            lambda m: m[1] + states_chapter() + "\n" + m[2],
            path.read_text(),
            flags=re.S,
        )
    )
