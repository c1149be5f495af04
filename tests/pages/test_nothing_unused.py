"""What nobody uses is not carried along: imported macros, exported functions, classes of the style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES, SCRIPTS, STYLES = ROOT / "templates", ROOT / "static" / "js", ROOT / "static" / "css"
IMPORTED = re.compile(r"\{%-?\s*from\s+'([^']+)'\s+import\s+(.+?)(?:\s+with context)?\s*-?%\}")
EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|const|let|class) (\w+)", re.M)
# Called from elsewhere: by tests, which look at what a phone keeps, and by the one file that deploy/join_modules.py writes.
FROM_ELSEWHERE = {"models/store.js": {"allRecords", "eventsOf"}, "helpers/mount.js": {"know"}}
# Classes that other programs put on the page: the map library, and the sample of a map on the living page.
FOREIGN = re.compile(r"leaflet|marker-cluster")


def texts(folder: Path, ending: str) -> Iterator[tuple[str, str]]:
    """Name and text of each file of ours."""
    for path in sorted(folder.rglob(f"*{ending}")):
        if "joined" not in path.parts and "vendor" not in path.parts:
            yield str(path.relative_to(folder)), path.read_text()


@pytest.mark.parametrize("name", [name for name, _text in texts(TEMPLATES, ".html")])
def test_a_template_uses_every_macro_it_imports(name):
    text = (TEMPLATES / name).read_text()
    rest = IMPORTED.sub("", re.sub(r"\{#.*?#\}", "", text, flags=re.S))
    imported = [part.split(" as ")[-1].strip() for _source, names in IMPORTED.findall(text) for part in names.split(",")]
    assert [one for one in imported if not re.search(rf"(?<![\w.'-]){one}\s*\(", rest)] == []


@cache
def program() -> str:
    """All our browser programs, their words left out."""
    return "\n".join(re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S) for _name, text in texts(SCRIPTS, ".js"))


@pytest.mark.parametrize("name", [name for name, _text in texts(SCRIPTS, ".js")])
def test_what_a_script_exports_the_product_uses(name):
    exported = set(EXPORTED.findall((SCRIPTS / name).read_text())) - FROM_ELSEWHERE.get(name, set())
    assert {one for one in exported if len(re.findall(rf"\b{one}\b", program())) < 2} == set()


@cache
def users() -> str:
    """Everything that may name a class: templates, scripts, and the pages that Python draws."""
    pages = [text for folder, ending in ((TEMPLATES, ".html"), (SCRIPTS, ".js")) for _name, text in texts(folder, ending)]
    return "\n".join(pages + [text for _name, text in texts(ROOT / "inspect/lantian/web", ".py")])


def classes(sheet: str) -> set[str]:
    """The classes a sheet speaks of."""
    plain = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", sheet, flags=re.S)
    return {one for one in re.findall(r"\.(-?[A-Za-z_][\w-]*)", plain) if not FOREIGN.search(one)}


def is_used(one: str) -> bool:
    """Named whole, or put together from its beginning: 'button--' ~ kind."""
    whole = re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", users())
    stem, joined, _end = one.rpartition("--") if "--" in one else one.rpartition("__")
    return bool(whole or (joined and re.search(rf"{re.escape(stem + joined)}['\"`]?\s*(?:~|\$\{{|\{{\{{)", users())))


@pytest.mark.parametrize("name", [name for name, _text in texts(STYLES, ".css")])
def test_a_style_sheet_speaks_of_classes_that_some_page_has(name):
    assert sorted(one for one in classes((STYLES / name).read_text()) if not is_used(one)) == []
