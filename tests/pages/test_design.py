"""The design's promises that a table can keep: one dark theme, icons that exist, contrasts as docs/design.md says them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
GROUNDS = ("ground", "surface", "raised", "sunken", "accent-soft", "good-soft", "bad-soft", "warn-soft", "calm-soft")
PLAIN_GROUNDS = ("ground", "surface", "raised")
# Row of the table in docs/design.md → (letters, the grounds they stand on), and the least the page promises.
CONTRASTS = {
    "`--ink` text": ([("ink", GROUNDS)], 4.5),
    "`--soft` second text": ([("soft", GROUNDS)], 4.5),
    "`--faint` third text": ([("faint", GROUNDS)], 4.5),
    "`--accent` links": ([("accent", GROUNDS)], 4.5),
    "`--good` / `--bad` / `--warn`": ([("good", GROUNDS), ("bad", GROUNDS), ("warn", GROUNDS)], 4.5),
    "primary button": ([("on-accent", ("accent-solid",))], 4.5),
    "pressed 合格 / 不合格 / 不涉及": ([(f"on-{tone}", (f"{tone}-solid",)) for tone in ("good", "bad", "calm")], 7),
    "unpressed answers": ([("ink", ("surface",))], 7),
    "borders of controls (`--edge`)": ([("edge", PLAIN_GROUNDS)], 3),
}


@pytest.fixture(scope="module")
def tokens() -> str:
    return re.sub(r"/\*.*?\*/", "", (ROOT / "static/css/tokens.css").read_text(), flags=re.S)


def _block(css: str, selector: str) -> dict[str, str]:
    found = re.search(re.escape(selector) + r"\s*\{([^{}]*)\}", css)
    assert found, f"tokens.css has no {selector}"
    return dict(re.findall(r"([\w-]+):\s*([^;]+?)\s*(?:;|$)", found.group(1)))


def test_the_dark_theme_is_the_same_chosen_or_by_the_device(tokens):
    by_device, chosen = _block(tokens, ':root:not([data-theme="light"])'), _block(tokens, ':root[data-theme="dark"]')
    assert by_device == chosen
    assert len(chosen) > 20


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _worst(theme: dict[str, str], letters: str, grounds: tuple[str, ...]) -> float:
    return min(_contrast(theme[f"--{letters}"], theme[f"--{ground}"]) for ground in grounds)


def test_the_contrasts_are_those_of_the_design_page_and_high_enough(tokens):
    page = (ROOT / "docs/design.md").read_text()
    light = _block(tokens, ":root")
    for row, (pairs, least) in CONTRASTS.items():
        cells = []
        for theme in (light, light | _block(tokens, ':root[data-theme="dark"]')):
            ratios = [_worst(theme, letters, grounds) for letters, grounds in pairs]
            assert min(ratios) >= least, f"{row}: {ratios}"
            cells.append(" / ".join(f"{ratio:.1f}" for ratio in ratios))
        assert f"| {row} | {cells[0]} | {cells[1]} |" in page, f"docs/design.md should say: | {row} | {cells[0]} | {cells[1]} |"


def test_black_on_white_is_the_highest_contrast_there_is():
    assert _contrast("#000", "#ffffff") == pytest.approx(21)


def _sprite() -> set[str]:
    return set(re.findall(r'<symbol[^>]* id="([^"]+)"', (ROOT / "static/icons/sprite.svg").read_text()))


def _templates() -> dict[str, nodes.Template]:
    paths = sorted((ROOT / "templates").rglob("*.html"))
    return {path.relative_to(ROOT).as_posix(): Environment().parse(path.read_text()) for path in paths}


def _places_of_icons(templates: dict[str, nodes.Template]) -> dict[str, list[str]]:
    """Macro → its arguments in order, for macros that take an icon."""
    found = [macro for page in templates.values() for macro in page.find_all(nodes.Macro)]
    macros = {macro.name: [argument.name for argument in macro.args] for macro in found}
    macros["icon"][0] = "icon_name"
    return {name: arguments for name, arguments in macros.items() if "icon_name" in arguments}


def _icons_asked_for(page: nodes.Template, macros: dict[str, list[str]]) -> Iterator[nodes.Expr]:
    for call in page.find_all(nodes.Call):
        arguments = macros.get(getattr(call.node, "name", ""))
        if arguments:
            given = dict(zip(arguments, call.args, strict=False)) | {keyword.key: keyword.value for keyword in call.kwargs}
            yield from [given["icon_name"]] if "icon_name" in given else []
    for pair in page.find_all(nodes.Pair):
        if isinstance(pair.key, nodes.Const) and pair.key.value == "icon":
            yield pair.value


def _literals(expression: nodes.Expr) -> Iterator[tuple[str, bool]]:
    """The texts an expression may be; True for the beginning of one that is put together."""
    if isinstance(expression, nodes.Const) and isinstance(expression.value, str):
        yield expression.value, False
    elif isinstance(expression, nodes.Concat):
        yield from ((text, True) for text, _ in _literals(expression.nodes[0]))
    elif isinstance(expression, nodes.CondExpr):
        yield from _literals(expression.expr1)
        yield from _literals(expression.expr2) if expression.expr2 else ()
    elif isinstance(expression, nodes.Or):
        yield from _literals(expression.left)
        yield from _literals(expression.right)


def test_every_icon_that_a_template_asks_for_is_in_the_sprite():
    templates, sprite, seen = _templates(), _sprite(), set()
    macros = _places_of_icons(templates)
    for name, page in templates.items():
        for expression in _icons_asked_for(page, macros):
            for text, is_beginning in _literals(expression):
                seen.add(text)
                known = any(icon.startswith(text) for icon in sprite) if is_beginning else text in sprite
                assert known, f"{name}: no icon “{text}” in static/icons/sprite.svg"
    assert len(seen) > 60, "the test no longer finds the icons"


def test_every_icon_that_a_script_asks_for_is_in_the_sprite():
    sprite = _sprite()
    for path in sorted((ROOT / "static/js").rglob("*.js")):
        for name in re.findall(r"dataset\.sprite\}#([a-z-]+)", path.read_text()):
            known = name in sprite or (name.endswith("-") and any(icon.startswith(name) for icon in sprite))
            assert known, f"{path.name}: no icon “{name}”"


def test_every_kind_of_place_has_an_icon():
    from lantian.web.phone_view import KIND_ICONS

    kinds = tomllib.loads((ROOT / "forms/site_kinds.toml").read_text())
    assert set(KIND_ICONS) <= set(kinds)
    assert {*KIND_ICONS.values(), "pin"} <= _sprite()


def test_no_icon_is_drawn_twice():
    names = re.findall(r'<symbol[^>]* id="([^"]+)"', (ROOT / "static/icons/sprite.svg").read_text())
    assert sorted(names) == sorted(set(names))


def test_no_style_is_newer_than_the_phones_in_use():
    """Rule 8 of docs/design.md. A browser that does not know one of these drops the whole rule that holds it."""
    too_new = re.compile(r":has\(|light-dark\(|@scope|@container|^\s*&|[;{]\s*&", re.M)
    for path in sorted((ROOT / "static/css").rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        assert too_new.findall(text) == [], path.name
