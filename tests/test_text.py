"""Every word a person reads goes through the catalogues, and both languages are complete."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "deploy"))

import catalogues  # noqa: E402

CJK = re.compile("[\u3400-\u9fff\uff01-\uff5e\u3001-\u303f]")
# Titles of laws, numbers of papers and words quoted from a file stay Chinese in English text.
CITED = re.compile(r"《[^》]*》|（[^）]*）|“[^”]*”|国办发〔\d+〕\d+号")
PLACES = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w+\}")
MARKS = {"_", "N_", "gettext", "ngettext", "pgettext", "lazy", "lazy_gettext"}


@pytest.fixture(scope="module")
def template():
    return catalogues.extracted()


def _ids(catalogue):
    return {
        (message.context, message.id if isinstance(message.id, str) else tuple(message.id)) for message in catalogue if message.id
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_catalogue_holds_exactly_the_texts_of_the_code(template, language):
    have = _ids(catalogues.catalogue_of(language))
    assert _ids(template) - have == set(), "run: make text"
    assert have - _ids(template) == set(), "run: make text"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_translation_is_missing(language):
    assert catalogues.missing(catalogues.catalogue_of(language)) == []


def test_every_text_that_a_browser_program_asks_for_stands_in_both_catalogues():
    """The extraction passes over calls inside template literals; such a text would stay Chinese on the English page."""
    asked = re.compile(r"\b([tn])\(\s*'((?:[^'\\]|\\.)*)'")
    have = [{_asked(message.id) for message in catalogues.catalogue_of(language)} for language in ("zh", "en")]
    assert asked.findall("t('一') + n('{n} 条', 2)") == [("t", "一"), ("n", "{n} 条")]
    for path in (path for path in (ROOT / "static" / "js").rglob("*.js") if path.parent.name != "joined"):
        wanted = {(kind, key.replace("\\'", "'")) for kind, key in asked.findall(path.read_text())}
        lost = sorted(key for kind, key in wanted if not all((kind, key) in one for one in have))
        assert lost == [], f"{path.relative_to(ROOT)}: {lost}: take the call out of the template literal, then run: make text"


def _asked(msgid) -> tuple[str, str]:
    """How a browser program asks for a msgid: t() for one form, n() for two."""
    return ("t", msgid) if isinstance(msgid, str) else ("n", msgid[0])


def test_translations_keep_the_places_of_their_values():
    for message in catalogues.catalogue_of("en"):
        if message.id:
            source = message.id if isinstance(message.id, str) else message.id[0]
            for text in (message.string,) if isinstance(message.string, str) else message.string:
                assert set(PLACES.findall(text)) <= set(PLACES.findall(source)), source
                if isinstance(message.id, str):
                    assert set(PLACES.findall(text)) == set(PLACES.findall(source)), source


def test_english_holds_no_chinese_but_where_it_must():
    allowed = {"简体中文", "中文"}
    for message in catalogues.catalogue_of("en"):
        if message.id and not (isinstance(message.id, str) and message.id in allowed):
            for text in (message.string,) if isinstance(message.string, str) else message.string:
                without_citations = CITED.sub("", text)
                assert not CJK.search(without_citations) or "示例" in text, (message.id, text)


def test_no_template_holds_chinese_outside_a_catalogue_call():
    call = re.compile(
        r"(?:_|ngettext|pgettext|gettext)\(\s*(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")(?:\s*,\s*(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))?"
    )
    comment = re.compile(r"\{#.*?#\}", re.S)
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = call.sub("", comment.sub("", path.read_text()))
        left = [line.strip() for line in text.splitlines() if CJK.search(line)]
        assert left == [], f"{path.relative_to(ROOT)}: {left[:3]}"


def test_no_browser_program_holds_chinese_outside_a_catalogue_call():
    comments = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
    call = re.compile(r"\b[tn]\(\s*(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`$]*`)", re.S)
    ours = (path for path in (ROOT / "static" / "js").rglob("*.js") if path.parent.name != "joined")
    for path in sorted(ours):
        left = [line.strip() for line in call.sub("", comments.sub("", path.read_text())).splitlines() if CJK.search(line)]
        assert left == [], f"{path.relative_to(ROOT)}: {left[:3]}"


def test_no_view_holds_chinese_outside_a_catalogue_call():
    allowed = {"简体中文", "%Y年", "M月d日 HH:mm"}
    for path in sorted((ROOT / "inspect/lantian/web").rglob("*.py")):
        tree = ast.parse(path.read_text())
        marked = {
            id(argument)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and _name(node) in MARKS
            for argument in node.args
        }
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and CJK.search(node.value)
                and id(node) not in marked | docs
            ):
                assert node.value in allowed, f"{path.name}:{node.lineno} {node.value}"


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


ENGLISH = re.compile("[A-Za-z]{2,}")
# Names that are the same in every language, and one class name that a macro of styles writes.
SAME_EVERYWHERE = {"SHA-256", "Shift", "Esc", "button button--"}


def test_no_template_holds_english_outside_a_catalogue_call():
    hidden = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(script|style|svg|code|pre)\b.*?</\1>|<!--.*?-->", re.S)
    spoken = re.compile(r'>([^<>]*)<|(?:aria-label|title|placeholder|alt)="([^"]*)"')
    assert spoken.findall('<p title="Old words">New words</p>') == [("", "Old words"), ("New words", "")]
    for path in sorted((ROOT / "templates").rglob("*.html")):
        texts = {"".join(found).strip() for found in spoken.findall(hidden.sub("", path.read_text()))}
        left = [text for text in texts - SAME_EVERYWHERE if ENGLISH.search(text)]
        assert left == [], f"{path.relative_to(ROOT)}: {left[:3]}"


def test_no_browser_program_holds_an_english_sentence():
    comments = re.compile(r"/\*.*?\*/|^\s*//.*$|\s//\s.*$", re.S | re.M)
    sentence = re.compile(r"(['\"`])([A-Z][a-z]+ [a-z][^'\"`\n]*)\1")
    for path in (path for path in (ROOT / "static" / "js").rglob("*.js") if path.parent.name != "joined"):
        left = [found[1] for found in sentence.findall(comments.sub("", path.read_text()))]
        assert left == [], f"{path.relative_to(ROOT)}: {left[:3]}"
