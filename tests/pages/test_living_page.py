"""The living page shows every component: a macro that is not on it, or that no page of the product uses, does not exist."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
MACRO = re.compile(r"\{%-?\s*macro (\w+)\(.*?endmacro", re.S)
IMPORT = re.compile(r"\{%-?\s*from\s+'(_macros/[^']+)'\s+import\s+(.+?)(?:\s+with context)?\s*-?%\}")
# The shells that the living page stands in.
SHELLS = ("base.html", "desk.html", "phone.html")
# They draw the fields that are shown there from those of a form; the living page has no form.
OF_A_FORM = {"field", "form_faults"}


def _text(name: str) -> str:
    return re.sub(r"\{#.*?#\}", "", (TEMPLATES / name).read_text(), flags=re.S)


def _macros() -> dict[tuple[str, str], str]:
    """(file, name) → text of every macro."""
    files = [f"_macros/{path.name}" for path in sorted((TEMPLATES / "_macros").glob("*.html"))]
    return {(file, found[1]): found[0] for file in files for found in MACRO.finditer(_text(file))}


def _called(text: str, known: dict[str, tuple[str, str]]) -> set[tuple[str, str]]:
    return {key for name, key in known.items() if re.search(rf"(?<![\w.'-]){name}\s*\(", text)}


def _names(file: str) -> dict[str, tuple[str, str]]:
    """What a template calls its macros by → which they are: those it imports, those beside it."""
    known = {name: (home, name) for home, name in _macros() if home == file}
    for home, names in IMPORT.findall(_text(file)):
        for part in names.split(","):
            name, _as, other = part.strip().partition(" as ")
            known[other or name] = (home, name)
    return known


def _reached(pages: list[str]) -> set[tuple[str, str]]:
    """Every macro that some page calls, or a macro it calls."""
    macros = _macros()
    waiting = {key for page in pages for key in _called(IMPORT.sub("", _text(page)), _names(page))}
    reached: set[tuple[str, str]] = set()
    while waiting:
        key = waiting.pop()
        reached.add(key)
        body = macros[key].split(")", 1)[1]
        waiting |= _called(body, _names(key[0])) - reached
    return reached


def _pages(*, living: bool) -> list[str]:
    names = [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.html"))]
    names = [name for name in names if not name.startswith("_macros/")]
    return [name for name in names if name.startswith("living") is living or (living and name in SHELLS)]


def test_every_component_is_on_the_living_page():
    missing = set(_macros()) - _reached(_pages(living=True))
    assert sorted(name for _file, name in missing if name not in OF_A_FORM and not name.startswith("_")) == []


def test_the_living_page_shows_nothing_that_no_page_uses():
    assert sorted(set(_macros()) - _reached(_pages(living=False))) == []
